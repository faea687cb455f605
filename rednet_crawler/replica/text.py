"""Made-up names, headlines and sentences in the manner of the seed."""

import re
from datetime import datetime
from random import Random

_WORDS = {
    "surname": "王 李 张 刘 陈 杨 黄 周 徐 郭 罗 唐 尹 滕 粟 谌 欧阳 司马",
    "given": "勇 伟 芳 敏 静 丽 磊 涛 霞 慧 婷 旸 喆 镕 小勇 志强 晓燕 建军 先辉 思琪",
    "long": "阿依努尔·托合提 麦麦提·艾力 扎西·次仁",
    "unit": "怀化市融媒体中心 溆浦县融媒体中心",
    "place": "鹤城 中方 洪江 溆浦 沅陵 辰溪 麻阳 新晃 芷江 会同 靖州 通道",
    "office": "民政局 教育局 公安局 卫健局 商务局",
    "village": "团结村 黄岩村 幸福湾社区 迎丰社区 梨园路社区 龙溪村",
    "who": "党员干部 志愿者 网格员 医务人员 返乡大学生",
    "verb": "推进 筑牢 优化 擦亮 守护 深化 压实 点亮 盘活 提升",
    "thing": """营商环境 基层治理 乡村振兴 文旅品牌 特色产业
民生工程 法治宣传 粮食生产 便民服务 人居环境""",
    "event": "现场推进会 专题培训班 应急演练 招聘会 龙舟赛",
    "result": "群众满意度持续提升 工作取得明显成效 服务群众零距离",
    "goods": "冰糖橙 杨梅 茶油 稻花鱼 侗锦",
    "wish": "让群众少跑腿 把好事办到心坎上 让山区孩子有学上、上好学",
    "virtue": "党建引领 以赛促学 数字赋能 多方联动 一线担当 久久为功 精准发力",
}
_PATTERNS = {
    "headline": """{place}：{verb}{thing} {result}
{place}{event}举行 {number}余人参加
“{virtue}”{verb}{thing}——{place}{verb}{thing}观察
{village}里的“{goods}”经
关于{place}{thing}有关情况的公示
谁来{verb}{thing}？{place}这样回答
图解丨{place}{thing}十问十答
怀化：{virtue}{verb}{thing} {virtue}{verb}{thing}——来自{place}{village}的一线报告""",
    "heading": """{verb}{thing} {verb}{thing}
{virtue}{verb}{thing}
{wish}
{result}
“{virtue}”{verb}{thing}""",
    "sentence": """近日，{place}{office}组织{who}走进{village}，开展{thing}{event}，{number}余人参加。
“以前办事要跑好几趟，现在家门口就能办，真方便！”{village}居民{person}说。
据悉，{place}有{number}家企业参与{thing}，带动{village}等{number}个村（社区）增收。
在{village}的{goods}基地，村民{person}正忙着采收；产品远销广东、浙江等地。
截至目前，已建立台账{number}条，整改{number}条，“{virtue}”的格局基本形成。
当天上午9:30，{event}在{village}启动，采取“线上+线下”的方式进行（详见方案）。
{virtue}，{wish}。""",
    "caption": """图为{event}现场
{who}在{village}采收{goods}。
{place}{village}一角。（{person} 摄）
{person}正在{verb}{thing}""",
}


class Writer:
    """Writes the words of one article, in full- or half-width punctuation."""

    def __init__(self, dice: Random, day: datetime) -> None:
        self.dice = dice
        self.day = day
        self.half_width = dice.random() < 0.4

    def typed(self, text: str) -> str:
        """Return the text with the punctuation of this article."""
        halves = str.maketrans("，：；！？（）", ",:;!?()")
        return text.translate(halves) if self.half_width else text

    def word(self, kind: str) -> str:
        """Return one word of a kind, such as thing or place."""
        return self.dice.choice(_WORDS[kind].split())

    def person(self) -> str:
        """Return a name, some with a compound surname or a middle dot."""
        long = self.dice.random() < 0.04
        return self.word("long") if long else self.word("surname") + self.word("given")

    def people(self, count: int) -> list[str]:
        """Return that many different names."""
        names: dict[str, None] = {}
        while len(names) < count:
            names[self.person()] = None
        return list(names)

    def write(self, kind: str) -> str:
        """Return a headline, a heading without closing punctuation, a sentence or a caption."""
        pattern = self.dice.choice(_PATTERNS[kind].split("\n"))
        return self.typed(re.sub(r"\{(\w+)\}", self._slot, pattern))

    def paragraph(self, most: int = 5) -> str:
        """Return a paragraph of one to `most` sentences."""
        return "".join(self.write("sentence") for _ in range(self.dice.randint(1, most)))

    def _slot(self, match: re.Match[str]) -> str:
        if match[1] == "number":
            return str(self.dice.randint(12, 980))
        return self.person() if match[1] == "person" else self.word(match[1])
