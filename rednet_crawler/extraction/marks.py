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
    prose: list[int] = []
    bold = centred = 0
    behind_image = False
    for at, block in enumerate(blocks):
        if isinstance(block, TextBlock):
            if len(block.text) >= _PROSE and not behind_image:
                prose.append(at)
                bold += block.bold
                centred += block.centred
            behind_image = False
        else:
            behind_image = isinstance(block, Image)
    all_bold, all_centred = 2 * bold > len(prose), 2 * centred > len(prose)
    small = _small_sizes(sizes, prose) if sizes else set()
    if not (all_bold or all_centred or small):
        return blocks
    marked = list(blocks)
    for at, block in enumerate(blocks):
        if isinstance(block, TextBlock):
            is_small = sizes.get(at) in small
            if is_small or (all_bold and block.bold) or (all_centred and block.centred):
                marked[at] = TextBlock(
                    block.text,
                    block.heading,
                    block.bold and not all_bold,
                    block.centred and not all_centred,
                    block.small or is_small,
                    block.beside_image,
                    block.link,
                )
    return marked


def _small_sizes(sizes: dict[int, float], prose: Sequence[int]) -> set[float]:
    """Return the sizes that are those of captions beside the size of most of the running text."""
    given = {sizes.get(at) for at in prose}
    running = given.pop() if len(given) == 1 else _most_common([sizes.get(at) for at in prose])
    return {size for size in set(sizes.values()) if _is_small(size, running)}


def _most_common(sizes: Sequence[float | None]) -> float | None:
    return Counter(sizes).most_common(1)[0][0] if sizes else None


def _is_small(size: float, running: float | None) -> bool:
    """Say whether a size is one of captions: 14 px and less, or a fifth below the running text."""
    return (size <= _SMALL and (running is None or size < running)) or (running is not None and size <= running * 0.8)
