"""The channels of a station: their numbers are not known beforehand, menus and articles link them
(site.md, section 2). And the search for those the menu does not link. No request is made here.
"""

from collections.abc import Iterable
from itertools import islice

from rednet_crawler.errors import PageError, UnknownChannelError
from rednet_crawler.items import ChannelLink
from rednet_crawler.site.list_pages import HUAIHUA, choose_names
from rednet_crawler.site.urls import channel_url, home_url, read_address

_MOST_PROBES = 4
"""Articles that are asked for channels the menu does not link."""
_MOST_CHANNELS = 500
"""How many channels a run walks; the station has 19."""


class Channels:
    """What a run has found of a station's channels, and which of them it is to walk."""

    def __init__(self, station: str, asked_for: tuple[str, ...]) -> None:
        """Take the code of the station, and the names or numbers asked for (none for all)."""
        self.links: dict[str, ChannelLink] = {}
        """Number → channel, as found."""
        self._station = station
        self._asked_for = asked_for
        self._looked_for = False
        self._named: frozenset[str] | None = None
        """What the home page calls its channels, with a link or without; None where it links none."""
        self._article_read = False

    def learn(self, links: Iterable[ChannelLink]) -> list[ChannelLink]:
        """Take in the links to this station's channels, and return them."""
        own = [
            link
            for link in links
            if (address := read_address(link.url)) and address.station == self._station
        ]
        self.links = choose_names([*self.links.values(), *own])
        return own

    def remember(self, known: Iterable[tuple[str, str]], *, searched: bool = False) -> None:
        """Take in (number, name) of the channels of earlier runs.

        Where one of these lately `searched` for all, what it did not find is looked for only if it is asked for.
        """
        links = [
            ChannelLink(name, number, channel_url(self._station, number)) for number, name in known
        ]
        self._looked_for = searched
        self.links = choose_names([*self.links.values(), *links])

    def read_menu(self, links: Iterable[ChannelLink], names: Iterable[str]) -> None:
        """Take in what the home page links, and the short texts on it: names of channels may have no link."""
        if self.learn(links):
            self._named = frozenset(names)

    def some_missing(self) -> bool:
        """Return whether a channel that is asked for, or that the station is known to have, was not found yet.

        Of a station whose channels are not known there may be others than the menu links, until one
        of its articles was read.
        """
        names = {link.name for link in self.links.values()}
        known = self._station == "hh"
        usual = HUAIHUA if known and not self._looked_for else ()
        wanted = self._asked_for or usual
        if not self.links or any(name not in names and not name.isdigit() for name in wanted):
            return True
        return not (known or self._asked_for or self._looked_for or self._article_read)

    def learn_of_article(self, links: Iterable[ChannelLink]) -> list[ChannelLink]:
        """Take in the links of an article to this station's channels, and return them: an article
        links them all (频道精选).
        """
        own = self.learn(links)
        self._article_read |= bool(own)
        return own

    def to_walk(self) -> list[ChannelLink]:
        """Return the channels to walk.

        Raises UnknownChannelError for a name that the station does not have, and PageError where no
        channel is linked, or more than a station has.
        """
        chosen, home = self._chosen(), home_url(self._station)
        if not chosen:
            raise PageError(
                f"{home}: links no channel, and neither does an article; is the site's design new, "
                "or does a log-in page of this network answer?"
            )
        if len(chosen) > _MOST_CHANNELS:
            raise PageError(
                f"{home}: links {len(chosen)} channels, more than a station has; name those you want"
            )
        return chosen

    def missing(self, has: str) -> list[str]:
        """Return the channels that the station has and that were not found.

        `has` names them, as the setting REDNET_CHANNELS does. Without it they are the known ones that the home page
        names, with a link or without, and all known ones where it links no channel at all.
        """
        if has.strip() == "*" or self._asked_for:
            return []
        named = [name for part in has.replace("，", ",").split(",") if (name := part.strip())]
        known = [name for name in HUAIHUA if self._named is None or name in self._named]
        expected = named or (known if self._station == "hh" else [])
        found = {link.name for link in self.links.values()}
        return [name for name in expected if name not in found]

    def articles_to_ask(self, urls: Iterable[str]) -> list[str]:
        """Return the first articles on the station's own host that are not of before 2018: they link its channels."""
        own = ((url, read_address(url)) for url in urls)
        own_urls = (
            url
            for url, address in own
            if address and address.station == self._station and not address.legacy
        )
        return list(islice(dict.fromkeys(own_urls), _MOST_PROBES))

    def _chosen(self) -> list[ChannelLink]:
        if not self._asked_for:
            return list(self.links.values())
        by_name = {link.name: link for link in self.links.values()}
        chosen = []
        for name in self._asked_for:
            link = by_name.get(name) or self.links.get(name)
            if link is None and name.isascii() and name.isdigit():
                link = ChannelLink(name, name, channel_url(self._station, name))
            if link is None:
                known = "、".join(by_name) or "none"
                raise UnknownChannelError(
                    f"channel={name}: not a channel of {self._station}.rednet.cn; it has {known}"
                )
            chosen.append(link)
        return chosen


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
