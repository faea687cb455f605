"""The ledger of a run: every URL a listing ever named is in exactly one state, and the sums add up.

What happens to an entry is committed to the archive at once, so that a kill loses nothing.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.forgetting import FORGOTTEN
from rednet_crawler.archive.ledger import STATES, State
from rednet_crawler.archive.walks import Listed
from rednet_crawler.arguments import CrawlArguments
from rednet_crawler.crawl.entries import FOREIGN, LedgerEntry, Problem, rank_of, why_skipped
from rednet_crawler.crawl.listed import ListedEntry, ListedPage, day_of
from rednet_crawler.items import Page
from rednet_crawler.site.urls import Address, read_address

NO_ARTICLE = "its page shows no article"
"""How the reason begins for which a link of no known form is skipped for good."""
_MOST_WITHOUT_ARTICLE = 20
"""Such links of a run, after which it asks for no more of them: something else than articles ends
in a number, such as days.
"""
_MOST = 80_000_000
"""Characters of addresses and titles that a run keeps: some 170,000 entries, in 120 MB."""
_ENTRY = 400
"""What an entry takes beside them, in characters."""
_LONGEST_PROBLEM = 1000
"""Characters of an address or a reason: a server may have written part of it."""


class Ledger:
    """What became of everything a run met: no request and no page is kept."""

    def __init__(
        self, archive: Archive, arguments: CrawlArguments, follows: frozenset[str] | None = None
    ) -> None:
        """Take the archive, what the run was asked for, and the stations whose articles are fetched (None for all)."""
        self.entries: dict[str, LedgerEntry] = {}
        self.problems: list[Problem] = []
        self.numbers: dict[str, int] = {}
        """Name → number of the channels that are walked."""
        self.lost: set[str] = set()
        """Keys of the articles that our own side lost: callbacks, pipelines. The site is not to blame."""
        self._archive = archive
        self._arguments = arguments
        self.follows = follows
        """Stations whose articles are fetched; None for all."""
        self._size = 0
        self.without_article = 0
        """Links of no known form whose pages showed no article."""

    @property
    def full(self) -> bool:
        """Whether a run has met as many addresses as it can keep: it lists no more of them."""
        return self._size > _MOST

    def ask_for(self, url: str, address: Address) -> None:
        """Take in the address of an article that is to be had, whatever is known of it, unless it was forgotten."""
        rank = rank_of(address, self.follows)
        key = address.key_on(self._arguments.station) or url
        entry = self.entries.setdefault(key, LedgerEntry(url, rank=rank, asked_for=True))
        if rank < entry.rank:
            entry.url, entry.rank = url, rank
        state, reason, _ = self._archive.ledger.states([key]).get(key, (None, None, None))
        if state == "skipped" and str(reason).startswith(FORGOTTEN):
            entry.state, entry.reason = state, reason

    def enter(self, page: ListedPage, channel: str) -> None:
        """Take in what a page of a channel lists; what was published on other days than were asked for is skipped."""
        for entry in page.entries:
            fresh = self.see(entry, channel)
            outside = entry.day is not None and not self._arguments.covers(entry.day)
            if outside and fresh and self.entries[entry.key].state == "pending":
                self.mark(
                    entry.key, "skipped", f"listed with {entry.day}, outside the dates asked for"
                )

    def see(self, entry: ListedEntry, channel: str) -> bool:
        """Take in one entry of a channel's listing; return whether it is the first sighting of this article or link."""
        rank, known = rank_of(entry.address, self.follows), self.entries.get(entry.key)
        fresh = known is None
        if known is None:
            known = LedgerEntry(entry.url, published=entry.published, title=entry.title, rank=rank)
            self.entries[entry.key] = known
            self._size += len(entry.url) + len(entry.title or "") + _ENTRY
            if reason := why_skipped(entry.address, rank):
                known.state, known.reason = "skipped", reason
        else:
            known.published = known.published or entry.published
            known.title = known.title or entry.title
            if known.rank == FOREIGN and rank < FOREIGN and known.state == "skipped":
                known.state, known.reason = "pending", None  # seen on a host of ours as well
            if rank < known.rank and known.state == "pending":
                known.url, known.rank = entry.url, rank
        if channel not in known.channels:
            known.channels.append(channel)
            known.channels.sort(key=lambda name: self.numbers.get(name, 0))
        return fresh

    def row_of(self, entry: ListedEntry) -> Listed:
        """Return an entry that was seen as the archive takes it in."""
        known = self.entries[entry.key]
        return Listed(
            key=entry.key,
            url=entry.url,
            position=entry.position,
            place=rank_of(entry.address, self.follows),
            state="skipped" if known.state == "skipped" else "pending",
            reason=known.reason,
            title=entry.title,
            published=entry.published,
            day=str(entry.day) if entry.day else None,
        )

    def recall(self, keys: Iterable[str]) -> None:
        """Bring the state in which earlier runs left these keys into the run."""
        for key, (state, reason, published) in self._archive.ledger.states(list(keys)).items():
            entry = self.entries[key]
            if entry.state != "pending" or state == "pending":
                continue
            if state == "skipped" and not str(reason).startswith((NO_ARTICLE, FORGOTTEN)):
                day = day_of(published)
                if day is None or self._arguments.covers(day):
                    continue  # another run was asked for other dates
            entry.state, entry.reason = state, reason

    def out_of_range(self, key: str, day: date, reason: str) -> None:
        """Skip an article, and keep the day its page gave: a run for other dates knows whether to fetch it."""
        self.mark(key, "skipped", reason)
        self._archive.ledger.skip(key, reason, str(day), datetime.now(UTC))

    def is_no_article(self, key: str, reason: str) -> bool:
        """Skip a link whose page shows no article, where its address is of no known form: only the page could say so.

        Return whether it is such a link.
        """
        entry = self.entries[key]
        address = read_address(entry.url)
        if entry.is_known or entry.asked_for or address is None or address.is_certain:
            return False
        self.without_article += 1
        self.mark(key, "skipped", f"{NO_ARTICLE}: {reason}")
        self._archive.ledger.skip(key, str(entry.reason), entry.published, datetime.now(UTC))
        return True

    def is_not_asked(self, key: str) -> bool:
        """Skip a link of no known form for this run, where too many of these have shown no article;
        return whether it is one.
        """
        if self.without_article < _MOST_WITHOUT_ARTICLE:
            return False
        entry = self.entries[key]
        address = read_address(entry.url)
        if entry.is_known or entry.asked_for or address is None or address.is_certain:
            return False
        self.mark(
            key,
            "skipped",
            f"not an article by its address, as {self.without_article} others were none by their pages",
        )
        return True

    def looked_at(self, key: str) -> None:
        """Enter that a saved article has not changed."""
        self.mark(key, "saved")
        self._archive.articles.looked_at(key, datetime.now(UTC))

    def mark(
        self,
        key: str,
        state: State,
        reason: str | None = None,
        *,
        transient: bool = False,
        page: Page | None = None,
    ) -> None:
        """Move an entry to its state. A saved article stays saved, and was entered into the archive with its text.

        `transient` says that the page itself is not to blame. What failed or is gone has in the
        archive a wait before the next try, and a text that it had; but what was asked for by its
        address has failed here, whatever is known of it. A `page` in which no article was found is
        kept with that.
        """
        entry = self.entries.get(key)
        if entry is None or entry.state == "saved":
            return
        entry.state, entry.reason = state, reason
        if state in ("failed", "gone") and not entry.asked_for:
            now = datetime.now(UTC)
            entry.state = self._archive.ledger.mark(
                key, state, reason, now, transient=transient, page=page
            )

    def lose(self, key: str, reason: str) -> None:
        """Enter an article that was lost on our own side; of one that stays saved that is a problem of the run."""
        self.lost.add(key)
        self.mark(key, "failed", reason, transient=True)
        entry = self.entries[key]
        if entry.state != "failed":
            self.problem(entry.url, f"not handed out: {reason}")

    def problem(self, url: str, reason: str) -> None:
        """Record what went wrong with something that is no article."""
        self.problems.append(Problem(url[:_LONGEST_PROBLEM], reason[:_LONGEST_PROBLEM]))

    def pending(self) -> list[str]:
        """Return the keys of what is still to be fetched, the newest by the listings first. Nothing
        is tried twice in a run.
        """
        keys = [
            key
            for key, entry in self.entries.items()
            if entry.state == "pending" and not entry.tried
        ]
        return sorted(keys, key=lambda key: self.entries[key].published or "", reverse=True)

    def swallowed(self) -> list[str]:
        """Return the keys of what this run asked for, and of which it heard nothing."""
        return [
            key for key, entry in self.entries.items() if entry.tried and entry.state == "pending"
        ]

    def sums(self) -> dict[State, int]:
        """Return how many entries are in each state; together they are all that was listed."""
        counts = Counter(entry.state for entry in self.entries.values())
        return {state: counts[state] for state in STATES}

    @property
    def complete(self) -> bool:
        """Whether nothing is missing: all that was listed is saved, or skipped for a reason."""
        sums = self.sums()
        return not (self.problems or sums["failed"] or sums["pending"] or sums["gone"])
