"""What the descriptions of a package say of it: its files, from when it is, how complete it is."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rednet_crawler.archive.better import lack_of
from rednet_crawler.archive.slices import Choice
from rednet_crawler.export.dictionary import Field
from rednet_crawler.export.files import TableFile
from rednet_crawler.export.tables import TABLES
from rednet_crawler.quality.readings import Readings
from rednet_crawler.site.hosts import station_host, station_name
from rednet_crawler.site.urls import home_url

_NO_VALUES: tuple[object, ...] = ([], (), "", {})


@dataclass(slots=True, kw_only=True)
class Facts:
    """Counted while the files are written."""

    created: str
    """ISO 8601, UTC."""
    version: str
    """Of the program."""
    choice: Choice
    channels: Sequence[str]
    """Names of the channels asked for; none says all."""
    with_text: bool
    distinct: bool
    """Whether of each cluster of reposts one article is there."""
    compiler: str = ""
    """Who compiled the dataset; empty where nobody says so."""
    named: str = ""
    """What whoever compiled it calls it; empty for what it is."""
    doi: str = ""
    """Its DOI, where it has one."""
    gaps: Sequence[str]
    """Channels whose listing was not walked to its end."""
    articles: int = 0
    by_year: Counter[str] = field(default_factory=Counter)
    """Year of publication, or `unknown` → articles."""
    stations: Counter[str] = field(default_factory=Counter)
    readings: Readings = field(default_factory=Readings)
    """How the articles were read."""
    filled: Counter[str] = field(default_factory=Counter)
    """Field → articles that have a value of it."""
    first_day: str | None = None
    last_day: str | None = None
    first_fetched: str | None = None
    last_fetched: str | None = None
    states: Counter[str] = field(default_factory=Counter)
    """State of the ledger → addresses."""
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    """State and reason of what is not saved → addresses."""

    def count_article(self, record: dict[str, Any]) -> None:
        """Count one article."""
        day, fetched = (record["published_at"] or "")[:10] or None, record["fetched_at"]
        self.articles += 1
        lack = lack_of(record)
        one = Readings(int(lack is None), int(lack == "template"), int(lack == "text"))
        self.readings = self.readings.plus(one)
        self.by_year[day[:4] if day else "unknown"] += 1
        self.stations[record["station"]] += 1
        self.filled.update(
            name for name, value in record.items() if value is not None and value not in _NO_VALUES
        )
        self.first_day = min(filter(None, (self.first_day, day)), default=None)
        self.last_day = max(filter(None, (self.last_day, day)), default=None)
        self.first_fetched = min(filter(None, (self.first_fetched, fetched)), default=None)
        self.last_fetched = max(filter(None, (self.last_fetched, fetched)), default=None)

    def count_listed(self, row: dict[str, Any]) -> None:
        """Count one address of the ledger."""
        self.states[row["state"]] += 1
        if row["state"] != "saved":
            reason = (
                str(row["reason"] or "not fetched yet").replace(str(row["url"]), "").strip(" :")
            )
            self.reasons[row["state"], reason] += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A file that is complete."""

    path: str
    """Relative to the package."""
    table: str
    """The table it holds, one of `TABLES`."""
    meaning: str
    """What a row is."""
    fields: tuple[Field, ...]
    """What it holds, in the order of the file."""
    rows: int
    size: int
    """Bytes."""
    sha256: str

    @property
    def name(self) -> str:
        """Return the name of the resource: `articles-jsonl` for the file `articles.jsonl`."""
        return Path(self.path).name.removesuffix(".csv").replace(".", "-")

    @property
    def form(self) -> str:
        """Return the ending of its name: csv, jsonl or parquet."""
        return self.path.rpartition(".")[2]


def describe_file(folder: Path, path: str, table: str, written: TableFile) -> Resource:
    """Return the resource for a complete file of a package.

    Raises OSError if the file cannot be read back.
    """
    shape = TABLES[table]
    known = {
        field.name: field for field in (shape.columns if path.endswith(".csv") else shape.fields)
    }
    with (folder / path).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Resource(
        path=path,
        table=table,
        meaning=shape.meaning,
        fields=tuple(known[name] for name in written.names),
        rows=written.rows,
        size=(folder / path).stat().st_size,
        sha256=digest,
    )


_NAMED = 3
"""Stations that a title names."""
RIGHTS = (
    "No licence comes with the articles: their rights remain with those who published them. "
    "What a page claims as the station's own (`original`) may by its own words be reposted with a "
    "link to it and that statement; what it took from elsewhere (`source`) follows the terms of "
    "that source."
)


def identifier(name: str) -> str:
    """Return the name of a dataset in the characters that both formats allow.

    These are lower-case letters, digits, `-`, `_` and `.`.

    >>> identifier("法治 2024")
    '2024'
    """
    kept = "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "-"
        for letter in name
    )
    return kept.lower().strip("-.") or "rednet"


def home(facts: Facts) -> str:
    """Return the address of the station that most articles are of."""
    most = facts.stations.most_common(1)
    return home_url(most[0][0] if most else facts.choice.station or "hh")


def source(facts: Facts) -> str:
    """Return the names of the stations whose articles are there, those with most of them first."""
    codes = [code for code, _ in facts.stations.most_common()] or [facts.choice.station or "hh"]
    named = [f"{station_name(code)} ({station_host(code)})" for code in codes[:_NAMED]]
    others = f" and {len(codes) - _NAMED} other stations" if len(codes) > _NAMED else ""
    return f"{', '.join(named)}{others}"


def title(facts: Facts) -> str:
    """Return what the dataset is called: as whoever compiled it says, else by what is in it."""
    if facts.named:
        return facts.named
    what = "Articles" if facts.with_text else "Metadata of articles"
    channels = f"channels {'、'.join(facts.channels)}" if facts.channels else ""
    return ", ".join(filter(None, (f"{what} of {source(facts)}", channels, days_asked_for(facts))))


def citation(facts: Facts) -> str:
    """Return how to cite the dataset: who, when, what, how much of it, by which program, where."""
    who = f"{facts.compiler} " if facts.compiler else ""
    where = f"https://doi.org/{facts.doi}" if facts.doi else home(facts)
    days = f", published {facts.first_day} to {facts.last_day}" if facts.first_day else ""
    return (
        f"{who}({facts.created[:4]}): {title(facts)}. {facts.articles} articles{days}. Version "
        f"{version(facts)}, archived by rednet-crawler {facts.version}. {where}"
    )


def days_asked_for(facts: Facts) -> str:
    """Return the days that were asked for, such as `2022-01-01 – 2022-12-31`.

    An end that was not given stays open; the text is empty if neither was given.
    """
    since, until = facts.choice.since, facts.choice.until
    return f"{since or ''} – {until or ''}".strip() if since or until else ""


def version(facts: Facts) -> str:
    """Return the version of the dataset: the day it was made, in the form 2026.11.4."""
    year, month, day = facts.created[:10].split("-")
    return f"{year}.{int(month)}.{int(day)}"


def description(facts: Facts) -> str:
    """Return one paragraph on the dataset."""
    whole = sum(facts.states.values())
    return (
        f"{facts.articles} articles, as rednet-crawler {facts.version} archived them from {source(facts)} "
        f"between {facts.first_fetched or '-'} and {facts.last_fetched or '-'}. "
        f"Of {whole} addresses that the channels listed, {facts.states['saved']} are saved; "
        "`data/ledger.csv` says what became of each. "
        f"Body text is {'included' if facts.with_text else 'left out'}."
    )
