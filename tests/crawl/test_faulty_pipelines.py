"""A run ends, asks for each page once and says what was lost, whatever pipelines, callbacks and handlers do."""

from collections import Counter
from pathlib import Path

import pytest

from rednet_crawler.archive.archive import Archive
from tests.crawl.conftest import CRAWL, FAST, HandMadeSite, Outcome, Run

ARTICLES = [f"/content/646847/83/137000{at:02}.html" for at in range(12)]
LOST = [path for path in ARTICLES if int(path[-7:-5]) % 4 == 0]
OWN = """
from scrapy.exceptions import DropItem
from rednet_crawler.settings import *

class Mine:
    def process_item(self, item):
        if int(item.content_id) % 4:
            return item
        {does}

{more}
ITEM_PIPELINES = {{**ITEM_PIPELINES, "own_settings.Mine": 800}}
"""
WAYS = {
    "rednet crawl": (*CRAWL, "-o", "a.jsonl"),
    "scrapy crawl": ("scrapy", "crawl", "huaihua", "-O", "a.jsonl"),
}
KINDS = {
    "raises": ("raise ValueError('Mine cannot\\nread this')", 4, len(ARTICLES) - len(LOST),
               "Mine: ValueError: Mine cannot read this"),
    "drops": ("raise DropItem('not wanted')", 4, len(ARTICLES) - len(LOST), "dropped by a pipeline: not wanted"),
    "returns a dict": ("return {'title': item.title}", 0, len(ARTICLES), ""),
    "passes nothing on": ("return None", 4, len(ARTICLES) - len(LOST), "a pipeline passed nothing on"),
}  # fmt: skip


@pytest.fixture
def station(site: HandMadeSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HandMadeSite:
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "own_settings")
    (tmp_path / "own_settings.py").write_text("from rednet_crawler.settings import *\n")
    site.publish(ARTICLES)
    return site


def settings_with(folder: Path, does: str = "return item", more: str = "") -> None:
    (folder / "own_settings.py").write_text(OWN.format(does=does, more=more))


def check_asked_once(site: HandMadeSite) -> None:
    counts = Counter(path for path in site.asked if path in ARTICLES)
    assert set(counts) == set(ARTICLES)
    assert set(counts.values()) == {1}


def check_one_line_each(done: Outcome) -> None:
    assert "Traceback" not in done.err, done.err
    assert "  File " not in done.err, done.err


@pytest.mark.parametrize(
    ("way", "kind"),
    [
        *(("rednet crawl", kind) for kind in KINDS),
        ("scrapy crawl", "raises"),
        ("scrapy crawl", "returns a dict"),
    ],
)
def test_what_a_pipeline_loses_is_told_and_not_asked_for_again(
    kind: str, way: str, run: Run, tmp_path: Path, station: HandMadeSite
) -> None:
    does, code, rows, reason = KINDS[kind]
    settings_with(tmp_path, does)
    done = run(*WAYS[way], *FAST, "-s", "LOG_LEVEL=WARNING", site=station.address)
    assert done.code == code, done.err
    check_asked_once(station)
    check_one_line_each(done)
    titles = [row["title"] for row in done.rows()]
    assert (len(titles), len(set(titles))) == (rows, rows)
    if way != "scrapy crawl":
        assert reason in done.err
        assert (done.err.count(reason) if reason else 0) >= len(LOST) * bool(reason)


@pytest.mark.parametrize("way", ["rednet crawl", "scrapy crawl"])
def test_without_any_pipeline_nothing_is_kept(way: str, run: Run, station: HandMadeSite) -> None:
    done = run(
        *WAYS[way],
        *FAST,
        "-s",
        "ITEM_PIPELINES={}",
        "-s",
        "LOG_LEVEL=WARNING",
        site=station.address,
    )
    assert done.code == 4, done.err
    check_asked_once(station)
    check_one_line_each(done)
    assert done.rows() == []


def test_what_was_committed_stays_saved_where_a_later_pipeline_loses_it(
    run: Run, tmp_path: Path, station: HandMadeSite
) -> None:
    settings_with(tmp_path, "raise KeyError('x')")
    done = run(*WAYS["rednet crawl"], *FAST, site=station.address)
    assert done.code == 4
    with Archive(f"sqlite:///{tmp_path}/a.db") as archive:
        assert archive.ledger.sums()["saved"] == archive.articles.count() == len(ARTICLES)
        assert archive.runs.latest()[0]["exit_code"] == 4


def test_what_was_lost_before_it_was_committed_is_failed_in_the_archive(
    run: Run, tmp_path: Path, station: HandMadeSite
) -> None:
    settings_with(
        tmp_path,
        more="class First:\n    def process_item(self, item):\n        raise KeyError('x')\n",
    )
    words = (
        "-s",
        'ITEM_PIPELINES={"own_settings.First": 50, "rednet_crawler.pipelines.NormalisePipeline": 100}',
    )
    done = run(*WAYS["rednet crawl"], *FAST, *words, site=station.address)
    assert done.code == 4
    with Archive(f"sqlite:///{tmp_path}/a.db") as archive:
        assert archive.ledger.sums()["failed"] == len(ARTICLES)
        assert "First: KeyError" in archive.ledger.missing(None, 1)[0]["reason"]


@pytest.mark.parametrize("kind", ["raises", "returns a dict"])
def test_fetch_says_what_was_lost(
    kind: str, run: Run, tmp_path: Path, station: HandMadeSite
) -> None:
    does, code, _, reason = KINDS[kind]
    settings_with(tmp_path, does)
    url = f"https://hh.rednet.cn{LOST[0]}"
    done = run("rednet_crawler", "fetch", url, "-o", "a.jsonl", *FAST, site=station.address)
    assert done.code == code, done.err
    assert reason in done.err
    assert station.asked.count(LOST[0]) == 1
    check_one_line_each(done)


CRASHES = {
    "an article": ("base.RednetSpider", "parse_article", 4),
    "a failed article": ("base.RednetSpider", "article_failed", 4),
    "a listing": ("huaihua.HuaihuaSpider", "parse_listing", 4),
    "the next articles": ("huaihua.HuaihuaSpider", "_next_articles", 4),
    "the home page": ("huaihua.HuaihuaSpider", "parse_home", 1),
    "an article for its channels": ("huaihua.HuaihuaSpider", "parse_probe", 4),
    "the start": ("huaihua.HuaihuaSpider", "home_request", 1),
}


@pytest.mark.parametrize("what", CRASHES)
def test_a_crash_of_our_own_ends_in_a_reason(
    what: str, run: Run, tmp_path: Path, station: HandMadeSite
) -> None:
    owner, method, code = CRASHES[what]
    module, _, name = owner.partition(".")
    lines = f"import rednet_crawler.spiders.{module} as found\ndef crash(*_, **__):\n    raise ValueError('crashed')\n"
    settings_with(tmp_path, more=f"{lines}found.{name}.{method} = crash\n")
    if what == "a failed article":
        more = (
            "class Refuse:\n    def process_request(self, request):\n"
            "        if '/content/' in request.url:\n            raise OSError('no')\n"
            'DOWNLOADER_MIDDLEWARES = {**DOWNLOADER_MIDDLEWARES, "own_settings.Refuse": 410}\n'
        )
        with (tmp_path / "own_settings.py").open("a") as own:
            own.write(more)
    done = run(*WAYS["rednet crawl"], *FAST, site=station.address)
    assert done.code == code, done.err
    assert "crashed" in done.err
    pages = [path for path in station.asked if path != "/robots.txt"]  # one of each host
    assert max(Counter(pages).values(), default=1) == 1
    check_one_line_each(done)


HANDLERS = {
    "a handler of spider_opened": ("spider_opened", "self"),
    "a handler of item_scraped": ("item_scraped", "self, item"),
    "a handler of spider_idle": ("spider_idle", "self"),
    "a handler of engine_stopped": ("engine_stopped", "self"),
}


@pytest.mark.parametrize("what", HANDLERS)
def test_a_handler_that_fails_is_no_complete_run(
    what: str, run: Run, tmp_path: Path, station: HandMadeSite
) -> None:
    signal, arguments = HANDLERS[what]
    settings_with(
        tmp_path,
        more="from scrapy import signals\nclass Ext:\n    @classmethod\n    def from_crawler(cls, crawler):\n"
        f"        made = cls()\n        crawler.signals.connect(made.act, signals.{signal})\n        return made\n"
        f"    def act({arguments}):\n        raise ValueError('crashed')\n"
        'EXTENSIONS = {**EXTENSIONS, "own_settings.Ext": -5}\n',
    )
    done = run(*WAYS["rednet crawl"], *FAST, site=station.address)
    assert done.code == 4, done.err
    assert "crashed" in done.err
    check_one_line_each(done)
    assert len(done.rows()) == len(ARTICLES)


@pytest.mark.parametrize("way", ["rednet crawl", "scrapy crawl"])
def test_a_row_that_a_feed_loses_is_told(
    way: str, run: Run, tmp_path: Path, station: HandMadeSite
) -> None:
    settings_with(
        tmp_path,
        more="from rednet_crawler.exporters import RednetJsonLinesItemExporter\n"
        "class Exporter(RednetJsonLinesItemExporter):\n    def export_item(self, item):\n"
        "        if int(item.content_id) % 4 == 0:\n            raise KeyError('crashed')\n        "
        "super().export_item(item)\n"
        'FEED_EXPORTERS = {**FEED_EXPORTERS, "jsonl": "own_settings.Exporter"}\n',
    )
    done = run(*WAYS[way], *FAST, "-s", "LOG_LEVEL=ERROR", site=station.address)
    assert done.code == 4, done.err
    check_asked_once(station)
    check_one_line_each(done)
    assert len(done.rows()) == len(ARTICLES) - len(LOST)
    if way != "scrapy crawl":
        assert f"a.jsonl: {len(ARTICLES) - len(LOST)} articles" in done.err


SWALLOWED = {
    "articles": "'/content/' in request.url",
    "listings": "'/channel/' in request.url",
    "everything": "True",
}


@pytest.mark.parametrize("what", SWALLOWED)
def test_what_is_swallowed_without_a_word_is_missing(
    what: str, run: Run, tmp_path: Path, station: HandMadeSite
) -> None:
    settings_with(
        tmp_path,
        more="from scrapy import signals\nfrom scrapy.exceptions import IgnoreRequest\nclass Ext:\n    @classmethod\n"
        "    def from_crawler(cls, crawler):\n        made = cls()\n"
        "        crawler.signals.connect(made.act, signals.request_scheduled)\n        return made\n"
        f"    def act(self, request):\n        if {SWALLOWED[what]}:\n            raise IgnoreRequest\n"
        'EXTENSIONS = {**EXTENSIONS, "own_settings.Ext": 0}\n',
    )
    done = run(*WAYS["rednet crawl"], *FAST, site=station.address)
    assert done.code == 4, done.err
    check_one_line_each(done)
