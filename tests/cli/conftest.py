"""An archive whose characters few consoles have."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawl import conftest
from tests.crawl.conftest import FAST, HandMadeSite, run_in, serving

A = "https://hh.rednet.cn/content/646847/83/13700001.html"
TITLE = "㊗️ 鹤城区举行招聘会 😀䶮"


@pytest.fixture(scope="session")
def archive_of_a_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Yield a folder with an archive of that page and the page itself, and the address of its site."""
    folder, site = tmp_path_factory.mktemp("consoles"), HandMadeSite()
    path = A.removeprefix("https://hh.rednet.cn")
    site.page("/robots.txt", "", status=404)
    site.menu((f"要闻{TITLE}", 9001))
    site.channel(9001, [path])
    site.article(path, title=TITLE)
    with serving(type("Handler", (conftest._Handler,), {"site": site})) as address:
        done = run_in(folder, "rednet_crawler", "crawl", "--archive", "a.db", *FAST, site=address)
        assert done.code == 0, done.err
        (folder / "page.html").write_text(site.text(path), encoding="utf-8")
        yield folder, address
