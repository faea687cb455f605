"""What is written in any of the site's ways reads back as the same people, days and times (site.md, section 6)."""

from datetime import date, datetime
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from rednet_crawler.normalise import byline
from rednet_crawler.normalise.byline import parse_names, parse_people
from rednet_crawler.normalise.credits import split_credits
from rednet_crawler.normalise.dateline import parse_opening
from rednet_crawler.normalise.names import COMPOUND_SURNAMES
from rednet_crawler.normalise.published import parse_time
from rednet_crawler.normalise.text import squeeze

People = list[tuple[str, str | None]]

SURNAMES = st.sampled_from("郭赵陈唐尹杨王李文石龙向滕米江高欧覃")
COMPOUND = st.sampled_from(["欧阳", "司马", "诸葛", "上官", "皇甫"])
GIVEN = st.text(st.sampled_from("飞恒林仲鸾超勇娜建国华芳伟丽静波云杰"), min_size=1, max_size=2)
TRANSCRIBED = st.lists(
    st.text(st.sampled_from("阿依古丽买提努尔江热合曼"), min_size=2, max_size=5),
    min_size=2,
    max_size=3,
)
SHORT_NAMES = st.builds(str.__add__, SURNAMES, GIVEN)
NAMES = SHORT_NAMES | st.builds(str.__add__, COMPOUND, GIVEN) | st.builds("·".join, TRANSCRIBED)
ROLES = st.sampled_from(["记者", "通讯员", "见习记者", "实习生", "特约记者", "摄影"])
SEPARATORS = st.sampled_from([" ", "  ", "\u3000", "\u00a0", "、", "，", ",", "/", " / ", "、 "])
BLANKS = st.sampled_from([" ", "  ", "\u3000", "\u00a0"])
BRACKETS = st.tuples(st.sampled_from("(（"), st.sampled_from(")）"))
GROUPS = st.lists(st.tuples(ROLES, st.lists(NAMES, min_size=1, max_size=5)), min_size=1, max_size=4)


@st.composite
def spelled(draw: st.DrawFn, name: str, separator: str) -> str:
    """Write a name; one of two characters perhaps spaced out, with no wider blank than what parts the names."""
    if len(name) == 2 and name not in COMPOUND_SURNAMES and draw(st.booleans()):
        return draw(
            st.sampled_from([" ", "\u3000"]) if not separator.isspace() else st.just(" ")
        ).join(name)
    return name.replace("·", draw(st.sampled_from("··•")))


@st.composite
def people(draw: st.DrawFn) -> tuple[str, People]:
    """Return groups of people behind their roles, each name once, and the text that says so."""
    parts: list[str] = []
    told: People = []
    for role, names in draw(GROUPS):
        fresh = [name for name in dict.fromkeys(names) if all(name != known for known, _ in told)]
        if fresh:
            separator = draw(SEPARATORS)
            parts.append(role + draw(st.sampled_from([" ", "\u3000", "：", "/"])))
            parts[-1] += separator.join(draw(spelled(name, separator)) for name in fresh)
            told += [(name, role) for name in fresh]
    return draw(st.sampled_from([" ", "  ", "，", "、", "\u3000"])).join(parts), told


def told_by(text: str) -> People:
    return [(credit.name, credit.role) for credit in parse_people(text)]


@given(people())
def test_people_read_back_as_the_same_people(case: tuple[str, People]) -> None:
    text, told = case
    assert told_by(text) == told


@given(st.lists(NAMES, min_size=1, max_size=8, unique=True), SEPARATORS, st.data())
def test_bare_names_read_back_without_roles(
    names: list[str], separator: str, data: st.DataObject
) -> None:
    text = separator.join(data.draw(spelled(name, separator)) for name in names)
    assert told_by(text) == [(name, None) for name in names]


@given(
    st.text(
        st.sampled_from(
            "郭飞赵恒欧阳修王勇·记者通讯员实习生摄影图文策划主持人/／、，( )（）|：: 红网时刻\u3000\n"
        ),
        max_size=24,
    )
)
def test_names_without_roles_are_read_as_by_the_whole_grammar(text: str) -> None:
    quick = parse_people.__wrapped__(text)
    with patch.object(
        byline, "_IN_TOKENS", frozenset(map(chr, range(0x10000)))
    ):  # nothing is short-cut then
        assert parse_people.__wrapped__(text) == quick


@given(
    st.lists(st.tuples(SHORT_NAMES, ROLES), min_size=1, max_size=5, unique_by=lambda pair: pair[0]),
    BRACKETS,
)
def test_roles_in_brackets_belong_to_the_name_before(
    pairs: list[tuple[str, str]], brackets: tuple[str, str]
) -> None:
    text = " ".join(f"{name}{brackets[0]}{role}{brackets[1]}" for name, role in pairs)
    assert told_by(text) == pairs


@given(
    st.sampled_from(
        ["红网时刻", "红网时刻新闻", "新华社", "湖南日报", "怀化日报", "人民网", "红网"]
    ),
    st.sampled_from(["怀化", "长沙", "北京", "沅陵", "新晃", "通道", None]),
    st.dates(date(2018, 1, 1), date(2027, 1, 1)),
    st.sampled_from(["讯", "电"]),
    st.none() | people(),
    BRACKETS,
    st.sampled_from(["", " ", "\u3000\u3000", "\u00a0"]),
)
def test_datelines_read_back(
    outlet: str,
    place: str | None,
    day: date,
    kind: str,
    case: tuple[str, People] | None,
    brackets: tuple[str, str],
    blank: str,
) -> None:
    written, told = case or ("", [])
    signed = f"{brackets[0]}{written}{brackets[1]}" if case else " "
    opening = parse_opening(
        f"{blank}{outlet}{place or ''}{day.month}月{day.day}日{kind}{signed}{blank}亲爱的市民朋友："
    )
    assert opening is not None
    line = opening.dateline
    assert (line.outlet, line.place, line.month, line.day) == (outlet, place, day.month, day.day)
    assert [(credit.name, credit.role) for credit in opening.people] == told


@given(
    st.datetimes(datetime(1998, 1, 1), datetime(2098, 12, 31)),  # noqa: DTZ001 - the site writes no zone
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d"]),
    st.sampled_from(["", " %H:%M", " %H:%M:%S", "\u00a0%H:%M:%S", "\u3000%H：%M"]),
    st.sampled_from(["", "时间：", "发布时间: ", "来源：红网 "]),
    st.sampled_from(["", " 编辑：杨超", "\u3000"]),
)
def test_times_read_back(moment: datetime, day: str, clock: str, before: str, behind: str) -> None:
    text = before + moment.strftime(day) + moment.strftime(clock) + behind
    exact = "seconds" if "%S" in clock else "minutes"
    seconds = "" if "%S" in clock else ":00"
    with_clock = f"{moment.isoformat(timespec=exact)}{seconds}+08:00"
    assert parse_time(text) == (with_clock if clock else f"{moment:%Y-%m-%d}")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [("来源", "source"), ("作者", "author"), ("编辑", "editor"), ("责编", "editor")]
            ),
            st.lists(SHORT_NAMES, min_size=1, max_size=3),
        ),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from([":", "：", "： "]),
    BLANKS,
)
def test_labelled_lines_read_back(
    values: list[tuple[tuple[str, str], list[str]]], colon: str, blank: str
) -> None:
    line = blank.join(f"{label}{colon}{'、'.join(names)}" for (label, _), names in values)
    found = [(value.field, list(parse_names(value.text or ""))) for value in split_credits(line)]
    assert found == [(field, list(dict.fromkeys(names))) for (_, field), names in values]


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@given(ANY_TEXT)
def test_squeezing_twice_changes_nothing(text: str) -> None:
    once = squeeze(text)
    assert squeeze(once) == once
    assert "  " not in once
    assert once == once.strip()


@given(st.lists(st.text("甲乙丙丁ab1，。", min_size=1, max_size=5), max_size=6), BLANKS)
def test_squeezing_keeps_what_can_be_read(words: list[str], blank: str) -> None:
    assert squeeze(blank + blank.join(words) + blank) == " ".join(words)
