"""Tables of cases: a test marked `table("dateline.json")` runs once for each case of that file.

A case is an object with an `id`; `seen` says where its text comes from (seed, public: written like on the network,
or written: made up for this test). A case with `miss` is right, and the code is not yet: it must fail.
"""

import json
from pathlib import Path

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "table(file): run the test for each case of the file")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if mark := metafunc.definition.get_closest_marker("table"):
        cases = json.loads((Path(__file__).parent / mark.args[0]).read_text("utf-8"))
        metafunc.parametrize(
            "case", [pytest.param(case, id=case["id"], marks=_miss(case)) for case in cases]
        )


def _miss(case: dict[str, str]) -> tuple[pytest.MarkDecorator, ...]:
    return (pytest.mark.xfail(strict=True, reason=case["miss"]),) if "miss" in case else ()
