"""The ledger of a run: every URL a listing ever named is in exactly one state, and the sums add up."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from rednet_crawler.archive.ledger import STATES, State
from rednet_crawler.archive.walks import UNKNOWN, Inventory, Validators
from rednet_crawler.items import Listing, ListingEntry, Sighting
from rednet_crawler.site.hosts import may_fetch
from rednet_crawler.site.urls import Address

_MOST = 80_000_000
"""Characters of addresses and titles that a run keeps: some 170,000 entries, in 120 MB."""
_ENTRY = 400
"""What an entry takes beside them, in characters."""
FOREIGN = 3
"""The rank of an address on a station that is not walked."""
_LONGEST_PROBLEM = 1000
"""Characters of an address or a reason: a server may have written part of it."""


@dataclass(slots=True)
class LedgerEntry:
    """One article, or one link that leads to none."""

    url: str
    """Where it is fetched from."""
    state: State = "pending"
    reason: str | None = None
    channels: list[str] = field(default_factory=list)
    """Names of the channels that listed it, in the order of their numbers."""
    published: str | None = None
    title: str | None = None
    rank: int = 0
    """0 on a station's own host, 1 on its mobile edition, 2 in the app edition, 3 on a station that is not walked: which URL is fetched."""
    validators: Validators = UNKNOWN
    """What the server said of it when an earlier run saved it."""
    tried: bool = False
    """Whether this run has fetched it already, in vain or not."""
    asked_for: bool = False
    """Whether its address was given, and no listing led to it."""
    is_known: bool = False
    """Whether the archive has a text of it."""

    @property
    def sighting(self) -> Sighting:
        """What the listings said of it."""
        return Sighting(channels=tuple(self.channels), published=self.published, title=self.title)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something other than an article that went wrong: a listing, the home page, a walk that was cut."""

    url: str
    reason: str


class Walk(Protocol):
    """What the ledger wants to know of a walk through a channel."""

    channel_id: str
    name: str
    taken_pages: int
    by_dates: bool
    ended: bool
    validators: Validators


class Ledger:
    """What became of everything a run met. Plain data: no request, no page is kept."""

    def __init__(self) -> None:
        self.entries: dict[str, LedgerEntry] = {}
        self.problems: list[Problem] = []
        self.numbers: dict[str, int] = {}
        """Name → number of the channels that are walked."""
        self.lost: set[str] = set()
        """Keys of the articles that our own side lost: callbacks, pipelines. The site is not to blame."""
        self.follows: frozenset[str] | None = None
        """Codes of the stations whose articles are fetched; None for all."""
        self._size = 0

    @property
    def full(self) -> bool:
        """Whether a run has met as many addresses as it can keep: it lists no more of them."""
        return self._size > _MOST

    def see(self, entry: ListingEntry, address: Address, channel: str | None) -> bool:
        """Take in one entry of a listing; return whether it is the first sighting of this article or link."""
        key = address.key or entry.url
        rank = self.rank(address)
        known = self.entries.get(key)
        if known is None:
            known = self.entries[key] = LedgerEntry(entry.url, published=entry.published, title=entry.title, rank=rank)
            self._size += len(entry.url) + len(entry.title or "") + _ENTRY
            if address.content_id is None:
                known.state, known.reason = "skipped", _why_not(address)
            elif not may_fetch(address.host):
                known.state, known.reason = "skipped", "outside host"
            elif rank == FOREIGN:
                known.state, known.reason = "skipped", not_walked(str(address.station))
            fresh = True
        else:
            fresh = False
            known.published = known.published or entry.published
            known.title = known.title or entry.title
            if known.rank == FOREIGN and rank < FOREIGN and known.state == "skipped":
                known.state, known.reason = "pending", None  # seen on a host of ours as well
            if rank < known.rank and known.state == "pending":
                known.url, known.rank = entry.url, rank
        if channel and channel not in known.channels:
            known.channels.append(channel)
            known.channels.sort(key=lambda name: self.numbers.get(name, 0))
        return fresh

    def ask_for(self, url: str, address: Address) -> None:
        """Take in the address of an article that is to be had, whatever is known of it."""
        self.see(ListingEntry(url=url, title=None), address, None)
        self.entries[address.key or url].asked_for = True

    def rank(self, address: Address) -> int:
        """Return how good an address is to fetch an article from: the lowest is the best."""
        if address.station is None:
            return 2
        if self.follows is not None and address.station not in self.follows:
            return FOREIGN
        return 1 if "-wap." in address.host else 0

    def known_channels(self) -> tuple[tuple[str, str], ...]:
        """Return (number, name) of the channels that earlier runs walked. Without an archive there were none."""
        return ()

    def was_searched(self) -> bool:
        """Say whether an earlier run lately searched for channels that the menu does not link."""
        return False

    def searched(self) -> None:
        """Keep that this run did. Without an archive nothing is kept."""

    def take_in(self, walk: Walk, listing: Listing, inventory: Inventory = "list") -> bool:  # noqa: ARG002
        """Keep a listing page whose entries were seen; return whether the walk may end here. Without an archive: no."""
        return False

    def begin_walk(self, walk: Walk) -> Validators:  # noqa: ARG002
        """Keep that a walk begins; return what tells whether its first page has changed. Without an archive: nothing."""
        return UNKNOWN

    def end_walk(self, walk: Walk) -> None:
        """Keep that a walk came to its end. Without an archive only the walk itself knows."""
        walk.ended = True

    def days_read(self, walk: Walk) -> set[date]:  # noqa: ARG002
        """Return the days of a channel whose date pages earlier runs took in. Without an archive there were none."""
        return set()

    def read_days(self, walk: Walk, days: Iterable[date], inventory: Inventory) -> None:
        """Keep that an inventory was read whole for these days. Without an archive nothing is kept."""

    def take_up(self, channel_ids: Iterable[str]) -> None:
        """Look up what earlier runs left to do in these channels. Without an archive there were none."""

    def take_more(self) -> bool:
        """Add some of what was taken up to what is pending; return whether there was any."""
        return False

    def out_of_range(self, key: str, day: date, reason: str) -> None:  # noqa: ARG002
        """Skip an article whose page says that it was published outside the dates asked for."""
        self.mark(key, "skipped", reason)

    def looked_at(self, key: str) -> None:
        """Keep that a saved article has not changed."""
        self.mark(key, "saved")

    def mark(self, key: str, state: State, reason: str | None = None, *, transient: bool = False) -> None:  # noqa: ARG002
        """Move an entry to its state. A saved article stays saved; `transient` says that the page itself is not to blame."""
        entry = self.entries.get(key)
        if entry is not None and entry.state != "saved":
            entry.state, entry.reason = state, reason

    def lose(self, key: str, reason: str) -> None:
        """Enter an article that was lost on our own side; of one that stays saved in the archive that is a problem of the run."""
        self.lost.add(key)
        self.mark(key, "failed", reason, transient=True)
        entry = self.entries[key]
        if entry.state != "failed":
            self.problem(entry.url, f"not handed out: {reason}")

    def problem(self, url: str, reason: str) -> None:
        """Record what went wrong with something that is no article."""
        self.problems.append(Problem(url[:_LONGEST_PROBLEM], reason[:_LONGEST_PROBLEM]))

    def set_aside_old_twins(self) -> None:
        """Skip each page of before 2018 whose number a newer article has: it must not overwrite it (site.md, section 2)."""
        for key, entry in self.entries.items():
            if key.startswith("c/") and key[2:] in self.entries and entry.state == "pending":
                entry.state, entry.reason = "skipped", "its number belongs to a newer article"

    def pending(self) -> list[str]:
        """Return the keys of what is still to be fetched, the newest by the listings first. Nothing is tried twice in a run."""
        keys = [key for key, entry in self.entries.items() if entry.state == "pending" and not entry.tried]
        return sorted(keys, key=lambda key: self.entries[key].published or "", reverse=True)

    def sums(self) -> dict[State, int]:
        """Return how many entries are in each state; together they are all that was listed."""
        counts = Counter(entry.state for entry in self.entries.values())
        return {state: counts[state] for state in STATES}

    @property
    def complete(self) -> bool:
        """Whether nothing is missing: all that was listed is saved, or skipped for a reason."""
        sums = self.sums()
        return not (self.problems or sums["failed"] or sums["pending"] or sums["gone"])


def not_walked(station: str) -> str:
    """Return the reason for which an article of another station is skipped; a run that follows that station takes it up by it."""
    return f"another station ({station}), not walked"


def _why_not(address: Address) -> str:
    if not may_fetch(address.host):
        return "outside host"
    return "topic page" if address.kind == "topic" else "not an article"
