"""Alarms over real crawls: a site whose pages change, the exit code, and robots that are told."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.crawl.conftest import CRAWL, FAST, HandMadeSite, Outcome, Run, serving
from tests.run_schema import check_record

MANY = 60


@dataclass
class Robot:
    """A server that stands for the robots of chat groups."""

    address: str = ""
    answer: bytes = b'{"errcode": 0}'
    posts: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


@pytest.fixture
def robot() -> Iterator[Robot]:
    made = Robot()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            made.posts.append(
                (self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            )
            self.send_response(200)
            self.send_header("Content-Length", str(len(made.answer)))
            self.end_headers()
            self.wfile.write(made.answer)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with serving(Handler) as address:
        made.address = f"http://{address}/robot?key=k"
        yield made


def publish(site: HandMadeSite, first: int, *, broken: int = 0) -> list[str]:
    """Put articles on a site; of the last ones the source has lost the element that holds it."""
    paths = [f"/content/646847/83/{13700000 + at}.html" for at in range(first, first + MANY)]
    for at, path in enumerate(paths):
        site.article(path, title=f"鹤城区举行第{at}场招聘会")
        if at >= MANY - broken:
            site.page(path, site.text(path).replace('class="p_l_10">来源：红网', 'class="x">'))
    site.menu(("法治", 9001))
    site.channel(9001, paths)
    return paths


def crawl(run: Run, site: HandMadeSite, *more: str) -> Outcome:
    return run(*CRAWL, *FAST, *more, site=site.address)


def record_in(folder: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((folder / "run.json").read_text("utf-8"))
    check_record(record)
    return record


def test_a_selector_that_breaks_on_a_fifth_of_the_pages_is_an_alarm_until_it_is_accepted(
    run: Run, site: HandMadeSite, robot: Robot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDNET_ALARM_WEBHOOK", f"wecom+{robot.address}")
    for first in (0, 100, 200):
        publish(site, first)
        assert crawl(run, site).code == 0
    paths = publish(site, 300, broken=12)
    found = crawl(run, site)
    assert found.code == 5, found.err
    (alarm,) = record_in(found.folder)["alarms"]
    assert (alarm["kind"], alarm["template"], alarm["field"]) == ("fill", "standard", "source")
    assert (alarm["before"], alarm["after"]) == (1.0, 0.8)
    assert len(alarm["urls"]) == 5
    assert {urlsplit(url).path for url in alarm["urls"]} <= set(paths[-12:])
    assert "standard: source is there on 80% of the pages, 100% before" in found.err
    ((path, said),) = robot.posts
    assert path == "/robot?key=k"
    assert said["msgtype"] == "text"
    assert alarm["urls"][4] in said["text"]["content"]
    assert "still" not in found.err

    publish(site, 400, broken=12)
    assert crawl(run, site).code == 5, "it lasts"
    assert len(robot.posts) == 1, "and is told once a day"

    listed = run("rednet_crawler", "alarms", "--archive", "sqlite:///a.db")
    assert listed.code == 0
    assert listed.out.count("source is there on 80%") == 2
    assert run("rednet_crawler", "alarms", "--archive", "sqlite:///a.db", "--accept", "5").code == 0
    publish(site, 500, broken=12)
    assert crawl(run, site).code == 0, "the station has changed"
    assert json.loads(run("rednet_crawler", "alarms", "--archive", "sqlite:///a.db", "--json").out)[
        0
    ]["accepted_at"]


def test_a_label_that_changes_is_an_alarm_though_only_some_pages_have_it(
    run: Run, site: HandMadeSite
) -> None:
    """Of so few pages a field that varies by itself can only be judged on those that are marked up anew."""

    def published(first: int, label: str = "编辑") -> Outcome:
        for at, path in enumerate(publish(site, first)):
            found = label if at >= MANY * 2 / 3 else "编辑"
            if at % 2:
                site.page(
                    path, site.text(path).replace("</article>", f"</article><p>{found}：杨超</p>")
                )
        return crawl(run, site)

    assert [published(first).code for first in (0, 100, 200)] == [0, 0, 0]
    found = published(300, "编校")
    assert found.code == 5, found.err
    (alarm,) = record_in(found.folder)["alarms"]
    assert (alarm["kind"], alarm["template"], alarm["field"]) == ("markup", "standard", "editor")
    assert "editor is there on 0% of the 10 pages with new markup (编校：), 50% before" in found.err


def test_pages_of_no_template_empty_listings_and_failures_are_alarms(
    run: Run, site: HandMadeSite
) -> None:
    paths = publish(site, 0)
    assert crawl(run, site).code == 0
    paths = publish(site, 100)
    for path in paths[:30]:
        site.page(path, "<title>新版_红网怀化站</title><main><h2>新版</h2><p>正文。</p></main>")
    found = crawl(run, site)
    assert found.code == 5
    assert "no template matches 50% of the pages, 0% before" in found.err

    paths = publish(site, 200)
    for path in paths[:30]:
        site.page(path, "server error", 500)
    site.menu(("法治", 9001), ("要闻", 9002))
    site.channel(9002, paths)
    found = crawl(run, site)
    assert found.code == 5
    assert (
        "33% of the pages failed, 25% are allowed" in found.err
    )  # those of no template were asked for again

    site.channel(9002, [])
    found = crawl(run, site)
    assert found.code == 5
    assert "the listing of 要闻 is empty; it had 60 entries" in found.err


def test_a_site_that_answers_with_something_else_is_an_alarm(run: Run, site: HandMadeSite) -> None:
    for path in publish(site, 0)[:30]:
        site.page(path, "")
    found = crawl(run, site)
    assert found.code == 5
    assert "is the crawler kept out?" in found.err


def test_a_run_of_a_quiet_station_is_an_alarm_after_the_hours_allowed(
    run: Run, site: HandMadeSite
) -> None:
    publish(site, 0)
    assert crawl(run, site).code == 0
    found = crawl(run, site, "-s", "REDNET_ALARM_HOURS=0.00001")
    assert found.code == 5
    assert "no new article for 0 hours" in found.err
    assert [each["raised"] for each in record_in(found.folder)["alarms"]] == [True]
    found = crawl(run, site, "-c", "法治", "-s", "REDNET_ALARM_HOURS=0.00001")
    assert found.code == 5
    assert [each["raised"] for each in record_in(found.folder)["alarms"]] == [False], (
        "still open, and not a run for all"
    )


@pytest.mark.parametrize("kind", ["dingtalk", "feishu", "json"])
def test_messages_are_signed_as_each_robot_asks(
    kind: str, run: Run, robot: Robot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "REDNET_ALARM_WEBHOOK", f"{kind}+{robot.address}" if kind != "json" else robot.address
    )
    monkeypatch.setenv("REDNET_ALARM_SECRET", "密 secret")
    assert run("rednet_crawler", "alarms", "--try").code == 0
    ((path, said),) = robot.posts
    query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
    assert query["key"] == "k"
    if kind == "dingtalk":
        text = f"{query['timestamp']}\n密 secret"
        assert (
            query["sign"]
            == base64.b64encode(
                hmac.digest("密 secret".encode(), text.encode(), hashlib.sha256)
            ).decode()
        )
        assert "红网" in said["text"]["content"]
    elif kind == "feishu":
        key = f"{said['timestamp']}\n密 secret"
        assert (
            said["sign"]
            == base64.b64encode(hmac.digest(key.encode(), b"", hashlib.sha256)).decode()
        )
        assert said["msg_type"] == "text"
    else:
        assert "红网" in str(said["text"])


def test_a_robot_that_does_not_take_a_message_is_told_of(
    run: Run, robot: Robot, monkeypatch: pytest.MonkeyPatch
) -> None:
    robot.answer = b'{"errcode": 93000, "errmsg": "invalid webhook url"}'
    monkeypatch.setenv(
        "REDNET_ALARM_WEBHOOK", f"wecom+{robot.address} wecom+http://127.0.0.1:9/robot?key=geheim"
    )
    found = run("rednet_crawler", "alarms", "--try")
    assert found.code == 4
    assert "93000: invalid webhook url" in found.err
    assert "0 of 2 webhooks" in found.err
    assert "geheim" not in found.err


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("REDNET_ALARM_WEBHOOK=file:///etc/passwd", "has to hold http(s) addresses"),
        ("REDNET_ALARM_FAILURES=many", "REDNET_ALARM_FAILURES=many: has to be a number"),
    ],
)
def test_settings_that_are_wrong_are_told_before_the_crawl(
    setting: str, says: str, run: Run, site: HandMadeSite
) -> None:
    found = crawl(run, site, "-s", setting)
    assert found.code == 2
    assert says in found.err
    assert site.asked == []
    found = run(
        "scrapy",
        "crawl",
        "huaihua",
        "-s",
        setting,
        site=site.address,
        cwd=Path(__file__).parents[2],
    )
    assert found.code == 2
    assert says in found.err
    assert "Traceback" not in found.err
