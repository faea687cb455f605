"""`extract`, `explain` and `fixture` on pages in files and at addresses."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from rednet_crawler.archive.archive import Archive
from rednet_crawler.items import Page
from tests.article_examples import FULL
from tests.crawl.conftest import FAST, ROOT, Run
from tests.crawl.conftest import replica as replica  # noqa: PLC0414 - the fixtures
from tests.crawl.conftest import run as run  # noqa: PLC0414
from tests.crawl.conftest import station as station  # noqa: PLC0414

SEED = str(ROOT / "tests" / "pages" / "standard-2022-seed" / "page.html")
URL = "https://hh.rednet.cn/content/646656/94/12109536.html"


def test_extract_writes_the_articles_of_a_folder(run: Run) -> None:
    done = run("rednet_crawler", "extract", str(ROOT / "tests" / "pages"), "-o", "a.jsonl")
    assert "12109536" in {row["content_id"] for row in done.rows()}


def test_extract_prints_one_line_for_a_page(run: Run) -> None:
    done = run("rednet_crawler", "extract", SEED)
    assert done.code == 0, done.err
    assert json.loads(done.out)["source"] == "红网怀化站"


def test_a_file_that_says_of_no_article_is_named(run: Run) -> None:
    done = run("rednet_crawler", "extract", str(ROOT / "LICENSE"))
    assert done.code == 4
    assert "LICENSE" in done.err
    assert "Traceback" not in done.err


def test_explain_shows_raw_text_and_place(run: Run) -> None:
    done = run("rednet_crawler", "explain", SEED)
    assert done.code == 0, done.err
    assert "2022-12-02" in done.out
    assert "红网时刻怀化12月2日讯(通讯员 郭飞" in done.out
    assert "郭飞 赵恒 陈林 唐仲文 尹鸾 (end-matter)" in done.out


def test_explain_fetches_an_address(run: Run, station: str) -> None:
    done = run("rednet_crawler", "explain", URL, *FAST, site=station)
    assert done.code == 0, done.err
    assert "红网怀化站 (end-matter)" in done.out
    missing = run(
        "rednet_crawler", "explain", URL.replace("12109536", "99999999"), *FAST, site=station
    )
    assert missing.code == 4
    assert "answers 404" in missing.err


def test_a_drafted_page_is_not_yet_signed(run: Run) -> None:
    done = run(
        "rednet_crawler", "fixture", SEED, "--name", "standard-2022-copy", "--pages", "pages"
    )
    assert done.code == 0, done.err
    folder = done.folder / "pages" / "standard-2022-copy"
    assert json.loads((folder / "expected.json").read_bytes())["reviewed"] is False
    assert (folder / "page.html").read_bytes() == (
        ROOT / "tests/pages/standard-2022-seed/page.html"
    ).read_bytes()
    again = run(
        "rednet_crawler", "fixture", SEED, "--name", "standard-2022-copy", "--pages", "pages"
    )
    assert again.code == 2
    assert run("rednet_crawler", "fixture", SEED, "--name", "../evil").code == 2


def test_fixture_drafts_a_page_that_the_archive_keeps_with_the_text_that_is_known(
    run: Run, tmp_path: Path
) -> None:
    new = Page(
        url=URL,
        body="<title>改版</title><main>…</main>".encode(),
        fetched_at="2026-11-30T08:00:00Z",
    )
    known = {**FULL.to_dict(), "fetched_at": None}
    with Archive(str(tmp_path / "a.db")) as archive:
        archive.articles.save("12109536", known, datetime.now(UTC))
        archive.ledger.mark("12109536", "failed", "holds no article", datetime.now(UTC), page=new)
        archive.ledger.mark(
            "12109536",
            "failed",
            "holds no article",
            datetime.now(UTC),
            page=replace(new, body=b"<p>", fetched_at="2026-11-29T08:00:00Z"),
        )
    words = (
        "fixture",
        "--archive",
        "a.db",
        "--pages",
        "pages",
        "--name",
        "new-2026-copy",
        "--from-archive",
    )
    done = run("rednet_crawler", *words, URL)
    assert done.code == 0, done.err
    folder = tmp_path / "pages" / "new-2026-copy"
    assert (folder / "page.html").read_bytes() == new.body
    draft = json.loads((folder / "expected.json").read_bytes())
    assert (draft["reviewed"], draft["item"]["text"], draft["item"]["channels"]) == (
        False,
        FULL.text,
        [],
    )
    assert json.loads((folder / "response.json").read_bytes())["fetched_at"] == new.fetched_at
    other = run("rednet_crawler", *words, "12109537")
    assert (other.code, other.err) == (
        2,
        "rednet: 12109537: no page of it is kept; an archive keeps those that were not read well\n",
    )
    assert run("rednet_crawler", *words, URL, SEED).code == 2
