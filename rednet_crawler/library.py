"""What programs use: `from rednet_crawler import Article, extract, open_archive`. All else is
internal.
"""

from collections.abc import Iterator
from datetime import date
from os import PathLike, fspath
from typing import Self

from rednet_crawler.archive.archive import Archive
from rednet_crawler.arguments import read_day, read_station
from rednet_crawler.dataset.package import select
from rednet_crawler.errors import ArgumentError
from rednet_crawler.export.records import from_record
from rednet_crawler.items import Article, Page
from rednet_crawler.reading import read_article
from rednet_crawler.site.urls import read_address

_UTF_8 = "text/html; charset=utf-8"


def extract(
    html: bytes | str,
    *,
    url: str | None = None,
    content_type: str | None = None,
    station: str = "hh",
) -> Article:
    """Read one page that you have, as `rednet extract` does. Nothing is fetched, nothing is kept.

    `html` is the page as served (bytes), or its text; the plain text of a page will do, too.
    `url` is the address it was fetched from: without it the page itself has to say which article it is.
    `content_type` is the Content-Type header of the answer, and of bytes only.
    `station` is the code or the host of the station that is meant where the page is of the app edition.

    Raises NotAnArticleError for an error page, an empty shell and a page of which nothing says which
    article it is; PageError, its parent, for a page that cannot be read for another reason; ArgumentError
    for an unknown station.

    >>> article = extract(
    ...     "<title>题目_要闻_红网怀化站</title><h1 class='detail_title'>题目</h1>"
    ...     "<article class='detail_article_content'><p>红网时刻怀化12月2日讯（记者 张三）正文。</p></article>",
    ...     url="https://hh.rednet.cn/content/646656/94/12109536.html",
    ... )
    >>> article.title, article.content_id
    ('题目', '12109536')
    """
    if isinstance(html, str):
        html, content_type = html.encode(errors="replace"), _UTF_8
    page = Page(url=url, body=html, content_type=content_type)
    return read_article(page, station=read_station(station))


def open_archive(archive: str | PathLike[str]) -> "ArticleArchive":
    """Open the archive of a crawl for reading, as a context manager.

    `archive` is the path of an SQLite file, or an address such as
    `postgresql+psycopg://user@host/database`. Raises NoArchiveError (a StorageError) where there is
    none, StorageError for what is no archive, SettingError for an address that cannot be one.
    """
    return ArticleArchive(Archive.read(fspath(archive)))


class ArticleArchive:
    """An open archive, for reading: as it was when it was opened, whoever writes to it. Made by `open_archive`.

    An article that is damaged in it is left out, which is logged. Raises StorageError where the archive cannot be read.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def articles(
        self,
        *,
        channel: str | None = None,
        since: str | date | None = None,
        until: str | date | None = None,
        station: str | None = None,
    ) -> Iterator[Article]:
        """Yield the articles as they are today, a few in memory at a time, in the order of `rednet export`.

        `channel` is the name or number of a channel that listed them; all where none is given.
        `since` and `until` are the first and the last day of publication, in China Standard Time: a
        `date`, `2024-03-01`, or `2024-03` for the whole month. A range leaves out articles whose day
        is not known. `station` is a code (`hh`) or a host.

        Raises ArgumentError, before anything is yielded, for a day that is none, and for a channel
        (UnknownChannelError) or station that the archive does not have.
        """
        first, last = _day("since", since, last=False), _day("until", until, last=True)
        if first and last and first > last:
            raise ArgumentError(f"since={first} is after until={last}; swap them")
        code = read_station(station) if station else None
        selection = select(self._archive, code, [channel] if channel else [], first, last)
        return map(from_record, selection.records("articles"))

    def article(self, content_id: str) -> Article | None:
        """Return one article as it is today, by its number or address; None where the archive does not have it.

        Before 2019 several articles may have the same number: one of them is returned. An address says which.
        """
        address = read_address(content_id) if "://" in content_id else None
        keys = (
            [address.key] if address and address.key else self._archive.ledger.keys_of(content_id)
        )
        return next(
            map(from_record, self._archive.whole(self._archive.slices.articles(keys))), None
        )

    def close(self) -> None:
        """Close the archive; leaving the `with` block does it, too."""
        self._archive.close()

    def __enter__(self) -> Self:
        """Return the archive."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()


def _day(name: str, day: str | date | None, *, last: bool) -> date | None:
    if day is None or isinstance(day, date):
        return day
    return read_day(name, day, last=last)
