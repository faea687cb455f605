"""A run that could not start is no complete run: one line, exit code 2, no feed, no run that holds the archive."""

import sys
from pathlib import Path

import pytest
from scrapy.settings import Settings

from rednet_crawler.archive.archive import Archive
from rednet_crawler.cli.run import RunOptions, load_settings
from rednet_crawler.errors import ArgumentError
from tests.crawl.conftest import CRAWL, HandMadeSite, Run

BAD = {
    "DOWNLOAD_DELAY": "abc",
    "DOWNLOAD_TIMEOUT": "x",
    "DNS_TIMEOUT": "inf",
    "RETRY_TIMES": "-1",
    "CONCURRENT_REQUESTS": "0",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "1.5",
    "COOKIES_ENABLED": "perhaps",
    "RETRY_HTTP_CODES": "500,many",
    "RETRY_EXCEPTIONS": "no.such",
    "SCHEDULER": "no.such",
    "DUPEFILTER_CLASS": "nothing",
    "STATS_CLASS": "scrapy.statscollectors.NoSuch",
    "SPIDER_LOADER_CLASS": "no.such",
    "LOG_FORMATTER": "no.such",
    "EXTENSIONS": '{"no.such": 1}',
    "ITEM_PIPELINES": '{"no.such.P": 300}',
    "DOWNLOADER_MIDDLEWARES": "no.such.M",
    "SPIDER_MIDDLEWARES": '["no.such"]',
    "ADDONS": '{"no.such": 1}',
    "FEED_EXPORTERS": '{"jsonl": "no.such"}',
    "FEED_STORAGES": '{"file": "no.such"}',
    "DOWNLOAD_HANDLERS": '{"https": "no.such"}',
    "FEEDS": "[1]",
    "TWISTED_REACTOR": "twisted.internet.selectreactor.SelectReactor",
    "TWISTED_REACTOR_ENABLED": "False",
    "ASYNCIO_EVENT_LOOP": "no.such",
    "LOG_LEVEL": "foo",
    "REDNET_MAX_PAGES": "x",
    "REDNET_WARC_SIZE": "1GB",
    "REDNET_EXCEL": "perhaps",
    "REDNET_RUN_FILE": "no/such/folder/run.json",
    "REDNET_ALARM_HOURS": "nan",
}
"""Name → a value that cannot be used."""


@pytest.mark.parametrize("name", BAD)
def test_a_setting_that_cannot_be_used_is_named(name: str) -> None:
    with pytest.raises(ArgumentError) as told:
        load_settings(RunOptions(settings={name: BAD[name]}))
    assert name in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    "settings",
    [
        {"DOWNLOAD_DELAY": "0.5", "DOWNLOAD_TIMEOUT": "12.5", "RETRY_PRIORITY_ADJUST": "-3"},
        {"LOG_LEVEL": "DEBUG", "RETRY_HTTP_CODES": "500, 502", "JOBDIR": "somewhere"},
        {"EXTENSIONS": '{"scrapy.extensions.telnet.TelnetConsole": null}', "ITEM_PIPELINES": "{}"},
        {
            "DOWNLOAD_HANDLERS": '{"ftp": null}',
            "REFERRER_POLICY": "no-referrer",
            "CLOSESPIDER_TIMEOUT": "1.5",
        },
        {"MY_OWN": "anything", "DOWNLOAD_DELAY": 2},
    ],
)
def test_settings_that_can_be_used_pass(settings: dict[str, str]) -> None:
    assert isinstance(load_settings(RunOptions(settings=settings)), Settings)


@pytest.mark.parametrize(
    ("feeds", "says"),
    [
        ({"a.nope": {}}, "no known format"),
        ({"a.jsonl": None}, "options"),
        ({"nowhere://a.jsonl": {"format": "jsonl"}}, "place to write"),
        ({"a.jsonl": {"batch_item_count": 3}}, "batch_id"),
    ],
)
def test_feeds_that_scrapy_would_leave_out_are_refused(
    feeds: dict[str, object], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "bad_feeds.py").write_text(
        f"from rednet_crawler.settings import *\nFEEDS = {feeds!r}\n"
    )
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "bad_feeds")
    monkeypatch.delitem(sys.modules, "bad_feeds", raising=False)
    with pytest.raises(ArgumentError, match=says):
        load_settings(RunOptions())


def check_refused(run: Run, folder: Path, site: HandMadeSite, *words: str, says: str) -> None:
    done = run(*words, site=site.address)
    assert done.code == 2, done.err
    assert says in done.err
    assert len(done.err.splitlines()) == 1, done.err
    assert not list(folder.glob("*.jsonl*"))
    assert site.asked == []
    if (folder / "a.db").exists():
        with Archive(f"sqlite:///{folder}/a.db") as archive:
            assert [row["exit_code"] for row in archive.runs.latest()] in ([], [2])


WAYS = {
    "rednet crawl": (*CRAWL, "-o", "a.jsonl"),
    "rednet fetch": ("rednet_crawler", "fetch",
                     "https://hh.rednet.cn/content/646656/94/12109536.html", "-o", "a.jsonl"),
    "scrapy crawl": ("scrapy", "crawl", "huaihua", "-O", "a.jsonl", "-s", "REDNET_ARCHIVE=sqlite:///a.db"),
}  # fmt: skip
FROM_START = {
    "rednet crawl": ("DOWNLOAD_DELAY", "LOG_LEVEL"),
    "rednet fetch": ("ITEM_PIPELINES",),
    "scrapy crawl": ("DOWNLOAD_DELAY", "LOG_LEVEL", "TWISTED_REACTOR", "SPIDER_MIDDLEWARES"),
}


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "own_settings")
    (tmp_path / "own_settings.py").write_text("from rednet_crawler.settings import *\n")
    return tmp_path


@pytest.mark.parametrize(
    ("way", "name"), [(way, name) for way, names in FROM_START.items() for name in names]
)
def test_both_ways_to_start_refuse_in_one_line(
    name: str, way: str, run: Run, own: Path, site: HandMadeSite
) -> None:
    check_refused(run, own, site, *WAYS[way], "-s", f"{name}={BAD[name]}", says=name)


FAILING = {
    "an extension": "class Bad:\n    def __init__(self):\n        raise RuntimeError('cannot\\nbegin')\n"
    'EXTENSIONS = {**EXTENSIONS, "own_settings.Bad": 1}\n',
    "a pipeline as it opens": "class Bad:\n    def open_spider(self):\n        raise RuntimeError('cannot begin')\n"
    'ITEM_PIPELINES = {**ITEM_PIPELINES, "own_settings.Bad": 1}\n',
    "a scheduler": 'class Bad:\n    "cannot begin"\nSCHEDULER = "own_settings.Bad"\n',
    "an add-on": "class Bad:\n    def update_settings(self, settings):\n        raise RuntimeError('cannot begin')\n"
    'ADDONS = {"own_settings.Bad": 1}\n',
    "an add-on before the crawler": "class Bad:\n    @classmethod\n    def "
    "update_pre_crawler_settings(cls, settings):\n"
    "        raise RuntimeError('cannot begin')\nADDONS = {\"own_settings.Bad\": 1}\n",
}


@pytest.mark.parametrize(
    ("way", "what"),
    [
        ("rednet crawl", "an extension"),
        ("scrapy crawl", "an extension"),
        ("rednet crawl", "a pipeline as it opens"),
        ("scrapy crawl", "a scheduler"),
        ("rednet crawl", "an add-on"),
        ("scrapy crawl", "an add-on before the crawler"),
    ],
)
def test_what_fails_as_it_is_built_refuses_the_run(
    what: str, way: str, run: Run, own: Path, site: HandMadeSite
) -> None:
    (own / "own_settings.py").write_text(f"from rednet_crawler.settings import *\n{FAILING[what]}")
    words = (*WAYS[way], "-s", "LOG_LEVEL=WARNING", "-s", "REDNET_CONTACT=tests")
    says = "scheduler interface" if what == "a scheduler" else "cannot begin"
    check_refused(run, own, site, *words, says=says)


def test_a_missing_extra_is_named(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    monkeypatch.delenv("SCRAPY_SETTINGS_MODULE")
    with pytest.raises(
        ArgumentError, match=r"--metrics needs the extra monitor: pip install -e '.*\[monitor\]'"
    ):
        load_settings(RunOptions(settings={"REDNET_METRICS": str(own / "a.prom")}))


def test_a_settings_module_that_cannot_be_read_is_named(
    run: Run, own: Path, site: HandMadeSite
) -> None:
    (own / "own_settings.py").write_text("raise ValueError('broken')\n")
    check_refused(
        run,
        own,
        site,
        *WAYS["rednet crawl"],
        says="own_settings: cannot be read (ValueError: broken)",
    )
