"""Pages that were not read well: which are kept, for how long, and what is read in them again."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from rednet_crawler.archive import texts
from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.kept_pages import LARGEST, MOST
from rednet_crawler.archive.texts import Text
from rednet_crawler.archive.walks import Listed, Validators
from rednet_crawler.cli.reread import read_again, reread
from rednet_crawler.errors import ArchiveHeldError, StorageError
from rednet_crawler.extraction import article
from rednet_crawler.extraction.page import Document, Parts, css, text_of
from rednet_crawler.items import Article, Page
from rednet_crawler.site.clock import stamp
from tests.article_examples import FULL

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
GENERIC = replace(FULL, template="generic")
KEY = FULL.content_id
BODY = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>鹤城区举行大型春季招聘会_红网怀化站</title></head><body>
<div class="x0"><a href="/">首页</a></div><main class="x1"><h2 class="x2">鹤城区举行大型春季招聘会</h2>
<div class="x5"><span>来源：红网</span><span>2024-03-05 10:15</span></div>
<div class="x4"><p>红网时刻怀化3月5日讯（记者 张三）3月5日，鹤城区举行大型春季招聘会，二十家企业到场，提供岗位一千余个。</p>
<p>现场人来人往，气氛热烈，不少求职者与企业达成了初步意向，工作人员为大家讲解了就业政策。</p>
<p>据了解，此次招聘会将持续三天，接下来还将走进乡镇和社区，把岗位送到家门口。</p></div></main></body></html>"""
"""A page of a design that no template knows."""
URL = "https://hh.rednet.cn/content/646847/83/12109536.html"


@pytest.fixture
def archive(archive_url: str):
    with Archive(archive_url) as opened:
        yield opened


def page(hours: int = 0, body: str | bytes = BODY, url: str | None = URL) -> Page:
    written = body.encode() if isinstance(body, str) else body
    return Page(
        url=url,
        body=written,
        content_type="text/html",
        fetched_at=stamp(NOW + timedelta(hours=hours)),
    )


def save(archive: Archive, read: Article, of: Page, **given: Any) -> texts.Saved:
    fetched = replace(read, fetched_at=of.fetched_at).to_dict()
    return archive.articles.save_all((Text(KEY, fetched, page=of, **given),), NOW, 1)[KEY]


def test_a_page_read_by_wording_is_kept_as_served_until_one_is_read_well(archive: Archive) -> None:
    save(archive, GENERIC, page())
    (kept,) = archive.kept_pages.of(KEY)
    assert kept.page == page()
    assert (kept.reason, kept.record, kept.station) == ("no template matches", {}, "hh")
    save(archive, FULL, page(1, "<p>other"))
    assert archive.kept_pages.count() == 0


def test_a_page_without_text_and_one_with_lost_parts_are_kept_and_one_read_well_is_not(
    archive: Archive,
) -> None:
    save(archive, FULL, page())
    assert archive.kept_pages.count() == 0
    save(archive, FULL, page(), lost=("title",))
    assert [each.reason for each in archive.kept_pages.of(KEY)] == [
        "not in the places of its template: title"
    ]
    empty = replace(
        FULL, text=None, sections=(), images=(), videos=(), tables=(), content_hash="0" * 64
    )
    archive.articles.save_all(
        (Text("5", {**empty.to_dict(), "fetched_at": None}, page=page()),), NOW, 1
    )
    assert [each.reason for each in archive.kept_pages.of("5")] == ["it has no text"]


def test_a_doubtful_reading_is_kept_beside_the_current_one_and_the_page_is_asked_for_whole(
    archive: Archive,
) -> None:
    save(archive, FULL, page(), validators=Validators('"1"'))
    worse = replace(GENERIC, content_hash="0" * 64, title="新版")
    assert save(archive, worse, page(1)).doubt == "no template matches any more"
    (kept,) = archive.kept_pages.of(KEY)
    assert (kept.reason, kept.record["title"]) == ("no template matches any more", "新版")
    assert current(archive)["title"] == FULL.title
    assert archive.ledger.entries([KEY])[0].etag is None
    save(archive, FULL, page(2), validators=Validators('"1"'))
    assert archive.kept_pages.count() == 0
    assert archive.ledger.entries([KEY])[0].etag == '"1"'


def test_of_an_article_the_newest_few_pages_are_kept_each_once(archive: Archive) -> None:
    for hour in range(MOST + 2):
        save(archive, GENERIC, page(hour, f"{BODY}{hour}"))
        save(archive, GENERIC, page(hour, f"{BODY}{hour}"))
    assert [each.fetched_at for each in archive.kept_pages.of(KEY)] == [
        stamp(NOW + timedelta(hours=hour)) for hour in range(2, MOST + 2)
    ]


def test_of_a_page_that_is_too_large_only_a_doubtful_reading_is_kept(archive: Archive) -> None:
    large = page(1, b"x" * (LARGEST + 1))
    save(archive, GENERIC, large)
    assert archive.kept_pages.count() == 0
    save(archive, FULL, page())
    save(archive, replace(GENERIC, content_hash="0" * 64), large)
    (kept,) = archive.kept_pages.of(KEY)
    assert (kept.page, kept.record["template"]) == (None, "generic")


def test_a_page_is_kept_with_its_article_or_not_at_all(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "_SAVE_STATE", "INSERT INTO nothing VALUES (:key)")
    with pytest.raises(StorageError):
        save(archive, GENERIC, page())
    assert (archive.articles.count(), archive.kept_pages.count()) == (0, 0)


def test_a_page_in_which_no_article_was_found_is_kept_and_may_become_one(archive: Archive) -> None:
    archive.walks.take_in("hh", "1", "要闻", [Listed(KEY, URL, 1, 0, published="2024-03-05")], NOW)
    archive.ledger.mark(KEY, "failed", "holds no article", NOW, transient=True, page=page())
    assert [each.reason for each in archive.kept_pages.of(KEY)] == ["holds no article"]
    assert outcomes(archive) == {"better": 1}
    assert archive.ledger.sums()["saved"] == 1
    found = current(archive)
    assert (found["title"], found["template"], found["channels"]) == (
        "鹤城区举行大型春季招聘会",
        "generic",
        ["要闻"],
    )


def outcomes(archive: Archive) -> dict[str, int]:
    told: list[str] = []
    found: Counter[str] = Counter()
    for name in archive.kept_pages.names("hh"):
        if (kept := archive.kept_pages.find(*name)) is not None:
            found[read_again(archive, kept, 1, NOW + timedelta(days=1), told.append)] += 1
    assert len(told) == found["none"] + found["failed"]
    return dict(found)


def read_new(document: Document) -> Parts:
    return Parts(
        title=document.first(css("h2.x2")),
        title_line=[(None, text_of(each)) for line in document.all(css("div.x5")) for each in line],
        unlabelled=("published",),
        bodies=document.all(css("div.x4")),
    )


NEW = SimpleNamespace(
    NAME="new", matches=lambda document: document.first(css("main.x1")) is not None, read=read_new
)


def current(archive: Archive) -> dict[str, Any]:
    found = archive.articles.find(KEY)
    assert found is not None
    return found[0]


def first_reading(archive: Archive, of: Page) -> None:
    """Save what today's extractor reads on a page."""
    archive.walks.take_in("hh", "1", "要闻", [Listed(KEY, URL, 1, 0, published="2024-03-05")], NOW)
    archive.ledger.mark(KEY, "failed", "holds no article", NOW, page=of)
    outcomes(archive)


def test_what_is_read_as_before_stays_and_with_a_template_it_is_read_by_that(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_reading(archive, page())
    assert outcomes(archive) == {"same": 1}
    monkeypatch.setattr(article, "TEMPLATES", (*article.TEMPLATES, NEW))
    assert outcomes(archive) == {"better": 1}
    assert current(archive)["template"] == "new"
    assert archive.kept_pages.count() == 0


def test_of_several_pages_of_an_article_the_newest_that_is_read_well_is_the_current_one(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_reading(archive, page())
    edited = BODY.replace("二十家", "三十家")
    broken = "<title>安全验证</title><script>location.reload()</script>"
    archive.ledger.mark(KEY, "failed", "holds no article", NOW, page=page(1, edited))
    archive.ledger.mark(KEY, "failed", "holds no article", NOW, page=page(2, broken))
    monkeypatch.setattr(article, "TEMPLATES", (*article.TEMPLATES, NEW))
    assert outcomes(archive) == {"better": 2, "none": 1}
    assert "三十家" in str(current(archive)["text"])
    assert [each.fetched_at for each in archive.kept_pages.of(KEY)] == [
        stamp(NOW + timedelta(hours=2))
    ]


def test_a_template_that_fails_on_a_page_is_told_and_the_others_are_read(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_reading(archive, page())

    def fail(document: Document) -> bool:
        raise KeyError(document.url)

    monkeypatch.setattr(article, "TEMPLATES", (SimpleNamespace(NAME="new", matches=fail),))
    assert outcomes(archive) == {"failed": 1}
    assert archive.kept_pages.count() == 1


def test_the_command_says_what_is_left_and_waits_for_no_run(tmp_path: Path) -> None:
    file = str(tmp_path / "a.db")

    def told() -> tuple[int, str]:
        done = CliRunner().invoke(reread, ["--archive", file])
        if isinstance(done.exception, ArchiveHeldError):
            return done.exception.exit_code, str(done.exception)
        return done.exit_code, done.output

    with Archive(file) as archive:
        archive.walks.take_in("hh", "1", "要闻", [Listed(KEY, URL, 1, 0)], NOW)
    assert told()[0] == 0
    with Archive(file) as archive:
        first_reading(archive, page())
    code, said = told()
    assert code == 4
    assert "1 article read: 0 by template, 1 by wording, 0 not at all (no text)" in said
    with Archive(file) as archive:
        archive.runs.begin("huaihua", {}, "0", datetime.now(UTC), "hh")
        assert told()[0] == 7


def test_a_copy_of_an_archive_has_the_pages(archive: Archive, tmp_path: Path) -> None:
    save(archive, GENERIC, page())
    with Archive(str(tmp_path / "copy.db")) as copy:
        copy.copy_from(archive, NOW, lambda *_: None)
        assert [each.page for each in copy.kept_pages.of(KEY)] == [page()]
