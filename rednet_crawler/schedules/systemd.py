"""A hardened systemd service with its timer: it reads the system and writes only its folders."""

import re

from rednet_crawler.errors import ArgumentError
from rednet_crawler.schedules.job import Job

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
Environment={contact}
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
        folder=_escaped(str(job.folder)),
        secrets=f"/etc/{name}.env",
        contact=_quoted(f"REDNET_CONTACT={job.contact}"),
        command=" ".join(_quoted(word).replace("$", "$$") for word in job.command),
        written=folders,
    )
    return {f"{name}.service": service, f"{name}.timer": _TIMER.format(calendar=job.times.calendar)}


def _escaped(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(word: str) -> str:
    escaped = _escaped(word).replace("\\", "\\\\").replace('"', '\\"')
    return escaped if escaped and not set(escaped) & set(" \t\"'\\;") else f'"{escaped}"'
