"""The entries of a run's ledger: what is known of one URL, and why some are skipped."""

from dataclasses import dataclass, field

from rednet_crawler.archive.ledger import State
from rednet_crawler.archive.walks import UNKNOWN, Validators
from rednet_crawler.items import Sighting
from rednet_crawler.site.hosts import may_fetch
from rednet_crawler.site.urls import Address

OWN, MOBILE, APP, FOREIGN = range(4)
"""How good an address is to fetch an article from: on a station's own host, on its mobile edition,
in the app edition, on a station that is not walked.
"""


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
    rank: int = OWN
    """How good its address is: the best that was seen is fetched."""
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


def rank_of(address: Address, follows: frozenset[str] | None) -> int:
    """Return how good an address is, for a run that follows these stations (None for all)."""
    if address.station is None:
        return APP
    if follows is not None and address.station not in follows:
        return FOREIGN
    return MOBILE if "-wap." in address.host else OWN


def why_skipped(address: Address, rank: int) -> str | None:
    """Return why a link is not fetched; None where it is."""
    if not may_fetch(address.host):
        return "outside host"
    if address.content_id is None:
        return "topic page" if address.kind == "topic" else "not an article"
    return not_walked(str(address.station)) if rank == FOREIGN else None


def not_walked(station: str) -> str:
    """Return why an article of another station is skipped; a run that follows that station takes it
    up by these words.
    """
    return f"another station ({station}), not walked"
