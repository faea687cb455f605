"""The add-on in a Scrapy project of one's own: same rows, own pipelines behind ours; without it a
refusal in one line.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawl.conftest import HandMadeSite, environment_of

A, B = (f"/content/646847/83/{number}.html" for number in (13700001, 13700002))
PROJECT = """
BOT_NAME = "newsroom"
SPIDER_MODULES = ["rednet_crawler.spiders"]
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 0
FEED_EXPORT_ENCODING = "utf-8"
LOG_LEVEL = "WARNING"
ITEM_PIPELINES = {"newsroom_pipelines.Titles": 500}
"""
PIPELINE = """
from rednet_crawler import Article


class Titles:
    def process_item(self, item):
        assert isinstance(item, Article)
        with open("titles.txt", "a", encoding="utf-8") as file:
            print(item.title, file=file)
        return item
"""


@pytest.fixture
def station(site: HandMadeSite) -> HandMadeSite:
    site.page("/robots.txt", f"User-agent: *\nDisallow: {B}\n")
    site.menu(("要闻", 9001))
    site.channel(9001, [A, B])
    site.article(A, title="鹤城区举行招聘会")
    site.article(B, title="不可抓取")
    return site


SPIDERS = """
import os
import scrapy
from rednet_crawler.spiders.huaihua import HuaihuaSpider


class Morning(HuaihuaSpider):
    name = "morning"


class Elsewhere(scrapy.Spider):
    name = "elsewhere"
    allowed_domains = ["127.0.0.1"]

    async def start(self):
        yield scrapy.Request("http://" + os.environ["ELSEWHERE"] + "/page.html")

    def parse(self, response):
        yield {"title": response.css("title::text").get(), "agent": response.request.headers["User-Agent"].decode()}
        yield scrapy.Request("http://127.0.0.2:9/")
"""
OWN = """
BOT_NAME = "newsroom"
SPIDER_MODULES = ["newsroom_spiders"]
ADDONS = {"rednet_crawler.RednetAddon": 0}
DOWNLOAD_DELAY = 0
LOG_LEVEL = "WARNING"
ITEM_PIPELINES = {"newsroom_pipelines.Cards": 500}
FEEDS = {"cards-%(name)s.json": {"format": "json", "overwrite": True, "encoding": "utf-8"}}
"""
CARDS = """
from rednet_crawler import Article


class Cards:
    def process_item(self, item):
        return {"headline": item.title, "own": True} if isinstance(item, Article) else item
"""


def crawl_own(
    folder: Path, station: HandMadeSite, spider: str
) -> tuple[int, str, list[dict[str, object]]]:
    """Run a spider of a project that has spiders, pipelines and feeds of its own."""
    (folder / "scrapy.cfg").write_text(
        "[settings]\ndefault = newsroom_settings\n", encoding="utf-8"
    )
    for name, text in (("settings", OWN), ("pipelines", CARDS), ("spiders", SPIDERS)):
        (folder / f"newsroom_{name}.py").write_text(text, encoding="utf-8")
    environment = environment_of(station.address) | {"ELSEWHERE": station.address}
    environment.pop("SCRAPY_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", spider], cwd=folder, env=environment, capture_output=True,
        encoding="utf-8", timeout=100, check=False,
    )  # fmt: skip
    rows = json.loads((folder / f"cards-{spider}.json").read_text(encoding="utf-8") or "[]")
    return done.returncode, done.stderr, rows


def test_a_spider_made_of_ours_fills_feeds_of_ones_own(
    tmp_path: Path, station: HandMadeSite
) -> None:
    station.page("/robots.txt", "", status=404)
    code, told, rows = crawl_own(tmp_path, station, "morning")
    assert (code, sorted(str(row["headline"]) for row in rows)) == (
        0,
        ["不可抓取", "鹤城区举行招聘会"],
    ), told
    assert set(station.hosts) <= {"hh.rednet.cn", "front-web.rednet.cn"}


def test_a_spider_for_another_site_works_beside_ours(tmp_path: Path, station: HandMadeSite) -> None:
    station.page("/page.html", "<title>另一个站点</title>")
    code, told, rows = crawl_own(tmp_path, station, "elsewhere")
    assert (code, [row["title"] for row in rows]) == (0, ["另一个站点"]), told
    assert "Traceback" not in told
    assert "127.0.0.2" not in told.replace("offsite", "")


def scrapy(
    folder: Path, station: HandMadeSite, settings: str
) -> "subprocess.CompletedProcess[str]":
    (folder / "scrapy.cfg").write_text(
        "[settings]\ndefault = newsroom_settings\n", encoding="utf-8"
    )
    (folder / "newsroom_settings.py").write_text(settings, encoding="utf-8")
    (folder / "newsroom_pipelines.py").write_text(PIPELINE, encoding="utf-8")
    words = [sys.executable, "-m", "scrapy", "crawl", "huaihua", "-O", "a.jsonl", "-O", "a.csv"]
    environment = environment_of(station.address)
    environment.pop("SCRAPY_SETTINGS_MODULE", None)
    return subprocess.run(
        words,
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=100,
        check=False,
    )


def test_a_project_of_ones_own_gets_articles_by_our_rules(
    tmp_path: Path, station: HandMadeSite
) -> None:
    found = scrapy(tmp_path, station, PROJECT + 'ADDONS = {"rednet_crawler.RednetAddon": 0}\n')
    rows = [
        json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert [row["title"] for row in rows] == ["鹤城区举行招聘会"], found.stderr
    assert rows[0]["byline"] == [{"name": "张三", "role": "记者"}]
    assert (tmp_path / "titles.txt").read_text(encoding="utf-8") == "鹤城区举行招聘会\n"
    assert (tmp_path / "a.csv").read_text(encoding="utf-8").startswith("content_id,")
    assert B not in station.asked
    assert station.agents[0].startswith("rednet-crawler/")


def test_without_it_a_spider_refuses_to_start_in_one_line(
    tmp_path: Path, station: HandMadeSite
) -> None:
    found = scrapy(tmp_path, station, PROJECT)
    assert station.asked == []
    assert found.returncode == 2
    assert "RednetAddon" in found.stderr
    assert "Traceback" not in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1
