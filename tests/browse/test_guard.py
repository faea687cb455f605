"""Who gets an answer of `rednet browse`, and what an answer may cost."""

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from tests.browse.conftest import Browse, browsing

MOST = 100_000_000
"""Bytes that questions for gigabytes may raise memory by."""
GIGABYTES = [
    query.replace("COUNT", "with recursive c(n) as (select 1 union all select n + 1 from c)")
    for query in (
        "select length(hex(zeroblob(499000000)))",
        "select printf('%*d', 900000000, 1)",
        "select length(randomblob(900000000))",
        "COUNT select group_concat(hex(zeroblob(100000))) from c limit 1",
        "COUNT select hex(zeroblob(1000000)) from c limit 1000",
        "COUNT select zeroblob(1000000) from c limit 1000",
        f"select {', '.join(['zeroblob(11000000)'] * 90)}",
        f"select {', '.join(['hex(zeroblob(5500000))'] * 3)}",
        "COUNT select n, hex(randomblob(9000)) as b from c order by b",
        "select hex(zeroblob(4400000))",
        "select hex(zeroblob(1400000))",
        "select replace(hex(zeroblob(1000000)), '0', '\U0001f600')",
        "select replace(hex(zeroblob(370000)), '0', '\U0001f600')",
        "COUNT select hex(zeroblob(500000)) from c limit 12",
        "select replace(hex(zeroblob(1000000)), '0', hex(zeroblob(1000)))",
        "select json_group_array(hex(zeroblob(100000))) from articles, articles as b, articles as c",
    )
]
HEADERS = {
    "content-security-policy", "cross-origin-resource-policy", "referrer-policy",
    "x-content-type-options", "x-frame-options",
}  # fmt: skip


def asked(browse: Browse, request: str) -> tuple[int, dict[str, str], str]:
    """Send a request as it is written; return status, headers and body."""
    with socket.create_connection(("127.0.0.1", browse.port), timeout=20) as connection:
        connection.sendall(request.replace("PORT", str(browse.port)).replace("\n", "\r\n").encode())
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    return int(status.split()[1]), headers, body.decode()


def get(
    browse: Browse, path: str, *more: str, host: str = "Host: 127.0.0.1:PORT", method: str = "GET"
) -> tuple[int, dict[str, str], str]:
    lines = [f"{method} {path} HTTP/1.1", *([host] if host else []), *more, "Connection: close"]
    return asked(browse, "\n".join(lines) + "\n\n")


@pytest.mark.parametrize(
    "host", ["127.0.0.1:PORT", "localhost:PORT", "LocalHost:PORT", "[::1]:PORT"]
)
def test_our_own_names_are_answered(browse: Browse, host: str) -> None:
    status, headers, body = get(browse, "/catalogue/articles.json?_size=1", host=f"Host: {host}")
    assert (
        (status, json.loads(body)["filtered_table_rows_count"]) == (200, 81)
        if body.startswith("{")
        else status == 200
    )
    assert headers.keys() >= HEADERS
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["referrer-policy"] == "no-referrer"
    assert not [name for name in headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "host",
    [
        "Host: attacker.example", "Host: attacker.example:PORT", "Host: 127.0.0.1",
        "Host: localhost", "Host: 127.0.0.1:1", "Host: localhost.:PORT",
        "Host: 127.0.0.1.attacker.example:PORT", "Host: localhost.attacker.example:PORT",
        "Host: 127.0.0.2:PORT", "Host: 0.0.0.0:PORT",
        "Host: 2130706433:PORT", "Host: 127.1:PORT", "Host: [::]:PORT", "Host: ::1:PORT",
        "Host: [::ffff:127.0.0.1]:PORT", "Host:", "",
        "Host: a@127.0.0.1:PORT", "Host: 127.0.0.1:PORT, attacker.example",
        "Host: 127.0.0.1:PORT attacker.example", "Host: http://127.0.0.1:PORT",
        "Host: 127.0.0.1:PORT/", "Host: 127.0.0.1:0PORT", "Host: 127.0.0.1:",
        "Host: 127.0.0.1:PORT\nHost: attacker.example",
        "Host: attacker.example\nHost: 127.0.0.1:PORT", "Host: 127.0.0.1:PORT\nHost: 127.0.0.1:PORT",
        "Host: attacker.example:PORT\nX-Forwarded-Host: 127.0.0.1:PORT\nForwarded: host=127.0.0.1:PORT",
    ],
)  # fmt: skip
def test_every_other_host_is_refused(browse: Browse, host: str) -> None:
    for path in ("/catalogue/pages.json?_size=1&_shape=array", "/", "/-/static/app.css"):
        status, _, body = get(browse, path, host=host)
        assert status in (400, 421)
        assert len(body) < 100


def test_a_request_of_http_1_0_without_host_is_refused(browse: Browse) -> None:
    assert asked(browse, "GET /catalogue.json HTTP/1.0\n\n")[0] == 421


@pytest.mark.parametrize(
    "target",
    [
        "http://attacker.example/catalogue.json",
        "http://127.0.0.1:PORT/catalogue.json",
        "*",
        "catalogue.json",
    ],
)
def test_a_target_that_is_no_path_is_refused(browse: Browse, target: str) -> None:
    status, _, body = get(browse, target)
    assert status in (400, 421)
    assert "articles" not in body


def test_another_host_that_a_proxy_would_name_counts_for_nothing(browse: Browse) -> None:
    forwarded = (
        "X-Forwarded-Host: attacker.example",
        "X-Forwarded-Proto: https",
        "Forwarded: host=attacker.example",
    )
    status, _, body = get(browse, "/catalogue/articles.json?_size=1", *forwarded)
    assert status == 200
    assert "attacker.example" not in body


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "PROPFIND"]
)
def test_nothing_but_get_and_head_is_answered(browse: Browse, method: str) -> None:
    status, headers, body = get(browse, "/catalogue/articles.json", method=method)
    assert status == 405
    assert headers["allow"] == "GET, HEAD"
    assert headers.keys() >= HEADERS
    assert "rows" not in body


def test_head_is_answered_without_a_body(browse: Browse) -> None:
    status, headers, body = get(browse, "/catalogue/articles.json", method="HEAD")
    assert (status, body) == (200, "")
    assert headers.keys() >= HEADERS


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (("Origin: http://attacker.example",), 403),
        (("Origin: null",), 403),
        (("Origin: http://127.0.0.1:1",), 403),
        (("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"), 403),
        (("Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"), 403),
        (("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"), 403),
        (("Sec-Fetch-Site: cross-site",), 403),
        (
            ("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"),
            200,
        ),
        (("Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"), 200),
        (("Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"), 200),
        (("Origin: http://127.0.0.1:PORT", "Sec-Fetch-Site: same-origin"), 200),
    ],
)
def test_what_a_browser_asks_for_another_origin_is_refused(
    browse: Browse, sent: tuple[str, ...], expected: int
) -> None:
    assert get(browse, "/catalogue/articles", *sent)[0] == expected


@pytest.mark.parametrize(
    "path",
    [
        "/catalogue?sql=select+1", "/catalogue.json?sql=select+1", "/catalogue.csv?sql=select+1",
        "/catalogue.json?sql=select+1&_shape=array",
        "/catalogue/articles?_where=1%3D1", "/catalogue/articles.json?_where=1%3D1",
        "/_memory.json?sql=select+1", "/_internal.json?sql=select+1",
        "/_internal/databases.json", "/_internal", "/catalogue.db",
    ],
)  # fmt: skip
def test_sql_is_not_taken_unless_it_is_asked_for(
    browse: Browse, browse_sql: Browse, path: str
) -> None:
    assert get(browse, path)[0] in (403, 404)
    own = path.startswith("/catalogue") and not path.endswith(".db")
    assert get(browse_sql, path)[0] == (200 if own else get(browse, path)[0])


@pytest.mark.parametrize(
    "name",
    [
        "plugins", "settings", "versions", "threads", "actor", "allow-debug", "databases",
        "metadata", "permissions", "messages", "patterns", "logout",
        "auth-token", "config", "static/../plugins", "static/../../app.py",
    ],
)  # fmt: skip
@pytest.mark.parametrize("prefix", ["/-/", "/%2d/", "/-%2f", "/./-/", "//-/"])
def test_nothing_tells_of_this_machine(browse: Browse, prefix: str, name: str) -> None:
    for ending in ("", ".json"):
        status, headers, body = get(browse, f"{prefix}{name}{ending}")
        assert status in (302, 404), (name, body)
        assert headers.keys() >= HEADERS
        assert "catalogue.db" not in body
        assert "site-packages" not in body


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/catalogue/articles/no-such-id", 404), ("/catalogue/articles/1,2", 404),
        ("/catalogue/articles/%F0%9F%98%80", 302),
        ("/catalogue/articles/no-such-id.json", 404), ("/catalogue/nothing", 404),
        ("/nothing", 404), ("/catalogue/articles?_sort=zz", 400),
        ("/catalogue/articles?_facet=zz", 400), ("/catalogue/articles?_size=1001", 400),
        ("/catalogue/articles?_size=-1", 400),
        ("/catalogue/articles?_through=zz", 400), ("/catalogue/articles?_through=%7B%7D", 400),
        ("/catalogue/articles?_col=zz", 400),
        ("/catalogue/articles.blob", 400), (f"/catalogue/articles?_search={'a+' * 3000}", 400),
        (f"/catalogue/articles?title__like={'%25a' * 2000}", 400), ("/catalogue/articles?_size=max", 200),
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_page(browse: Browse, path: str, expected: int) -> None:
    """And no traceback on the terminal, which is looked at when the server ends."""
    status, headers, body = get(browse, path)
    assert status == expected
    assert headers.keys() >= HEADERS
    assert "Traceback" not in body


def test_a_wrong_id_leaves_the_terminal_alone(folder: Path) -> None:
    process = None
    with browsing(folder) as started:
        process = started
        assert get(started, "/catalogue/articles/no-such-id")[0] == 404
        assert get(started, "/catalogue/articles?_sort=zz")[0] == 400
        errors = started.end()
        started.end = lambda: errors  # type: ignore[method-assign]  # it has ended
    assert process is not None
    assert errors == ""


@pytest.mark.parametrize("sql", [False, True])
def test_questions_for_gigabytes_cost_no_memory(folder: Path, sql: bool) -> None:
    with browsing(folder, *(["--sql"] if sql else [])) as started:
        assert get(started, "/catalogue/articles")[0] == 200
        before = started.peak()

        def ask(query: str) -> int:
            try:
                with urlopen(f"{started.address}/catalogue.json?sql={quote(query)}") as answer:  # noqa: S310 - loopback
                    return len(answer.read())
            except HTTPError as error:
                return error.code

        with ThreadPoolExecutor(3) as pool:
            for query in GIGABYTES:
                answers = list(pool.map(ask, [query] * 3))
                assert all(each < 13_000_000 for each in answers) if sql else answers == [403] * 3
        raised = started.peak() - before
        assert raised < MOST, f"{raised / 1e6:.0f} MB"
        assert get(started, "/catalogue/articles")[0] == 200, "and it goes on"
