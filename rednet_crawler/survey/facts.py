"""What is known of the site (docs/site.md), fact by fact, beside what a survey saw."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from rednet_crawler.items import ListingEntry
from rednet_crawler.normalise.published import parse_time
from rednet_crawler.site.list_pages import HUAIHUA
from rednet_crawler.site.urls import Address, read_address
from rednet_crawler.survey.answers import Answer, of_kind

Verdict = Literal["holds", "does not", "not seen"]
_GONE = (404, 410)
_DAY = len("2022-12-02")


class Fact(NamedTuple):
    """One fact."""

    section: str
    """Of docs/site.md."""
    about: str
    verdict: Verdict
    seen: str
    """What was seen, in words."""
    matters: bool = False
    """Whether a crawl is incomplete where it does not hold."""


def facts_of(answers: Sequence[Answer]) -> list[Fact]:
    """Return every fact that a survey looks at."""
    return [fact(answers) for fact in _FACTS]


def _fact(
    section: str,
    about: str,
    holds: bool | None,  # noqa: FBT001 - yes, no, not seen
    seen: str,
    *,
    matters: bool = False,
) -> Fact:
    if holds is None:
        return Fact(section, about, "not seen", seen, matters)
    return Fact(section, about, "holds" if holds else "does not", seen, matters)


def _home(answers: Sequence[Answer]) -> Fact:
    homes = [answer for answer in answers if answer.kind == "home"]
    seen = homes[0].how_well if homes else "was not asked"
    return _fact(
        "2",
        "the home page answers and names channels",
        bool(homes and homes[0].channels),
        seen,
        matters=True,
    )


def _channels(answers: Sequence[Answer]) -> Fact:
    names = {link.name for answer in answers for link in answer.channels}
    station = answers[0].station if answers else ""
    missing = [name for name in HUAIHUA if name not in names]
    if station != "hh":
        return _fact(
            "3",
            "the channels are known by name",
            None,
            f"{len(names)} found; those of {station} are not known",
        )
    seen = f"{len(HUAIHUA) - len(missing)} of {len(HUAIHUA)}{', without ' + '、'.join(missing) if missing else ''}"
    return _fact("3", "the station has the 19 channels of the seed", not missing, seen)


def _channel_form(answers: Sequence[Answer]) -> Fact:
    links = [link for answer in answers for link in answer.channels]
    known = [
        link for link in links if (address := read_address(link.url)) and address.kind == "channel"
    ]
    seen = f"{len(known)} of {len(links)} links"
    return _fact(
        "2", "channels stand at /channel/N.html", len(known) == len(links) if links else None, seen
    )


def _lists(answers: Sequence[Answer]) -> Fact:
    found = of_kind(answers, "listing")
    kinds = [answer.listing.kind if answer.listing else None for answer in found]
    seen = ", ".join(f"{answer.url}: {answer.reader}" for answer in found) or "no listing was had"
    known = all(kind in ("A", "B", "C") for kind in kinds) if found else None
    return _fact("4", "a list of kind A, B or C stands on each channel page", known, seen)


def _entries(answers: Sequence[Answer]) -> Fact:
    found = of_kind(answers, "listing")
    empty = [answer.url for answer in found if not (answer.listing and answer.listing.entries)]
    seen = (
        f"without: {', '.join(empty)}"
        if empty
        else f"{len(_listed(answers))} entries on {len(found)} pages"
    )
    return _fact(
        "4",
        "entries can be read off each channel page",
        not empty if found else None,
        seen,
        matters=True,
    )


def _times(answers: Sequence[Answer]) -> Fact:
    entries = [
        entry
        for answer in of_kind(answers, "listing")
        for entry in (answer.listing.entries if answer.listing else ())
    ]
    dated = [entry for entry in entries if entry.published]
    seen = f"{len(dated)} of {len(entries)} entries"
    return _fact(
        "4",
        "entries of lists A and B have a time",
        2 * len(dated) >= len(entries) if entries else None,
        seen,
    )


def _forms(answers: Sequence[Answer]) -> Fact:
    addresses = [address for _, address in _articles(answers)]
    odd = [address for address in addresses if not address.is_certain]
    seen = f"{len(addresses) - len(odd)} of {len(addresses)}" + (
        f", others like {odd[0].path}" if odd else ""
    )
    return _fact(
        "2",
        "articles stand at addresses of the known forms",
        not odd if addresses else None,
        seen,
        matters=True,
    )


def _date_code(answers: Sequence[Answer]) -> Fact:
    pairs = [
        (str(address.day), str(parse_time(entry.published or ""))[:_DAY])
        for entry, address in _articles(answers)
        if address.day and address.month and entry.published and parse_time(entry.published)
    ]
    other = [f"{code} beside {listed}" for code, listed in pairs if code != listed]
    seen = f"{len(pairs) - len(other)} of {len(pairs)}" + (f", else {other[0]}" if other else "")
    return _fact(
        "2",
        "the code in an address is the day that the listing gives",
        not other if pairs else None,
        seen,
    )


def _counter(answers: Sequence[Answer]) -> Fact:
    found = sorted((int(address.content_id or 0), str(address.day)) for _, address in _articles(answers)
                   if address.is_network_number and address.day)  # fmt: skip
    back = sum(1 for one, other in pairwise(found) if other[1] < one[1])
    seen = f"{len(found)} numbers, {back} go back in time"
    return _fact(
        "2", "numbers grow with the days", back * 10 <= len(found) if len(found) > 1 else None, seen
    )


def _second_page(answers: Sequence[Answer]) -> Fact:
    links = [
        listing.next_url
        for answer in of_kind(answers, "listing")
        if (listing := answer.listing) and listing.next_url
    ]
    known = [
        url
        for url in links
        if (address := read_address(url)) and address.kind == "channel" and address.page > 1
    ]
    seen = next((url for url in links if url not in known), f"{len(known)} pagers")
    return _fact(
        "4", "the pager links /channel/N_2.html", len(known) == len(links) if links else None, seen
    )


def _second_page_lists(answers: Sequence[Answer]) -> Fact:
    asked = [answer for answer in answers if answer.kind == "page 2"]
    good = [answer for answer in asked if answer.listing and answer.listing.entries]
    seen = ", ".join(f"{answer.url}: {answer.how_well}" for answer in asked)
    return _fact(
        "4",
        "the second page of a channel lists entries",
        len(good) == len(asked) if asked else None,
        seen,
        matters=True,
    )


def _past_the_end(answers: Sequence[Answer]) -> Fact:
    asked = [answer for answer in answers if answer.kind == "past the end"]
    ends = [
        answer
        for answer in asked
        if answer.status in _GONE
        or (answer.is_ok and not (answer.listing and answer.listing.entries))
    ]
    seen = ", ".join(f"{answer.url}: {answer.how_well}" for answer in asked)
    return _fact(
        "4",
        "a page past the last one answers 404 or lists nothing",
        len(ends) == len(asked) if asked else None,
        seen,
    )


def _date_page(answers: Sequence[Answer]) -> Fact:
    asked = [answer for answer in answers if answer.kind == "date page"]
    good = [answer for answer in asked if answer.listing and answer.listing.entries]
    seen = ", ".join(f"{answer.url}: {answer.how_well}" for answer in asked)
    return _fact("2", "date pages list a channel's day", bool(good) if asked else None, seen)


def _api(answers: Sequence[Answer]) -> Fact:
    asked = [answer for answer in answers if answer.kind == "api"]
    good = [
        answer
        for answer in asked
        if answer.listing and all(each.title and each.published for each in answer.listing.entries)
    ]
    seen = ", ".join(f"{answer.url}: {answer.how_well}" for answer in asked)
    return _fact(
        "4",
        "the JSON API lists a channel, with titles and times",
        bool(good) if asked else None,
        seen,
    )


def _templates(answers: Sequence[Answer]) -> Fact:
    found = of_kind(answers, "article")
    odd = [answer.url for answer in found if answer.reader in ("none", "unknown", "generic")]
    seen = f"{len(found) - len(odd)} of {len(found)}" + (
        f", not {', '.join(odd[:3])}" if odd else ""
    )
    return _fact("5", "articles are of a known template", not odd if found else None, seen)


def _texts(answers: Sequence[Answer]) -> Fact:
    found = [
        answer.reading.article if answer.reading else None for answer in of_kind(answers, "article")
    ]
    bare = [each for each in found if each is None or not (each.text or each.images or each.videos)]
    return _fact("5", "text, pictures or a video are read from each article", not bare if found else None,
                 f"{len(found) - len(bare)} of {len(found)}", matters=True)  # fmt: skip


def _titles(answers: Sequence[Answer]) -> Fact:
    listed = {address.key: entry.title for entry, address in _articles(answers) if entry.title}
    pairs = [
        (listed[address.key], reading.article.title)
        for answer in of_kind(answers, "article")
        if (reading := answer.reading)
        and (address := read_address(answer.url))
        and address.key in listed
    ]
    other = [
        f"{page} beside {title}"
        for title, page in pairs
        if not str(page).startswith(str(title).rstrip("….")[:12])
    ]
    seen = f"{len(pairs) - len(other)} of {len(pairs)}" + (f", else {other[0]}" if other else "")
    return _fact(
        "5", "the title of a page is that of the listing", not other if pairs else None, seen
    )


def _end_matter(answers: Sequence[Answer]) -> Fact:
    found = [reading for answer in of_kind(answers, "article") if (reading := answer.reading)]
    with_it = [
        reading for reading in found if reading.article.provenance.get("source") == "end-matter"
    ]
    return _fact(
        "5",
        "an end matter names the source",
        bool(with_it) if found else None,
        f"{len(with_it)} of {len(found)}",
    )


def _datelines(answers: Sequence[Answer]) -> Fact:
    found = [reading for answer in of_kind(answers, "article") if (reading := answer.reading)]
    with_it = [reading for reading in found if reading.article.dateline]
    return _fact(
        "6",
        "texts open with a dateline",
        bool(with_it) if found else None,
        f"{len(with_it)} of {len(found)}",
    )


def _encodings(answers: Sequence[Answer]) -> Fact:
    found = [
        reading.raw.encoding
        for answer in of_kind(answers, "article")
        if (reading := answer.reading)
    ]
    utf8 = [encoding for encoding in found if encoding.startswith("utf-8")]
    return _fact(
        "6",
        "pages are UTF-8",
        len(utf8) == len(found) if found else None,
        f"{len(utf8)} of {len(found)}",
    )


def _listed(answers: Sequence[Answer]) -> list[ListingEntry]:
    return [entry for answer in answers if answer.listing for entry in answer.listing.entries]


def _articles(answers: Sequence[Answer]) -> list[tuple[ListingEntry, Address]]:
    """Return the entries that lead to articles, with their addresses."""
    read = [(entry, read_address(entry.url)) for entry in _listed(answers)]
    return [(entry, address) for entry, address in read if address and address.content_id]


_FACTS: tuple[Callable[[Sequence[Answer]], Fact], ...] = (
    _home, _channels, _channel_form, _lists, _entries, _times, _forms, _date_code, _counter,
    _second_page, _second_page_lists,
    _past_the_end, _date_page, _api, _templates, _texts, _titles, _end_matter, _datelines, _encodings,
)  # fmt: skip
