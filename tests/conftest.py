"""What all tests share."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from tests.outside import needed

settings.register_profile("rednet", deadline=None)  # a busy machine is not a failure
settings.load_profile("rednet")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A real Chromium."""
    program, driver = needed("chromium", "chromium-browser", modules=("selenium",)), needed("chromedriver")
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = program
    home = tmp_path_factory.mktemp("chromium")
    for word in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--window-size=1280,1400", f"--user-data-dir={home}",
    ):  # fmt: skip
        options.add_argument(word)
    started = Chrome(options=options, service=Service(driver))
    yield started
    started.quit()
