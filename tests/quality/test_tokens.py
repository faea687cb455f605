import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rednet_crawler.quality.tokens import seen_tokens, tokens_of


@pytest.mark.parametrize(
    ("html", "marks"),
    [
        ('<div class="video_left  f_left">', {"video_left  f_left"}),
        ('<span id="content_12109536">', {"content_#"}),
        ('<meta name="author" content="a"><meta property="og:title">', {"author", "og:title"}),
        ("<p>来源：红网</p><span> 编辑 ：杨超</span>", {"来源：", "编辑："}),
        ("<p>区委书记张三在会上强调：要</p>", set()),  # no label: more than five characters
        ('<div class="a\x1b[31m">', set()),
        ('<div class="">', set()),
        ("", set()),
    ],
)
def test_marks_are_the_names_that_selectors_and_labels_go_by(html: str, marks: set[str]):
    assert tokens_of(html.encode()) == marks


@given(st.one_of(st.binary(), st.text().map(str.encode)))
def test_any_bytes_have_marks_that_can_be_printed(html: bytes):
    assert all(mark and mark.isprintable() for mark in tokens_of(b'<p class="' + html))


@pytest.mark.parametrize(
    "bait", [b' class="', b'<p id="a">', "：".encode(), b">" * 9 + "来源：".encode()]
)
def test_time_is_linear(bait: bytes):
    page = bait * (1_000_000 // len(bait))
    begun = time.process_time()
    tokens_of(page)
    assert time.process_time() - begun < 1


def run_of(pages: int, *marks: str, alarms: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "fields": {
            "standard": {"pages": pages, "fields": {}, "marks": dict.fromkeys(marks, pages)}
        },
        "alarms": [{"kind": kind, "template": "standard", "field": "title"} for kind in alarms],
    }


def test_marks_are_known_once_enough_pages_are():
    assert seen_tokens([]) == {}
    assert seen_tokens([run_of(99, "a")]) == {}
    assert seen_tokens([run_of(60, "a"), run_of(60, "b")]) == {"standard": {"a", "b"}}


def test_what_was_first_seen_on_the_last_few_pages_is_new_still():
    assert seen_tokens([run_of(10, "b"), run_of(10, "c"), run_of(200, "a")]) == {"standard": {"a"}}


def test_what_an_alarm_was_raised_about_is_new_still():
    assert seen_tokens([run_of(200, "b", alarms=("markup",)), run_of(200, "a")]) == {
        "standard": {"a"}
    }
    assert seen_tokens([run_of(200, "b", alarms=("fill",)), run_of(200, "a")]) == {
        "standard": {"a", "b"}
    }


def test_records_of_older_versions_have_no_marks():
    old = run_of(500)
    del old["fields"]["standard"]["marks"]
    assert seen_tokens([old]) == {}
