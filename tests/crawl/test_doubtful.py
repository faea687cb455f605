"""Answers that show no article, or less of one than is known: no row is made of them, no text is
lost, and all is well again.
"""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.crawl.conftest import CRAWL, FAST, FILE, HandMadeSite, Run, query

PATHS = [f"/content/646847/83/{number}.html" for number in range(13_000_000, 13_000_012)]
DAMAGED = Path(__file__).parents[1] / "archive" / "damaged-0.1.0.sql"
CHALLENGE = "<title>安全验证</title><script>location.reload()</script>"
SCRAP = "<title>新版_红网怀化站</title><main><h2>新版</h2><p>正文。</p></main>"
ROWS = "SELECT key, content_hash, revision, text, title FROM articles ORDER BY key"


@pytest.fixture
def well(site: HandMadeSite) -> HandMadeSite:
    site.menu(("要闻", 9001))
    site.channel(9001, PATHS)
    mend(site)
    return site


def mend(site: HandMadeSite) -> None:
    for at, path in enumerate(PATHS):
        site.article(path, f"第{at}场招聘会举行", f"2024-03-01 10:{at:02}:00")
        site.answers[path] = (200, {"ETag": f'"{at}"'}, site.text(path))


def crawl(run: Run, site: HandMadeSite, *words: str):
    return run(*CRAWL, *FAST, *words, site=site.address)


def record(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return found


def test_challenges_on_a_first_crawl_are_no_rows_and_the_next_run_has_all(
    run: Run, well: HandMadeSite
) -> None:
    for path in PATHS[:4]:
        well.page(path, CHALLENGE)
    found = crawl(run, well)
    assert found.code == 5
    assert "4 pages held no article" in found.err
    assert {row[4] for row in query(found.folder, ROWS)} == {
        f"第{at}场招聘会举行" for at in range(4, 12)
    }
    assert [each["url"].endswith(".html") for each in record(found.folder)["doubtful"]] == [
        True
    ] * 4
    mend(well)
    assert crawl(run, well).code == 0
    assert len(query(found.folder, ROWS)) == len(PATHS)


def test_one_challenge_of_a_known_article_loses_nothing_and_is_told(
    run: Run, well: HandMadeSite
) -> None:
    assert crawl(run, well).code == 0
    folder = crawl(run, well).folder
    before = query(folder, ROWS)
    well.page(PATHS[0], CHALLENGE)
    assert crawl(run, well, "--recheck", "99999").code == 4
    assert query(folder, ROWS) == before
    told = run(
        "rednet_crawler", "explain", f"https://hh.rednet.cn{PATHS[0]}", "--archive", FILE
    ).out
    assert "holds no article but a challenge (title: 安全验证)" in told
    mend(well)
    well.asked.clear()
    assert crawl(run, well).code == 0
    assert PATHS[0] in well.asked
    assert query(folder, ROWS) == before
    assert query(folder, "SELECT count(*) FROM ledger WHERE reason IS NOT NULL") == [(0,)]


def test_a_redesign_takes_no_text_and_ends_the_looks_at_known_articles(
    run: Run, well: HandMadeSite
) -> None:
    folder = crawl(run, well).folder
    before = query(folder, ROWS)
    for path in PATHS:
        well.page(path, SCRAP)
    well.asked.clear()
    found = crawl(run, well, "--recheck", "99999", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1")
    assert found.code == 5
    assert "less than is known" in found.err
    assert query(folder, ROWS) == before
    asked = [path for path in well.asked if "/content/" in path]
    assert len(asked) <= 8  # one lot; five doubtful answers end it
    mend(well)
    assert crawl(run, well).code == 0
    assert query(folder, ROWS) == before


def test_what_was_read_in_part_is_asked_for_whole_until_it_is_read_well(
    run: Run, well: HandMadeSite
) -> None:
    for path in PATHS[:2]:
        well.answers[path] = (200, {"ETag": '"same"'}, SCRAP)
    folder = crawl(run, well).folder
    assert query(folder, "SELECT count(*) FROM articles WHERE lacks = 'text'") == [(2,)]
    shown = json.loads(run("rednet_crawler", "status", "--json", "--archive", FILE).out)
    assert shown["unread"] == {"template": 0, "text": 2, "older": 0}
    assert (shown["readings"], shown["kept_pages"]) == (
        {"template": len(PATHS) - 2, "wording": 0, "none": 2},
        2,
    )
    assert (
        "2 articles not read well"
        in run("rednet_crawler", "doctor", "--offline", "--archive", FILE).out
    )
    mend(well)
    well.conditions.clear()
    crawl(run, well)
    assert [well.conditions[path] for path in PATHS[:2]] == ["", ""]
    assert query(folder, "SELECT count(*) FROM articles WHERE lacks IS NOT NULL") == [(0,)]
    assert query(folder, "SELECT count(*) FROM kept_pages") == [(0,)]


def test_what_another_extractor_read_is_asked_for_whole_when_it_is_due(
    run: Run, well: HandMadeSite
) -> None:
    folder = crawl(run, well).folder
    query(folder, "UPDATE articles SET extractor = NULL WHERE key = '13000000'")
    query(folder, "UPDATE ledger SET next_try_at = changed_at")
    well.conditions.clear()
    assert crawl(run, well).code == 0
    assert [well.conditions[path] for path in PATHS[:2]] == ["", '"1"']


def test_an_archive_that_challenges_have_damaged_is_mended_by_a_plain_run(
    run: Run, well: HandMadeSite, tmp_path: Path
) -> None:
    """As 0.1.0 left it: three texts replaced by a challenge or an error page, one never had, one as it should be."""
    with closing(sqlite3.connect(tmp_path / "a.db")) as made:
        made.executescript(DAMAGED.read_text(encoding="utf-8"))
        good = made.execute("""
            SELECT key, content_hash, revision FROM revisions WHERE (key, revision) IN
            (VALUES ('13000000', 1), ('13000002', 1), ('13000003', 1), ('13000004', 2)) ORDER BY key
        """).fetchall()
    well.channel(9001, PATHS[:5])
    well.article(PATHS[4], "第4场招聘会举行（修订）", "2024-03-01 10:04:00")
    assert (
        "1 articles not read well"
        in run("rednet_crawler", "runs", "--archive", FILE).out
        + run("rednet_crawler", "status", "--archive", FILE).out
    )
    well.conditions.clear()
    assert crawl(run, well).code == 0
    found = {row[0]: row[1:] for row in query(tmp_path, ROWS)}
    assert [(key, *found[key][:2]) for key, *_ in good] == good
    assert found["13000001"][1:] == (
        2,
        "红网时刻怀化3月5日讯（记者 张三）3月5日，招聘会举行。",
        "第1场招聘会举行",
    )
    assert set(well.conditions) >= {PATHS[0], PATHS[1], PATHS[3], PATHS[4]}
    assert not any(well.conditions[path] for path in PATHS[:5] if path in well.conditions)
    told = run("rednet_crawler", "explain", "13000000", "--archive", FILE).out
    assert "doubtful: reads like a refusal" in told
    # the next edit is a revision behind all that there were
    well.article(PATHS[0], "第0场招聘会延期", "2024-03-01 10:00:00")
    crawl(run, well, "--recheck", "99999")
    assert query(tmp_path, "SELECT revision FROM articles WHERE key = '13000000'") == [(3,)]
