"""Files of other programs: each gives the article it holds, with the address that it was saved from, or is named."""

import base64
import gzip
import io
import json
import plistlib
import quopri
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rednet_crawler.cli.extract import extract
from tests.outside import needed

PATH = "content/646847/83/13700001.html"
URL = f"https://hh.rednet.cn/{PATH}"
PICTURE = "https://img.rednet.cn/2024/03-05/a.jpg"
HEAD = '<meta charset="utf-8"><title>鹤城区举行招聘会_要闻_红网怀化站</title>'


def html(picture: str = PICTURE, head: str = "") -> str:
    return (
        f'<!DOCTYPE html>{head}<html><head>{HEAD}</head><body><h1 class="detail_title">鹤城区举行招聘会</h1>'
        '<div class="m_b_25"><span class="p_l_10">来源：红网</span><span class="p_l_25">2024-03-05 10:15:00</span></div>'
        '<article><section class="detail_article_content"><p>红网时刻怀化3月5日讯（记者 张三）3月5日，招聘会举行。</p>'
        f'<p><img src="{picture}" width="600"></p></section></article></body></html>'
    )


def warc(body: bytes, *headers: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", "Content-Type: text/html; charset=utf-8", *headers, "", ""]
    content = "\r\n".join(lines).encode() + body
    record = [
        "WARC/1.0", "WARC-Type: response", f"WARC-Target-URI: {URL}", "WARC-Date: 2024-03-05T03:00:00Z",
        "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>",
        "Content-Type: application/http; msgtype=response",
        f"Content-Length: {len(content)}", "", "",
    ]  # fmt: skip
    return "\r\n".join(record).encode() + content + b"\r\n\r\n"


def mhtml(encoding: str) -> bytes:
    page = html().encode()
    body = quopri.encodestring(page) if encoding == "quoted-printable" else base64.encodebytes(page)
    head = (
        f"From: <Saved by Blink>\nSnapshot-Content-Location: {URL}\nSubject: =?utf-8?Q?=E6?=\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related;\n\ttype="text/html";'
        '\n\tboundary="--B--"\n\n\n----B--\nContent-Type: text/html\n'
        f"Content-ID: <frame@mhtml.blink>\nContent-Transfer-Encoding: {encoding}\nContent-Location: {URL}\n\n"
    )
    picture = (
        "\n----B--\nContent-Type: image/jpeg\nContent-Transfer-Encoding: base64\n"
        "Content-Location: x\n\nAAAA\n\n----B----\n"
    )
    return (head.encode() + body + picture.encode()).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def wacz() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("datapackage.json", "{}")
        packed.writestr("archive/data.warc.gz", gzip.compress(warc(html().encode())))
        packed.writestr("pages/pages.jsonl", "{}")
    return file.getvalue()


def webarchive() -> bytes:
    main = {
        "WebResourceData": html().encode(),
        "WebResourceURL": URL,
        "WebResourceTextEncodingName": "UTF-8",
    }
    return plistlib.dumps({"WebMainResource": main}, fmt=plistlib.FMT_BINARY)


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n%x;x=1\r\n%s\r\n0\r\n\r\n" % (100, body[:100], len(body) - 100, body[100:])


PAGE = html().encode()
KINDS: dict[str, tuple[str, Callable[[], bytes], str | None]] = {
    "Chrome": ("招聘会.html", lambda: html("./招聘会_files/a.jpg", f"<!-- saved from url=(0050){URL} -->\n").encode(), None),
    "SingleFile": ("a.html",
                   lambda: html(head=f"<!--\n Page saved with SingleFile \n url: {URL} \n saved "
                                     f"date: x\n-->").encode(), PICTURE),
    "wget -x": (f"m/hh.rednet.cn/{PATH}", lambda: PAGE, PICTURE),
    "wget -k": (f"m/hh.rednet.cn/{PATH}", lambda: html("../../../../img.rednet.cn/2024/03-05/a.jpg").encode(), PICTURE),
    "HTTrack": ("a.html",
                lambda: html(head=f"<!-- Mirrored from hh.rednet.cn/{PATH} by HTTrack Website "
                                  f"Copier/3.x -->").encode(), PICTURE),
    "MHTML, quoted-printable": ("a.mhtml", lambda: mhtml("quoted-printable"), PICTURE),
    "MHTML, base64": ("a.mht", lambda: mhtml("base64"), PICTURE),
    "Safari": ("a.webarchive", webarchive, PICTURE),
    "WACZ": ("a.wacz", wacz, PICTURE),
    "WARC": ("a.warc", lambda: warc(PAGE), PICTURE),
    "WARC, gzip": ("a.warc.gz", lambda: gzip.compress(warc(gzip.compress(PAGE), "Content-Encoding: gzip")), PICTURE),
    "WARC, gzip in the header alone": ("a.warc", lambda: warc(PAGE, "Content-Encoding: gzip"), PICTURE),
    "WARC, br in the header alone": ("a.warc", lambda: warc(PAGE, "Content-Encoding: br"), PICTURE),
    "WARC, chunked": ("a.warc", lambda: warc(chunked(PAGE), "Transfer-Encoding: chunked"), PICTURE),
    "WARC, chunked in the header alone": ("a.warc", lambda: warc(PAGE, "Transfer-Encoding: chunked"), PICTURE),
    "WARC, gzip and chunked": (
        "a.warc",
        lambda: warc(chunked(gzip.compress(PAGE)), "Transfer-Encoding: chunked", "Content-Encoding: gzip"), PICTURE,
    ),
}  # fmt: skip


def run(*words: object) -> Result:
    return CliRunner().invoke(extract, [*map(str, words), "--jobs", "1"])


@pytest.mark.parametrize(("name", "made", "picture"), KINDS.values(), ids=KINDS.keys())
def test_a_file_gives_its_article(
    tmp_path: Path, name: str, made: Callable[[], bytes], picture: str | None
) -> None:
    if "warc" in name or "wacz" in name:
        needed(modules=("warcio", "fastwarc"))
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(made())
    done = run(file)
    assert done.exit_code == 0, done.stderr
    (row,) = map(json.loads, done.stdout.splitlines())
    assert (row["url"], row["title"], row["published_at"]) == (
        URL,
        "鹤城区举行招聘会",
        "2024-03-05T10:15:00+08:00",
    )
    assert [image["url"] for image in row["images"]] == ([picture] if picture else [])


def test_a_folder_of_all_kinds_says_what_was_what(tmp_path: Path) -> None:
    needed(modules=("warcio", "fastwarc"))
    for number, (name, made, _) in enumerate(KINDS.values()):
        file = tmp_path / str(number) / name
        file.parent.mkdir(parents=True)
        file.write_bytes(made())
    (tmp_path / "a_files").mkdir()
    (tmp_path / "a_files" / "a.jpg").write_bytes(b"x")
    (tmp_path / "a_files" / "saved_resource.html").write_text("<p></p>", encoding="utf-8")
    (tmp_path / "broken.wacz").write_bytes(b"PK\x03\x04")
    (tmp_path / "broken.mhtml").write_bytes(b"MIME-Version: 1.0\r\n\r\n")
    (tmp_path / "broken.webarchive").write_bytes(b"bplist00")
    done = run(tmp_path, "-o", tmp_path.parent / f"{tmp_path.name}.jsonl")
    assert done.exit_code == 4
    told = done.stderr.splitlines()
    assert told[-1] == (
        "read: 1 HTML, 1 HTTrack, 2 MHTML, 1 SingleFile, 2 WACZ, 7 WARC, 2 mirror, 1 saved by a browser, "
        "1 web archive of Safari; 1 other files left out"
    )
    assert len(told) == 6
    assert all(
        any(name in line for line in told[:-2])
        for name in ("saved_resource.html", "broken.wacz", "broken.mhtml", "broken.webarchive")
    )


@pytest.mark.parametrize(
    "note",
    [
        "<!-- saved from url=(0014)about:internet -->",
        "<!-- saved from url=(0030)https://elsewhere.example/a.html -->",
        "",
    ],
)
def test_a_page_whose_address_is_not_known_is_named(tmp_path: Path, note: str) -> None:
    file = tmp_path / "a.html"
    file.write_text(html(head=note), encoding="utf-8")
    done = run(file)
    assert (done.exit_code, done.stdout) == (4, "")
    assert "a.html" in done.stderr


def test_the_address_that_is_given_counts_more(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text(
        html(head="<!-- saved from url=(0050)https://hh.rednet.cn/content/646847/83/9.html -->"),
        encoding="utf-8",
    )
    (row,) = map(json.loads, run(file, "--url", URL).stdout.splitlines())
    assert row["content_id"] == "13700001"


@pytest.mark.parametrize(
    "name", ["pages.zip", "pages.tar", "pages.tar.gz", "pages.tar.xz", "pages.tar.bz2"]
)
@pytest.mark.parametrize("given", ["the file", "its folder"])
def test_a_packed_file_is_named(tmp_path: Path, name: str, given: str) -> None:
    page = tmp_path / "in" / "deep" / "page.html"
    page.parent.mkdir(parents=True)
    page.write_text(html(), encoding="utf-8")
    base, _, ending = name.partition(".")
    kind = {"tar.gz": "gztar", "tar.xz": "xztar", "tar.bz2": "bztar"}.get(ending, ending)
    shutil.make_archive(str(page.parent / base), kind, tmp_path / "in" / "deep", "page.html")
    done = run(
        page.parent / name if given == "the file" else tmp_path / "in", "-o", tmp_path / "a.jsonl"
    )
    assert done.exit_code == 4
    assert f"{name}: a packed file; unpack it, and give the folder" in done.stderr


def test_a_page_that_was_saved_as_utf_16_is_read(tmp_path: Path) -> None:
    text = html()
    file = tmp_path / "page.htm"
    file.write_text(f"<!-- saved from url=(0059){URL} -->\n{text}", encoding="utf-16")
    done = run(file)
    assert done.exit_code == 0, done.stderr
    (row,) = map(json.loads, done.stdout.splitlines())
    assert (row["url"], row["title"]) == (URL, "鹤城区举行招聘会")
