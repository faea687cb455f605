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
    """Return lines that `crontab -e` takes. Raises ArgumentError for what cron cannot hold."""
    words = ["env", f"REDNET_CONTACT={job.contact}", *job.command]
    if any(
        r"\%" in text for text in (*words, str(job.folder))
    ):  # cron takes the backslash for an escape, the rest for input
        raise ArgumentError("the arguments hold a backslash before %, which no line of cron can hold")
    command, folder = (text.replace("%", r"\%") for text in (shlex.join(words), shlex.quote(str(job.folder))))
    return _LINES.format(zone=ZONE, times=job.times.cron, folder=folder, command=command)
