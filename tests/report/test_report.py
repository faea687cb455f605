"""`rednet report`: the figures are those of the archive, what pages wrote is text, and a browser
shows it on any screen.
"""

import json
import sqlite3
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rednet_crawler.archive.archive import Archive
from rednet_crawler.export.records import to_record
from tests.article_examples import FULL
from tests.crawl.conftest import CRAWL, FAST, Run
from tests.crawl.conftest import replica as replica  # noqa: PLC0414 - the fixtures
from tests.crawl.conftest import run as run  # noqa: PLC0414
from tests.crawl.conftest import station as station  # noqa: PLC0414
from tests.outside import needed
from tests.run_schema import check_record

EVIL = "<script>document.title='gone'</script><img src=x onerror=\"document.title='gone'\">\x1b[31m\u202e'\"&"
BEGAN = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def extra() -> None:
    needed(modules=("pygal", "jinja2"))


def read_facts(archive: Path, number: int | None = None) -> Any:
    from rednet_crawler.report.facts import read_facts as read

    with Archive(f"sqlite:///{archive}") as opened:
        return read(opened, number)


def test_the_figures_are_those_of_the_archive(run: Run, station: str, tmp_path: Path) -> None:
    assert run(*CRAWL, *FAST, "-c", "法治", "-c", "要闻", site=station).code == 0
    with Archive(f"sqlite:///{tmp_path}/a.db") as archive:
        before = {row["content_id"] for row in archive.slices.all()}
    assert run(*CRAWL, *FAST, site=station).code in (0, 5)
    with Archive(f"sqlite:///{tmp_path}/a.db") as archive:
        rows = list(archive.slices.all())
    facts = read_facts(tmp_path / "a.db")
    check_record(facts.record)
    brought = [row for row in rows if row["content_id"] not in before]
    assert facts.record["articles"]["new"] == len(brought) > 0
    assert facts.channels == Counter(channel for row in brought for channel in row["channels"])
    years = Counter((row["published_at"] or "")[:4] for row in brought)
    assert facts.published == years
    assert sum(facts.arrivals.values()) == facts.articles == len(rows)
    assert [each["run"] for each in facts.past] == [1, 2]
    for template in facts.templates:
        counts = facts.record["fields"][template.name]
        assert template.pages == counts["pages"]
        assert {each.name: each.now for each in template.fields} == {
            name: each["filled"] / counts["pages"] for name, each in counts["fields"].items()
        }
    newest = sorted((row["published_at"] or "" for row in brought), reverse=True)
    assert [each["published_at"] or "" for each in facts.sample] == newest[: len(facts.sample)]
    received = facts.record["stats"]["response_received_count"]
    assert (
        received * 0.9 <= facts.record["latency"]["answers"] <= received
    )  # some are answered without being sent


def test_the_command(run: Run, station: str, tmp_path: Path) -> None:
    assert run(*CRAWL, *FAST, "-c", "要闻", site=station).code == 0
    done = run("rednet_crawler", "report", "--archive", "sqlite:///a.db")
    assert (done.code, done.err) == (0, "report.html\n")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "第 1 次运行" in page
    assert "Run 1" in page
    absent = run("rednet_crawler", "report", "2", "--archive", "sqlite:///a.db")
    assert (absent.code, len(absent.err.splitlines())) == (2, 1)
    assert "run 2" in absent.err


def test_a_run_of_an_older_version_has_no_report(run: Run, tmp_path: Path) -> None:
    with Archive(f"sqlite:///{tmp_path}/a.db") as archive:
        number = archive.runs.begin("huaihua", {}, "0", BEGAN)
        archive.runs.end(
            number, 0, {}, BEGAN, json.dumps({"run": number, "station": "hh", "ledger": {}})
        )
    done = run("rednet_crawler", "report", "--archive", "sqlite:///a.db")
    assert (done.code, len(done.err.splitlines())) == (2, 1)
    assert "older version" in done.err


def test_a_run_that_goes_on_has_no_report(run: Run, tmp_path: Path) -> None:
    with Archive(f"sqlite:///{tmp_path}/a.db") as archive:
        archive.runs.begin("huaihua", {}, "0", BEGAN)
    done = run("rednet_crawler", "report", "--archive", "sqlite:///a.db")
    assert (done.code, len(done.err.splitlines())) == (2, 1)
    assert "no run has ended yet" in done.err


def a_record(number: int, articles: int) -> dict[str, Any]:
    """Return the record of a run in which all went wrong that can, with hostile texts wherever
    texts of others stand.
    """
    fields = {
        name: {"filled": 40 + number, "length": 400, "lengths": {"4": 40}, "places": {"h1": 40}}
        for name in (
            "title",
            "byline",
            "editor",
            "source",
            "published_at",
            "sections",
            "text",
            "images",
            EVIL,
        )
    }
    return {
        "run": number, "spider": "huaihua", "arguments": {"channel": EVIL, "station": "hh"}, "station": "hh",
        "versions": {"rednet-crawler": "0.1.0"}, "started_at": "2026-11-24T08:00:00Z",
        "ended_at": "2026-11-24T18:00:00Z",
        "seconds": 36000.0, "exit_code": 5, "finish_reason": "finished", "refusal": None,
        "ledger": {"saved": articles, "pending": 1, "skipped": 2, "gone": 3, "failed": 300},
        "articles": {"new": articles, "changed": 1, "unchanged": 2, "not_modified": 3}, "requests": articles + 900,
        "bytes": 123456789, "statuses": {"200": articles, "404": 3 + number, "503": number},
        "templates": {"standard": 90},
        "latency": {"answers": articles, "median": 0.05 * number, "p95": 0.2, "slowest": 1.5},
        "fields": {name: {"pages": 90, "fields": fields} for name in ("standard", "video", "unknown")},
        "listings": {}, "tried": articles, "failed": 300, "without_article": 0,
        "alarms": [
            {"kind": "fill", "template": "standard", "field": "editor", "before": 0.9, "after": 0.1,
             "message": f"standard: editor {EVIL}",
             "urls": ["https://hh.rednet.cn/content/646656/94/12109536.html?" + "x" * 300,
                      "javascript:alert(1)"], "since": "2024-03-08T12:00:00Z"},
        ],
        "problems": [{"url": "javascript:alert(1)", "reason": EVIL}],
        "missing": [{"url": f"https://hh.rednet.cn/{'y' * 200}{at}.html", "state": "failed",
                     "reason": EVIL} for at in range(300)],
        "missing_count": 300, "stats": {EVIL: EVIL, "downloader/request_count": 12},
    }  # fmt: skip


def an_article(number: str, published: str, title: str) -> dict[str, Any]:
    """Return the record of an article with hostile texts in every field that holds one, but the
    title where another is given.
    """
    texts = dict.fromkeys(("source", "text", "original_by", "description"), EVIL)
    lists = {name: [EVIL] for name in ("channels", "editor", "breadcrumb", "keywords")}
    return to_record(FULL) | texts | lists | {
        "content_id": number, "url": f"https://hh.rednet.cn/content/1/2/{number}.html",
        "title": title, "published_at": published,
        "byline": [{"name": EVIL, "role": EVIL}], "dateline": {"outlet": EVIL, "place": EVIL, "month": 1, "day": 1},
        "sections": [{"heading": EVIL, "paragraphs": [EVIL]}], "images": [{"url": EVIL, "caption": EVIL}],
        "videos": [{"url": EVIL, "cover": EVIL}], "tables": [[[EVIL]]], "template": EVIL, "provenance": {"title": EVIL},
    }  # fmt: skip


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report of an archive of 20,000 articles after twelve runs."""
    needed(modules=("pygal", "jinja2"))
    folder, articles = tmp_path_factory.mktemp("report"), 20_000
    with Archive(f"sqlite:///{folder}/a.db") as archive:
        for number in range(1, 13):
            run = archive.runs.begin("huaihua", {}, "0", BEGAN + timedelta(days=number))
            record = a_record(number, articles)
            archive.runs.end(
                run,
                5,
                record["ledger"],
                BEGAN + timedelta(days=number, hours=1),
                json.dumps(record),
            )
    with sqlite3.connect(folder / "a.db") as tables:
        for at in range(articles):
            fetched = (
                BEGAN + timedelta(days=12, seconds=at % 3600) - timedelta(days=(at % 2) * (at % 29))
            ).isoformat()
            published = f"{2000 + at % 27}-{1 + at % 12:02}-{1 + at % 28:02}"
            article = an_article(str(at), published, EVIL if at % 2 else "长" * 200)
            tables.execute(
                "INSERT INTO articles (key, content_id, station, url, published_at, characters, content_hash, revision,"
                " first_seen_at, fetched_at, record) VALUES (?, ?, 'hh', ?, ?, 0, 'h', 1, ?, ?, ?)",
                (
                    str(at),
                    str(at),
                    article["url"],
                    published,
                    fetched,
                    fetched,
                    json.dumps(article),
                ),
            )
            tables.execute(
                "INSERT INTO revisions (key, revision, content_hash, fetched_at, record, run) "
                "VALUES (?, 1, 'h', ?, '{}', ?)",
                (
                    str(at),
                    fetched,
                    12 if fetched >= (BEGAN + timedelta(days=12)).isoformat() else 11,
                ),
            )
            tables.execute(
                "INSERT INTO sightings (station, channel_id, url, key, channel, position, "
                "first_seen_at, last_seen_at, covered_since)"
                " VALUES ('hh', ?, ?, ?, ?, 1, ?, ?, '')",
                (
                    str(at % 60),
                    article["url"],
                    str(at),
                    f"{EVIL if at % 60 == 1 else '很长的频道名称'}{at % 60}",
                    fetched,
                    fetched,
                ),
            )
    from rednet_crawler.cli.runs import write_report

    with Archive(f"sqlite:///{folder}/a.db") as archive:
        write_report(archive, None, folder / "report.html")
    return folder / "report.html"


def test_what_pages_wrote_is_text(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "<img" not in text
    assert 'href="javascript' not in text
    assert not set("\x1b\u202e") & set(text)
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_browser_shows_it(browser: Any, page: Path, width: int, dark: bool) -> None:
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    begun = time.monotonic()
    browser.get(page.as_uri())
    assert time.monotonic() - begun < 20  # not a measure: a page that hangs
    for tongue, shown, hidden in (("en", "Alarms", "告警"), ("zh", "告警", "Alarms")):
        browser.execute_script(f"document.getElementById('{tongue}').parentElement.click()")
        heading = browser.execute_script("return document.getElementById('alarms').innerText")
        assert shown in heading
        assert hidden not in heading
        overflowing = browser.execute_script("""
            const width = document.documentElement.clientWidth;
            document.querySelectorAll("details").forEach(each => each.open = true);
            return [...document.querySelectorAll("body *:not(svg *)")].filter(
                each => each.getClientRects().length
                    && (each.getBoundingClientRect().right > width + 1
                        || each.scrollWidth > each.clientWidth + 1
                            && getComputedStyle(each).display != "inline")
            ).map(each => each.outerHTML.slice(0, 200))
                .concat(document.documentElement.scrollWidth > width ? ["the page"] : [])
        """)
        assert overflowing == []
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
    assert "rednet-crawler" in browser.title
    paper = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, paper.strip("rgb()").split(","))) < 200) == dark


@pytest.mark.parametrize("width", [390, 1280])
def test_charts_keep_within_their_frames(browser: Any, page: Path, width: int) -> None:
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get(page.as_uri())
    outside = browser.execute_script("""
        return [...document.querySelectorAll("svg")].filter(svg => svg.getClientRects().length).flatMap(svg => {
            const frame = svg.getBoundingClientRect();
            return [...svg.querySelectorAll("text, .legend rect")].filter(text => {
                const box = text.getBoundingClientRect();
                return box.width && (box.left < frame.left - 1 || box.right > frame.right + 1
                    || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
            }).map(text => text.textContent || "a legend");
        })
    """)
    assert outside == []
    assert browser.execute_script("return document.querySelectorAll('svg').length") >= 10
