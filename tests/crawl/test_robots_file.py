"""What robots.txt says, in all the shapes that it comes in, and that no shape of it takes long."""

import codecs
from collections.abc import Callable
from pathlib import Path

import pytest
from protego import Protego
from scrapy.http import Response

from benchmarks.robots_cost import cost_of
from rednet_crawler.middlewares.robots import read_rules
from rednet_crawler.middlewares.robots_file import LARGEST
from rednet_crawler.settings import BOT_NAME
from tests.hostile.robots_bait import BAIT

HOST = "https://hh.rednet.cn"
KEPT_OUT = "User-agent: *\nDisallow: /content/\n"
PATHS = (
    "/", "/content/1.html", "/content/2.html?from=app", "/channel/9203.html", "/private/x.html",
    "/a/b/c.pdf", "/a/b/c.pdf?x=1", "/中文/1",
)  # fmt: skip
SHAPES = {
    "plain": KEPT_OUT,
    "CRLF": KEPT_OUT.replace("\n", "\r\n"),
    "CR alone": KEPT_OUT.replace("\n", "\r"),
    "no end of line": KEPT_OUT.rstrip(),
    "blank lines": "\n\n" + KEPT_OUT.replace("\n", "\n\n"),
    "fields in any case": "USER-AGENT: *\ndIsAlLoW: /content/\n",
    "comments": "# all\nUser-agent: * # everybody\n#Disallow: /\nDisallow: /content/ # not this\n",
    "no blanks, many blanks, tabs": "User-agent:*\n  Disallow :\t/content/  \n\tAllow:   /content/1\n",
    "empty Disallow": "User-agent: *\nDisallow:\n",
    "empty Disallow and another": "User-agent: *\nDisallow:\nDisallow: /private/\n",
    "everything": "User-agent: *\nDisallow: /\n",
    "wildcards": "User-agent: *\nDisallow: /*.pdf\nDisallow: /c*t/2\n",
    "an anchor": "User-agent: *\nDisallow: /*.pdf$\n",
    "the longer rule": "User-agent: *\nDisallow: /content/\nAllow: /content/1\nDisallow: /content/1.html$\n",
    "equal length": "User-agent: *\nDisallow: /content/1\nAllow: /content/1\n",
    "a sitemap between": f"User-agent: *\nSitemap: {HOST}/s.xml\nDisallow: /content/\nHost: "
    f"hh.rednet.cn\nDisallow: /private/\n",
    "an unknown field between rules": "User-agent: *\nNoindex: /x\nDisallow: /content/\nFoo: "
    "bar\nDisallow: /private/\n",
    "we by name": f"User-agent: *\nDisallow: /\n\nUser-agent: {BOT_NAME}\nDisallow: /private/\n",
    "we in any case": f"User-agent: {BOT_NAME.upper()}\nDisallow: /private/\nUser-agent: *\nDisallow: /\n",
    "two agents of a group": f"User-agent: other\nUser-agent: {BOT_NAME}\nDisallow: /private/"
    f"\nUser-agent: *\nDisallow: /\n",
    "two groups of ours": f"User-agent: {BOT_NAME}\nDisallow: /private/\nUser-agent: x\nDisallow: /"
    f"\nUser-agent: {BOT_NAME}\nDisallow: /a\n",
    "a beginning of our name": "User-agent: rednet\nDisallow: /private/\nUser-agent: *\nDisallow: /\n",
    "the longest beginning": "User-agent: rednet-craw\nDisallow: /a/\nUser-agent: rednet\nDisallow: /\n",
    "a name that only holds ours": f"User-agent: x{BOT_NAME}\nDisallow: /\nUser-agent: crawler\nDisallow: /\n",
    "others alone": "User-agent: Baiduspider\nDisallow: /\n",
    "ours is empty": f"User-agent: {BOT_NAME}\nDisallow:\nUser-agent: *\nDisallow: /\n",
    "an agent with a star": "User-agent: rednet*\nDisallow: /private/\nUser-agent: *\nDisallow: /\n",
    "an agent without a name": "User-agent: *\nDisallow: /a\nUser-agent:\nDisallow: /\n",
    "rules without an agent": "Disallow: /\nUser-agent: *\nDisallow: /private/\n",
    "Crawl-delay ends the names": f"User-agent: {BOT_NAME}\nCrawl-delay: 7\nUser-agent: *\nDisallow: /\n",
    "several delays": "User-agent: *\nCrawl-delay: 5\nCrawl-delay: 3\nCrawl-delay: soon\nCrawl-delay: 5\n",
    "misspelt, without colons": "Useragent *\nDissallow /private/\nDisalow: /a\n",
    "an address for a path": f"User-agent: *\nDisallow: {HOST}/content/\n",
    "escapes": "User-agent: *\nDisallow: /%63ontent/\nDisallow: /%e4%b8%ad\n",
    "Chinese": "User-agent: *\nDisallow: /中文/\n",
    "nothing": "",
    "only a comment": "# nothing is forbidden",
    "prose": "Please be kind.\nDisallow robots",
}


def rules(body: bytes | str, status: int = 200):
    body = body.encode() if isinstance(body, str) else body
    return read_rules("hh.rednet.cn", Response(HOST + "/robots.txt", body=body, status=status))


def allowed(found) -> list[str]:
    return [
        path
        for path in PATHS
        if found.parsed is None or found.parsed.can_fetch(HOST + path, BOT_NAME)
    ]


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES.keys())
def test_a_file_says_what_its_parser_says(text: str) -> None:
    found, whole = rules(text), Protego.parse(text)
    assert allowed(found) == [path for path in PATHS if whole.can_fetch(HOST + path, BOT_NAME)]
    assert found.delay == whole.crawl_delay(BOT_NAME)


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES.keys())
@pytest.mark.parametrize(
    "encode",
    [
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
        lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
        lambda text: codecs.BOM_UTF32_LE + text.encode("utf-32-le"),
        lambda text: codecs.BOM_UTF32_BE + text.encode("utf-32-be"),
        lambda text: codecs.BOM_UTF8 * 2 + text.encode(),
    ],
    ids=["UTF-8", "UTF-16 LE", "UTF-16 BE", "UTF-32 LE", "UTF-32 BE", "two marks"],
)
def test_a_file_with_a_byte_order_mark_says_the_same(
    text: str, encode: Callable[[str], bytes]
) -> None:
    assert allowed(rules(encode(text))) == allowed(rules(text))


@pytest.mark.parametrize(
    "body",
    [
        KEPT_OUT.encode("utf-16-le"), KEPT_OUT.encode("utf-16-be"), b"\0" + KEPT_OUT.encode(),
        KEPT_OUT.encode() + b"\0" * 9,
        KEPT_OUT.replace("\n", "\0\n").encode(), b"# \xff\xfe\xd6\xd0\n" + KEPT_OUT.encode(),
        KEPT_OUT.encode() + b"Disallow: /\xc4\xea\n",
        b"User-agent: other\nDisallow: /x\n\xef\xbb\xbfUser-agent: *\nDisallow: /content/\n",
        f"User-agent: {BOT_NAME}/0.2 (+https://x)\nDisallow: /content/\n".encode(),
        b"User-agent: *\nFoo: bar\nUser-agent: other\nDisallow: /content/\n",
        b"x" * 100_000 + b"\n" + KEPT_OUT.encode(),
        KEPT_OUT.encode() + b"Allow: /content/" + b"*a" * 50_000 + b"\n", KEPT_OUT.encode() + b"# \n" * 300_000,
        KEPT_OUT.encode() + b"Disallow: /x" * 60_000,
    ],
    ids=[
        "UTF-16 LE without a mark", "UTF-16 BE without a mark", "a zero in front", "zeros behind",
        "zeros in lines", "no UTF-8", "GBK",
        "a mark in mid-file", "a version behind our name", "an unknown field between names",
        "a long line", "an endless Allow", "cut", "cut in a line",
    ],
)  # fmt: skip
def test_odd_bytes_do_not_open_what_is_closed(body: bytes) -> None:
    assert allowed(rules(body)) == [path for path in PATHS if not path.startswith("/content/")]


@pytest.mark.parametrize(
    "body",
    [
        "<!DOCTYPE html>\n<title>404</title>\n<pre>\nUser-agent: *\nDisallow: /\n</pre>",
        "\ufeff\r\n <html>\nUser-agent: *\nDisallow: /",
        "<?xml version='1.0'?>\n<!-- x -->\n<HTML lang=zh>\nUser-agent: *\nDisallow: /",
    ],
)  # fmt: skip
def test_a_page_of_html_counts_as_no_file(body: str) -> None:
    assert allowed(rules(body)) == list(PATHS)


def test_a_file_with_tags_in_front_is_a_file() -> None:
    assert allowed(rules("<!-- robots -->\nUser-agent: *\nDisallow: /\n")) == []


@pytest.mark.parametrize(
    "line",
    [
        "Disallow: /content/" + "x" * 5_000,
        "Disallow: /c" + "*t" * 50,
        "Disallow: /content/" + "%41" * 3_000,
    ],
)
def test_a_rule_that_is_too_long_forbids_more_never_less(line: str) -> None:
    path = line.removeprefix("Disallow: ").replace("*", "")
    found = rules(f"User-agent: *\n{line}\n")
    assert found.parsed is not None
    assert not found.parsed.can_fetch(HOST + path, BOT_NAME)
    assert found.parsed.can_fetch(HOST + "/channel/1.html", BOT_NAME)


def test_rules_beyond_the_bound_forbid_more_never_less() -> None:
    many = "".join(f"Disallow: /x{at}\n" for at in range(15_000))
    found = rules(f"User-agent: *\n{many}Disallow: /content/\nAllow: /channel/\n")
    assert allowed(found) == []
    wild = "".join(f"Disallow: /x{at}*y\n" for at in range(500))
    found = rules(f"User-agent: *\n{wild}Disallow: /content/*.html$\nAllow: /content/1*$\n")
    assert allowed(found) == [path for path in PATHS if not path.startswith("/content/")]


@pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="memory is measured as Linux shows it"
)
@pytest.mark.parametrize("make", BAIT.values(), ids=BAIT.keys())
def test_no_file_takes_a_second_or_20_mb(make: Callable[[int], bytes]) -> None:
    seconds, megabytes = cost_of(make(LARGEST))
    assert seconds < 1
    assert megabytes < 20


OPEN, SHUT, REFUSED = "open", "shut", "refused"
AGENT, ALL = b"User-agent: *\n", b"Disallow: /\n"
ANSWERS = {
    "rules": (200, AGENT + b"Disallow: /content/\n", SHUT),
    "rules of a CDN, 206": (206, AGENT + ALL, SHUT),
    "empty": (200, b"", OPEN),
    "no content": (204, b"", OPEN),
    "not there": (404, AGENT + ALL, OPEN),
    "gone": (410, AGENT + ALL, OPEN),
    "unauthorized": (401, AGENT + ALL, OPEN),
    "forbidden": (403, AGENT + ALL, OPEN),
    "too many requests": (429, b"", REFUSED),
    "server error": (500, b"", REFUSED),
    "upkeep": (503, AGENT + b"Allow: /\n", REFUSED),
    "a firewall's 521": (521, b"<script>", REFUSED),
    "a page of HTML with 200": (200, b"<!DOCTYPE html><title>404</title>", OPEN),
    "a script in place of it": (200, b"<script>document.cookie='a'</script>", OPEN),
    "a picture": (200, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, OPEN),
    "GBK in a comment": (200, "# 禁止抓取\n".encode("gbk") + AGENT + ALL, SHUT),
    "GBK in a path": (200, AGENT + "Disallow: /中文/\nDisallow: /content/\n".encode("gbk"), SHUT),
    "a mark, then rules": (200, codecs.BOM_UTF8 + AGENT + ALL, SHUT),
    "rules behind 500 KiB": (200, b"#" * 100 + b"\n# x" * 200_000 + b"\n" + AGENT + ALL, OPEN),
    "rules within 500 KiB": (200, b"# x\n" * 100_000 + AGENT + ALL, SHUT),
    "Allow is longer": (200, AGENT + ALL + b"Allow: /content/\n", OPEN),
}


@pytest.mark.parametrize(("status", "body", "means"), ANSWERS.values(), ids=ANSWERS.keys())
def test_what_an_answer_means_to_an_article(status: int, body: bytes, means: str) -> None:
    found = rules(body, status)
    if found.error is not None:
        assert means == REFUSED
    else:
        assert ("/content/1.html" in allowed(found)) == (means == OPEN)


def test_a_path_in_gbk_is_the_path_it_spells() -> None:
    assert "/中文/1" not in allowed(rules(AGENT + "Disallow: /中文/\n".encode("gbk")))


def test_a_message_says_what_was_read(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    assert (
        rules(AGENT + "Disallow: /中文/\n".encode("gbk")).read
        == "1 rules for us in 31 bytes of gb18030"
    )
    rules("<!DOCTYPE html><title>404</title>")
    rules(b"# x\n" * 200_000)
    assert [record.getMessage() for record in caplog.records] == [
        "robots.txt of hh.rednet.cn: 1 rules for us in 31 bytes of gb18030",
        "robots.txt of hh.rednet.cn: is a page of HTML of 33 bytes, read as no rules: everything is allowed",
        "robots.txt of hh.rednet.cn: has 800000 bytes, of which 524288 are read",
        "robots.txt of hh.rednet.cn: 0 rules for us in 800000 bytes of utf-8",
    ]
