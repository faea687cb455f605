"""What a plain `pip install` gives works without any extra: no module of one is there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawl.conftest import command_in

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


def test_the_demo_crawls_without_an_extra(tmp_path: Path) -> None:
    done = run(tmp_path, "rednet_crawler", "demo", "--articles", "100")
    assert done.returncode == 0, done.stderr
    assert len((tmp_path / "demo" / "articles.jsonl").read_text("utf-8").splitlines()) == 100


@pytest.mark.parametrize(
    "words",
    [
        "status --archive demo/demo.db",
        "export --archive demo/demo.db -o all.csv",
        "doctor --help",
        "report --archive demo/demo.db",
        "browse --archive demo/demo.db",
        "extract --help",
        "export --archive demo/demo.db -o all.parquet",
    ],
)
def test_a_command_works_or_names_its_extra(words: str, tmp_path: Path) -> None:
    assert run(tmp_path, "rednet_crawler", "demo", "--articles", "3").returncode == 0
    done = run(tmp_path, "rednet_crawler", *words.split())
    assert "Traceback" not in done.stderr
    assert done.returncode == 0 or "[warc]'" in done.stderr, done.stderr


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
