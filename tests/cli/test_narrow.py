"""Tables and lines fit a terminal of 80 columns, whole; into a pipe nothing is left out."""

import io
from contextlib import redirect_stdout

import pytest
from rich.cells import cell_len

from rednet_crawler.cli.terminal import PlainTable, say_beside

ADDRESS = "https://hh.rednet.cn/content/646656/94/12109536.html"
TITLE = "全力以赴打赢社会面清零歼灭战——鹤城打好疫情防控阻击战侧记"


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(params=[Screen, io.StringIO])
def output(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")
    made: io.StringIO = request.param()
    return made


def table(*less: str) -> PlainTable:
    made = PlainTable("title", "address", "day", less=less)
    made.add_row(TITLE, ADDRESS, "2022-12-02")
    return made


def test_columns_are_left_out_where_a_terminal_is_narrow(output: io.StringIO) -> None:
    with redirect_stdout(output):
        table("address", "day").print()
    lines = output.getvalue().splitlines()
    assert TITLE in output.getvalue()
    assert "2022-12-02" in output.getvalue()
    assert (ADDRESS in output.getvalue()) is not output.isatty()
    assert output.isatty() is (max(map(cell_len, lines)) <= 80)


def test_values_are_folded_and_not_cut(output: io.StringIO) -> None:
    with redirect_stdout(output):
        table().print()
    cells = [line.split("│")[1:3] for line in output.getvalue().splitlines() if "│" in line]
    title, address = (
        "".join(column.strip() for column in each) for each in zip(*cells, strict=True)
    )
    assert (title, address) == (TITLE, ADDRESS)


def test_a_line_goes_on_beside_its_head(output: io.StringIO) -> None:
    with redirect_stdout(output):
        say_beside("warning settings   ", TITLE * 2)
    first, *others = output.getvalue().rstrip().splitlines()
    assert first.startswith("warning settings   全力")
    if output.isatty():
        assert all(line.startswith(" " * 19 + line[19]) and cell_len(line) <= 80 for line in others)
        assert "".join([first[19:].strip(), *map(str.strip, others)]) == TITLE * 2
    else:
        assert (first[19:], others) == (TITLE * 2, [])
