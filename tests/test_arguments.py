"""Days, addresses and numbers as people type them."""

from datetime import date

import pytest

from rednet_crawler.arguments import read_crawl_arguments, read_day, read_urls
from rednet_crawler.errors import ArgumentError

URL = "https://hh.rednet.cn/content/646656/94/12109536.html"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", (2024, 1, 1), (2024, 12, 31)),
        ("2024年", (2024, 1, 1), (2024, 12, 31)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2023/2", (2023, 2, 1), (2023, 2, 28)),
        ("2024年12月", (2024, 12, 1), (2024, 12, 31)),
        *(
            (text, (2024, 1, 2), (2024, 1, 2))
            for text in (
                "2024-01-02", "2024-1-2", "2024/01/02", "2024.1.2", "2024年1月2日", "20240102",
                " 2024-01-02 ",
            )
        ),
    ],
)  # fmt: skip
def test_a_day_a_month_or_a_year(
    text: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert read_day("since", text, last=False) == date(*first)
    assert read_day("until", text, last=True) == date(*last)


@pytest.mark.parametrize(
    "text",
    ["", "24", "0000", "2024-", "2024-13", "2024-00", "2024-1-0", "2024-02-30", "202401", "1月2日", "２０２４"],
)  # fmt: skip
def test_what_is_no_day_is_one_line(text: str) -> None:
    with pytest.raises(ArgumentError, match="not a day; write it as YYYY-MM-DD"):
        read_day("since", text, last=False)


def test_a_range_that_lies_ahead_is_refused_at_once() -> None:
    with pytest.raises(ArgumentError, match=r"since=2999-01-01 lies ahead: in China it is 2"):
        read_crawl_arguments(since="2999")
    assert read_crawl_arguments(until="2999").until == date(2999, 12, 31)


@pytest.mark.parametrize("words", [URL, URL.removeprefix("https://"), f"HH.REDNET.CN{URL[20:]}"])
def test_an_address_may_lack_its_scheme(words: str) -> None:
    assert [url.lower() for url in read_urls(words)] == [URL]


@pytest.mark.parametrize(
    "words", ["hh.rednet.cn", "rednet.cn.example.com/a.html", "example.com/hh.rednet.cn/", "12109536"]
)  # fmt: skip
def test_what_is_no_address_of_an_article_is_one_line(words: str) -> None:
    with pytest.raises(ArgumentError, match="not the address of an article"):
        read_urls(words)
