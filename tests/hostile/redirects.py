"""Redirects that never end, or lead off the site: `elsewhere` is somebody who counts who comes."""

from collections.abc import Iterator

from .case import REFUSED, Case, Send, answer

_OFF = {
    "another host": "http://www.example.com/",
    "another machine": "http://{elsewhere}/",
    "another machine, without a scheme": "//{elsewhere}/",
    "another machine, behind a name of the site": "http://hh.rednet.cn@{elsewhere}/",
    "another machine, behind a backslash": "http://{elsewhere}\\@hh.rednet.cn/",
    "localhost": "http://localhost/",
    "this machine, as a number": "http://2130706433/",
    "this machine, in octal": "http://0177.0.0.1/",
    "this machine, in IPv6": "http://[::1]/",
    "no address": "http://0.0.0.0/",
    "a cloud's metadata": "http://169.254.169.254/latest/meta-data/",
    "a private network": "http://10.0.0.1/",
    "another port": "https://hh.rednet.cn:8443/",
    "a port beyond all": "https://hh.rednet.cn:99999/",
    "a name with the site's in front": "https://hh.rednet.cn.example.com/",
    "a name that ends like the site's": "https://notrednet.cn/",
    "a name with a null": "https://hh.rednet.cn%00.example.com/",
    "a file": "file:///etc/passwd",
    "FTP": "ftp://hh.rednet.cn/",
    "S3": "s3://bucket/key",
    "data": "data:text/html,<h1>x</h1>",
    "JavaScript": "javascript:alert(1)",
    "credentials": "https://user:secret@hh.rednet.cn/content/646847/83/13700001.html",
    "noise": "\x1b[31m\udcff\u202e",
    "100 KB": "https://hh.rednet.cn/" + "a" * 100_000,
    "nowhere": "",
    "an open bracket": "http://[",
}


def _to(location: str | None, status: str = "302 Found") -> Send:
    return lambda _page, elsewhere: [
        answer(
            b"",
            status,
            Location=location.replace("{elsewhere}", elsewhere) if location is not None else None,
        )
    ]


def cases() -> Iterator[Case]:
    """Yield the cases. A redirect to a relative address leads to the same case again."""
    yield Case("redirect to itself", _to("?"), REFUSED)
    yield Case(
        "redirect to ever longer addresses",
        lambda _page, _elsewhere: [answer(b"", "301 Moved", Location="?a=b&a=b")],
        REFUSED,
    )
    yield Case("redirect without a location", _to(None), REFUSED)
    for where, location in _OFF.items():
        yield Case(f"redirect to {where}", _to(location), REFUSED)
    yield Case(
        "308 to another machine", _to("http://{elsewhere}/", "308 Permanent Redirect"), REFUSED
    )
    yield Case(
        "300 with another machine", _to("http://{elsewhere}/", "300 Multiple Choices"), REFUSED
    )
    yield Case(
        "a refresh to another machine",
        lambda _page, elsewhere: [
            answer(
                f'<meta http-equiv="refresh" content="0;url=http://{elsewhere}/">'.encode(),
                Refresh=f"0;url=http://{elsewhere}/",
            )
        ],
        REFUSED,
    )
