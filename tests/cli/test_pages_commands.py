"""`extract`, `explain` and `fixture` on pages in files and at addresses."""

import json

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
    missing = run("rednet_crawler", "explain", URL.replace("12109536", "99999999"), *FAST, site=station)
    assert missing.code == 4
    assert "answers 404" in missing.err


def test_a_drafted_page_is_not_yet_signed(run: Run) -> None:
    done = run("rednet_crawler", "fixture", SEED, "--name", "standard-2022-copy", "--pages", "pages")
    assert done.code == 0, done.err
    folder = done.folder / "pages" / "standard-2022-copy"
    assert json.loads((folder / "expected.json").read_bytes())["reviewed"] is False
    assert (folder / "page.html").read_bytes() == (ROOT / "tests/pages/standard-2022-seed/page.html").read_bytes()
    again = run("rednet_crawler", "fixture", SEED, "--name", "standard-2022-copy", "--pages", "pages")
    assert again.code == 2
    assert run("rednet_crawler", "fixture", SEED, "--name", "../evil").code == 2
