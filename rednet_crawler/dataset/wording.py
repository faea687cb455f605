"""What all descriptions of a dataset say alike."""

from rednet_crawler.dataset.facts import Facts

SOURCE = "红网怀化站 (hh.rednet.cn)"
HOME = "https://hh.rednet.cn/"
RIGHTS = (
    "No licence comes with the articles: their rights remain with those who published them. What a page claims as the "
    "station's own (`original`) may by its own words be reposted with a link to it and that statement; what it took from "
    "elsewhere (`source`) follows the terms of that source."
)


def identifier(name: str) -> str:
    """Return the name of a dataset in the characters that its formats allow: lower-case letters, digits, `-`, `_`, `.`.

    >>> identifier("法治 2024")
    '2024'
    """
    kept = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "-" for letter in name)
    return kept.lower().strip("-.") or "rednet"


def title(facts: Facts) -> str:
    """Return what the dataset is called."""
    what = "Articles" if facts.with_text else "Metadata of articles"
    channels = f"channels {'、'.join(facts.channels)}" if facts.channels else ""
    return ", ".join(filter(None, (f"{what} of {SOURCE}", channels, days_asked_for(facts))))


def days_asked_for(facts: Facts) -> str:
    """Return the days that were asked for: `2022-01-01 – 2022-12-31`, open where none was named; empty where neither was."""
    since, until = facts.choice.since, facts.choice.until
    return f"{since or ''} – {until or ''}".strip() if since or until else ""


def version(facts: Facts) -> str:
    """Return the version of the dataset: the day it was made, in the form of a version (2026.11.4)."""
    year, month, day = facts.created[:10].split("-")
    return f"{year}.{int(month)}.{int(day)}"


def description(facts: Facts) -> str:
    """Return one paragraph on the dataset."""
    whole = sum(facts.states.values())
    return (
        f"{facts.articles} articles, as rednet-crawler {facts.version} archived them from {SOURCE} between "
        f"{facts.first_fetched or '-'} and {facts.last_fetched or '-'}. Of {whole} addresses that the channels listed, "
        f"{facts.states['saved']} are saved; `data/ledger.csv` says what became of each. Body text is "
        f"{'included' if facts.with_text else 'left out'}."
    )
