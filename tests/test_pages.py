"""Every saved page comes out as a person read it: one test for each page and field."""

import json
from functools import cache
from pathlib import Path

import pytest

from rednet_crawler.errors import NotAnArticleError
from rednet_crawler.extraction.page_file import extract_page_file, read_page_file
from rednet_crawler.reading import read_article
from rednet_crawler.safety import Json

PAGES = Path(__file__).parent / "pages"
NOT_ON_THE_PAGE = {"provenance", "content_hash", "revision", "first_seen_at", "fetched_at"}
ALL = sorted(file.parent.name for file in PAGES.glob("*/expected.json"))
NAMES = [
    name
    for name in ALL
    if "no_article" not in json.loads((PAGES / name / "expected.json").read_bytes())
]
"""Those that hold an article; of the others `expected.json` says what they are instead."""
FIELDS = tuple(json.loads((PAGES / "standard-2022-seed" / "expected.json").read_bytes())["item"])


@cache
def expected(name: str) -> dict[str, Json]:
    found: dict[str, Json] = json.loads((PAGES / name / "expected.json").read_bytes())
    return found


@cache
def extracted(name: str) -> dict[str, Json]:
    return read_article(read_page_file(PAGES / name / "page.html"), station="hh").to_dict()


@pytest.mark.parametrize("name", ALL)
def test_a_person_has_signed_what_is_expected(name: str) -> None:
    assert expected(name)["reviewed"] is True, (
        f"look at {name}/page.html, correct expected.json, set reviewed"
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_expectation_names_every_field_of_the_page(name: str) -> None:
    item = expected(name)["item"]
    assert isinstance(item, dict)
    assert set(item) == set(extracted(name)) - NOT_ON_THE_PAGE


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("name", NAMES)
def test_field(request: pytest.FixtureRequest, name: str, field: str) -> None:
    item, misses = expected(name)["item"], expected(name).get("known_misses", {})
    assert isinstance(item, dict)
    assert isinstance(misses, dict)
    if field in misses:
        request.node.add_marker(pytest.mark.xfail(reason=str(misses[field]), strict=True))
    assert extracted(name)[field] == item[field]


@pytest.mark.parametrize("name", NAMES)
def test_each_value_is_traced_to_its_place(name: str) -> None:
    places, wanted = extracted(name)["provenance"], expected(name).get("provenance", {})
    assert isinstance(places, dict)
    assert isinstance(wanted, dict)
    assert {field: places.get(field) for field in wanted} == wanted


@pytest.mark.parametrize("name", sorted(set(ALL) - set(NAMES)))
def test_a_page_without_an_article_is_refused(name: str) -> None:
    with pytest.raises(
        NotAnArticleError, match=f"holds no article but {expected(name)['no_article']} "
    ):
        extract_page_file(read_page_file(PAGES / name / "page.html"))
