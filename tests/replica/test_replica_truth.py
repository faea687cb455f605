"""The ground truth: the same every time, consistent in itself, and as varied as the site."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

import rednet_crawler.replica
from rednet_crawler.items import Article
from rednet_crawler.replica.numbering import publication_times
from rednet_crawler.replica.station import Replica, build_station

CHANNELS = """重要新闻 县市区 法治 要闻 政务 热点 文化 教育 旅游 经济 消费 健康 公示公告 社会 印象怀化 书记活动专辑
市长活动专辑 民生 精彩视频"""


def test_its_code_stays_under_64_kilobytes() -> None:
    folder = Path(rednet_crawler.replica.__file__).parent
    sizes = {path.name: path.stat().st_size for path in folder.glob("*.py")}
    assert sum(sizes.values()) < 64 * 1024, sizes


def test_two_builds_are_equal(replica: Replica) -> None:
    again = build_station()
    assert again.truth == replica.truth
    for row in replica.truth[::17]:
        host, path = row["url"].removeprefix("https://").split("/", 1)
        assert again.answer(host, f"/{path}") == replica.answer(host, f"/{path}")


def test_another_seed_gives_other_articles(replica: Replica) -> None:
    titles = {row["title"] for row in build_station(seed=1).truth}
    assert len(titles & {row["title"] for row in replica.truth}) < len(titles) / 2


@pytest.mark.parametrize("articles", [1, 2, 30, 240, 1200])
def test_has_as_many_articles_as_asked_for(articles: int) -> None:
    truth = build_station(articles).truth
    assert (
        len(truth)
        == len({row["content_id"] for row in truth})
        == len({row["url"] for row in truth})
        == articles
    )


def test_fields_are_those_of_the_dictionary(replica: Replica) -> None:
    known = set(Article.__dataclass_fields__)
    for row in replica.truth:
        assert set(row) <= known
    assert known - set(replica.truth[0]) == {
        "provenance",
        "content_hash",
        "revision",
        "first_seen_at",
        "fetched_at",
    }


def test_text_is_the_paragraphs_joined(replica: Replica) -> None:
    for row in replica.truth:
        paragraphs = [
            paragraph for section in row["sections"] for paragraph in section["paragraphs"]
        ]
        assert row["text"] == ("\n".join(paragraphs) or None)
        assert all(paragraph == " ".join(paragraph.split()) != "" for paragraph in paragraphs)


def test_only_the_lead_has_no_heading_and_no_section_is_empty(replica: Replica) -> None:
    for row in replica.truth:
        assert [section["heading"] for section in row["sections"]].count(None) <= 1
        assert all(section["heading"] for section in row["sections"][1:])
        assert all(section["paragraphs"] for section in row["sections"])


def test_names_are_never_blank_or_named_twice(replica: Replica) -> None:
    for row in replica.truth:
        names = [credit["name"] for credit in row["byline"]]
        assert all(name and " " not in name for name in names + row["editor"])
        assert len(set(names)) == len(names)


def test_images_are_full_size_and_https(replica: Replica) -> None:
    urls = [image["url"] for row in replica.truth for image in row["images"]]
    assert len(urls) > 100
    assert all(
        re.fullmatch(r"https://img\.rednet\.cn/\d{4}/\d\d-\d\d/[0-9a-f-]{36}\.jpg", url)
        for url in urls
    )


def test_times_are_china_standard_time_or_a_day(replica: Replica) -> None:
    whole = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00"
    assert all(
        re.fullmatch(rf"{whole}|\d{{4}}-\d\d-\d\d", row["published_at"]) for row in replica.truth
    )


def test_numbers_grow_with_time(replica: Replica) -> None:
    numbers = [int(row["content_id"]) for row in replica.truth if "/content/" in row["url"]]
    later = [number for number in numbers if number != 12109536]
    assert later == sorted(later)


def test_date_codes_follow_the_published_day(replica: Replica) -> None:
    for row in replica.truth:
        if match := re.search(r"/content/(\d{6})/(\d\d)/", row["url"]):
            year_month = "".join(str((int(digit) - 4) % 10) for digit in match[1])
            assert year_month == row["published_at"][:7].replace("-", "")


def test_every_oddity_of_the_site_occurs(replica: Replica) -> None:
    rows = replica.truth
    assert {row["template"] for row in rows} == {"standard", "baidu", "app", "video", "legacy"}
    assert {channel for row in rows for channel in row["channels"]} == set(CHANNELS.split())
    assert max(len(row["channels"]) for row in rows) >= 3
    assert {row["station"] for row in rows} == {"hh", "hn"}
    roles = {credit["role"] for row in rows for credit in row["byline"]}
    assert roles >= {"记者", "通讯员", "见习记者", "实习生", "特约记者", "摄影", None}
    outlets = {row["dateline"]["outlet"] for row in rows if row["dateline"]}
    assert outlets == {"红网时刻", "红网", "新华社", "湖南日报", "怀化日报"}
    names = [credit["name"] for row in rows for credit in row["byline"]]
    assert any("·" in name for name in names)
    assert any(name.startswith(("欧阳", "司马", "上官")) for name in names)
    assert any("融媒体中心" in name for name in names)
    assert any(row["byline"] == [] for row in rows)
    assert any(row["text"] is None and row["images"] for row in rows)
    assert any(row["tables"] for row in rows)
    assert any(video["cover"] for row in rows for video in row["videos"])
    assert any(len(row["published_at"]) == 10 for row in rows)
    assert {row["original"] for row in rows} == {True, False, None}


def test_several_channels_have_several_pages(replica: Replica) -> None:
    listed = Counter(channel for row in replica.truth for channel in row["channels"])
    assert 2 <= sum(count > 20 for count in listed.values()) <= 7


def test_the_seed_is_among_them_as_the_site_has_it(replica: Replica) -> None:
    row = next(row for row in replica.truth if row["content_id"] == "12109536")
    assert row["url"] == "https://hh.rednet.cn/content/646656/94/12109536.html"
    assert row["title"] == "全力以赴打赢社会面清零歼灭战——鹤城打好疫情防控阻击战侧记"
    assert row["dateline"] == {"outlet": "红网时刻", "place": "怀化", "month": 12, "day": 2}
    assert [credit["name"] for credit in row["byline"]] == [
        "郭飞",
        "赵恒",
        "陈林",
        "唐仲文",
        "尹鸾",
    ]
    assert {credit["role"] for credit in row["byline"]} == {"通讯员"}
    assert (row["source"], row["editor"], row["original_by"]) == ("红网怀化站", ["杨超"], "怀化站")
    assert [len(section["paragraphs"]) for section in row["sections"]] == [1, 6, 9, 7]
    assert (row["published_at"], row["breadcrumb"]) == ("2022-12-02", [])
    assert "疫情当前,众志成城。" in row["sections"][2]["paragraphs"]


def test_published_articles_come_on_top_and_are_always_the_same() -> None:
    first, second = build_station(60), build_station(60)
    before = first.truth
    new = first.publish(3)
    assert len(new) == 3
    assert first.truth == before + new
    assert second.publish(2) + second.publish(1) == new
    assert all(row["published_at"] > before[-1]["published_at"] for row in new)


def test_a_second_station_has_its_own_articles_and_channels() -> None:
    replica = build_station(40, stations=("hh", "hn"))
    (hunan,) = replica.neighbours
    assert {row["station"] for row in hunan.truth} == {"hn"}
    assert not {row["content_id"] for row in hunan.truth} & {
        row["content_id"] for row in replica.truth
    }
    assert not {channel.number for channel in hunan.channels} & {
        channel.number for channel in replica.channels
    }
    assert replica.answer("hn.rednet.cn", "/").status == 200


@pytest.mark.parametrize("count", [1, 240, 30_000, 100_000])
def test_a_station_of_any_size_has_as_many_moments_as_articles(count: int) -> None:
    moments = publication_times(count, Random(1))
    assert len(moments) == count
    assert all(one < other for one, other in pairwise(moments))
