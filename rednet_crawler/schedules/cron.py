"""A line for crontab."""

import shlex

from rednet_crawler.errors import ArgumentError
from rednet_crawler.schedules.job import ZONE, Job

_LINES = """\
# {zone}: cronie heeds CRON_TZ; other crons take the zone of the machine.
CRON_TZ={zone}
{times} cd {folder} && {command} >> rednet.log 2>&1
"""


def make_cron(job: Job) -> str:
    """Return lines for `crontab -e`. Raises ArgumentError for arguments that cron cannot hold."""
    words = ["env", f"REDNET_CONTACT={job.contact}", *job.command]
    # crontab(5): `%` ends the command and `\%` stands for `%`, so `\%` itself cannot be written.
    if any(r"\%" in text for text in (*words, str(job.folder))):
        reason = "which no line of cron can hold"
        raise ArgumentError(f"the arguments hold a backslash before %, {reason}")
    command, folder = shlex.join(words), shlex.quote(str(job.folder))
    return _LINES.format(
        zone=ZONE,
        times=job.times.cron,
        folder=_escaped(folder),
        command=_escaped(command),
    )


def _escaped(text: str) -> str:
    return text.replace("%", r"\%")
