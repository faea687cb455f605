"""A line for crontab."""

import shlex

from rednet_crawler.schedules.job import ZONE, Job

_LINES = """\
# {zone}: cronie heeds CRON_TZ; other crons take the zone of the machine.
CRON_TZ={zone}
{times} cd {folder} && {command} >> rednet.log 2>&1
"""


def make_cron(job: Job) -> str:
    """Return lines that `crontab -e` takes."""
    words = ["env", f"REDNET_CONTACT={job.contact}", *job.command]
    command, folder = (text.replace("%", r"\%") for text in (shlex.join(words), shlex.quote(str(job.folder))))
    return _LINES.format(zone=ZONE, times=job.times.cron, folder=folder, command=command)
