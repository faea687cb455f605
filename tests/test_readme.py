"""What the manual tells to type in is typed in."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from rednet_crawler.replica.server import serve
from rednet_crawler.replica.station import build_station
from tests.crawl.conftest import CRAWL, FAST, environment_of, run_in
from tests.outside import needed

ROOT = Path(__file__).parents[1]
ARTICLES = 60


def lines(name: str) -> list[str]:
    """Return the lines of the block of Python in a manual."""
    text = (ROOT / name).read_text(encoding="utf-8")
    first: str = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)[0]
    return first.strip().split("\n")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the lines read."""
    needed(modules=("pyarrow",))
    made = tmp_path_factory.mktemp("readme")
    with serve(build_station(ARTICLES)) as address:
        assert run_in(made, *CRAWL, *FAST, site=address).code == 0
    exports = [("-o", f"articles.{ending}") for ending in ("jsonl", "csv", "parquet")]
    for words in [*exports, ("--table", "people", "-o", "people.parquet")]:
        assert (
            run_in(made, "rednet_crawler", "export", "--archive", "sqlite:///a.db", *words).code
            == 0
        )
    return made


def python(folder: Path, *words: str) -> str:
    environment = environment_of(None) | {
        "HF_HUB_OFFLINE": "1",
        "HF_HOME": str(folder / "hf"),
        "MPLCONFIGDIR": str(folder / "mpl"),
    }
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return done.stdout.decode()


@pytest.mark.parametrize("line", lines("docs/manual.md"))
def test_a_line_of_the_manual_reads_every_article(folder: Path, line: str) -> None:
    modules = tuple(dict.fromkeys(re.findall(r"\b(pandas|polars|duckdb|datasets|jieba)\.", line)))
    needed(modules=modules)
    check = "assert len(found) == 60, found; assert str(found['content_id'][0]).isdigit()"
    if "Counter" in line:
        check = "assert len(found) == 20 and found[0][1] > 5, found"
    elif "duckdb" in line:
        check = "assert sum(row[1] for row in found.fetchall()) == 60, found"
    python(
        folder,
        "-c",
        f"import collections, {', '.join(modules)}\nfound = {line}\n{check}\nprint(found)",
    )


def test_both_manuals_have_the_same_lines() -> None:
    assert lines("docs/manual.md") == lines("docs/manual.zh-CN.md")


def test_the_example_counts_and_draws(folder: Path) -> None:
    needed(modules=("pandas", "matplotlib"))
    printed = python(folder, str(ROOT / "examples/by_month.py"))
    assert re.search(r"^20\d\d-\d\d .*\d$", printed, re.MULTILINE)
    assert "name" in printed
    drawing = (folder / "by_month.svg").read_text(encoding="utf-8")
    assert "articles by year and channel" in drawing
    assert re.search("[要闻社会法治]", drawing)
