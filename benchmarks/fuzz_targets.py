"""What is fuzzed: everything that reads a page or a text of a page, and what must hold of what comes out."""

from collections.abc import Callable, Mapping

from rednet_crawler.export.lines import json_line
from rednet_crawler.export.records import from_record, to_record
from rednet_crawler.export.rows import to_row
from rednet_crawler.extraction.article import extract_article
from rednet_crawler.extraction.channel_links import extract_channel_links
from rednet_crawler.extraction.listing import extract_channel_api, extract_listing
from rednet_crawler.extraction.media import absolute, image_url, script_videos
from rednet_crawler.extraction.text_dump import extract_plain_text, is_plain_text
from rednet_crawler.items import Found, Page, RawArticle, TextBlock
from rednet_crawler.normalise.article import normalise_article
from rednet_crawler.normalise.byline import parse_names, parse_people
from rednet_crawler.normalise.credits import (
    clean_value,
    ends_article,
    is_credit_line,
    original_by,
    split_credits,
)
from rednet_crawler.normalise.dateline import parse_opening, split_outlet
from rednet_crawler.normalise.published import choose_time, is_time, parse_time
from rednet_crawler.normalise.sections import read_body
from rednet_crawler.normalise.text import squeeze
from rednet_crawler.normalise.title import clean_title, from_title_tag
from rednet_crawler.site.hosts import is_station_code, may_fetch, station_of
from rednet_crawler.site.urls import canonical_url, read_address, resolve

BASE = "https://hh.rednet.cn/content/646656/94/12109536.html"
HOST = "https://hh.rednet.cn/"


class WrongValueError(Exception):
    """What was read is not what a reader may ever return. Raised for nothing else, caught by nobody but the fuzzer."""


def hold(*, right: bool, what: str) -> None:
    """Raise WrongValueError for what must never be."""
    if not right:
        raise WrongValueError(what)


def read_article(raw: RawArticle) -> None:
    """Normalise an article; what comes out fits the schema and can be written in every form."""
    article = normalise_article(raw, station="hh")
    record = to_record(article)
    hold(right=to_record(from_record(record)) == record, what="a record is not read back as it was")
    line = json_line(record)
    hold(
        right=line.count(b"\n") == 1 and b"\x1b" not in line, what="a line of JSONL is not one line"
    )
    to_row(article)


def read_address_of(text: str) -> None:
    """Read a URL, and the same as a path of the station; its canonical form is the same article."""
    for url in (text, HOST + text):
        may_fetch(url)
        address = read_address(url)
        if address and address.content_id:
            again = read_address(canonical_url(address, "hh"))
            hold(
                right=again is not None and again.key == address.key,
                what="a canonical address is another article",
            )


def read_published(text: str) -> None:
    """Read a time, by itself and beside the address of its article."""
    is_time(text)
    parse_time(text)
    choose_time([Found(text, "title-line"), Found(text, "meta")], read_address(BASE), None)


def read_byline(text: str) -> None:
    """Read people."""
    for person in parse_people(text):
        hold(right=bool(person.name.strip()), what="a person without a name")
    parse_names(text)


def read_title(text: str) -> None:
    """Read a title, as the headline and as the `<title>`."""
    clean_title(text)
    from_title_tag(text)


def read_dateline(text: str) -> None:
    """Read the opening of an article."""
    parse_opening(text)
    split_outlet(text)


def read_credits(text: str) -> None:
    """Read a line of the end matter."""
    list(split_credits(text))
    for read in (is_credit_line, ends_article, clean_value, original_by, squeeze):
        read(text)


def read_links(text: str) -> None:
    """Read what a page may write as an address in its links, pictures and scripts."""
    resolve(BASE, text)
    resolve(text, "/x")
    absolute(text, BASE)
    image_url(text, BASE)
    image_url(text, text)
    list(script_videos(f"'http://{text}.mp4' {text}", BASE))
    station_of(text)
    is_station_code(text)


def read_found(text: str) -> None:
    """Read an article in which the text stands in every place."""
    places = ("headline", "title-line", "end-matter", "meta", "listing")
    fields = (
        "title",
        "author",
        "editor",
        "source",
        "published",
        "copyright",
        "link",
        "keywords",
        "description",
        "breadcrumb",
        "station",
    )
    found = {field: tuple(Found(text, place) for place in places) for field in fields}
    line = squeeze(text)  # as the lines of a body are
    blocks = (
        TextBlock(text=line),
        TextBlock(text=line, bold=True),
        TextBlock(text="疫情当前，众志成城。"),
        TextBlock(text=line, small=True),
    )
    read_body(blocks)
    read_article(
        RawArticle(url=BASE, template="standard", found=found, blocks=blocks, encoding="utf-8")
    )


def read_plain_text(page: Page) -> None:
    """Read a page as a plain text dump."""
    is_plain_text(page.body)
    read_article(extract_plain_text(page))


PAGES: Mapping[str, Callable[[Page], object]] = {
    "article": lambda page: read_article(extract_article(page)),
    "plain text": read_plain_text,
    "listing": extract_listing,
    "channel links": extract_channel_links,
    "api": extract_channel_api,
}
TEXTS: Mapping[str, Callable[[str], object]] = {
    "dateline": read_dateline,
    "byline": read_byline,
    "published": read_published,
    "credits": read_credits,
    "title": read_title,
    "address": read_address_of,
    "links": read_links,
    "every field": read_found,
}
