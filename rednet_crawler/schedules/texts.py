"""A job as the texts of a schedule: systemd units, lines of crontab, a workflow of GitHub Actions.

The systemd service is hardened: it reads the system and writes only its own folders.
"""

import json
import re
import shlex

from rednet_crawler.errors import ArgumentError
from rednet_crawler.schedules.job import ZONE, Job

# Left out: MemoryDenyWriteExecute, because libffi of some Pythons fails under it; IPAddressDeny,
# because resolvers listen on loopback and private addresses; PrivateNetwork, because it crawls.
_SERVICE = """\
[Unit]
Description=rednet-crawler: what is new on the station
Documentation=man:systemd.service(5)
Wants=network-online.target
After=network-online.target time-sync.target

[Service]
Type=oneshot
User={user}
WorkingDirectory={folder}
{environment}
# passwords and keys, for root alone (mode 0600): REDNET_ALARM_WEBHOOK=…, PGPASSWORD=…, https_proxy=…
EnvironmentFile=-{secrets}
ExecStart={command}
# another run holds the archive: nothing to do, the next one goes on
SuccessExitStatus=7
# on SIGTERM a run ends by itself within seconds, with all that it has
TimeoutStopSec=60
UMask=0027
Nice=10
IOSchedulingClass=idle
MemoryMax=1G
TasksMax=64

ReadWritePaths={written}
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=true
PrivateDevices=true
PrivateUsers=true
PrivateIPC=true
ProtectClock=true
ProtectControlGroups=true
ProtectHostname=true
ProtectKernelLogs=true
ProtectKernelModules=true
ProtectKernelTunables=true
ProtectProc=invisible
ProcSubset=pid
RemoveIPC=true
NoNewPrivileges=true
CapabilityBoundingSet=
AmbientCapabilities=
DevicePolicy=closed
LockPersonality=true
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=true
RestrictRealtime=true
RestrictSUIDSGID=true
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
SocketBindDeny=any
"""
_USER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,30}\$?|[0-9]{1,10}")
_TIMER = """\
[Unit]
Description=rednet-crawler: {calendar}
Documentation=man:systemd.timer(5)

[Timer]
OnCalendar={calendar}
# what was missed while the machine was off is made up for, once
Persistent=true
RandomizedDelaySec=60
AccuracySec=30s

[Install]
WantedBy=timers.target
"""


def make_units(job: Job, name: str) -> dict[str, str]:
    """Return name → text of a job's unit files.

    Raises ArgumentError for a user or a folder that systemd would read differently.
    """
    if not _USER.fullmatch(job.user):
        raise ArgumentError(f"--user {job.user}: has to be the name or number of a user")
    for folder in map(str, (job.folder, *job.written)):
        if set(folder) & set("\\\"'") or folder != folder.strip():
            reason = "no unit can hold a backslash, a quote or a blank at the end in it"
            raise ArgumentError(f"folder {folder}: {reason}")
    folders = " ".join(map(_quoted, map(str, (job.folder, *job.written))))
    service = _SERVICE.format(
        user=job.user,
        folder=_for_systemd(str(job.folder)),
        secrets=f"/etc/{name}.env",
        environment="\n".join(
            f"Environment={_quoted(f'{name}={value}')}" for name, value in job.environment
        ),
        command=" ".join(_quoted(word).replace("$", "$$") for word in job.command),
        written=folders,
    )
    return {f"{name}.service": service, f"{name}.timer": _TIMER.format(calendar=job.times.calendar)}


def _for_systemd(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(word: str) -> str:
    escaped = _for_systemd(word).replace("\\", "\\\\").replace('"', '\\"')
    return escaped if escaped and not set(escaped) & set(" \t\"'\\;") else f'"{escaped}"'


_LINES = """\
# {zone}: cronie heeds CRON_TZ; other crons take the zone of the machine.
CRON_TZ={zone}
{times} cd {folder} && {command} >> rednet.log 2>&1
"""


def make_cron(job: Job) -> str:
    """Return lines for `crontab -e`. Raises ArgumentError for arguments that cron cannot hold."""
    words = ["env", *(f"{name}={value}" for name, value in job.environment), *job.command]
    # crontab(5): `%` ends the command and `\%` stands for `%`, so `\%` itself cannot be written.
    if any(r"\%" in text for text in (*words, str(job.folder))):
        reason = "which no line of cron can hold"
        raise ArgumentError(f"the arguments hold a backslash before %, {reason}")
    command, folder = shlex.join(words), shlex.quote(str(job.folder))
    return _LINES.format(
        zone=ZONE,
        times=job.times.cron,
        folder=_for_cron(folder),
        command=_for_cron(command),
    )


def _for_cron(text: str) -> str:
    return text.replace("%", r"\%")


_WORKFLOW = """\
name: "{name}"
on:
  schedule:
    - cron: {cron}  # UTC
  workflow_dispatch:
permissions:
  contents: read
concurrency:  # one run at a time; the next one waits
  group: "{name}"
  cancel-in-progress: false
jobs:
  crawl:
    runs-on: ubuntu-latest
    timeout-minutes: 350  # a run that is cut goes on in the next one
    env:
      {environment}
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683  # v4.2.2
        with:
          persist-credentials: false
      - uses: actions/setup-python@0b93645e9fea7318ecaed2b359559ac225c90a2b  # v5.3.0
        with:
          python-version: "3.12"
      - run: python -m pip install '.{extras}'
      # The archive travels from run to run in the cache. GitHub deletes caches that were not used
      # for 7 days, and the oldest beyond 10 GB: keep a copy of the archive elsewhere, or let
      # `rednet schedule --artifact` add the artifacts of each run.
      - uses: actions/cache/restore@6849a6489940f00c2f30c0fb92c6274307ccb58a  # v4.1.2
        with:
          path: data
          key: {name}-${{{{ github.run_id }}}}
          restore-keys: {name}-
      - run: mkdir -p data
      - run: {command}
        working-directory: data
      - uses: actions/cache/save@6849a6489940f00c2f30c0fb92c6274307ccb58a  # v4.1.2
        if: always()
        with:
          path: data
          key: {name}-${{{{ github.run_id }}}}-${{{{ github.run_attempt }}}}
"""
_ARTIFACT = """\
      - uses: actions/upload-artifact@b4b15b8c7c6ac21ea08fcf65892d2ee8f75cf882  # v4.4.3
        if: always()
        with:
          name: "{name}"
          path: data
          retention-days: 30
"""


def make_workflow(job: Job, name: str, *, artifact: bool = False) -> str:
    """Return the workflow as YAML; its strings are JSON, which is valid YAML.

    With `artifact` each run uploads its folder, archive included, for all who may read the
    repository.
    """
    command = shlex.join(("python", "-m", "rednet_crawler", "crawl", *job.arguments))
    workflow = _WORKFLOW + (_ARTIFACT if artifact else "")
    writes_warc = any(word.partition("=")[0] == "--warc" for word in job.arguments)
    return workflow.format(
        name=name,
        cron=json.dumps(job.times.cron_utc),
        environment="\n      ".join(f"{name}: {_value(value)}" for name, value in job.environment),
        extras="[warc]" if writes_warc else "",
        command=_value(command),
    )


def _value(text: str) -> str:
    """Return a JSON string in which GitHub finds no expression `${{ … }}`."""
    return json.dumps(text.replace("${{", "$ {{"), ensure_ascii=False)
