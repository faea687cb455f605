"""A page that crashes the reader costs that page: `extract` writes all others, names it, and ends with exit code 4."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rednet_crawler.archive.archive import Archive
from rednet_crawler.cli.extract import extract
from tests.outside import needed

ROOT = Path(__file__).parents[2]
SEED = (ROOT / "tests" / "pages" / "standard-2022-seed" / "page.html").read_bytes()
AT = datetime(2026, 11, 23, 8, 30, 15, tzinfo=UTC)
BAD = 2
"""Number of the page that crashes."""
ERRORS = [
    RuntimeError("one\ntwo"),
    RecursionError("too deep"),
    MemoryError(),
    KeyError("title"),
    IndexError("9"),
]
STEPS = ["rednet_crawler.extraction.article.Document", "rednet_crawler.normalise.article.identify"]
"""What is called once for each page: while it is read, and while what was found is understood."""


def url_of(number: int) -> str:
    return f"https://hh.rednet.cn/content/646656/94/{12109536 + number}.html"


def page_of(number: int) -> bytes:
    return SEED.replace(b"12109536", str(12109536 + number).encode())


@pytest.fixture(params=STEPS, ids=["extraction", "normalisation"])
def crash(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Exception], None]:
    """Make a step of reading raise this for one page."""
    place, _, name = request.param.rpartition(".")
    step = vars(__import__(place, fromlist=[name]))[name]

    def prepare(error: Exception) -> None:
        def crashing(*arguments: object, **words: object) -> object:
            if url_of(BAD) in repr(arguments):
                raise error
            return step(*arguments, **words)

        monkeypatch.setattr(request.param, crashing)

    return prepare


def run(*words: object) -> Result:
    return CliRunner().invoke(extract, list(map(str, words)))


def assert_only_the_bad_one_is_missing(done: Result, error: Exception, named: str) -> None:
    assert done.exit_code == 4, done.output
    assert [json.loads(line)["content_id"] for line in done.stdout.splitlines()] == [
        "12109536",
        "12109537",
        "12109539",
    ]
    (line,) = [line for line in done.stderr.splitlines() if named in line]
    assert type(error).__name__ in line
    assert " ".join(str(error).split()) in line
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_of_a_folder_all_other_pages_are_written(tmp_path: Path, crash, error: Exception) -> None:
    for number in range(4):
        folder = tmp_path / f"page-{number}"
        folder.mkdir()
        (folder / "page.html").write_bytes(page_of(number))
        (folder / "response.json").write_text(json.dumps({"url": url_of(number)}))
    crash(error)
    assert_only_the_bad_one_is_missing(run(tmp_path), error, f"page-{BAD}/page.html")


def write_warc(folder: Path) -> Path:
    needed(modules=("warcio", "fastwarc"))
    from rednet_crawler.warc.content import Note, ReceivedResponse, SentRequest
    from rednet_crawler.warc.writer import WarcFiles

    files = WarcFiles(folder, "hh", 10**9, AT)
    note = Note("hh", ("要闻",), None, None, "2026-11-23T08:30:15Z")
    for number in range(4):
        asked = SentRequest("GET", url_of(number), [("Host", "hh.rednet.cn")])
        answered = ReceivedResponse(
            200, "HTTP/1.1", [("Content-Type", "text/html")], page_of(number)
        )
        files.note(url_of(number), files.write(asked, answered, AT), note)
    files.close()
    return folder


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_of_a_warc_file_all_other_pages_are_written(
    tmp_path: Path, crash, error: Exception, jobs: int
) -> None:
    folder = write_warc(tmp_path / "warc")
    crash(error)
    assert_only_the_bad_one_is_missing(run(folder, "--jobs", jobs), error, url_of(BAD))


@pytest.mark.parametrize("jobs", [1, 2])
def test_all_other_pages_are_brought_into_an_archive(tmp_path: Path, crash, jobs: int) -> None:
    folder = write_warc(tmp_path / "warc")
    url = f"sqlite:///{tmp_path / 'a.db'}"
    crash(ValueError("bad"))
    done = run(folder, "--jobs", jobs, "--into-archive", url)
    assert done.exit_code == 4, done.output
    assert f"{url_of(BAD)}: ValueError: bad" in done.stderr
    assert "3 new" in done.stderr
    with Archive(url, "read") as archive:
        assert [each["exit_code"] for each in archive.runs.latest()] == [4]


@pytest.mark.parametrize(
    "words",
    ["[" * 100_000, "{", '{"url": "\\ud800"}', "\ufeff{"],
    ids=["deep", "cut", "surrogate", "bom"],
)
def test_a_damaged_note_beside_a_page_costs_that_page(tmp_path: Path, words: str) -> None:
    for number in range(4):
        folder = tmp_path / f"page-{number}"
        folder.mkdir()
        (folder / "page.html").write_bytes(page_of(number))
        told = words if number == BAD else json.dumps({"url": url_of(number)})
        (folder / "response.json").write_text(told, encoding="utf-8")
    done = run(tmp_path)
    assert done.exit_code in (0, 4), done.output
    assert len(done.stdout.splitlines()) >= 3
    assert done.exit_code == 0 or f"page-{BAD}/" in done.stderr
