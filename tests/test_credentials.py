"""Secrets planted wherever one can be given: none of them is in what a command prints, writes or starts."""

import base64
import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from rednet_crawler.archive.units import unit_refusal
from rednet_crawler.errors import SettingError
from rednet_crawler.quality.messages import read_webhooks
from rednet_crawler.safety import hide, holds_secret
from tests.crawl.conftest import FAST, HandMadeSite, Run, environment_of, serving
from tests.crawl.conftest import run as run  # noqa: PLC0414 - the fixtures
from tests.crawl.conftest import site as site  # noqa: PLC0414
from tests.outside import needed

SECRETS = {
    name: f"geheim{number:02}{name}"
    for number, name in enumerate(
        (
            "proxy", "httpsproxy", "path", "query", "tail", "sign", "ftp", "aws", "feed", "mail",
            "telnet", "header", "cookie",
            "token", "pg", "user",
        )
    )
}  # fmt: skip
ENVIRONMENT = {
    "http_proxy": f"http://alice:{SECRETS['proxy']}@PROXY",
    "https_proxy": f"http://alice:{SECRETS['httpsproxy']}@PROXY",
    "REDNET_ALARM_WEBHOOK": (
        f"feishu+http://ROBOT/open-apis/bot/v2/hook/{SECRETS['path']} http://127.0.0.1:9/send?key={SECRETS['query']} "
        f"dingtalk+http://ROBOT/robot/send?access_token={SECRETS['tail']}"
    ),
    "REDNET_ALARM_SECRET": SECRETS["sign"],
    "REDNET_BROKER": f"redis://:{SECRETS['token']}@127.0.0.1:9/0",
    "PGPASSWORD": SECRETS["pg"],
}
SETTINGS = {
    "FTP_PASSWORD": SECRETS["ftp"],
    "AWS_SECRET_ACCESS_KEY": SECRETS["aws"],
    "MAIL_PASS": SECRETS["mail"],
    "TELNETCONSOLE_PASSWORD": SECRETS["telnet"],
    "DEFAULT_REQUEST_HEADERS": json.dumps(
        {
            "Authorization": f"Bearer {SECRETS['header']}",
            "Cookie": f"session={SECRETS['cookie']}",
            "Proxy-Connection": "x",
        }
    ),
    "FEEDS": json.dumps(
        {
            f"ftp://u:{SECRETS['feed']}@127.0.0.1:9/a.jsonl": {"format": "jsonl"},
            "b.jsonl": {"format": "jsonl"},
        }
    ),
}


@dataclass
class Between:
    """A proxy that hands on to a site, and a robot whose answers repeat what it was asked."""

    site: HandMadeSite
    address: str = ""
    headers: list[str] = field(default_factory=list)
    status: int = 302


@pytest.fixture
def between(site: HandMadeSite) -> Iterator[Between]:
    made = Between(site)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.headers.append(str(self.headers))
            status, headers, text = site.answer("/" + self.path.split("/", 3)[-1])
            self.reply(status, headers, text)

        def do_POST(self) -> None:
            text = json.dumps({"errcode": 1, "errmsg": f"no robot at {self.path}"})
            self.reply(made.status, {"Location": f"http://127.0.0.1:9{self.path}"}, text)

        def reply(self, status: int, headers: dict[str, str], text: str) -> None:
            self.send_response(status, f"said {self.path}")
            for name, value in {"Content-Length": str(len(text.encode())), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with serving(Handler) as address:
        made.address = address
        yield made


def forms(secret: str) -> set[bytes]:
    return {
        secret.encode(),
        *(base64.b64encode(f"{user}:{secret}".encode()).rstrip(b"=")[:-1] for user in ("alice", "u", ""))
    }  # fmt: skip


def leaks(*texts: bytes | str) -> list[str]:
    everything = b"\n".join(text.encode() if isinstance(text, str) else text for text in texts)
    return [
        name
        for name, secret in SECRETS.items()
        if any(form in everything for form in forms(secret))
    ]


def contents(folder: Path) -> list[bytes]:
    read = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return read + [gzip.decompress(data) for data in read if data.startswith(b"\x1f\x8b")]


@pytest.mark.parametrize(
    "words", [("-v", "-s", "LOG_LEVEL=DEBUG"), ("--log-json", "-s", "LOG_LEVEL=DEBUG"), ()]
)
def test_a_crawl_tells_no_secret(
    run: Run,
    between: Between,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
) -> None:
    needed(modules=("warcio", "prometheus_client", "pythonjsonlogger"))
    site = between.site
    site.page("/robots.txt", "", status=404)
    site.menu(("法治", 9001))
    site.channel(9001, [f"/content/646847/83/{13700001 + at}.html" for at in range(40)])
    site.article("/content/646847/83/13700001.html")  # the others fail: an alarm
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(
            name, value.replace("PROXY", between.address).replace("ROBOT", between.address)
        )
    monkeypatch.setenv("no_proxy", "")
    given = [word for pair in SETTINGS.items() for word in ("-s", "=".join(pair))]
    command = (
        "crawl",
        "--archive",
        "sqlite:///a.db",
        "--warc",
        "warc",
        "--metrics",
        "m.prom",
        "-o",
        "a.csv",
    )
    done = run("rednet_crawler", *command, *FAST, *given, *words, site=site.address)
    assert done.code in (3, 4, 5), done.err
    looked = (("runs", "--json"), ("alarms",), ("report", "-o", "report.html"))
    shown = [run("rednet_crawler", *asked, "--archive", "sqlite:///a.db") for asked in looked]
    assert (tmp_path / "report.html").exists()
    assert (tmp_path / "m.prom").exists()
    assert (
        leaks(done.out, done.err, *(each.out + each.err for each in shown), *contents(tmp_path))
        == []
    )
    assert "could not be sent to the feishu webhook" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("status", [200, 302, 403])
def test_robots_that_repeat_their_keys_are_told_of_without(
    run: Run, between: Between, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    between.status = status
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(
            name, value.replace("PROXY", "127.0.0.1:9").replace("ROBOT", between.address)
        )
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    done = run("rednet_crawler", "alarms", "--try")
    assert done.code == 4, done.err
    assert "0 of 3 webhooks" in done.err
    assert leaks(done.out, done.err) == []


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://[geheim/x", "address 2 (http)"),
        ("https://host:geheim/x", "address 2 (https)"),
        ("https:/geheim", "address 2 (https)"),
        ("https://u:geheim@host/x", "address 2 (https)"),
        ("htps://host/geheim", "address 2 (htps)"),
        ("geheim.example/x", "address 2 (without a scheme)"),
        ("https://host/密geheim", "address 2 (https)"),
        ("https://主机/geheim", "address 2 (https)"),
        ("https://host/x?key=a geheim", "address 3 (without a scheme)"),
        ("https://ho_st\x01/geheim", "address 2 (https)"),
        ("file:///geheim", "address 2 (file)"),
    ],
)
def test_webhooks_are_checked_and_named_by_number(address: str, shown: str) -> None:
    with pytest.raises(SettingError, match="REDNET_ALARM_WEBHOOK") as raised:
        read_webhooks(f"https://host/robot?key=k {address}")
    assert shown in str(raised.value)
    assert "geheim" not in str(raised.value)


@pytest.mark.parametrize(
    "proxy", ["http://alice:GE/HEIM@127.0.0.1:9", "http://alice:x@h:GEHEIM", "http:/a:GEHEIM@h"]
)
def test_a_proxy_that_cannot_be_read_ends_the_run_in_one_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    monkeypatch.setenv("REDNET_ALARM_WEBHOOK", "https://127.0.0.1:9/hook/x")
    for words in (("crawl", "--archive", "sqlite:///a.db", *FAST), ("alarms", "--try")):
        done = run("rednet_crawler", *words)
        assert "HEIM" not in done.err, done.err
        assert "Traceback" not in done.err
        assert done.code in (2, 4)
    assert not any(b"HEIM" in data for data in contents(tmp_path))


@pytest.mark.parametrize(
    "words",
    [
        ("status", "--archive", "postgresql://u:ge/HEIM@host:abc/db"),
        ("status", "--archive", "postgresql:/u:xHEIM@host/db"),
        ("status", "--archive", "host=db user=u password=xHEIM"),
        ("crawl", "--archive=", "postgresql://u:xHEIM@host/db"),
        ("crawl", "-s", "FTP-PASSWORD=xHEIM", "-o", "a.csv"),
        (
            "cluster",
            "submit",
            "hh",
            "--archive",
            "postgresql://u@127.0.0.1:9/x",
            "--broker",
            "redis://:br/xHEIM@h:x/0",
        ),
        (
            "cluster",
            "submit",
            "hh",
            "--archive",
            "postgresql://u@127.0.0.1:9/x",
            "--broker",
            "redis:/:xHEIM@h/0",
        ),
        (
            "cluster",
            "submit",
            "hh",
            "--archive",
            "postgresql://u@127.0.0.1:9/x",
            "--broker",
            "amqp://u:xHEIM@h:x",
        ),
        (
            "cluster",
            "worker",
            "--archive",
            "postgresql://u@127.0.0.1:9/x",
            "-s",
            "FTP_PASSWORD=xHEIM",
        ),
        ("crawl", "--archive", "sqlite:///a.db", "-s", "CONCURRENT_ITEMS=redis://u:xHEIM@h"),
    ],
    ids=lambda words: " ".join(words)[:40],
)
def test_slips_of_the_pen_show_no_password(run: Run, words: tuple[str, ...]) -> None:
    done = run("rednet_crawler", *words)
    assert "HEIM" not in done.err + done.out, done.err


@pytest.mark.parametrize(
    ("word", "is_one"),
    [
        ("postgresql+psycopg://u@db/rednet", False),
        ("sqlite:///rednet.db", False),
        ("https://hh.rednet.cn/content/646656/94/12109536.html", False),
        ("ops@example.org", False),
        ("postgresql+psycopg://u@db/rednet?passfile=/etc/pgpass", False),
        ("postgresql+psycopg://u@db/rednet?sslpassword=x", True),
        ("postgresql://u:p%40@db/rednet", True),
        ("postgresql%3A%2F%2Fu:p@db", True),
        ("socks5://u:p@proxy", True),
        ("amqp://u:p@h", True),
        ("X_API_KEY=1", True),
        ("https://oapi.dingtalk.com/robot/send?access_token=1", True),
        ("https://api.telegram.org/bot12:x/sendMessage", True),
        ("https://hooks.slack.com/services/T0/B0/x", True),
    ],
)
def test_what_counts_as_a_secret(word: str, is_one: bool) -> None:
    assert holds_secret(word) is is_one
    assert (hide(word) != word) is (is_one and "%3A" not in word)


@pytest.mark.parametrize(
    ("station", "arguments", "is_walked"),
    [
        ("hh", (), True),
        ("hh", ("--since", "2026-01", "--until", "2026-01-31", "--full", "--retry-failed"), True),
        ("hh", ("--since", "2026-13"), False),
        ("hh", ("--since", "2026-02-03", "--until", "2026-02-01"), False),
        ("hh", ("--since", "2026-02-03", "--until", "2026-02"), True),
        ("hh", ("--since",), False),
        ("hh", ("--since=2026-01",), False),
        ("hh", ("--full", "--full"), False),
        ("hh", ("--until", "2026-01", "--until", "2026-02"), False),
        ("hh", ("-s", "REDNET_RUN_FILE=x"), False),
        ("hh", ("-o", "x.csv"), False),
        ("hh", ("--full", "-sADDONS={}"), False),
        ("--help", (), False),
        ("hh x", (), False),
    ],
)
def test_units_of_the_shared_database_hold_options_of_a_walk_only(
    station: str, arguments: tuple[str, ...], is_walked: bool
) -> None:
    assert (unit_refusal(station, arguments) is None) is is_walked


def test_a_traceback_holds_no_secret(tmp_path: Path) -> None:
    program = (
        "import sys; from rednet_crawler.cli import main\n"
        "def broken(**_): raise RuntimeError('geheim-of-all in x, redis://:pw/d@h')\n"
        "main.rednet = broken; sys.argv = ['rednet', '--debug']; main.main()"
    )
    environment = {**environment_of(None), "REDNET_ALARM_SECRET": "geheim-of-all"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert "redis://***@h" in done.stderr
    assert "geheim-of-all" not in done.stderr.replace(program, "")
    assert "pw/d" not in done.stderr
    assert os.environ.get("REDNET_ALARM_SECRET") is None
