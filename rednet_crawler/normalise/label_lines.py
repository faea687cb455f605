"""Lines of a text that are a label and its value, 联系电话：0745-2712345, told from headings that hold a colon."""

import re

from rednet_crawler.normalise.byline import is_list_of_people
from rednet_crawler.normalise.credits import is_credit_line, names_a_role
from rednet_crawler.normalise.names import SURNAMES, has_surname
from rednet_crawler.normalise.outlet_and_place import is_known_outlet
from rednet_crawler.normalise.published import parse_time
from rednet_crawler.normalise.text import HAN

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
_LABEL = re.compile(
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
    if _LABEL.fullmatch(label) or _SPEAKER.fullmatch(label) or is_known_outlet(label):
        return True
    if _NUMBERS.fullmatch(value) or _ADDRESS.search(value) or parse_time(value):
        return True
    return (has_surname(value) and label[-1] in _OF_PEOPLE) or is_list_of_people(value)
