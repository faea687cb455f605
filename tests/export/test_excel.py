import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rednet_crawler.export.lines import CELL_LIMIT, CUT_MARK, excel_row
from rednet_crawler.export.rows import COLUMNS, to_row
from tests.article_examples import ARTICLES


def cell(text, column="title"):
    return excel_row({column: text})[column]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("http://a","b")',
        "=cmd|' /C calc'!A0",
        "+1",
        "-1+1",
        "@SUM(A1)",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        "\t=1+1",
        "\t红网",
        " =1+1",
        "\u3000=1+1",
        "\u00a0＝1",
    ],
)
def test_what_a_spreadsheet_would_run_is_text(text):
    assert cell(text) == "'" + text


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("\n=1+1", "'\n'=1+1"),
        ("分号;=1+1", "分号;'=1+1"),
        ('分号; "=1+1"', '分号; "\'=1+1"'),
        ("第一行\n-第二行", "第一行\n'-第二行"),
        ("a;b\nc＝d", "a;b\nc＝d"),
    ],
)
def test_what_may_begin_a_cell_elsewhere_is_guarded_there(text, guarded):
    assert cell(text) == guarded


@pytest.mark.parametrize(
    "text", ["", "红网", "1=1", "a@b", "——鹤城侧记", "—", "“三无”", "12月2日", "2022-12-02", "'引'"]
)
def test_other_cells_stay_as_they_are(text):
    assert cell(text) == text


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        ("content_id", "12109536", "'12109536"),
        ("content_hash", "1" * 40 + "e" + "2" * 23, "'" + "1" * 40 + "e" + "2" * 23),
        ("content_hash", "0f" * 32, "0f" * 32),
        ("revision", "1", "1"),
        ("dateline_month", "12", "12"),
    ],
)
def test_ids_stay_text_and_counts_stay_numbers(column, text, expected):
    assert cell(text, column) == expected


@pytest.mark.parametrize(("char", "units"), [("红", 1), ("𠮷", 2)])
def test_a_cell_is_cut_where_a_spreadsheet_would_cut_it(char, units):
    fits = char * (CELL_LIMIT // units)
    assert cell(fits) == fits
    cut = cell(fits + char)
    assert cut.endswith(CUT_MARK)
    assert CELL_LIMIT - units < len(cut.encode("utf-16-le")) // 2 <= CELL_LIMIT
    assert set(cut.removesuffix(CUT_MARK)) == {char}


def test_a_guarded_cell_is_not_longer_than_a_cell_either():
    assert len(cell("=" * CELL_LIMIT)) == CELL_LIMIT


@given(ARTICLES)
def test_no_cell_of_an_article_is_run(article):
    row = excel_row(to_row(article))
    assert tuple(row) == COLUMNS
    assert not [
        text
        for text in row.values()
        if text.lstrip()[:1] in tuple("=+-@＝＋－＠") or text[:1] in tuple("\t\r\n")
    ]


@given(st.text())
def test_the_guard_is_apostrophes_and_nothing_else(text):
    assert cell(text).replace("'", "") == text.replace("'", "")
    if not re.search(r"[=+\-@＝＋－＠\t\r\n]", text):
        assert cell(text) == text
