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


def scrapy(folder: Path, station: HandMadeSite, settings: str) -> "subprocess.CompletedProcess[str]":
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = newsroom_settings\n", encoding="utf-8")
    (folder / "newsroom_settings.py").write_text(settings, encoding="utf-8")
    (folder / "newsroom_pipelines.py").write_text(PIPELINE, encoding="utf-8")
    words = [sys.executable, "-m", "scrapy", "crawl", "huaihua", "-O", "a.jsonl", "-O", "a.csv"]
    environment = environment_of(station.address)
    environment.pop("SCRAPY_SETTINGS_MODULE", None)
    return subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=100, check=False
    )


def test_a_project_of_ones_own_gets_articles_by_our_rules(tmp_path: Path, station: HandMadeSite) -> None:
    found = scrapy(tmp_path, station, PROJECT + 'ADDONS = {"rednet_crawler.RednetAddon": 0}\n')
    rows = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["title"] for row in rows] == ["鹤城区举行招聘会"], found.stderr
    assert rows[0]["byline"] == [{"name": "张三", "role": "记者"}]
    assert (tmp_path / "titles.txt").read_text(encoding="utf-8") == "鹤城区举行招聘会\n"
    assert (tmp_path / "a.csv").read_text(encoding="utf-8").startswith("content_id,")
    assert B not in station.asked
    assert station.agents[0].startswith("rednet-crawler/")


def test_without_it_a_spider_refuses_to_start_in_one_line(tmp_path: Path, station: HandMadeSite) -> None:
    found = scrapy(tmp_path, station, PROJECT)
    assert station.asked == []
    assert found.returncode == 2
    assert "RednetAddon" in found.stderr
    assert "Traceback" not in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1
