"""Labels with any separator, or none but a blank, as pages of other designs write them: 来源｜红网 编辑/杨超
文 熊静; and lines of a text that are a label and its value, 联系电话：0745-2712345, told from headings that
hold a colon.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rednet_crawler.normalise.byline import is_list_of_people
from rednet_crawler.normalise.credits import clean_value, is_credit_line, names_a_role
from rednet_crawler.normalise.names import SURNAMES, has_surname
from rednet_crawler.normalise.outlet_and_place import is_known_outlet
from rednet_crawler.normalise.published import find_time, parse_time
from rednet_crawler.normalise.text import HAN, squeeze

_LABELS = {
    "source": "(?:稿件|文章|新闻|信息|内容|消息)?来源|稿源|来源于|来自于?|文章出处|稿件出处|出处|转自|转载自",
    "author": (
        "作者|撰文|撰稿|采写|采访|采编|(?:见习|实习|特约|本报|本网|首席|全媒体){0,2}记者|通讯员|实习生"
        "|文[/、]图|图[/、]文|图文|文图|文字|文"
    ),
    "editor": (
        "(?:责任|网络|值班|本期|执行|见习|实习|本文|本版|新媒体|文字)?编辑|责编|编审|主编|审核|[一二三初复终]审(?:[一二三]校)?|审签|签发|编发"
    ),
    "other": (
        "(?:责任)?校对|供稿|录入|编审校|[一二三]校|总?监制|值班主任|值班总编|总?策划|统筹|制图|设计|摄影|摄像|图片|图|视频|剪辑|原标题|标题|频道|栏目|分类|标签|关键词"
        "|(?:发布|发表|发稿|刊发|更新|创建|上传)?(?:时间|日期)|发布[于者]?|发表于|更新于?"
    ),
    "noise": (
        "阅读|热度|浏览|点击|评论|点赞|字号|字体|[大中小](?=\\s[大中小])|分享|收藏|打印|我要|关注|转发|扫一扫|听新闻|朗读|语音|参与|人气|查看|复制|举报|"
        "上一篇|下一篇|\\d+条|(?:\\d{1,3}\\s?(?:秒|分钟|小时|天|周)前|刚刚|昨天|前天)|微信|微博"
    ),
}
"""Field → its labels. Behind a label of noise nothing is read up to the next one."""
_BY_FIELD = "|".join(f"(?P<{field}>{labels})" for field, labels in _LABELS.items())
_STRONG = "来源于|来源|稿源|出处|作者|责任编辑|编辑|责编|审核|记者|通讯员|校对|录入|发布时间|发布日期|时间|点击|浏览|阅读"
_START = r"(?:^|(?<=[\s（(【\[［|｜丨/／·,，;；、]))"
_END = r"(?:\s?[:：]\s?|\s?[｜丨|/／]\s?|\s{1,4}|\s?$)"
_LABEL = re.compile(rf"{_START}(?:{_BY_FIELD}){_END}|(?P<glued>{_STRONG})\s?[:：]\s?")
_GLUED = {
    "来源": "source",
    "来源于": "source",
    "稿源": "source",
    "出处": "source",
    "作者": "author",
    "记者": "author",
    "通讯员": "author",
}
_NOISE_START = re.compile(rf"{_START}(?:{_LABELS['noise']})")
_CHANGED_BEFORE = re.compile(r"(?:更新|修改|修订|编辑)(?:时间|日期|于)?\s?[:：]?$")
_CHANGED_BEHIND = re.compile(r"(?:最后|最近|再次)?(?:更新|修改|修订|编辑过)(?!者|人)")
_REPRINTED = re.compile(r"返回[^\s，,。]{1,12}[，,]\s?查看更多$")
"""The link home that sohu.com puts behind the last line, and that reprints keep."""
_ROLES = re.compile(r"记者|通讯员|实习生|文|图")
_ROLE_IN_LIST = re.compile(r"(?:见习|实习|特约)?(?:记者|通讯员|实习生|摄影|摄像|图片|文字)\s{1,4}")
_LONGEST = 400
_LONGEST_VALUE = 60


class Labelled(NamedTuple):
    """A value behind a label; "" where the label stands alone."""

    field: str
    text: str
    alone: bool = False
    """Nothing stands behind the label, which ends its line: the value may be on the next."""


def read_labels(line: str) -> Iterator[Labelled]:
    """Yield (field, value) for the labels of a line, and its time; for a line that begins with none
    nothing but the time: `published`, or `changed` where the line says that the text was changed then.

    >>> [(each.field, each.text) for each in read_labels("来源｜红网 编辑/杨超 2022-12-02 10:15 阅读 1203")]
    [('published', '2022-12-02 10:15'), ('source', '红网'), ('editor', '杨超')]
    """
    line = _REPRINTED.sub("", squeeze(line[:_LONGEST]))
    while time := find_time(line):
        before, behind = line[: time[0]].rstrip(), line[time[1] :].lstrip()
        changed = _CHANGED_BEFORE.search(before) or _CHANGED_BEHIND.match(behind)
        yield Labelled("changed" if changed else "published", line[slice(*time)])
        line = f"{before}  {behind}"
        if not changed:
            break
    labels = _without_roles(_LABEL.finditer(line))
    ends = [*[each.start() for each in labels[1:]], len(line)]
    for match, end in zip(labels, ends, strict=False):
        field = _field_of(match)
        if field not in ("source", "author", "editor"):
            continue
        value = line[match.end() : end].split("  ", 1)[0]
        if noise := _NOISE_START.search(value):
            value = value[: noise.start()]
        text = squeeze(clean_value(value) or "").rstrip(" （(【[")
        if len(text) > _LONGEST_VALUE:
            continue
        if field == "author" and text and (role := _ROLES.search(match[0])):
            text = f"{match[0][role.start() :].strip(' :：｜丨|/／')}：{text}"
        yield Labelled(field, text, alone=not text and end == len(line))


def _without_roles(matches: Iterable[re.Match[str]]) -> list[re.Match[str]]:
    """Return the labels, but for the roles that follow an author with but a blank: 记者 张三 摄影 李四."""
    kept: list[re.Match[str]] = []
    for match in matches:
        if not (kept and _field_of(kept[-1]) == "author" and _ROLE_IN_LIST.fullmatch(match[0])):
            kept.append(match)
    return kept


def _field_of(match: re.Match[str]) -> str:
    if match["glued"]:
        return _GLUED.get(
            match["glued"], "editor" if match["glued"] in "责任编辑 责编 审核" else "other"
        )
    return next(field for field in _LABELS if match[field])


COLON = re.compile(r"[:：](?:(?<!\d[:：])|(?!\d))")
"""A colon, except in a time such as 10:15."""
_OF_VALUES = (
    "电话 热线 邮箱 邮编 传真 网址 地址 微信号 公众号 QQ QQ群 手机号 账号 账户 户名 开户行 编号 联系人 负责人 责任人 "
    "一等奖 二等奖 三等奖 特等奖 优秀奖 优胜奖"
).split()
"""What labels end in, up to six characters before it: 咨询电话, 项目负责人."""
_OF_DOINGS = (
    "报名 活动 开放 开馆 闭馆 截止 办理 会议 发布 考试 投票 演出 比赛 施工 停水 停电 停气 公示 咨询 营业 集合 出发 播出 上映 "
    "举办 召开 采访 发生 值班 联系 参与 支付"
).split()
_OF_UNITS = "主办 承办 协办 指导 支持 主管 建设 施工 作者 报送 发布 牵头 责任 工作".split()
_WHOLE = (
    "姓名 性别 年龄 民族 职务 职称 职业 学历 籍贯 单位 身份证 人物 嘉宾 地区 区域 问 答 网友 读者 编者按 编者的话 编者注 按 按语 "
    "注 备注 说明 附 附件 提示 温馨提示 抄送 抄报 主题词 标签 标题 原标题 链接 点击 来源 作者 编辑 责编 校对 监制 记者 通讯员 摄影 摄像 "
    "撰稿 文字 图片 制图 剪辑 策划 统筹 视频 编导 导演 编剧 主演 主持人 讲述人 主讲人 采访人 受访人 "
    "片长 票价 定价 冠军 亚军 季军 金奖 银奖 铜奖"
).split()
_OF_PEOPLE = frozenset("人长员师者手官任记导演队监管授编生家")
"""What names of posts and jobs end in: behind one of them a name is a name, and 高质量 none."""
_TITLES = (
    "先生 女士 主任 局长 书记 市长 县长 区长 镇长 院长 校长 所长 队长 教授 医生 老师 律师".split()
)
_LABEL_IN_TEXT = re.compile(
    rf"[^：:]{{0,6}}(?:{'|'.join(_OF_VALUES)})|(?:{'|'.join(_OF_DOINGS)})?(?:时间|地点|日期|方式|期限|范围)"
    rf"|(?:{'|'.join(_OF_UNITS)})单位|(?:{'|'.join(_WHOLE)}|[QA])\d?|第?[一二三四五六七八九十\d]{{1,3}}名"
)
_NUMBERS = re.compile(
    r"[\d\s:：/.,，、\-—~～至到年月日时分点秒元万亿个户米岁（）()上下中午晚起止第星期周一二三四五六七八九十%％℃+]{1,40}"
)
_ADDRESS = re.compile(r"https?://|www\.|@|\d[\d-]{6,}")
_SPEAKER = re.compile(rf"[{''.join(sorted(SURNAMES))}][{HAN}]{{0,2}}(?:{'|'.join(_TITLES)})")


def reads_as_label(line: str) -> bool:
    """Return whether a line with a colon is a label with its value, a speaker with his words, or nothing but a label.

    >>> reads_as_label("联系电话：0745-2712345"), reads_as_label("答复：得先查了历史账再说")
    (True, False)
    """
    colon = COLON.search(line)
    if colon is None:
        return False
    label, value = (
        line[: colon.start()].strip(" 　【】[]（）()“”■●◆▲★"),
        line[colon.end() :].strip(),
    )
    if not label or not value or is_credit_line(line) or names_a_role(line):
        return True
    if _LABEL_IN_TEXT.fullmatch(label) or _SPEAKER.fullmatch(label) or is_known_outlet(label):
        return True
    if _NUMBERS.fullmatch(value) or _ADDRESS.search(value) or parse_time(value):
        return True
    return (has_surname(value) and label[-1] in _OF_PEOPLE) or is_list_of_people(value)
