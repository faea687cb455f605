"""WARC files: what is written can be read, by us and by others; what is damaged or foreign is told,
never guessed at.
"""

import gzip
import json
import multiprocessing
import os
import re
import resource
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import brotli
import pytest

from rednet_crawler.errors import EXIT_INTERRUPTED, StorageError
from tests.outside import needed

needed(modules=("warcio", "fastwarc"))

from warcio.archiveiterator import ArchiveIterator  # noqa: E402
from warcio.statusandheaders import StatusAndHeaders  # noqa: E402
from warcio.warcwriter import WARCWriter  # noqa: E402

from rednet_crawler.warc import content, reextract  # noqa: E402
from rednet_crawler.warc.content import (  # noqa: E402
    ContentError,
    Note,
    ReceivedResponse,
    SentRequest,
    decoded,
)
from rednet_crawler.warc.pieces import Scan  # noqa: E402
from rednet_crawler.warc.reader import Capture, captures  # noqa: E402
from rednet_crawler.warc.reextract import read_files  # noqa: E402
from rednet_crawler.warc.writer import WarcFiles  # noqa: E402

AT = datetime(2026, 11, 23, 8, 30, 15, 250_000, tzinfo=UTC)
PAGES = Path(__file__).parents[1] / "pages"
SEED = (PAGES / "standard-2022-seed" / "page.html").read_bytes()
URL = "https://hh.rednet.cn/content/646656/94/12109536.html"
NOTE = Note(
    "hh", ("要闻",), "2022-12-02 10:15", None, "2026-11-23T08:30:15Z", "2026-11-20T00:00:00Z", 3
)


def url_of(number: int) -> str:
    return f"https://hh.rednet.cn/content/646656/94/{12109536 + number}.html"


def write(folder: Path, count: int, size: int = 10**9, body: bytes = SEED) -> list[Path]:
    files = WarcFiles(folder, "hh", size, AT)
    for number in range(count):
        asked = SentRequest("GET", url_of(number), [("Host", "hh.rednet.cn")])
        answered = ReceivedResponse(
            200, "HTTP/1.1", [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")], body
        )
        files.note(url_of(number), files.write(asked, answered, AT), NOTE)
    files.close()
    return sorted(folder.iterdir())


def read(path: Path, size: int = 100) -> list[Capture]:
    return [capture for chunk in Scan(path, size).chunks for capture in captures(chunk)]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    (path,) = write(tmp_path, 7)
    for size in (1, 2, 3, 100):
        found = read(path, size)
        assert [str(capture.page.url) for capture in found] == [
            url_of(number) for number in range(7)
        ]
        assert {capture.page.body for capture in found} == {SEED}
        assert {capture.note for capture in found} == {NOTE}
        assert {capture.page.fetched_at for capture in found} == {"2026-11-23T08:30:15Z"}


def test_others_can_read_it(tmp_path: Path) -> None:
    (path,) = write(tmp_path, 2)
    with path.open("rb") as file:
        kinds = []
        for record in ArchiveIterator(file, check_digests="raise"):
            record.content_stream().read()
            kinds.append(record.rec_type)
            assert record.rec_headers.protocol == "WARC/1.1"
    assert kinds == ["warcinfo", *["response", "request", "metadata"] * 2]
    members = path.read_bytes().count(b"\x1f\x8b\x08\x00")
    assert members == len(kinds)  # a gzip member each


def test_a_full_file_is_followed_by_another(tmp_path: Path) -> None:
    paths = write(tmp_path, 6, size=30_000)
    assert len(paths) > 1
    assert all(path.name.endswith(f"-{number:05}.warc.gz") for number, path in enumerate(paths, 1))
    assert [str(each.page.url) for path in paths for each in read(path)] == [
        url_of(number) for number in range(6)
    ]


def write_notes_last(folder: Path, count: int) -> Path:
    files = WarcFiles(folder, "hh", 10**9, AT)
    asked = [SentRequest("GET", url_of(number), []) for number in range(count)]
    ids = [files.write(each, ReceivedResponse(200, "HTTP/1.1", [], SEED), AT) for each in asked]
    for each, record_id in zip(asked, ids, strict=True):
        files.note(each.url, record_id, NOTE)
    files.close()
    (path,) = folder.iterdir()
    return path


def test_a_note_far_behind_its_page_is_found(tmp_path: Path) -> None:
    found = read(write_notes_last(tmp_path, 300), 16)
    assert [str(capture.page.url) for capture in found] == [url_of(number) for number in range(300)]
    assert {capture.note for capture in found} == {NOTE}


def test_large_pages_make_small_pieces(tmp_path: Path) -> None:
    files = WarcFiles(tmp_path, "hh", 10**9, AT)
    for number in range(12):
        files.write(
            SentRequest("GET", url_of(number), []),
            ReceivedResponse(200, "HTTP/1.1", [], SEED + b" " * 900_000),
            AT,
        )
    files.close()
    (path,) = tmp_path.iterdir()
    assert [chunk.responses for chunk in Scan(path, 64).chunks] == [3, 3, 3, 3]
    assert len(read(path, 64)) == 12


def test_processes_find_notes_far_behind_their_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reextract, "_RESPONSES", 16)
    pieces = list(read_files([write_notes_last(tmp_path, 300)], "hh", 2))
    assert [each.listed for piece in pieces for each in piece.read] == [True] * 300


def articles_of(path: Path) -> tuple[dict[str, tuple[object, ...]], list[str]]:
    """Return what is read of a file: number → what the page says, with the note or without; and what is told."""
    pieces = list(read_files([path], "hh", 1))
    rows = [
        json.loads(each.line) for piece in pieces for each in piece.read if each.trouble is None
    ]
    told = [line for piece in pieces for line in piece.damage]
    told += [each.trouble for piece in pieces for each in piece.read if each.trouble]
    assert not any("\n" in line for line in told)
    return {
        row["content_id"]: (row["content_hash"], row["title"], tuple(row["channels"]))
        for row in rows
    }, told


def test_a_cut_file_gives_what_came_before_and_says_so(tmp_path: Path) -> None:
    (path,) = write(tmp_path, 3)
    whole, (right, _) = path.read_bytes(), articles_of(path)
    cut = tmp_path / "cut.warc.gz"
    between = {match.start() for match in re.finditer(rb"\x1f\x8b\x08\x00", whole)}
    for at in range(0, len(whole), 41):
        cut.write_bytes(whole[:at])
        found, told = articles_of(cut)
        assert {number: values[:2] for number, values in found.items()}.items() <= {
            number: values[:2] for number, values in right.items()
        }.items()
        assert told or at in between


@pytest.mark.parametrize("seed", range(60))
def test_damage_costs_the_records_it_hits_and_is_told(tmp_path: Path, seed: int) -> None:
    (path,) = write(tmp_path, 5)
    right, _ = articles_of(path)
    body = bytearray(path.read_bytes())
    at = (seed * 2_654_435_761) % len(body)
    body[at] ^= 1 << seed % 8
    path.write_bytes(body)
    found, told = articles_of(path)
    assert {values[:2] for values in found.values()} <= {values[:2] for values in right.values()}
    assert len(found) >= len(right) - 1
    assert found == right or told


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"no WARC at all\n" * 100, gzip.compress(b"neither", mtime=0), b"\x1f\x8b"],
)
def test_what_is_no_warc_holds_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(content)
    pieces = list(read_files([path], "hh", 1))
    assert [read_ for piece in pieces for read_ in piece.read] == []
    assert any(piece.damage for piece in pieces)


def test_many_processes_read_what_one_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reextract, "_RESPONSES", 2)
    paths = write(tmp_path, 12, size=30_000)
    assert len(paths) > 2
    paths[1].write_bytes(paths[1].read_bytes()[:-100])
    paths[2].write_bytes(b"no WARC at all")
    one, two = (list(read_files(paths, "hh", jobs)) for jobs in (1, 2))
    assert len({piece.path for piece in one}) == len(paths)
    assert sum(len(piece.damage) for piece in one) == 2
    assert one == two
    assert list(read_files([], "hh", 2)) == []


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_terminal_shows_how_far_it_is(tmp_path: Path, jobs: str) -> None:
    write(tmp_path / "warc", 300)
    terminal, its_end = os.openpty()
    words = [
        sys.executable,
        "-m",
        "rednet_crawler",
        "extract",
        "warc",
        "--jobs",
        jobs,
        "-o",
        "articles.jsonl",
    ]
    subprocess.run(words, cwd=tmp_path, stderr=its_end, check=True)
    shown = os.read(terminal, 100_000)
    assert b"0 articles" in shown
    assert b"64 articles" in shown
    assert b"articles.jsonl: 300 articles, 0 troubles" in shown


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_command_that_is_ended_leaves_no_process_behind(
    tmp_path: Path, number: signal.Signals
) -> None:
    write(tmp_path / "warc", 2000)
    words = [
        sys.executable,
        "-m",
        "rednet_crawler",
        "extract",
        "warc",
        "--jobs",
        "2",
        "-o",
        "articles.jsonl",
    ]
    with subprocess.Popen(
        words,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as command:
        wait_until((tmp_path / "articles.jsonl.part").exists)
        (os.killpg if number == signal.SIGINT else os.kill)(command.pid, number)
        _, told = command.communicate(timeout=30)
    wait_until(lambda: not is_alive(command.pid))
    if number == signal.SIGINT:
        assert (command.returncode, told.strip()) == (EXIT_INTERRUPTED, "rednet: interrupted")
    assert "Traceback" not in told
    assert not (tmp_path / "articles.jsonl").exists()


@pytest.mark.parametrize("count", [1, 2])
def test_a_process_that_is_killed_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """Whatever it does at that moment: in the middle of a result it leaves half of it, and holds a lock."""
    monkeypatch.setattr(reextract, "_RESPONSES", 4)
    (path,) = write(tmp_path, 600)
    for _ in range(15):
        pieces = read_files([path], "hh", 2)
        next(pieces)
        for process in multiprocessing.active_children()[:count]:
            process.kill()
        with pytest.raises(StorageError, match=r"was killed.*fewer --jobs"):
            list(pieces)
        wait_until(lambda: not multiprocessing.active_children())


def test_too_many_processes_are_one_line_and_none_is_left(tmp_path: Path) -> None:
    (path,) = write(tmp_path, 10)
    files = len(list(Path("/proc/self/fd").iterdir()))
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files + 40, before[1]))
    try:
        with pytest.raises(
            StorageError, match=r"100 processes cannot be started \(.+\); use fewer --jobs"
        ):
            list(read_files([path], "hh", 100))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert multiprocessing.active_children() == []


def is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_is_not_there_is_one_line(tmp_path: Path, jobs: int) -> None:
    (path,) = write(tmp_path / "warc", 1)
    for paths in ([tmp_path / "none.warc.gz"], [path, tmp_path / "none.warc.gz"]):
        with pytest.raises(StorageError, match=r"none\.warc\.gz: cannot be read"):
            next(read_files(paths, "hh", jobs))


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(StorageError, match=r"taken.*cannot be written"):
        write(tmp_path / "taken", 1)


# --------------------------------------------------------------------------------------- files of others


def foreign(path: Path, *records: tuple[str, str, list[tuple[str, str]], bytes]) -> Path:
    """Write a file as Common Crawl does: type, URL, headers of HTTP, body."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="WARC/1.0")
        for kind, url, headers, body in records:
            http = (
                StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
                if kind == "response"
                else None
            )
            date = {"WARC-Date": "2023-03-21T10:11:12Z"}
            content_type = "text/plain" if kind == "conversion" else None
            record = writer.create_warc_record(
                url, kind, payload=BytesIO(body), length=len(body), http_headers=http, warc_headers_dict=date,
                **({"warc_content_type": content_type} if content_type else {}),
            )  # fmt: skip
            writer.write_record(record)
    return path


def test_a_warc_of_common_crawl_is_read(tmp_path: Path) -> None:
    html = [("Content-Type", "text/html; charset=utf-8")]
    path = foreign(
        tmp_path / "CC-MAIN-20230321.warc.gz",
        ("response", "https://example.com/content/646656/94/12109536.html", html, SEED),
        ("response", "https://hh.rednet.cn/channel/1.html", html, b"<title>a list</title>"),
        ("request", URL, [], b""),
        ("response", URL, [*html, ("X-Crawl-Content-Encoding", "gzip")], SEED),
        ("metadata", URL, [], b"fetchTimeMs: 123\r\n"),
        ("response", url_of(1), [*html, ("Content-Encoding", "gzip")], gzip.compress(SEED)),
    )
    found = read(path)
    assert [
        (str(each.page.url), each.page.body == SEED, each.note, each.trouble) for each in found
    ] == [
        (URL, True, None, None),
        (url_of(1), True, None, None),
    ]
    lines = [read_ for piece in read_files([path], "hh", 1) for read_ in piece.read]
    assert b'"fetched_at":"2023-03-21T10:11:12Z"' in lines[0].line
    assert b'"title":"' in lines[0].line


def test_a_wet_of_common_crawl_is_read(tmp_path: Path) -> None:
    text = "怀化鹤城举行招聘会\n\n红网时刻怀化12月2日讯（记者 张三）12月2日，招聘会举行。\n\n来源：红网\n\n编辑：李四\n"
    path = foreign(
        tmp_path / "CC-MAIN-20230321.warc.wet.gz", ("conversion", URL, [], text.encode())
    )
    (read_,) = [read_ for piece in read_files([path], "hh", 1) for read_ in piece.read]
    assert read_.trouble is None
    for part in (
        '"title":"怀化鹤城举行招聘会"',
        '"source":"红网"',
        '"editor":["李四"]',
        '"content_id":"12109536"',
    ):
        assert part in read_.line.decode()


def test_a_capture_that_was_cut_is_no_article(tmp_path: Path) -> None:
    path = tmp_path / "cut.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        record = writer.create_warc_record(
            URL, "response", payload=BytesIO(SEED[:2000]), length=2000,
            http_headers=StatusAndHeaders("200 OK", [], "HTTP/1.1"),
            warc_headers_dict={"WARC-Truncated": "length"},
        )  # fmt: skip
        writer.write_record(record)
    (capture,) = read(path)
    assert capture.trouble == "was cut when it was kept (length)"


# ----------------------------------------------------------------------------------- contents and their bombs

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": content.zstd.compress,  # type: ignore[attr-defined]
}


@pytest.mark.parametrize("name", PACKERS)
def test_content_encodings_are_undone_and_bounded(name: str) -> None:
    assert decoded(PACKERS[name](SEED), name) == SEED
    bomb = PACKERS[name](bytes(65 * 1024 * 1024))
    with pytest.raises(ContentError, match="unpacks to more"):
        decoded(bomb, name)
    with pytest.raises(ContentError, match="content encoding"):
        decoded(b"\xff\xfe none of it", name)


@pytest.mark.parametrize("name", PACKERS)
def test_half_of_a_packed_page_is_no_page(name: str) -> None:
    packed = PACKERS[name](SEED)
    for length in (1, len(packed) // 2, len(packed) - 1):
        with pytest.raises(ContentError, match=r"ends before|is not in its content encoding"):
            decoded(packed[:length], name)


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_parts_one_behind_the_other_are_one_page(name: str) -> None:
    pack = PACKERS[name]
    assert decoded(pack(SEED[:1000]) + pack(SEED[1000:]), name) == SEED
    assert decoded(pack(SEED) + b"\0\0 no part of it", name) == SEED
    with pytest.raises(ContentError, match="more than 64 packed parts"):
        decoded(pack(b"") * 65, name)
    with pytest.raises(ContentError, match="unpacks to more than 1000 bytes"):
        decoded(pack(bytes(600)) * 2, name, 1000)


def test_encodings_in_a_row_and_unknown_ones() -> None:
    assert decoded(brotli.compress(gzip.compress(SEED)), "gzip, br") == SEED
    assert decoded(SEED, "identity") == decoded(SEED, None) == SEED
    with pytest.raises(ContentError, match="is not known"):
        decoded(SEED, "compress")
    with pytest.raises(ContentError, match="encoded 4 times"):
        decoded(SEED, "gzip, gzip, gzip, gzip")
