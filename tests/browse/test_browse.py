"""`rednet browse`, as a person meets it: a real archive, a real server on loopback, a real browser."""

import json
from collections import Counter
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest


def found(address: str, asked: str) -> set[str]:
    """Return the articles that the search box finds."""
    page = urlopen(  # noqa: S310
        f"{address}/catalogue/articles.json?_shape=array&_size=1000&_search={quote(asked)}"
    )
    return {row["content_id"] for row in json.load(page)}


def everything(article: dict[str, Any]) -> str:
    people = [each["name"] for each in article["byline"]] + article["editor"]
    captions = [image["caption"] or "" for image in article["images"]]
    headings = [section["heading"] or "" for section in article["sections"]]
    return "\n".join(
        [
            article["title"] or "",
            article["source"] or "",
            article["text"] or "",
            *people,
            *captions,
            *headings,
        ]
    )


@pytest.mark.parametrize(
    "asked", ["鹤城", "怀", "龙舟赛", "龙舟赛 鹤城", "红网时刻", "9:30", "没有这样的话"]
)
def test_the_search_finds_what_holds_the_words_and_nothing_else(
    address: str, articles: list[dict[str, Any]], asked: str
) -> None:
    expected = {
        each["content_id"]
        for each in articles
        if all(word in everything(each) for word in asked.split())
    }
    assert found(address, asked) == expected


@pytest.mark.parametrize(
    "asked",
    [
        '"',
        '"""',
        "'",
        "* OR",
        "NEAR(鹤城 a)",
        "-鹤城",
        "a\x00b",
        "(((",
        "%",
        "_",
        "\u202e鹤城",
        "x" * 5000,
    ],
)
def test_the_search_takes_whatever_is_typed(address: str, asked: str) -> None:
    assert found(address, asked) <= found(address, "")


def test_a_person_searches_facets_and_opens_an_article(
    browser: Any, address: str, articles: list[dict[str, Any]]
) -> None:
    from selenium.webdriver.common.by import By

    browser.get(f"{address}/catalogue/articles")
    box = browser.find_element(By.ID, "_search")
    box.send_keys("鹤城")
    box.submit()
    holding = [each for each in articles if "鹤城" in everything(each)]
    assert f"{len(holding)} rows" in browser.find_element(By.TAG_NAME, "h3").text
    assert holding
    channel = Counter(name for each in holding for name in each["channels"]).most_common(1)[0][0]
    browser.get(f"{address}/catalogue/articles?_search={quote('鹤城')}")
    browser.find_element(By.LINK_TEXT, channel).click()
    both = [each for each in holding if channel in each["channels"]]
    titles = browser.find_elements(By.CSS_SELECTOR, "td.col-title a")
    assert sorted(each.text for each in titles) == sorted(
        " ".join(each["title"].split()) for each in both
    )
    first = titles[0]
    title = first.text
    first.click()
    assert browser.find_element(By.CSS_SELECTOR, "article h1").text == title
    article = next(each for each in both if " ".join(each["title"].split()) == title)
    shown = browser.find_element(By.CSS_SELECTOR, "article").text
    for section in article["sections"]:
        for paragraph in section["paragraphs"]:
            assert " ".join(paragraph.split()) in " ".join(shown.split())
    assert not browser.find_elements(By.TAG_NAME, "img")


def test_the_home_page_leads_to_the_articles(address: str) -> None:
    with urlopen(f"{address}/") as response:  # noqa: S310
        assert response.url == f"{address}/catalogue/articles"


def test_an_article_links_the_lists_it_is_in(
    browser: Any, address: str, articles: list[dict[str, Any]]
) -> None:
    from selenium.webdriver.common.by import By

    article = max(articles, key=lambda each: len(each["byline"]) * len(each["channels"]))
    browser.get(f"{address}/catalogue/articles/{article['content_id']}")
    links = {
        each.text: each.get_attribute("href")
        for each in browser.find_elements(By.CSS_SELECTOR, ".facts a")
    }
    people = [credit["name"] for credit in article["byline"]]
    for name in (*people, *article["editor"], *article["channels"], article["source"]):
        listed = links[name].replace("/articles?", "/articles.json?")
        with urlopen(f"{listed}&_shape=array&_size=max") as response:  # noqa: S310
            assert article["content_id"] in [row["content_id"] for row in json.load(response)], name
    browser.find_element(By.CSS_SELECTOR, ".search input").send_keys(people[0])
    browser.find_element(By.CSS_SELECTOR, ".search button").click()
    assert browser.current_url.startswith(f"{address}/catalogue/articles?_search=")


def test_the_facets_are_channel_date_person_and_source(browser: Any, address: str) -> None:
    from selenium.webdriver.common.by import By

    browser.get(f"{address}/catalogue/articles")
    names = {
        each.text.split()[0] for each in browser.find_elements(By.CSS_SELECTOR, ".facet-info-name")
    }
    assert names == {"channels", "month", "people", "source"}


@pytest.mark.parametrize(
    "path",
    [
        "/catalogue/articles?_size=100",
        "/catalogue/articles/77",
        "/catalogue/articles?_search=script",
    ],
)
def test_what_a_page_says_is_text_here(browser: Any, address: str, path: str) -> None:
    from selenium.common.exceptions import NoAlertPresentException
    from selenium.webdriver.common.by import By

    browser.get(f"{address}{path}")
    with pytest.raises(NoAlertPresentException):
        browser.switch_to.alert.dismiss()
    assert "<script>alert(1)</script>" in browser.find_element(By.TAG_NAME, "body").text
    assert not browser.find_elements(
        By.CSS_SELECTOR, "a[href^='javascript:'], img, b, td i, article i"
    )


def test_nothing_is_written_and_nobody_else_is_asked(browser: Any, address: str) -> None:
    browser.get(f"{address}/catalogue/articles/77")
    entries = browser.execute_script(
        "return performance.getEntriesByType('resource').map(each => each.name)"
    )
    assert all(entry.startswith(address) for entry in entries)
    with pytest.raises(OSError, match="40"):
        urlopen(f"{address}/catalogue.json?sql=delete%20from%20articles")  # noqa: S310
    with pytest.raises(OSError, match="40"):
        urlopen(f"{address}/catalogue.db")  # noqa: S310


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_overflows(browser: Any, address: str, width: int) -> None:
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    for path in ("/catalogue/articles", "/catalogue/articles/77"):
        browser.get(f"{address}{path}")
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
