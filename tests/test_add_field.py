"""`python -m tests.pages --add-field`: a new field on every saved page and in the field tables."""

import json
import shutil
from pathlib import Path

import pytest

from tests.pages import __main__ as tool

NAME = "source"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Two saved pages whose expectation lacks a field, and one that is no article."""
    for name in ("standard-2022-seed", "app-2021-carousel"):
        shutil.copytree(tool.PAGES / name, tmp_path / name)
        file = tmp_path / name / "expected.json"
        expected = json.loads(file.read_text(encoding="utf-8"))
        del expected["item"][NAME]
        file.write_text(json.dumps(expected, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "unknown").mkdir()
    (tmp_path / "unknown" / "expected.json").write_text('{"reviewed": true}', encoding="utf-8")
    return tmp_path


def test_every_page_gets_the_field_in_its_place_and_no_other_change(pages: Path) -> None:
    told = dict(tool.add_to_pages(pages, NAME))
    assert told["standard-2022-seed"] == "红网怀化站"
    for name in ("standard-2022-seed", "app-2021-carousel"):
        now, was = (
            json.loads((at / name / "expected.json").read_bytes()) for at in (pages, tool.PAGES)
        )
        assert now == was
        assert list(now["item"]) == list(was["item"])
    assert (pages / "unknown" / "expected.json").read_text(encoding="utf-8") == '{"reviewed": true}'
    assert list(tool.add_to_pages(pages, NAME)) == []


@pytest.mark.parametrize(("document", "header"), tool.TABLES.items())
def test_a_field_table_gets_a_row_below_the_field_before(
    tmp_path: Path, document: str, header: str
) -> None:
    text = (tool.ROOT / document).read_text(encoding="utf-8")
    (row,) = [line for line in text.splitlines(keepends=True) if line.startswith("| `station` |")]
    copy = tmp_path / document
    copy.parent.mkdir(exist_ok=True)
    copy.write_text(text.replace(row, ""), encoding="utf-8")
    for _ in range(2):
        tool.add_to_table(copy, header, "station")
        lines = copy.read_text(encoding="utf-8").splitlines()
        (at,) = [
            number for number, line in enumerate(lines) if line.startswith("| `station` | str | ")
        ]
        assert lines[at - 1].startswith("| `url` |")
        assert len(lines) == len(text.splitlines())
