"""What was found of a page by its wording: values by field, each with its place, and the body."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rednet_crawler.items import Block, Found


@dataclass(slots=True)
class GenericReading:
    """What was found by wording."""

    found: dict[str, list[Found]] = field(default_factory=dict)
    blocks: Sequence[Block] = ()
    changed: list[str] = field(default_factory=list)
    """Times at which the text was changed, as the lines around it say."""
    place: str = "prose"
    """Where the blocks stood: prose, script-state or json-ld."""

    def add(self, name: str, text: str, place: str) -> None:
        """Take a value once."""
        values = self.found.setdefault(name, [])
        if text and Found(text, place) not in values:
            values.append(Found(text, place))

    def shows_article(self) -> bool:
        """Return whether there is a title with a body beside it that a script holds, or that is labelled."""
        labelled = any(
            found.place in ("label", "end-matter")
            for name in ("source", "author", "editor")
            for found in self.found.get(name, ())
        )
        return bool(self.found.get("title") and self.blocks) and (labelled or self.place != "prose")
