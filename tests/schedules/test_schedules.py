"""`rednet schedule`: what it prints is taken by systemd, cron and a shell as it is, and runs what it was given."""

import os
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from rednet_crawler.archive.archive import Archive
from rednet_crawler.cli.schedule import schedule
from rednet_crawler.errors import ArgumentError
from rednet_crawler.schedules.job import Job, Times
from rednet_crawler.schedules.texts import make_units
from tests.crawl.conftest import FAST, Run, environment_of
from tests.crawl.conftest import replica as replica  # noqa: PLC0414 - the fixtures
from tests.crawl.conftest import run as run  # noqa: PLC0414
from tests.crawl.conftest import station as station  # noqa: PLC0414
from tests.outside import needed

ARCHIVE = ("--archive", "sqlite:///rednet.db")
ODD = ("-c", "要闻 50% \"a\" 'b' $HOME \\ ;", *ARCHIVE)


@pytest.mark.parametrize(
    ("every", "at", "calendar", "cron", "utc"),
    [
        (None, (), "*-*-* *:00,30:00 Asia/Shanghai", "0,30 * * * *", "0,30 * * * *"),
        ("1min", (), "*-*-* *:*:00 Asia/Shanghai", "* * * * *", "* * * * *"),
        (
            "1h",
            (),
            None,
            "0 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23 * * *",
            None,
        ),
        ("12h", (), "*-*-* 00,12:00:00 Asia/Shanghai", "0 0,12 * * *", "0 4,16 * * *"),
        (
            None,
            ("06:30", "18:30"),
            "*-*-* 06,18:30:00 Asia/Shanghai",
            "30 6,18 * * *",
            "30 10,22 * * *",
        ),
    ],
)
def test_times(
    every: str | None, at: tuple[str, ...], calendar: str | None, cron: str, utc: str | None
) -> None:
    times = Times.read(every, at)
    assert times.cron == cron
    assert calendar is None or times.calendar == calendar
    assert utc is None or times.cron_utc == utc
    checked = subprocess.run(
        [needed("systemd-analyze"), "calendar", times.calendar], capture_output=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    ("every", "at"),
    [
        ("7min", ()),
        ("0min", ()),
        ("5h", ()),
        ("soon", ()),
        (None, ("25:00",)),
        (None, ("6:00", "7:30")),
    ],
)
def test_times_that_are_none(every: str | None, at: tuple[str, ...]) -> None:
    with pytest.raises(ArgumentError):
        Times.read(every, at)


@pytest.mark.parametrize("arguments", [ARCHIVE, ODD])
def test_systemd_takes_the_units_and_finds_them_hardened(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    analyze = needed("systemd-analyze")
    done = run(
        "rednet_crawler", "schedule", "--user", "daemon", "--contact", "a b@example.org", "--install", "units", "--",
        *arguments,
    )  # fmt: skip
    assert done.code == 0, done.err
    units = [str(tmp_path / "units" / name) for name in ("rednet.service", "rednet.timer")]
    checked = subprocess.run(
        [analyze, "verify", *units], capture_output=True, encoding="utf-8", check=False
    )
    assert (checked.returncode, checked.stderr) == (0, "")
    secure = [analyze, "security", "--offline=true", "--threshold=30", units[0]]
    assert subprocess.run(secure, capture_output=True, check=False).returncode == 0
    timer = Path(units[1]).read_text(encoding="utf-8")
    assert "Persistent=true" in timer
    assert "Asia/Shanghai" in timer


def started(text: str) -> list[str]:
    """Return the words that systemd starts for a service."""
    (command,) = re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)
    return [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(command)]


def test_words_keep_what_they_are(run: Run, tmp_path: Path) -> None:
    command = ("/usr/bin/python", "-m", "rednet_crawler", "crawl", *ODD)
    job = Job(
        command,
        ODD,
        tmp_path / "a 50% b",
        (tmp_path / "c d",),
        Times.read(None, ()),
        "a b",
        "daemon",
    )
    service = make_units(job, "rednet")["rednet.service"]
    assert started(service) == list(command)
    assert f"WorkingDirectory={tmp_path}/a 50%% b\n" in service
    assert f'ReadWritePaths="{tmp_path}/a 50%% b" "{tmp_path}/c d"\n' in service
    assert 'Environment="REDNET_CONTACT=a b"\n' in service
    workflow = yaml.safe_load(run("rednet_crawler", "schedule", "--for", "github", "--", *ODD).out)
    (step,) = [
        step for step in workflow["jobs"]["crawl"]["steps"] if "crawl" in step.get("run", "")
    ]
    assert shlex.split(step["run"]) == ["python", "-m", "rednet_crawler", "crawl", *ODD]
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow[True]["schedule"] == [{"cron": "0,30 * * * *"}]  # YAML 1.1 takes `on` for true


def test_a_doubled_trigger_costs_nothing(run: Run, station: str, tmp_path: Path) -> None:
    done = run("rednet_crawler", "schedule", "--contact", "tests", "--", *ARCHIVE, *FAST)
    service, _, _ = done.out.partition("# rednet.timer")
    words = started(service)
    assert words[0] == sys.executable
    assert f"WorkingDirectory={tmp_path.resolve()}\n" in service
    assert "SuccessExitStatus=7\n" in service

    def start(_: int) -> int:
        return subprocess.run(
            words, cwd=tmp_path, env=environment_of(station), capture_output=True, check=False
        ).returncode

    with ThreadPoolExecutor(3) as pool:
        codes = sorted(pool.map(start, range(3)))
    assert codes[0] == 0
    assert set(codes) <= {0, 7}
    assert start(0) == 0  # and once more, with nothing to do
    with Archive(f"sqlite:///{tmp_path}/rednet.db") as archive:
        assert len(list(archive.slices.all())) == 120


def test_a_line_of_cron_runs_in_a_shell(run: Run, station: str, tmp_path: Path) -> None:
    folder = tmp_path / "it's 50% full"
    folder.mkdir()
    words = ("--for", "cron", "--contact", "tests", "--folder", str(folder))
    done = run("rednet_crawler", "schedule", *words, "--", *ARCHIVE, *FAST, "--limit", "3")
    assert "CRON_TZ=Asia/Shanghai\n" in done.out
    fields = done.out.splitlines()[-1].split(" ", 5)
    assert fields[:5] == ["0,30", "*", "*", "*", "*"]
    command = fields[5].replace(r"\%", "%")  # as cron does
    assert (
        subprocess.run(
            ["/bin/sh", "-c", command], env=environment_of(station), check=False
        ).returncode
        == 0
    )
    assert (folder / "rednet.db").exists()
    assert "saved" in (folder / "rednet.log").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--", *ARCHIVE, "--colour"), "No such option"),
        (("--every", "7min", "--", *ARCHIVE), "--every 7min"),
        (("--every", "1h", "--at", "06:00", "--", *ARCHIVE), "give one of them"),
        (("--name", "../x", "--", *ARCHIVE), "--name ../x"),
        (("--for", "cron", "--install", "--", *ARCHIVE), "crontab"),
        (("--", *ARCHIVE, "-c", "a\nb"), "control character"),
    ],
)
def test_wrong_usage_is_one_line(run: Run, words: tuple[str, ...], reason: str) -> None:
    done = run("rednet_crawler", "schedule", "--contact", "tests", "--user", "daemon", *words)
    assert done.code == 2
    assert reason in done.err
    assert done.err.count("\n") == 1


def test_a_folder_that_cannot_be_written_is_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "units").write_text("a file")
    done = run(
        "rednet_crawler",
        "schedule",
        "--contact",
        "x",
        "--user",
        "daemon",
        "--install",
        "units",
        "--",
        *ARCHIVE,
    )
    assert (done.code, done.err.count("\n")) == (3, 1)


@pytest.mark.parametrize("kind", ["systemd", "cron", "github"])
@pytest.mark.parametrize(
    "words",
    [
        ("--archive", "postgresql+psycopg://u:geheim@db/rednet"),
        ("--archive=postgresql:/u:geheim@db/rednet",),
        ("--archive", "postgresql+psycopg://u@db/rednet?password=geheim"),
        (*ARCHIVE, "-s", "FTP_PASSWORD=geheim"),
        (*ARCHIVE, "-sREDNET_ALARM_SECRET=geheim"),
        (*ARCHIVE, "--set=REDNET_ALARM_WEBHOOK=https://host.example/geheim"),
        (*ARCHIVE, "-s", "X=https://open.feishu.cn/open-apis/bot/v2/hook/geheim"),
        (*ARCHIVE, "-s", "X=amqp://u:geheim@h"),
        (*ARCHIVE, "--run-file", "http://u:geheim@proxy:3128"),
    ],
)
def test_a_password_is_refused_and_its_file_named(kind: str, words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(
        schedule, ["--for", kind, "--contact", "x", "--user", "daemon", "--", *words]
    )
    told = str(done.exception)
    assert isinstance(done.exception, ArgumentError)
    assert {
        "systemd": "/etc/rednet.env",
        "cron": "~/.pgpass",
        "github": "a secret of the repository",
    }[kind] in told
    assert "geheim" not in told + done.output


def invoked(*words: str) -> str:
    return CliRunner().invoke(schedule, words, catch_exceptions=False).output


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("systemd", ("--user", "x\\")),
        ("systemd", ("--user", "a%h")),
        ("systemd", ("--user", "a b\u2028User=root")),
        ("systemd", ("--folder", "/srv/r\\")),
        ("systemd", ("--folder", '/srv/"r')),
        ("systemd", ("--folder", "/srv/r ")),
        ("systemd", ("--contact", "a\nExecStart=/bin/sh")),
        ("cron", ("--folder", "/srv/a\\%b")),
        ("cron", ("--contact", "a\n* * * * * sh")),
        ("github", ("--contact", "a\x85b: c")),
        ("github", ("--name", "x\nrun: y")),
    ],
)
def test_what_would_be_read_otherwise_is_refused(kind: str, options: tuple[str, ...]) -> None:
    with pytest.raises(ArgumentError):
        invoked("--for", kind, "--user", "daemon", "--contact", "x", *options, "--", *ARCHIVE)


@pytest.mark.parametrize("contact", ["a\\", "50% $HOME", 'a "b" \'c\' \\"', "%h\\n"])
def test_a_contact_keeps_what_it_is(contact: str) -> None:
    text = invoked(
        "--user", "daemon", "--contact", contact, "--folder", "/srv/50% $r", "--", *ARCHIVE
    )
    (assigned,) = re.findall(r"^Environment=(.*)$", text, re.MULTILINE)
    assert [word.replace("%%", "%") for word in shlex.split(assigned)] == [
        f"REDNET_CONTACT={contact}"
    ]
    assert "WorkingDirectory=/srv/50%% $r\n" in text
    assert "EnvironmentFile=-/etc/rednet.env\n" in text


def test_a_workflow_runs_no_expression_of_a_value_and_keeps_its_archive_to_itself() -> None:
    bad = "${{ secrets.X }}"
    words = ("--for", "github", "--contact", bad, "--folder", bad, "--name", "null", "--")
    given = ("--archive", f"sqlite:///{bad}.db", "-c", bad, "--warc", bad)
    text = invoked(*words, *given)
    assert set(re.findall(r"\$\{\{.*?\}\}", text)) == {
        "${{ github.run_id }}",
        "${{ github.run_attempt }}",
    }
    workflow = yaml.safe_load(text)
    assert (workflow["name"], workflow["permissions"]) == ("null", {"contents": "read"})
    used = re.findall(r"uses: (\S+)@(\S+)  # v[0-9.]+$", text, re.MULTILINE)
    assert len(used) == text.count("uses:")
    assert all(re.fullmatch("[0-9a-f]{40}", commit) for _, commit in used)
    assert "upload-artifact" not in text
    kept = yaml.safe_load(invoked("--artifact", *words, *given))
    assert [
        step["uses"].partition("@")[0] for step in kept["jobs"]["crawl"]["steps"] if "uses" in step
    ][-1] == ("actions/upload-artifact")


@pytest.mark.parametrize("kind", ["systemd", "cron", "github"])
def test_settings_of_the_environment_are_carried_and_secrets_named(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("REDNET_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("REDNET_CHANNELS", "要闻,法治 100%")
    monkeypatch.setenv("REDNET_ALARM_WEBHOOK", "https://qyapi.weixin.qq.com/send?key=geheim")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:7890")
    done = CliRunner().invoke(schedule, ["--for", kind, "--user", "x", "--contact", "c"])
    assert done.exit_code == 0, done.output
    shown = {"systemd": "法治 100%%", "cron": "法治 100\\%", "github": "法治 100%"}[kind]
    assert f"要闻,{shown}" in done.stdout
    assert "geheim" not in done.output
    for dropped in ("REDNET_ALARM_WEBHOOK", "https_proxy"):
        assert f"rednet: {dropped} is set here and not in the schedule" in done.stderr
