"""A package: what it holds, and that the programs that such packages are for find nothing wrong with it."""

import csv
import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.slices import EVERYTHING
from rednet_crawler.dataset.facts import Facts
from rednet_crawler.dataset.package import Selection, write_package
from rednet_crawler.errors import StorageError
from rednet_crawler.export.tables import TABLES
from rednet_crawler.replica.server import serve
from rednet_crawler.replica.station import build_station
from tests.crawl.conftest import CRAWL, FAST, Outcome, run_in
from tests.outside import needed

TEXTS = (
    "text",
    "sections",
    "tables",
    "description",
    "caption",
    "image_captions",
    "headings",
    "images",
    "videos",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive a.db, a package of it, and one without text."""
    made = tmp_path_factory.mktemp("package")
    with serve(build_station(60)) as address:
        assert run_in(made, *CRAWL, *FAST, site=address).code == 0
    for words in (("whole",), ("bare", "--no-text")):
        done = export(made, "--package", *words)
        assert done.code == 0, done.err
    return made


def export(folder: Path, *words: str) -> Outcome:
    return run_in(folder, "rednet_crawler", "export", "--archive", "sqlite:///a.db", *words)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def described(folder: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / name).read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("name", ["whole", "bare"])
def test_frictionless_finds_nothing_wrong(folder: Path, name: str) -> None:
    needed(modules=("frictionless",))
    words = [sys.executable, "-m", "frictionless", "validate", "--json", "datapackage.json"]
    done = subprocess.run(words, cwd=folder / name, capture_output=True, check=False)
    report = json.loads(done.stdout)
    assert report["valid"], report
    assert [task["stats"].get("rows") for task in report["tasks"]][1] == 60


@pytest.mark.parametrize("name", ["whole", "bare"])
def test_mlcroissant_finds_nothing_wrong_and_loads_every_row(folder: Path, name: str) -> None:
    needed(modules=("mlcroissant",))
    script = """if True:
        import json, sys
        import mlcroissant
        dataset = mlcroissant.Dataset("croissant.json")
        assert not dataset.metadata.ctx.issues.errors, dataset.metadata.issues.report()
        found = {each.uuid: [
            {
                name.partition("/")[2]: value.decode() if isinstance(value, bytes) else value
                for name, value in row.items()
            }
            for row in dataset.records(each.uuid)] for each in dataset.metadata.record_sets}
        print(json.dumps(found, default=str))
    """
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder / name, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    loaded = json.loads(done.stdout)
    assert set(loaded) == {path.stem for path in (folder / name / "data").glob("*.csv")}
    for table, records in loaded.items():
        for record, row in zip(records, rows(folder / name / f"data/{table}.csv"), strict=True):
            for column, value in record.items():
                shown = "" if value is None or value != value else str(value)  # noqa: PLR0124 - NaN is not itself
                assert shown.lower() == row[column].lower()


@pytest.mark.parametrize("name", ["whole", "bare"])
def test_the_files_are_those_that_are_described(folder: Path, name: str) -> None:
    package = described(folder / name, "datapackage.json")
    lines = (folder / name / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {path: digest for digest, _, path in (line.partition("  ") for line in lines)}
    assert {each["path"] for each in package["resources"]} == set(sums)
    assert {f"data/{path.name}" for path in (folder / name / "data").iterdir()} == set(sums)
    for each in package["resources"]:
        content = (folder / name / each["path"]).read_bytes()
        assert each["bytes"] == len(content)
        assert (
            each["hash"]
            == f"sha256:{hashlib.sha256(content).hexdigest()}"
            == f"sha256:{sums[each['path']]}"
        )


def test_a_package_has_what_single_exports_have(folder: Path) -> None:
    for table in ("articles", "paragraphs", "people", "images", "sightings", "ledger"):
        assert export(folder, "--table", table, "-o", "one.csv").code == 0
        assert (folder / "one.csv").read_bytes() == (
            folder / f"whole/data/{table}.csv"
        ).read_bytes()
    assert export(folder, "-o", "one.jsonl").code == 0
    assert (folder / "one.jsonl").read_bytes() == (
        folder / "whole/data/articles.jsonl"
    ).read_bytes()


def test_a_package_without_text_has_none_of_it(folder: Path) -> None:
    whole = [
        json.loads(line)
        for line in (folder / "whole/data/articles.jsonl").read_bytes().splitlines()
    ]
    bare = [
        json.loads(line) for line in (folder / "bare/data/articles.jsonl").read_bytes().splitlines()
    ]
    for article, row in zip(whole, bare, strict=True):
        assert not set(TEXTS) & set(row)
        paragraphs = [text for section in article["sections"] for text in section["paragraphs"]]
        assert row["characters"] == sum(map(len, paragraphs))
        assert row["paragraph_count"] == len(paragraphs)
        assert row["image_count"] == len(article["images"])
        assert all(
            row[name] == article[name]
            for name in ("content_id", "title", "byline", "published_at", "channels")
        )
    everything = "".join(
        path.read_text(encoding="utf-8")
        for path in sorted((folder / "bare").rglob("*"))
        if path.is_file() and path.suffix != ".parquet"
    )
    sentences = {
        text for row in whole for text in (row["text"] or "").split("\n") if len(text) > 20
    }
    assert sentences
    assert not [text for text in sentences if text in everything]
    assert not (folder / "bare/data/revisions.parquet").exists()
    for path in (folder / "bare/data").glob("*.csv"):
        assert not set(TEXTS) & set(rows(path)[0])


def test_the_cards_say_how_complete_it_is(folder: Path) -> None:
    ledger = rows(folder / "whole/data/ledger.csv")
    saved = sum(row["state"] == "saved" for row in ledger)
    for name in ("README.md", "README.zh-CN.md"):
        card = (folder / "whole" / name).read_text(encoding="utf-8")
        assert f"| saved | {saved} |" in card
        assert str(len(ledger)) in card
        for row in ledger:
            if row["reason"]:
                assert row["reason"] in card
        for resource in described(folder / "whole", "datapackage.json")["resources"]:
            assert f"### `{resource['path']}`" in card
            for field in resource.get("schema", {"fields": []})["fields"]:
                assert f"| `{field['name']}` |" in card


def test_the_front_matter_names_the_files(folder: Path) -> None:
    needed(modules=("yaml",))
    import yaml

    _, front, _ = (folder / "whole/README.md").read_text(encoding="utf-8").split("---\n", 2)
    found = yaml.safe_load(front)
    assert found["language"] == ["zh"]
    assert {each["config_name"]: each["data_files"] for each in found["configs"]} == {
        path.stem: f"data/{path.name}" for path in (folder / "whole/data").glob("*.parquet")
    }
    assert [each["config_name"] for each in found["configs"] if each.get("default")] == ["articles"]


def test_every_config_loads_with_the_rows_of_its_csv(folder: Path) -> None:
    needed(modules=("datasets", "pyarrow"))
    script = """if True:
        import json
        from datasets import get_dataset_config_names, load_dataset
        import os; here = os.getcwd()
        names = get_dataset_config_names(here)
        print(json.dumps({name: load_dataset(here, name, split="train").num_rows for name in names}))
    """
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(folder / "hf")}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder / "whole", env=environment, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    loaded = json.loads(done.stdout.splitlines()[-1])
    assert loaded == {path.stem: len(rows(path)) for path in (folder / "whole/data").glob("*.csv")}
    assert loaded["revisions"] >= loaded["articles"] == 60
    assert loaded["runs"] == 1


def test_it_can_be_cited(folder: Path) -> None:
    import yaml

    words = (
        "--title",
        "怀化新闻 {2026}",
        "--compiler",
        "李四",
        "--doi",
        "https://doi.org/10.5281/zenodo.12",
    )
    assert export(folder, "--package", "cited", *words).code == 0
    cited = yaml.safe_load((folder / "cited/CITATION.cff").read_text("utf-8"))
    assert cited["cff-version"] == "1.2.0"
    assert {"message", "title", "authors", "type"} <= set(cited)
    assert (cited["title"], cited["authors"], cited["doi"]) == (
        "怀化新闻 {2026}", [{"name": "李四"}], "10.5281/zenodo.12",
    )  # fmt: skip
    croissant = described(folder / "cited", "croissant.json")
    assert croissant["url"] == "https://doi.org/10.5281/zenodo.12"
    assert "60 articles" in croissant["citeAs"]
    card = (folder / "cited/README.md").read_text("utf-8")
    assert "title = {怀化新闻 2026}" in card
    assert "doi = {10.5281/zenodo.12}" in card


def test_the_stations_are_those_that_are_in_it(folder: Path) -> None:
    counts = Counter(row["station"] for row in rows(folder / "whole/data/articles.csv"))
    assert len(counts) > 1
    for name in ("README.md", "README.zh-CN.md"):
        card = (folder / "whole" / name).read_text("utf-8")
        for code, count in counts.items():
            assert f"| {code}.rednet.cn | {count} |" in card
    title = described(folder / "whole", "datapackage.json")["title"]
    assert title == "Articles of 红网怀化站 (hh.rednet.cn), 红网湖南站 (hn.rednet.cn)"


def test_the_card_says_how_often_a_field_is_filled(folder: Path) -> None:
    card = (folder / "whole/README.md").read_text("utf-8")
    articles = rows(folder / "whole/data/articles.csv")
    for name in ("title", "source", "original", "tables"):
        column = {"tables": "table_count"}.get(name, name)
        filled = sum(row[column] not in ("", "0") for row in articles)
        assert f"| `{name}` | {filled} | {filled / 60:.1%} |" in card


def test_every_field_has_a_meaning_in_chinese() -> None:
    meanings = json.loads(
        (Path(__file__).parents[2] / "rednet_crawler/dataset/meanings.zh.json").read_text("utf-8")
    )
    used = set()
    for name, table in TABLES.items():
        for field in (*table.fields, *table.columns):
            used.add(f"{name}.{field.name}" if f"{name}.{field.name}" in meanings else field.name)
    named = {name for name in meanings if not name.startswith("table.")}
    assert used == named
    assert {name.partition(".")[2] for name in meanings if name.startswith("table.")} == set(TABLES)


def test_a_slice_is_described_as_one(folder: Path) -> None:
    channel = rows(folder / "whole/data/sightings.csv")[0]["channel"]
    done = export(
        folder, "-c", channel, "--since", "2020-01", "--until", "2023-12-31", "--package", "slice"
    )
    assert done.code == 0, done.err
    assert described(folder / "slice", "datapackage.json")["title"].endswith(
        f"channels {channel}, 2020-01-01 – 2023-12-31"
    )
    articles = rows(folder / "slice/data/articles.csv")
    ledger = rows(folder / "slice/data/ledger.csv")
    assert {row["url"] for row in articles} <= {
        row["url"] for row in rows(folder / "whole/data/articles.csv")
    }
    assert sum(row["state"] == "saved" for row in ledger) == len(articles)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--package", "whole"), "whole: is there already"),
        (("--package", "new", "-o", "a.csv"), "-o does not go together with --package"),
        (("--package", "new", "--table", "people"), "--table does not go together with --package"),
        (("-o", "a.csv", "--no-text"), "--no-text does not go together with -o"),
        ((), "give -o FILE or --package DIR"),
        (("-o", "a.jsonl", "--excel"), "--excel is a form of .csv"),
        (("--package", "a.db/new"), "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_one_line(folder: Path, words: tuple[str, ...], reason: str) -> None:
    done = export(folder, *words)
    assert done.code in (2, 3)
    assert reason in done.err
    assert done.err.count("\n") == 1
    assert not (folder / "new").exists()


def test_what_pages_say_is_no_markup_in_a_card(tmp_path: Path, folder: Path) -> None:
    with Archive(f"sqlite:///{folder}/a.db") as archive:
        facts = Facts(
            created="2026-11-24T08:00:00Z",
            version="1",
            choice=EVERYTHING,
            channels=["<script>alert(1)</script>"],
            with_text=True,
            distinct=False,
            gaps=[
                "[a](javascript:x) | `b`",
                "https://evil.example www.evil.example a@evil.example @user #1",
            ],
        )
        write_package(tmp_path / "a", Selection(archive, EVERYTHING, []), facts)
        with pytest.raises(StorageError, match="is there already"):
            write_package(tmp_path / "a", Selection(archive, EVERYTHING, []), facts)
    for name in ("README.md", "README.zh-CN.md"):
        body = (tmp_path / "a" / name).read_text(encoding="utf-8").rpartition("---\n")[2]
        assert "<script>" not in body
        assert "［a］(javascript：x) ｜ ｀b｀" in body
        assert "https：//evil·example www·evil·example a＠evil·example ＠user ＃1" in body
