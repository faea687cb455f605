"""What a page of another origin gets of `rednet browse` in a real Chromium."""

import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from tests.browse.conftest import Browse
from tests.conftest import chromium

MOST = 100_000_000
GIGABYTES = "select length(hex(zeroblob(499000000)))"
ATTACK = """<!doctype html><title>attack</title><body><script>
const got = {};
const paths = ["/catalogue/pages.json?_size=1&_shape=array", "/catalogue/articles", "/-/static/app.css", "/"];
const tag = (name, url) => new Promise(done => {
  const made = document.createElement(name);
  made.onload = () => done("loaded"); made.onerror = () => done("error");
  made.src = url; document.body.append(made);
});
const framed = url => new Promise(done => {
  const made = document.createElement("iframe");
  made.onload = () => {
    let says = null;
    try { says = made.contentDocument && made.contentDocument.body.innerText; } catch (error) { says = null; }
    done(says);
  };
  made.src = url; document.body.append(made);
});
const posted = url => new Promise(done => {
  const into = document.createElement("iframe");
  into.name = "into" + Math.random(); document.body.append(into);
  const form = document.createElement("form");
  form.method = "post"; form.action = url; form.target = into.name; document.body.append(form);
  into.onload = () => { let says = null; try { says = into.contentDocument.body.innerText; } catch (e) {} done(says); };
  form.submit();
});
const fetched = (url, mode) =>
  fetch(url, {mode}).then(async answer => answer.type + ":" + await answer.text(), () => "error");
(async () => {
  for (const target of TARGETS) for (const path of paths) {
    const url = target + path;
    got["cors " + url] = await fetched(url, "cors");
    got["no-cors " + url] = await fetched(url, "no-cors");
    got["script " + url] = await tag("script", url);
    got["img " + url] = await tag("img", url);
    got["iframe " + url] = await framed(url);
    got["post " + url] = await posted(url);
  }
  for (const target of TARGETS) for (let i = 0; i < 3; i++) {
    await tag("img", target + "/catalogue.json?i=" + i + "&sql=" + encodeURIComponent("GIGABYTES"));
  }
  document.title = "done"; window.got = got;
})();
</script>"""


@pytest.fixture
def page(browse: Browse, browse_sql: Browse) -> Iterator[str]:
    """A page of somebody else, on another port; its address has PORT in place of a host."""
    targets = [
        f"http://{host}:{each.port}"
        for each in (browse, browse_sql)
        for host in ("127.0.0.1", "localhost", "evil.example")
    ]
    html = ATTACK.replace("TARGETS", json.dumps(targets)).replace("GIGABYTES", GIGABYTES).encode()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://HOST:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def rebound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A Chromium for which names of somebody else lead to this machine."""
    with chromium(
        tmp_path_factory.mktemp("rebound"), "--host-resolver-rules=MAP evil.example 127.0.0.1"
    ) as started:
        yield started


def attacked(driver: Any, address: str) -> dict[str, str | None]:
    driver.get(address)
    for _ in range(1200):
        if driver.title == "done":
            found: dict[str, str | None] = driver.execute_script("return window.got")
            return found
        time.sleep(0.1)
    pytest.fail("the attack did not end")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "evil.example"])
def test_a_page_of_another_origin_gets_nothing(
    rebound: Any, page: str, browse: Browse, browse_sql: Browse, host: str
) -> None:
    before = [each.peak() for each in (browse, browse_sql)]
    got = attacked(rebound, page.replace("HOST", host))
    assert len(got) == 2 * 3 * 4 * 6
    readable = {
        what: says
        for what, says in got.items()
        if says not in ("error", None, "")
        and not (what.startswith("no-cors") and says == "opaque:")
    }
    assert not readable
    raised = max(each.peak() - old for each, old in zip((browse, browse_sql), before, strict=True))
    assert raised < MOST, f"{raised / 1e6:.0f} MB"


def test_a_name_that_leads_here_shows_nothing(rebound: Any, browse: Browse) -> None:
    rebound.get(f"http://evil.example:{browse.port}/catalogue/articles")
    assert (
        rebound.execute_script("return document.body.innerText").strip()
        == "this server answers to 127.0.0.1 and localhost only"
    )


def test_our_own_page_works_there(rebound: Any, browse: Browse) -> None:
    """So that nothing above is empty for another reason."""
    rebound.get_log("browser")
    rebound.get(f"{browse.address}/catalogue/articles")
    read = "return fetch('/catalogue/articles.json').then(answer => answer.json()).then(all => all.rows.length)"
    assert rebound.execute_script(read) == 50
    assert (
        rebound.execute_script("return document.querySelectorAll('.dropdown-menu-icon').length") > 0
    )
    severe = [
        entry["message"]
        for entry in rebound.get_log("browser")
        if "Content Security Policy" in entry["message"]
    ]
    assert not severe


def test_the_page_for_sql_works_without_scripts_of_its_own(
    rebound: Any, browse_sql: Browse
) -> None:
    from selenium.webdriver.common.by import By

    rebound.get(f"{browse_sql.address}/catalogue")
    box = rebound.find_element(By.CSS_SELECTOR, "textarea")
    box.clear()
    box.send_keys("select count(*) as held from articles")
    box.submit()
    assert "81" in rebound.find_element(By.CSS_SELECTOR, "table").text
