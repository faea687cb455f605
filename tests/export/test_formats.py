"""The same slice in every format, and what the tools that people open it with make of it."""

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from rednet_crawler.errors import ArgumentError, StorageError
from rednet_crawler.export.dictionary import Field
from rednet_crawler.export.files import write_table
from rednet_crawler.export.lines import csv_row
from rednet_crawler.export.records import PLACED, to_record
from rednet_crawler.export.rows import to_row
from rednet_crawler.export.tables import ARTICLES as ARTICLE_TABLE
from rednet_crawler.export.tables import TABLES, Table
from rednet_crawler.items import Article, Section
from tests.article_examples import ARTICLES, EMPTY, FULL
from tests.outside import needed

PLACED_ARTICLES = st.builds(
    replace,
    ARTICLES,
    provenance=st.dictionaries(st.sampled_from(PLACED), st.text(min_size=1, alphabet="标题-a")),
)
OF_ARTICLES = ("articles", "metadata", "paragraphs", "people", "images")
HOSTILE = [
    replace(FULL, content_id=str(12109536 + number), title=title)
    for number, title in enumerate(
        [
            "=1+1",
            "＝1+1",
            "+1",
            "－1",
            "@SUM(A1)",
            "\t=1+1",
            "  =1+1",
            "-2",
            '引号", "=1+1',
            "分号;=1+1",
            "一\n=1+1",
            '=HYPERLINK("http://a")',
        ]
    )
] + [
    EMPTY,
    replace(
        FULL,
        content_id="99",
        text="长" * 40_000,
        sections=(Section(heading=None, paragraphs=("长" * 40_000,)),),
    ),
]


def typed(table: Table, cells: dict[str, str]) -> dict[str, Any]:
    """Return a row of CSV as the dictionary of the table says that it is to be read."""

    def value(field: Field, cell: str) -> Any:
        if field.nullable and not cell:
            return None
        if field.kind == "boolean":
            return {"true": True, "false": False}[cell]
        return int(cell) if field.kind == "integer" else cell

    return {field.name: value(field, cells[field.name]) for field in table.columns}


def read_parquet(path: Path) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    for row in rows:
        if "provenance" in row:
            row["provenance"] = {
                name: place for name, place in row["provenance"].items() if place is not None
            }
    return rows


def write_all(
    folder: Path, name: str, articles: list[Article]
) -> tuple[list[Any], list[Any], list[Any]]:
    """Write a table in all formats, and return the rows as each is read back."""
    from rednet_crawler.export import parquet

    table, records = TABLES[name], [to_record(article) for article in articles]
    counts = {
        write_table(folder / "a.jsonl", table, records),
        write_table(folder / "a.csv", table, records),
        parquet.write_table(folder / "a.parquet", table, records),
    }
    lines = (folder / "a.jsonl").read_bytes().decode().split("\n")[:-1]
    rows = [json.loads(line) for line in lines]
    with (folder / "a.csv").open(encoding="utf-8", newline="") as file:
        cells = [typed(table, row) for row in csv.DictReader(file)]
    assert counts == {len(rows)}
    return rows, cells, read_parquet(folder / "a.parquet")


@pytest.mark.parametrize("name", OF_ARTICLES)
@given(articles=st.lists(PLACED_ARTICLES, max_size=3))
def test_every_format_has_the_same_rows(
    tmp_path_factory: pytest.TempPathFactory, name: str, articles: list[Article]
) -> None:
    needed(modules=("pyarrow",))
    rows, cells, columns = write_all(tmp_path_factory.mktemp("formats"), name, articles)
    assert columns == rows
    if name == "articles":
        assert rows == [to_record(article) for article in articles]
        rows = [typed(ARTICLE_TABLE, to_row(article)) for article in articles]
        assert cells == rows
    elif name != "metadata":
        assert cells == rows


def test_the_columns_of_parquet_are_those_asked_for(tmp_path: Path) -> None:
    needed(modules=("pyarrow",))
    import pyarrow.parquet as pq

    from rednet_crawler.export import parquet

    parquet.write_table(
        tmp_path / "a.parquet", ARTICLE_TABLE, [to_record(FULL)], ["title", "content_id"]
    )
    schema = pq.read_schema(tmp_path / "a.parquet")
    assert schema.names == ["title", "content_id"]
    assert schema.field("title").metadata == {b"description": b"The headline."}
    with pytest.raises(ArgumentError, match="titel: not one of"):
        parquet.write_table(tmp_path / "b.parquet", ARTICLE_TABLE, [], ["titel"])
    with pytest.raises(StorageError, match="provenance of 心, which this version does not know"):
        parquet.write_table(
            tmp_path / "b.parquet",
            ARTICLE_TABLE,
            [to_record(replace(FULL, provenance={"心": "x"}))],
        )
    assert [path.name for path in tmp_path.iterdir()] == ["a.parquet"]


def test_the_places_of_the_replica_have_columns() -> None:
    source = (Path(__file__).parents[2] / "rednet_crawler/normalise/article.py").read_text(
        encoding="utf-8"
    )
    named = source.partition("    places = {")[2].partition("    }")[0]
    assert tuple(line.split('"')[1] for line in named.strip().splitlines()) == PLACED


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("readers")
    records = [to_record(article) for article in HOSTILE]
    write_table(made / "a.csv", ARTICLE_TABLE, records)
    write_table(made / "excel.csv", ARTICLE_TABLE, records, excel=True)
    return made


READERS = {
    "pandas": "import pandas; print(pandas.read_csv('a.csv', dtype=str, "
              "keep_default_na=False).to_json(orient='records'))",
    "polars": "import polars; print(polars.read_csv('a.csv', infer_schema=False).fill_null('').write_json())",
    "duckdb": "import duckdb, json; found = duckdb.sql(\"from read_csv('a.csv', all_varchar = true,"
              ' max_line_size = 10000000)"); '
    "print(json.dumps([dict(zip(found.columns, (cell or '' for cell in row))) for row in found.fetchall()]))",
}  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_of_csv_finds_every_cell_as_it_was(folder: Path, reader: str) -> None:
    needed(modules=(reader,))
    done = subprocess.run(
        [sys.executable, "-c", READERS[reader]], cwd=folder, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout) == [to_row(article) for article in HOSTILE]


TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def open_in_a_spreadsheet(path: Path, *options: str) -> list[list[Any]]:
    """Have LibreOffice convert a file, and return its cells."""
    program = needed("soffice", "libreoffice")
    home = path.parent / "office"
    words = [
        program,
        f"-env:UserInstallation=file://{home}",
        "--headless",
        *options,
        "--convert-to",
        "fods",
    ]
    subprocess.run([*words, "--outdir", home, path], capture_output=True, timeout=300, check=True)
    tree = etree.parse(
        home / f"{path.stem}.fods", etree.XMLParser(huge_tree=True, resolve_entities=False)
    )
    rows = []
    for row in tree.iter(f"{TABLE}table-row"):
        cells: list[Any] = []
        for cell in row.iter(f"{TABLE}table-cell"):
            cells += [cell] * min(int(cell.get(f"{TABLE}number-columns-repeated", 1)), 40)
        if any(cell.get(f"{OFFICE}value-type") for cell in cells):
            rows.append(cells)
    return rows


def shown(cell: Any) -> str:
    return "\n".join("".join(part.itertext()) for part in cell.iter(f"{TEXT}p"))


def test_a_spreadsheet_shows_the_excel_profile_and_runs_none_of_it(folder: Path) -> None:
    head, *rows = open_in_a_spreadsheet(folder / "excel.csv", "--infilter=CSV:44,34,76,1")
    names = [shown(cell) for cell in head if shown(cell)]
    assert names == [field.name for field in ARTICLE_TABLE.columns]
    assert len(rows) == len(HOSTILE)
    assert [
        cell.get(f"{TABLE}formula") for row in rows for cell in row if cell.get(f"{TABLE}formula")
    ] == []
    for row, article in zip(rows, HOSTILE, strict=True):
        cells = dict(zip(names, row, strict=False))
        assert cells["content_id"].get(f"{OFFICE}value-type") == "string"
        assert shown(cells["content_id"]) == f"'{article.content_id}"
        assert "".join((article.title or "").split()) in "".join(
            shown(cells["title"]).split()
        ).replace(";'", ";").replace("一'", "一")
    assert "[cut: a spreadsheet cell holds 32,767 characters]" in shown(
        rows[-1][names.index("text")]
    )


def test_what_is_guarded_is_not_guarded_for_nothing(folder: Path) -> None:
    """The verbatim profile is for programs: a spreadsheet that is told to would run its formulas."""
    rows = open_in_a_spreadsheet(
        folder / "a.csv", "--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,-1,true"
    )
    assert any(cell.get(f"{TABLE}formula") for row in rows for cell in row)


@given(st.lists(ARTICLES, max_size=3))
def test_the_excel_profile_keeps_its_cells_where_cells_end_at_semicolons(
    articles: list[Article],
) -> None:
    columns = [field.name for field in ARTICLE_TABLE.columns]
    lines = b"".join(csv_row(to_row(article), columns, excel=True) for article in articles).decode()
    for row in csv.reader(io.StringIO(lines, newline=""), delimiter=";"):
        assert all(not cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row)
