from datetime import UTC, datetime

import pytest

from rednet_crawler.middlewares.header_values import read_retry_after

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"120", 120), (b" 0 ", 0), (b"Mon, 23 Nov 2026 08:01:00 GMT", 60),
        (b"Mon, 23 Nov 2026 07:00:00 GMT", 0), (None, None),
        (b"", None), (b"soon", None), (b"-5", None), (b"9" * 400, 999_999_999), ("１２".encode(), None), (b"\xff", None),
    ],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date(value: bytes | None, seconds: float | None) -> None:
    assert read_retry_after(value, NOW) == seconds
