"""Which of two readings is the better one, by a table of cases."""

import json
from pathlib import Path
from typing import Any

import pytest

from rednet_crawler.archive.better import lack_of, why_worse

CASES = json.loads((Path(__file__).parent / "better.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_a_worse_reading_is_told_from_a_better_one(case: dict[str, Any]) -> None:
    said = why_worse(case["known"], case["read"])
    assert said is None if case["worse"] is None else (said or "").startswith(case["worse"])


@pytest.mark.parametrize(
    ("changed", "lack"),
    [
        ({}, None),
        ({"template": None}, "template"),
        ({"template": "generic"}, "template"),
        ({"text": None}, "text"),
        ({"text": None, "images": [{"url": "u", "caption": None}]}, None),
        ({"text": None, "tables": [[["a"]]]}, None),
        ({"text": None, "template": "video", "videos": [{"url": "u", "cover": None}]}, None),
        ({"title": "提示信息", "text": "您访问的文章已被删除。"}, "text"),
    ],
)
def test_what_a_reading_lacks(changed: dict[str, Any], lack: str | None) -> None:
    assert lack_of({**CASES[0]["known"], **changed}) == lack
