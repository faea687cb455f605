"""A redesign over night: no text is lost, it is told at once, and all is exact again once a template matches."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from rednet_crawler.archive.archive import Archive
from rednet_crawler.cli.reread import reread
from rednet_crawler.extraction import article
from rednet_crawler.extraction.page import Document, Parts, css, text_of
from rednet_crawler.replica.server import serve
from rednet_crawler.replica.station import build_station
from tests.crawl.conftest import CRAWL, FAST, FILE, Run, archive_of, query

NEW = 5
TEXTS = "SELECT key, revision, content_hash, template, text FROM articles ORDER BY key"
BY_WORDING = "SELECT count(*) FROM articles WHERE template = 'generic'"
DAYS = ("--recheck", "99999")


def read_modern(document: Document) -> Parts:
    """Read the replica's modern design, as a template of tomorrow would."""
    line = document.first(css("div.meta"))
    return Parts(
        title=document.all(css("h1"))[-1],
        title_line=[
            (None, text_of(each))
            for each in (line if line is not None else ())
            if each.tag in ("span", "time")
        ],
        title_line_elements=[line] if line is not None else [],
        unlabelled=("published",),
        bodies=document.all(css("div.post-body")),
    )


MODERN = SimpleNamespace(
    NAME="modern",
    matches=lambda document: document.first(css("article.post")) is not None,
    read=read_modern,
)


def read_again(folder: Path) -> tuple[int, str]:
    done = CliRunner().invoke(reread, ["--archive", archive_of(folder)])
    return done.exit_code, done.output


def test_no_text_is_lost_and_all_is_exact_again_with_a_template(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    replica = build_station(60)
    with serve(replica) as site:
        first = run(*CRAWL, *FAST, site=site)
        assert first.code == 0, first.err
        assert ", 0 by wording, 0 not at all" in first.err
        folder, before = first.folder, query(first.folder, TEXTS)
        replica.publish(NEW)
    with serve(replica, design="modern") as site:
        asked = len(replica.requests)
        found = run(*CRAWL, *FAST, *DAYS, site=site)
        assert found.code == 5, found.err
        assert f"no template matches 100% of the pages, 0% before ({NEW} of {NEW})" in found.err
        assert (
            f"{NEW} articles read: 0 by template, {NEW} by wording, 0 not at all (no text)"
            in found.err
        )
        # known articles are left alone
        pages = [each.path for each in replica.requests[asked:] if each.path.endswith(".html")]
        assert len([path for path in pages if "/content/" in path]) == NEW
        now = {row[0]: row for row in query(folder, TEXTS)}
        assert [now[row[0]] for row in before] == before
        assert query(folder, f"{BY_WORDING} AND length(text) > 0") == [(NEW,)]

        # with nothing new, some known ones are looked at
        found = run(*CRAWL, *FAST, *DAYS, site=site)
        assert found.code == 5, found.err
    now = {row[0]: row for row in query(folder, TEXTS)}
    assert [now[row[0]] for row in before] == before
    shown = json.loads(run("rednet_crawler", "status", "--json", "--archive", FILE).out)
    assert shown["readings"] == {"template": len(before), "wording": NEW, "none": 0}
    [doubtful] = query(folder, "SELECT count(*) FROM kept_pages WHERE record IS NOT NULL")
    assert shown["kept_pages"] == NEW + doubtful[0]
    assert 0 < doubtful[0] <= 8

    key = query(folder, "SELECT key FROM kept_pages WHERE record IS NOT NULL ORDER BY key")[0][0]
    told = run("rednet_crawler", "explain", key, "--archive", FILE).out
    assert "doubtful reading, not the current one" in told
    assert "no template matches any more" in told
    assert "the doubtful reading of" in told
    templates = [
        line.split("│")[2].strip() for line in told.splitlines() if line.startswith("│ template ")
    ]
    assert len(templates) == 2, told
    assert templates[0] != templates[1] == "generic"

    code, said = read_again(folder)
    assert code == 4
    assert f"{NEW} by wording" in said

    monkeypatch.setattr(article, "TEMPLATES", (*article.TEMPLATES, MODERN))
    code, said = read_again(folder)
    assert code == 0, said
    assert f"{len(before) + NEW} by template, 0 by wording, 0 not at all" in said
    assert query(folder, "SELECT count(*) FROM kept_pages") == [(0,)]
    assert query(folder, BY_WORDING) == [(0,)]
    with Archive.read(archive_of(folder)) as archive:
        assert [each["exit_code"] for each in archive.runs.latest(2)] == [0, 4]


def test_the_next_run_has_all_by_template_where_the_design_is_taken_back(run: Run) -> None:
    replica = build_station(40)
    with serve(replica, design="hostile") as site:
        found = run(*CRAWL, *FAST, site=site)
        assert found.code == 5, found.err
    replica.design = None
    with serve(replica) as site:
        found = run(*CRAWL, *FAST, *DAYS, site=site)
    assert query(found.folder, "SELECT count(*) FROM articles WHERE lacks IS NOT NULL") == [(0,)]
    assert query(found.folder, "SELECT count(*) FROM kept_pages") == [(0,)]
