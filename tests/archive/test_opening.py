"""The archive as other programs open it: what docs/archive.md says is true, and its examples work."""

import asyncio
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.schema import TABLES, columns_of, describe
from rednet_crawler.export.records import to_record
from tests.article_examples import FULL
from tests.outside import needed

DOCUMENT = (Path(__file__).parents[2] / "docs" / "archive.md").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TITLE = "图解丨会同营商环境十问十答"


def example(section: str, language: str) -> list[str]:
    """Return the lines of the first example of a language in a section of the document."""
    (part,) = (each for each in DOCUMENT.split("\n## ") if each.startswith(section))
    found = re.search(rf"```{language}\n(.*?)```", part, re.DOTALL)
    assert found
    return found[1].splitlines()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, in which the test is, with an archive of two articles, `rednet.db`."""
    monkeypatch.chdir(tmp_path)
    with Archive("rednet.db") as archive:
        archive.articles.save("1", to_record(FULL), NOW)
        other = replace(
            FULL, content_id="2", title=TITLE, source=None, text="十问十答", sections=()
        )
        archive.articles.save("2", to_record(other), NOW)
    return tmp_path


def test_every_table_and_column_is_described_as_the_archive_has_it() -> None:
    assert describe() in DOCUMENT
    with closing(sqlite3.connect("rednet.db")) as file:
        made = {
            name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        assert made == {*TABLES, "archive_version"}
        for name in TABLES:
            columns = [(row[1], row[2]) for row in file.execute(f"PRAGMA table_info({name})")]
            assert [column[:2] for column in columns_of(name)] == columns


def test_the_command_prints_what_the_document_has() -> None:
    words = [sys.executable, "-m", "rednet_crawler.archive.schema"]
    assert (
        subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip() in DOCUMENT
    )


def test_sqlite3_opens_it() -> None:
    needed("sqlite3")
    said = [
        subprocess.run(shlex.split(line), capture_output=True, text=True, check=True).stdout
        for line in example("With sqlite3", "console")
    ]
    assert said[0] == f"{FULL.published_at}|{TITLE}\n"
    assert sorted(said[1].splitlines()) == ["|1|4", f"红网怀化站|1|{len(FULL.text or '')}"]
    assert "郭飞|2" in said[2]


def test_sqlite3_shows_the_comments() -> None:
    done = subprocess.run(
        [needed("sqlite3"), "rednet.db", ".schema articles"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "title VARCHAR, -- The headline." in done.stdout


def test_datasette_opens_it() -> None:
    needed(modules=("datasette",))
    from datasette.app import Datasette

    assert [line.split()[:2] for line in example("With Datasette", "console")] == [
        ["rednet", "backup"],
        ["datasette", "-i"],
    ]
    shutil.copy("rednet.db", "copy.db")
    shown = Datasette(immutables=["copy.db"])
    answer = asyncio.run(shown.client.get("/copy/articles.json?_facet=source&_shape=objects"))
    assert {row["title"] for row in answer.json()["rows"]} == {FULL.title, TITLE}


def test_duckdb_opens_it_by_its_extension() -> None:
    needed(modules=("duckdb",))
    import duckdb

    _, attach, select = example("With DuckDB", "sql")
    with duckdb.connect() as connection:
        connection.execute("SET autoinstall_known_extensions = false")
        try:
            connection.execute(attach)
        except (duckdb.IOException, duckdb.CatalogException) as error:
            pytest.skip(f"DuckDB has not its extension for SQLite: {error}")
        assert connection.execute(select).fetchall() == [(2022, "郭飞", 2)]


def test_duckdb_reads_its_json(capsys: pytest.CaptureFixture[str]) -> None:
    needed(modules=("duckdb", "pandas"))
    exec("\n".join(example("With DuckDB", "python")), {})  # noqa: S102 - our own document
    assert re.search(r"郭飞\s+│\s+2", capsys.readouterr().out)
