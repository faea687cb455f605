"""Packed files, pipes and standard output; workbooks and feeds, read by other programs."""

import gzip
import io
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from rednet_crawler.errors import ArgumentError, StorageError
from rednet_crawler.export import xlsx
from rednet_crawler.export.files import check_ending, write_lines, write_table
from rednet_crawler.export.lines import CELL_LIMIT, CUT_MARK
from rednet_crawler.export.outputs import form_of, open_output
from rednet_crawler.export.records import to_record
from rednet_crawler.export.tables import TABLES
from rednet_crawler.items import Article
from tests.article_examples import EMPTY, FULL
from tests.outside import needed

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

RECORDS = [to_record(each) for each in (FULL, EMPTY)]
TABLE = TABLES["articles"]


@pytest.mark.parametrize("ending", [".jsonl", ".csv"])
@pytest.mark.parametrize(
    ("packing", "unpack"), [(".gz", gzip.decompress), (".zst", zstd.decompress)]
)
def test_a_packed_file_holds_the_rows_of_a_plain_one(
    tmp_path: Path, ending: str, packing: str, unpack
) -> None:
    for name in ("plain", "packed", "again"):
        path = tmp_path / f"{name}{ending}{packing if name != 'plain' else ''}"
        assert write_table(path, TABLE, RECORDS) == len(RECORDS)
    plain, packed, again = (
        path.read_bytes()
        for path in sorted(
            tmp_path.iterdir(),
            key=lambda p: ("plain", "packed", "again").index(p.name.split(".")[0]),
        )
    )
    assert unpack(packed) == plain
    assert packed == again  # byte for byte: no time, no name in it
    assert sorted(each.suffix for each in tmp_path.iterdir()) == sorted([ending, packing, packing])


def test_a_packed_file_is_complete_or_not_there(tmp_path: Path) -> None:
    def broken():
        yield RECORDS[0]
        raise StorageError("the archive is damaged")

    with pytest.raises(StorageError):
        write_table(tmp_path / "a.jsonl.gz", TABLE, broken())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "name", ["a", "a.txt", "a.gz", "a.txt.gz", "a.parquet.gz", "a.xlsx.zst", "a.jsonl.bz2"]
)
def test_another_ending_is_one_line(name: str) -> None:
    with pytest.raises(ArgumentError, match=r"has to be one of .*may be packed"):
        check_ending(Path(name), (".jsonl", ".csv", ".parquet", ".xlsx"))


def test_a_form_that_cannot_be_packed_is_not(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match=r"a\.jsonl\.gz: .* one of \.jsonl, \.csv$"):
        form_of(tmp_path / "a.jsonl.gz", (".jsonl", ".csv"))


def test_a_pipe_gets_the_lines(tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", list[bytes]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    assert check_ending(pipe) == ".jsonl"
    assert write_lines(pipe, [b"1\n", b"2\n"]) == 2
    reader.join(10)
    assert read == [b"1\n2\n"]
    assert pipe.is_fifo()


def test_standard_output_gets_the_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", stream)
    write_lines(Path("-"), [b"1\n"])
    assert stream.buffer.getvalue() == b"1\n"
    assert not stream.closed


def test_a_full_standard_output_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        output = open_output(Path("-"))
        output.write(b"1\n")
        with pytest.raises(StorageError, match="standard output: cannot be written"):
            output.complete()
        monkeypatch.undo()
        with pytest.raises(OSError, match="No space"):
            full.close()


# ------------------------------------------------------------------------------------------------- workbooks


def sheet(path: Path):
    import openpyxl

    return openpyxl.load_workbook(path).active


def written(tmp_path: Path, *articles: Article, names: Sequence[str] = xlsx.LEAN["articles"]):
    path = tmp_path / "a.xlsx"
    assert xlsx.write_table(path, TABLE, map(to_record, articles), names) == len(articles)
    return sheet(path)


def test_cells_have_their_types(tmp_path: Path) -> None:
    article = replace(
        FULL,
        published_at="2022-12-02T10:15:33+08:00",
        content_id="0012109536",
        original=True,
        revision=3,
    )
    made = written(
        tmp_path, article, names=("published_at", "content_id", "original", "revision", "title")
    )
    head, row = made.iter_rows(values_only=True)
    assert head == ("published_at", "content_id", "original", "revision", "title")
    assert row == (datetime.fromisoformat("2022-12-02T10:15:33"), "0012109536", True, 3, FULL.title)
    assert [cell.data_type for cell in made[2]] == ["d", "s", "b", "n", "s"]
    assert made.freeze_panes == "A2"


def test_a_day_alone_is_a_day(tmp_path: Path) -> None:
    made = written(
        tmp_path, replace(FULL, published_at="2022-12-02"), replace(FULL, published_at=None)
    )
    assert made["A2"].number_format == "yyyy-mm-dd"
    assert [made[place].value for place in ("A2", "A3")] == [
        datetime.fromisoformat("2022-12-02"),
        None,
    ]


@pytest.mark.parametrize(
    "title",
    ["=1+1", "+86 745", "-1", "@SUM(A1)", "＝1+1", "\t=1", "12", "1e5", "2022-12-02", "http://a/b"],
)
def test_a_text_stays_a_text(tmp_path: Path, title: str) -> None:
    made = written(tmp_path, replace(FULL, title=title), names=("title",))
    assert (made["A2"].value.strip(), made["A2"].data_type) == (title.strip(), "s")
    assert made["A2"].hyperlink is None


def test_a_cell_is_cut_where_a_spreadsheet_would_refuse_it(tmp_path: Path) -> None:
    made = written(tmp_path, replace(FULL, title="㊗" * 50_000), names=("title",))
    assert len(made["A2"].value) == CELL_LIMIT
    assert made["A2"].value.endswith(CUT_MARK)


def test_more_rows_than_a_sheet_has_are_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "_MOST_ROWS", 3)
    written(tmp_path, FULL, FULL)
    with pytest.raises(ArgumentError, match="a sheet has 3 rows and no more"):
        written(tmp_path, FULL, FULL, FULL)
    assert sheet(tmp_path / "a.xlsx").max_row == 3  # the older file
    assert [each.name for each in tmp_path.iterdir()] == ["a.xlsx"]


@pytest.mark.parametrize("name", [*TABLES])
def test_every_table_has_a_form_of_the_workbook(tmp_path: Path, name: str) -> None:
    columns = xlsx.LEAN.get(name, ())
    assert xlsx.write_table(tmp_path / "a.xlsx", TABLES[name], [], columns) == 0
    (head,) = sheet(tmp_path / "a.xlsx").iter_rows(values_only=True)
    assert head == tuple(columns or (field.name for field in TABLES[name].columns))


def test_libreoffice_shows_it(tmp_path: Path) -> None:
    program = needed("soffice")
    written(
        tmp_path,
        replace(FULL, title="=1+1", content_id="0012109536"),
        names=("title", "content_id", "published_at"),
    )
    words = [
        program,
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/home",
        "--convert-to",
        "csv",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.xlsx"),
    ]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    assert (tmp_path / "a.csv").read_text("utf-8").splitlines()[1].startswith("=1+1,0012109536,2")


def test_the_modules_of_the_extras_are_imported_late() -> None:
    script = "import sys, rednet_crawler.cli.export; assert not {'xlsxwriter', 'feedgen'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True)
