"""What sets a line apart: bold, centring and size, where the page's running text is not set like that."""

from collections import Counter
from collections.abc import Sequence

from rednet_crawler.items import Block, Image, TextBlock

_SMALL = 14.0
_PROSE = 40


def with_distinct_marks(blocks: Sequence[Block], sizes: dict[int, float]) -> Sequence[Block]:
    """Keep bold, centring and small size only where they set a line apart from the page's running text.

    `sizes` holds the size of each text block that has one, by its index.
    """
    prose = {
        at: block
        for at, block in enumerate(blocks)
        if isinstance(block, TextBlock) and len(block.text) >= _PROSE and not (at and isinstance(blocks[at - 1], Image))
    }
    most = len(prose) / 2 if prose else 1
    all_bold = len([block for block in prose.values() if block.bold]) > most
    all_centred = len([block for block in prose.values() if block.centred]) > most
    given = {sizes.get(at) for at in prose}
    running = given.pop() if len(given) == 1 else _most_common([sizes.get(at) for at in prose])
    small = {size for size in set(sizes.values()) if _is_small(size, running)}
    if not (all_bold or all_centred or small):
        return blocks
    return [
        TextBlock(
            text=block.text,
            heading=block.heading,
            bold=block.bold and not all_bold,
            centred=block.centred and not all_centred,
            small=block.small or sizes.get(at) in small,
            beside_image=block.beside_image,
            link=block.link,
        )
        if isinstance(block, TextBlock)
        else block
        for at, block in enumerate(blocks)
    ]


def _most_common(sizes: Sequence[float | None]) -> float | None:
    return Counter(sizes).most_common(1)[0][0] if sizes else None


def _is_small(size: float, running: float | None) -> bool:
    """Say whether a size is one of captions: 14 px and less, or a fifth below the running text."""
    return (size <= _SMALL and (running is None or size < running)) or (running is not None and size <= running * 0.8)
