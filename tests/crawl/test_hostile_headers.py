"""A crawl whose server sends headers of any form and size: it ends in words, with all good pages,
and keeps no long value.
"""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from tests.crawl.conftest import CRAWL, FAST, HandMadeSite, Run, query

LONG = b"x" * 30_000
HEADERS = (
    b"Date: Fri, 31 Dec 99999 23:59:59 GMT", b"Date: Sat, 01 Jan 0000 00:00:00 GMT", b"Date: Mon, 23 Nov 2026 08:00:00",
    b"Date: Mon, 23 Nov 2026 08:00:00 +99999999999999999999", b"Date: " + LONG, b"Date: \xff\x00\x1b[31m",
    b'ETag: "' + LONG + b'"', b'ETag: "\xe4\xb8\xad\x00\x1b[31m"', b"ETag:",
    b'ETag: "a"\r\nETag: "b"', b'ETag: "a\r\n b"',
    b"Last-Modified: " + LONG, b"Last-Modified: Fri, 31 Dec 99999 23:59:59 GMT", b"Last-Modified: \xff",
    b"Retry-After: nan", b"Retry-After: -1", b"Retry-After: " + b"9" * 30_000,
    b"Retry-After: Fri, 31 Dec 99999 23:59:59 GMT",
    b"Location: javascript:alert(1)", b"Location: " + LONG, b"Location: \xff\x00", b"Content-Location: http://[",
    b"Set-Cookie: a=" + LONG, b"Set-Cookie: \xff\x00;;;=;Expires=Fri, 31 Dec 99999 23:59:59 GMT",
    b"Set-Cookie: a=b\r\n" * 200 + b"X: y",
    b"Content-Type: " + LONG, b"Content-Type: text/html; charset=a\x00b", b"Content-Type: \xff",
    b"Content-Type: ;;;=;;",
    b"Content-Type: text/html; charset=idna", b"Content-Type: text/html; charset=base64",
    b"Content-Type: text/html\r\nContent-Type: image/png",
    b"Content-Disposition: attachment; filename*=UTF-8''%ff%00", b"Content-Disposition: ;",
    b"Content-Disposition: " + LONG,
    b"Content-Encoding: ", b"Content-Encoding: identity", b"Content-Encoding: \xff", b"Content-Encoding: " + LONG,
    b"Content-Encoding: gzip," * 500 + b"gzip", b"Content-Length: 1", b"Content-Length: -1",
    b"Content-Length: " + b"9" * 5_000,
    b"Content-Length: \xff", b"Content-Length: 5\r\nContent-Length: 6",
    b"Content-Range: bytes 0-1/2", b"Transfer-Encoding: " + LONG,
    b"Transfer-Encoding: gzip", b"Vary: " + LONG, b"Refresh: 0;url=http://evil.example/",
    b"Link: <http://[>; rel=canonical",
    b"Strict-Transport-Security: max-age=nan", b"Connection: " + LONG,
    b"Connection: upgrade\r\nUpgrade: h2c", b": no name",
    b"no colon", b"\xff\xfe: \xff", b"X-Y: a\r\n\tfolded\r\n more", b"Age: -1",
    b"Server: \x1b]0;x\x07\xe2\x80\xae", b"Warning: \x00",
)  # fmt: skip
LOCATIONS = (
    b"javascript:alert(1)", b"http://[", b"//", b"///", b"http:", b"https://hh.rednet.cn/" + LONG,
    b"\xff\x00\x1b[31m", b" \t ",
    b"/content/646847/83/13700000.html?" + b"x" * 1_900, b"https://hh.rednet.cn:99999/",
    "https://hh.rednet.cn/内容".encode(),
    b"data:text/html,x", b"https://user:pw@hh.rednet.cn/", b"#", b"?" + b"a=b&" * 7_000,
    b"http://hh.rednet.cn%00/", b"https://\xe3\x80\x82.cn",
)  # fmt: skip


def path_of(number: int) -> str:
    return f"/content/646847/83/{13700000 + number}.html"


@contextmanager
def serving(site: HandMadeSite) -> Iterator[str]:
    """Serve the pages of a site; article N with the Nth header, those behind them with a redirect
    to the Nth location.
    """
    answers = {path_of(at).encode(): header for at, header in enumerate(HEADERS)}
    leads = {path_of(len(HEADERS) + at).encode(): location for at, location in enumerate(LOCATIONS)}

    class Visit(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            path = self.request.recv(65536).split(b" ")[1]
            status, _, text = site.answer(path.decode("latin-1"))
            body = text.encode()
            head = b"HTTP/1.1 %d X\r\nConnection: close\r\n" % status
            if path in leads:
                head = (
                    b"HTTP/1.1 302 X\r\nConnection: close\r\nContent-Length: 0\r\nLocation: "
                    + leads[path]
                    + b"\r\n"
                )
            elif (header := answers.get(path)) is not None:
                head += header + b"\r\n"
            if b"Content-Type" not in head:
                head += b"Content-Type: text/html; charset=utf-8\r\n"
            self.request.sendall(head + b"\r\n" + body)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Visit) as server:
        server.daemon_threads = True
        server.block_on_close = False
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_no_header_breaks_a_run_or_is_kept_beyond_1_kb(
    run: Run, site: HandMadeSite, tmp_path: Path
) -> None:
    paths = [path_of(at) for at in range(len(HEADERS) + len(LOCATIONS))]
    good = [path_of(500 + at) for at in range(30)]
    site.page("/robots.txt", "", 404)
    site.menu(("要闻", 9001))
    site.channel(9001, [path for pair in zip(paths, good * 4, strict=False) for path in pair])
    for path in [*paths, *good]:
        site.article(path)
    with serving(site) as address:
        for _ in range(2):  # what was kept of the first is sent back in the second
            done = run(
                *CRAWL,
                "-c",
                "要闻",
                "-s",
                "DOWNLOAD_TIMEOUT=5",
                "--recheck",
                "9999",
                "--warc",
                "warc",
                *FAST,
                site=address,
            )
            assert done.code in (0, 4, 5), done.err
            assert "Traceback" not in done.err
            assert not [each for each in done.err if each in "\x00\x1b\x07\u202e"]
    kept = {key for (key,) in query(tmp_path, "SELECT key FROM ledger WHERE state = 'saved'")}
    assert {path.rpartition("/")[2].removesuffix(".html") for path in good} <= kept
    for everything in (
        "SELECT * FROM ledger",
        "SELECT * FROM articles",
        "SELECT * FROM walks",
        "SELECT * FROM runs",
    ):
        for row in query(tmp_path, everything):
            long = [
                str(value)[:80]
                for value in row
                if isinstance(value, str | bytes) and len(value) > 1024 and value[:1] != "{"
            ]
            assert not long
    told = run("rednet_crawler", "status", "--archive", "sqlite:///a.db")
    assert "Traceback" not in told.err + told.out
