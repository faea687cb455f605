"""A made set of articles: reposts of one another, and articles that only look alike.

Several writers of prose, so that the threshold does not hang on one of them. All of it is invented.
"""

from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

from rednet_crawler.replica.station import build_station


class Made(NamedTuple):
    """One text of the set."""

    key: str
    origin: str
    """The article it is a repost of; of an original its own key."""
    kind: str
    text: str


_PLACES = "鹤城区 洪江市 中方县 沅陵县 辰溪县 溆浦县 会同县 麻阳县 新晃县 芷江县 靖州县 通道县 城南街道 河西街道 黄金坳镇 泸阳镇 安江镇 大江口镇".split()
_WHO = "党员干部 志愿者 民警 教师 村民 驻村工作队 法官 医护人员 消防员 网格员 企业负责人 学生 检察官 居民代表 返乡青年 技术人员 合作社社员".split()
_DID = "走访 排查 宣传 讲解 慰问 登记 组织 检查 修缮 清理 收割 种植 培训 调解 调研 巡逻 捐赠 搭建 评选 验收 推广 签订 复核 督办".split()
_WHAT = (
    "消防安全知识 困难群众 道路隐患 水稻新品种 电商直播课程 矛盾纠纷 医保政策 反诈骗手册 农家书屋 防汛物资 古树名木 河道垃圾 招聘岗位 产业园项目 "
    "冰糖橙基地 非遗展演 篮球联赛 校园食堂 老旧小区 农村公路 饮用水源 森林防火 高标准农田 惠民补贴 杨梅采摘节 侗族大歌"
).split()
_HOW = "挨家挨户 冒着细雨 连续三天 利用周末 分成五组 在现场 通过座谈 以案说法 结合实际 逐项 提前半月 顶着烈日 会同有关部门 依托平台 按照方案".split()
_RESULT = (
    "受到群众好评 为下一步工作打下基础 共发放资料{n}份 解决问题{n}个 覆盖{n}户 带动就业{n}人 投入资金{n}万元 较去年增长百分之{n} 惠及{n}个村 "
    "完成任务的{n}成 收集意见{n}条 建立台账{n}本 接受咨询{n}人次"
).split()
_SAID = "一位参与者说 负责人介绍 现场的老人告诉记者 有关部门表示 活动结束后大家谈到 村支书算了一笔账 据了解".split()
_STATEMENT = "市委主要负责同志强调，要深入学习贯彻会议精神，坚持以人民为中心的发展思想，把各项决策部署落到实处，确保全年目标任务顺利完成，以实际行动交出满意答卷。"
_CLOSING = "温馨提示：如发现可疑线索，请及时拨打举报电话，工作人员将对举报人信息严格保密，并按照有关规定给予奖励，感谢广大市民朋友的理解与支持。"
_OUTLETS = (
    "红网时刻怀化{m}月{d}日讯（记者 {a} 通讯员 {b}）",
    "新华社长沙{m}月{d}日电（记者 {a}）",
    "湖南日报{m}月{d}日讯（通讯员 {b}）",
    "掌上怀化讯（{a}）",
)
_NAMES = "张伟 王芳 李娜 刘洋 陈静 杨帆 赵磊 黄敏 周杰 吴霞 徐强 孙丽 马超 朱琳 胡军 郭飞 林涛 何晶".split()


def sentence(dice: Random) -> str:
    """Return a sentence of plain news prose."""
    result = dice.choice(_RESULT).format(n=dice.randint(3, 980))
    parts = [
        f"{dice.choice(_PLACES)}{dice.choice(_WHO)}{dice.choice(_HOW)}{dice.choice(_DID)}{dice.choice(_WHAT)}",
        f"{dice.choice(_DID)}{dice.choice(_WHAT)}{dice.randint(2, 60)}次",
        result,
    ]
    if dice.random() < 0.3:
        parts.insert(0, f"{dice.choice(_SAID)}")
    return "，".join(parts) + "。"


def prose(dice: Random) -> list[str]:
    """Return the paragraphs of an article."""
    return [
        "".join(sentence(dice) for _ in range(dice.randint(1, 4)))
        for _ in range(dice.randint(3, 9))
    ]


def replica_prose(dice: Random) -> Iterator[list[str]]:
    """Yield the texts of the replica, whose sentences come from small pools."""
    truths = [
        truth
        for truth in build_station(400).truth
        if truth["text"] and len(str(truth["text"])) > 150
    ]
    for truth in dice.sample(truths, len(truths)):
        yield str(truth["text"]).split("\n")


def dateline(dice: Random) -> str:
    """Return the dateline of some outlet."""
    a, b = dice.sample(_NAMES, 2)
    return dice.choice(_OUTLETS).format(m=dice.randint(1, 12), d=dice.randint(1, 28), a=a, b=b)


def _cut_end(dice: Random, text: list[str]) -> list[str]:
    whole = "\n".join(text)
    return whole[: int(len(whole) * dice.uniform(0.4, 0.9))].split("\n")


def _cut_both(dice: Random, text: list[str]) -> list[str]:
    whole = "\n".join(text)
    keep = int(len(whole) * dice.uniform(0.45, 0.9))
    start = dice.randint(0, len(whole) - keep)
    return whole[start : start + keep].split("\n")


def _cut_middle(dice: Random, text: list[str]) -> list[str]:
    if len(text) < 3:
        return text
    out = dice.randint(1, len(text) - 2)
    return text[:out] + text[out + 1 :]


def _dateline(dice: Random, text: list[str]) -> list[str]:
    return [dateline(dice) + text[0].rpartition("）")[2], *text[1:]]


def _retitled(dice: Random, text: list[str]) -> list[str]:
    return [f"{dice.choice(_PLACES)}：{dice.choice(_DID)}{dice.choice(_WHAT)}", *text]


def _added(dice: Random, text: list[str]) -> list[str]:
    new = "".join(sentence(dice) for _ in range(dice.randint(1, 3)))
    return [new, *text] if dice.random() < 0.3 else [*text, new]


def _edited(dice: Random, text: list[str]) -> list[str]:
    whole = list("\n".join(text))
    for _ in range(max(1, len(whole) // 120)):
        whole[dice.randrange(len(whole))] = dice.choice("的了是在和等将")
    return "".join(whole).split("\n")


def _punctuation(_: Random, text: list[str]) -> list[str]:
    return [
        line.translate(str.maketrans("，。：（）", ",.:()")).replace(",", ", ") for line in text
    ]


def _all(dice: Random, text: list[str]) -> list[str]:
    return _dateline(dice, _added(dice, _cut_middle(dice, _edited(dice, text))))


VARIANTS: dict[str, Callable[[Random, list[str]], list[str]]] = {
    "cut at the end": _cut_end,
    "cut at both ends": _cut_both,
    "cut in the middle": _cut_middle,
    "re-titled": _retitled,
    "other dateline": _dateline,
    "a paragraph added": _added,
    "words edited": _edited,
    "other punctuation": _punctuation,
    "edited, cut, added to, other dateline": _all,
}


def _notices(dice: Random) -> list[list[str]]:
    """Return notices made from one pattern: other days, places, names and numbers."""
    made = []
    for _ in range(6):
        place, n = dice.choice(_PLACES), dice.randint(1, 90)
        made.append(
            [
                f"市气象台{dice.randint(1, 12)}月{dice.randint(1, 28)}日{dice.randint(0, 23)}时发布：预计未来"
                f"{dice.randint(6, 48)}小时，{place}等地有{dice.choice(['大雨', '暴雨', '大雾', '寒潮'])}，"
                f"累计雨量{n}毫米，最低气温{dice.randint(-3, 20)}摄氏度，阵风{dice.randint(4, 9)}级。",
                f"请{place}、{dice.choice(_PLACES)}做好防范，{dice.choice(_WHO)}要{dice.choice(_DID)}"
                f"{dice.choice(_WHAT)}，{dice.choice(_HOW)}{dice.choice(_DID)}{dice.choice(_WHAT)}。",
                f"联系人：{dice.choice(_NAMES)}，值班电话：0745-{dice.randint(2000000, 2999999)}。",
            ]
        )
    return made


def _lookalikes(dice: Random) -> Iterator[tuple[str, list[str]]]:
    for notice in _notices(dice):
        yield "notice of one pattern", notice
    for _ in range(4):
        yield "shares a closing", [*prose(dice), _CLOSING]
    for _ in range(4):
        text = prose(dice)
        yield "quotes a statement", [*text[:2], _STATEMENT, *text[2:]]
    shared = sentence(dice)
    for part in range(1, 4):
        yield "part of a series", [f"系列报道之{part}。{shared}", *prose(dice)]


def make_set(seed: int, articles: int) -> list[Made]:
    """Return a set: of each article its reposts of all kinds, and articles that only look alike."""
    dice = Random(seed)
    made: list[Made] = []
    replica = replica_prose(dice)
    for number in range(articles):
        text = next(replica, None) if number % 3 == 0 else None
        base = text or [dateline(dice) + "", *prose(dice)]
        base = text or [base[0] + base[1], *base[2:]]
        origin = f"{number:05}-0"
        made.append(Made(origin, origin, "original", "\n".join(base)))
        for at, (kind, change) in enumerate(VARIANTS.items(), 1):
            made.append(Made(f"{number:05}-{at}", origin, kind, "\n".join(change(dice, base))))
    for number in range(max(1, articles // 10)):
        for at, (kind, text) in enumerate(_lookalikes(dice)):
            key = f"x{number:04}-{at:02}"
            made.append(Made(key, key, kind, "\n".join([dateline(dice) + text[0], *text[1:]])))
    return made
