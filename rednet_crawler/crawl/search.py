"""The search for channels that the menu does not link: which articles are asked for them.

No request is made here.
"""

from collections.abc import Iterable

from rednet_crawler.crawl.channels import Channels
from rednet_crawler.items import ChannelLink


class ChannelSearch:
    """Chooses the few articles whose links (频道精选) may lead to the missing channels."""

    def __init__(self, channels: Channels) -> None:
        self.answered = False
        """Whether an article was read for the channels it links."""
        self._channels = channels
        self._probes: list[str] = []
        self._again = False

    def take_menu(
        self,
        links: Iterable[ChannelLink],
        articles: Iterable[str],
        names: Iterable[str],
        known: Iterable[tuple[str, str]],
        *,
        searched: bool,
    ) -> None:
        """Take what the home page links, its short texts, and (number, name) of the channels of earlier runs.

        `searched` says that one of these runs has lately searched for all.
        """
        self._channels.read_menu(links, names)
        self._channels.remember(known, searched=searched)
        self._probes = self._channels.articles_to_ask(articles)

    def take_article(self, links: Iterable[ChannelLink]) -> None:
        """Take the channels that an article links. Where it links any, no other is asked."""
        self.answered = True
        if self._channels.learn_of_article(links):
            self._again = True
            self._probes = []

    def again(self, urls: Iterable[str]) -> bool:
        """Return whether to search once more, after the listings.

        That is where channels are missing, and no article has linked any.

        `urls` are those of the articles that the listings had; one of them is asked.
        """
        if self._again or not self._channels.some_missing():
            return False
        self._again = True
        self._probes = self._channels.articles_to_ask(urls)[:1]
        return True

    def next(self) -> str | None:
        """Return the address of the article to ask next; None where the search is over."""
        return self._probes.pop(0) if self._channels.some_missing() and self._probes else None
