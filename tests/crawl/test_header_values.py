"""Headers of any form and size: none breaks a run, none is kept beyond 1 KB."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Response

from rednet_crawler.archive.walks import UNKNOWN
from rednet_crawler.middlewares.header_values import read_date, read_retry_after, read_text
from rednet_crawler.spiders.answers import page_of, validators_of

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
AT_ONE = datetime(2026, 11, 23, 8, 1, tzinfo=UTC)
ODD_DATES = (
    b"", b" ", b"0", b"soon", b"Fri, 31 Dec 99999 23:59:59 GMT", b"Sat, 01 Jan 0000 00:00:00 GMT",
    b"Mon, 23 Nov -1 08:00:00 GMT",
    b"Mon, 32 Nov 2026 08:00:00 GMT", b"Mon, 23 Foo 2026 08:00:00 GMT", b"Mon, 23 Nov 2026 25:61:61 GMT",
    b"Fri, 31 Dec 9999 23:59:59 -2359", b"Sat, 01 Jan 0001 00:00:00 +2359",
    b"Mon, 23 Nov 2026 08:00:00 +99999999999999999999",
    b"Mon, 23 Nov 2026 08:00:00 " + b"+" * 900, b"9" * 60_000, b"Mon, " * 9_000, b"\x00" * 20,
    b"\xff\xfe", "１２".encode(),
    b"Mon, 23 Nov 2026 08:00:00 GMT\x00", b"nan", b"inf", b"-5", b"1e5", b"1.5",
    b"2026-11-23T08:00:00Z", b",", b", , ,", b":", b"::",
    b"Mon, 23 Nov 2026", b"Mon 23 Nov", b"a b c d e f", b"(((((", b"1 2 3 4 5",
)  # fmt: skip


@pytest.mark.parametrize("value", ODD_DATES)
def test_no_date_breaks_anything(value: bytes) -> None:
    date, seconds = read_date(value), read_retry_after(value, NOW)
    assert date is None or date.tzinfo is UTC
    assert seconds is None or 0 <= seconds < 10**12


@given(
    st.one_of(
        st.binary(max_size=80),
        st.text("MonFridNv 0123456789:,+-.GTCZ()\t", max_size=50).map(str.encode),
    )
)
def test_no_noise_breaks_anything(value: bytes) -> None:
    date, seconds = read_date(value), read_retry_after(value, NOW)
    assert date is None or (date - NOW).total_seconds() < 10**12
    assert seconds is None or 0 <= seconds < 10**12


@pytest.mark.parametrize(
    "value",
    [
        b"Mon, 23 Nov 2026 08:01:00 GMT", b"Mon, 23 Nov 2026 16:01:00 +0800", b"Mon, 23 Nov 2026 08:01:00",
        b"Mon, 23 Nov 2026 08:01:00 -0000", b"Monday, 23-Nov-26 08:01:00 GMT", b"Mon Nov 23 08:01:00 2026",
    ],
)  # fmt: skip
def test_a_date_counts_in_any_zone_and_in_the_old_forms(value: bytes) -> None:
    assert read_date(value) == AT_ONE
    assert read_retry_after(value, NOW) == 60


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None), (b"", None), (b' "abc" ', '"abc"'), (b"x" * 1024, "x" * 1024),
        (b"x" * 1025, None), (b"x" * 1_000_000, None),
        (b"a\x00b", None), (b"a\nb", None), (b"\xe9", None), (b"\x1b[31m", None),
    ],
)  # fmt: skip
def test_text_is_short_and_plain(value: bytes | None, text: str | None) -> None:
    assert read_text(value) == text


@pytest.mark.parametrize(
    "value",
    [b'"' + b"x" * 1_000_000 + b'"', b'"\x00"', b'"\xff"', b'"\xe4\xb8\xad"', b"\x1b[31m", b"\t"],
)
def test_no_validator_is_made_of_what_cannot_be_sent_back(value: bytes) -> None:
    response = Response("https://hh.rednet.cn/", headers={"ETag": value, "Last-Modified": value})
    assert validators_of(response) == UNKNOWN


@pytest.mark.parametrize(
    "value",
    [
        b"text/html; charset=" + b"x" * 100_000,
        b"\x00\xff",
        b"",
        b";;;=;",
        b"text/html; charset=a\x00b",
    ],
)
def test_a_content_type_of_any_form_is_kept_short(value: bytes) -> None:
    page = page_of(Response("https://hh.rednet.cn/", headers={"Content-Type": value}, body=b"<p>x"))
    assert len(page.content_type or "") <= 1024
