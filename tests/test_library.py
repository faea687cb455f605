"""What programs use: `extract`, `open_archive`, `Article`."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import rednet_crawler
from rednet_crawler import Article, NotAnArticleError, extract, open_archive
from rednet_crawler.cli.main import rednet
from rednet_crawler.errors import ArgumentError, NoArchiveError, StorageError, UnknownChannelError
from rednet_crawler.replica.server import serve
from rednet_crawler.replica.station import build_station
from tests.crawl.conftest import CRAWL, FAST, run_in

ROOT = Path(__file__).parents[1]
SEED = ROOT / "tests/pages/standard-2022-seed/page.html"
URL = "https://hh.rednet.cn/content/646656/94/12109536.html"
LINES = re.findall(
    r"^```python\n(.*?)^```", (ROOT / "docs/python.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive, `rednet.db`."""
    folder = tmp_path_factory.mktemp("library")
    with serve(build_station(60)) as address:
        assert run_in(folder, *CRAWL, *FAST, site=address).code == 0
    (folder / "a.db").rename(folder / "rednet.db")
    shutil.copy(SEED, folder)
    return folder


@pytest.fixture
def folder(made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(made)
    return made


def exported(*words: str) -> list[dict[str, object]]:
    """Return what `rednet export` writes."""
    words = ("export", "--archive", "sqlite:///rednet.db", *words, "-o", "out.jsonl")
    rednet.main([*words], standalone_mode=False)
    return [json.loads(line) for line in Path("out.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, ()),
        ({"channel": "法治"}, ("-c", "法治")),
        ({"since": "2024-01"}, ("--since", "2024-01")),
        (
            {"since": date(2022, 1, 1), "until": "2023-12"},
            ("--since", "2022-01-01", "--until", "2023-12"),
        ),
        ({"station": "hh.rednet.cn", "channel": "法治"}, ("--station", "hh", "-c", "法治")),
    ],
    ids=str,
)
@pytest.mark.usefixtures("folder")
def test_articles_are_what_export_writes(asked: dict[str, str], words: tuple[str, ...]) -> None:
    with open_archive("rednet.db") as archive:
        found = list(archive.articles(**asked))
    assert found
    assert all(type(article) is Article for article in found)
    assert [article.to_dict() for article in found] == exported(*words)


def test_an_archive_is_opened_by_path_and_by_address(folder: Path) -> None:
    for name in ("rednet.db", folder / "rednet.db", f"sqlite:///{folder}/rednet.db"):
        with open_archive(name) as archive:
            assert sum(1 for _ in archive.articles()) == 60


@pytest.mark.usefixtures("folder")
def test_one_article_is_found_by_number_and_by_address() -> None:
    with open_archive("rednet.db") as archive:
        first = next(archive.articles())
        assert archive.article(first.content_id) == archive.article(first.url) == first
        assert (
            archive.article("1")
            is archive.article("https://hh.rednet.cn/content/1/1/1.html")
            is None
        )


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"since": "yesterday"}, ArgumentError),
        ({"since": "2024-01", "until": "2023-01"}, ArgumentError),
        ({"channel": "没有"}, UnknownChannelError),
        ({"station": "cs"}, ArgumentError),
    ],
    ids=str,
)
@pytest.mark.usefixtures("folder")
def test_what_cannot_be_asked_is_told_at_once(
    asked: dict[str, str], error: type[Exception]
) -> None:
    with open_archive("rednet.db") as archive, pytest.raises(error):
        archive.articles(**asked)


def test_what_is_no_archive_is_told_and_none_is_made(folder: Path) -> None:
    with pytest.raises(NoArchiveError, match=r"no\.db"):
        open_archive("no.db")
    assert not (folder / "no.db").exists()
    with pytest.raises(StorageError, match=r"page\.html"):
        open_archive("page.html")


def test_a_page_is_read_as_the_command_reads_it(folder: Path) -> None:
    shutil.copytree(SEED.parent, folder / "saved", dirs_exist_ok=True)
    rednet.main(["extract", "saved/page.html", "-o", "saved.jsonl"], standalone_mode=False)
    line = json.loads(Path("saved.jsonl").read_text(encoding="utf-8"))
    served = SEED.read_bytes()
    for html in (served, served.decode()):
        read = extract(html, url=URL).to_dict()
        kept = {"first_seen_at", "fetched_at", "provenance"}
        assert {name: read[name] for name in read if name not in kept} == {
            name: line[name] for name in line if name not in kept
        }


def test_text_is_read_whatever_encoding_its_page_names() -> None:
    text = SEED.read_text(encoding="utf-8")
    named = re.sub(r'charset=["\']?utf-8', 'charset="gb2312', text, flags=re.IGNORECASE)
    assert extract(named, url=URL).title == extract(text, url=URL).title
    assert (
        extract(text.encode("gb18030"), url=URL, content_type="text/html; charset=gbk").title
        == extract(text, url=URL).title
    )


@pytest.mark.parametrize(
    "html", ["", "<title>404</title>", b"\x89PNG\r\n", "<html><title>红网</title>"]
)
def test_what_is_no_article_is_told(html: str | bytes) -> None:
    with pytest.raises(NotAnArticleError):
        extract(html)


def test_the_package_waits_for_nothing_until_a_name_is_used() -> None:
    script = (
        "import sys, rednet_crawler; "
        "print(sorted({'pydantic', 'scrapy', 'lxml', 'sqlalchemy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"
    assert {*rednet_crawler.__all__} <= {*dir(rednet_crawler)}
    assert all(getattr(rednet_crawler, name) for name in rednet_crawler.__all__)
    with pytest.raises(AttributeError):
        rednet_crawler.nothing  # noqa: B018


@pytest.mark.parametrize("at", range(len(LINES)))
def test_the_lines_of_the_page_run(folder: Path, at: int) -> None:
    pytest.importorskip("pandas")
    before = LINES[2] if "article.sections" in LINES[at] else ""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", f"{before}\n{LINES[at]}"],
        cwd=folder,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    assert done.stdout or "DataFrame" in LINES[at]
