"""rednet-crawler: articles of 红网怀化站 (hh.rednet.cn) as a dataset.

For programs: `from rednet_crawler import Article, extract, open_archive`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rednet_crawler.addon import RednetAddon
    from rednet_crawler.errors import NotAnArticleError
    from rednet_crawler.items import Article
    from rednet_crawler.library import ArticleArchive, extract, open_archive

__version__ = "0.1.0"
__all__ = [
    "Article",
    "ArticleArchive",
    "NotAnArticleError",
    "RednetAddon",
    "extract",
    "open_archive",
]

_PLACES = {
    "Article": "items",
    "ArticleArchive": "library",
    "NotAnArticleError": "errors",
    "RednetAddon": "addon",
    "extract": "library",
    "open_archive": "library",
}


def __getattr__(name: str) -> Any:
    """Import a name when it is first used: whoever wants the version alone waits for nothing."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)


def __dir__() -> list[str]:
    """Name what can be imported."""
    return sorted({*globals(), *__all__})
