"""What a plain `pip install` gives works without any extra: no module of one is there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawl.conftest import ROOT, command_in

EXTRAS = (
    "datasette dramatiq fastwarc jinja2 pika prometheus_client psycopg pyarrow pygal pythonjsonlogger "
    "redis rensa scrapyd scrapyd_client warcio"
).split()
BLOCK = f"""
import sys
class NotInstalled:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {EXTRAS}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, NotInstalled())
"""


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    (folder / "sitecustomize.py").write_text(BLOCK, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(
        command_in(folder, *words),
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the demo was run."""
    folder = tmp_path_factory.mktemp("bare")
    done = run(folder, "rednet_crawler", "demo", "--articles", "100")
    assert done.returncode == 0, done.stderr
    return folder


def test_the_demo_crawls_without_an_extra(demo: Path) -> None:
    assert len((demo / "demo" / "articles.jsonl").read_text("utf-8").splitlines()) == 100


@pytest.mark.parametrize(
    ("words", "extra"),
    [
        ("status --archive demo/demo.db", None),
        ("export --archive demo/demo.db -o all.csv", None),
        ("doctor --help", None),
        ("extract --help", None),
        ("report --archive demo/demo.db", "report"),
        ("browse --archive demo/demo.db", "browse"),
        ("export --archive demo/demo.db -o all.parquet", "parquet"),
    ],
)
def test_a_command_works_or_names_its_extra(words: str, extra: str | None, demo: Path) -> None:
    done = run(demo, "rednet_crawler", *words.split())
    if extra is None:
        assert done.returncode == 0, done.stderr
    else:
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert f"pip install -e '{ROOT}[{extra}]'" in done.stderr


def test_the_modules_of_extras_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(BLOCK, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", "import warcio"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "No module named 'warcio'" in done.stderr
