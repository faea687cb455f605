"""Reposts: what is one, what only looks like one, and what a hostile text may cost."""

import time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.outside import needed

FIRST = (
    "红网时刻怀化12月2日讯（记者 张三）鹤城区组织志愿者走访困难群众，送去过冬物资三百余份，收集意见二十七条。\n"
    "在城南街道，网格员逐户检查用电安全，为六位独居老人更换了老化的线路，并留下联系电话。\n"
    "“他们每个月都来。”七十三岁的杨奶奶说，屋里的电灯比以前亮堂多了，心里也踏实。\n"
    "下一步，该区将把走访情况录入台账，每半月复核一次，确保问题件件有回音。"
)
OTHER = (
    "红网时刻怀化12月3日讯（记者 李四）洪江市冰糖橙基地迎来采摘季，合作社社员分成五组抢收，日均发货四万斤。\n"
    "电商直播间里，返乡青年一边试吃一边讲解，半天成交一千二百单，物流车在村口排起了队。\n"
    "村支书算了一笔账：今年亩产比去年高两成，人均可增收三千余元。"
)


@pytest.fixture(autouse=True)
def _rensa() -> None:
    needed(modules=("rensa",))


def clusters(*texts: str) -> list[int]:
    """Return for each text the place of the first one of its cluster."""
    from rednet_crawler.dataset.reposts import find_reposts

    kept = {str(at): text for at, text in enumerate(texts)}
    found = find_reposts(kept.items(), kept.__getitem__)
    return [int(found[str(at)]) for at in range(len(texts))]


PARAGRAPHS = FIRST.split("\n")


@pytest.mark.parametrize(
    "repost",
    [
        FIRST,
        FIRST[: len(FIRST) // 2],
        "\n".join(PARAGRAPHS[1:3]),
        "\n".join([PARAGRAPHS[0], PARAGRAPHS[3]]),
        f"寒冬送暖进万家\n{FIRST}",
        FIRST.replace("红网时刻怀化12月2日讯（记者 张三）", "新华社长沙12月5日电（记者 王五 通讯员 赵六）"),
        FIRST.replace("红网时刻怀化12月2日讯（记者 张三）", ""),
        f"{FIRST}\n据了解，类似的走访今年已开展四轮，覆盖全区二十一个村和社区，受到居民好评。",
        FIRST.replace("，", ",").replace("。", ".").replace("\n", " \n\n"),
        FIRST.replace("三百", "两百").replace("杨奶奶", "杨大娘"),
    ],
)  # fmt: skip
def test_a_repost_is_of_the_cluster_of_its_original(repost: str) -> None:
    assert clusters(FIRST, OTHER, repost) == [0, 1, 0]


NOTICE = "市气象台{}月{}日{}时发布：预计未来{}小时，{}有{}，累计雨量{}毫米，最低气温{}摄氏度，请做好防范。联系人：{}，电话：0745-{}。"


@pytest.mark.parametrize(
    "texts",
    [
        (
            NOTICE.format(3, 14, 8, 24, "鹤城区", "暴雨", 52, 11, "张伟", 2233445),
            NOTICE.format(5, 2, 17, 12, "溆浦县", "大雾", 9, 16, "王芳", 2788110),
        ),
        (f"{FIRST}\n温馨提示：如发现可疑线索，请及时拨打举报电话。", f"{OTHER}\n温馨提示：如发现可疑线索，请及时拨打举报电话。"),
        (FIRST, f"{OTHER}\n{PARAGRAPHS[3]}"),
        ("图片新闻。", "图片新闻!", "视频新闻。"),
        ("", "", "  \n"),
    ],
)  # fmt: skip
def test_what_only_looks_alike_is_apart(texts: tuple[str, ...]) -> None:
    found = clusters(*texts)
    assert len(set(found)) == len(texts) - (texts[0] == "图片新闻。")


def test_two_articles_that_quote_the_same_short_one_in_full_are_not_joined_by_it() -> None:
    quoted = PARAGRAPHS[1] + PARAGRAPHS[2]
    third = (
        "中方县消防救援站走进校园，教师和学生分批参加疏散演练，三分钟内全部到达操场，受到家长好评。"
    )
    third += "演练结束后，消防员讲解了灭火器的使用方法，并请二十名学生上台操作，回答了家长代表提出的十一个问题。"
    found = clusters(f"{OTHER}\n{quoted}", f"{third}\n{quoted}", quoted)
    assert found[0] != found[1]
    assert found[2] in found[:2]


@given(st.permutations(range(6)))
def test_the_order_of_the_texts_does_not_matter(order: list[int]) -> None:
    from rednet_crawler.dataset.reposts import find_reposts

    texts = [FIRST, OTHER, FIRST[:120], OTHER[10:], f"题\n{FIRST}", "短"]
    expected = clusters(*texts)
    kept = {str(at): texts[at] for at in order}
    found = find_reposts(kept.items(), kept.__getitem__)
    assert [int(found[str(at)]) for at in range(6)] == expected


@given(st.lists(st.text(max_size=60), max_size=8))
def test_every_text_has_one_cluster_named_by_its_smallest_member(texts: list[str]) -> None:
    found = clusters(*texts)
    assert all(found[cluster] == cluster <= at for at, cluster in enumerate(found))


def test_hostile_texts_cost_no_more_than_their_length() -> None:
    dice = Random(1)
    alike = ["".join(dice.choices("的一是在了", k=200)) for _ in range(300)]
    texts = [
        "啊" * 1_000_000,
        "",
        "。" * 100_000,
        *[FIRST] * 5_000,
        *(f"{FIRST}\n第{at}位" for at in range(3_000)),
        *alike,
    ]
    started = time.process_time()
    found = clusters(*texts)
    assert len(set(found[3:8003])) == 1
    assert time.process_time() - started < 60
