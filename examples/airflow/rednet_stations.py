"""Airflow: walks several stations each hour, a mapped task for each, into one archive on PostgreSQL.

Needs Airflow 3, `rednet` on the workers' PATH, and in their environment REDNET_CONTACT,
REDNET_ARCHIVE (`postgresql+psycopg://rednet@host/rednet`) and PGPASSWORD. A pool named `rednet`
says how many stations are walked at a time: `airflow pools set rednet 8 'stations at a time'`. Each
host is asked at its pace however many there are.
"""

import signal
import subprocess
from datetime import timedelta

import pendulum
from airflow.sdk import dag, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

STATIONS = ["hh", "cs", "hn"]
AS_IT_IS = {2: "wrong usage", 4: "incomplete", 5: "a quality alarm", 6: "refused by robots.txt"}
"""Exit codes after which another try would come to the same; the log says why, and the next run tries again."""
HELD = 7
"""The station is walked by another run."""


def command(station: str) -> list[str]:
    """Return the command that walks a station."""
    return ["rednet", "crawl", "--station", station, "--log-json"]


@dag(
    schedule="0 * * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Shanghai"),
    catchup=False,  # a run takes in what all missed ones would have
    max_active_runs=1,
    default_args={
        "retries": 3,
        "retry_delay": timedelta(minutes=5),
        "retry_exponential_backoff": True,
    },
)
def rednet_stations() -> None:
    """Walk the stations."""

    @task(pool="rednet", map_index_template="{{ station }}")
    def walk(station: str) -> None:
        get_current_context()["station"] = station
        crawl = subprocess.Popen(command(station))  # noqa: S603 - our own words
        # a task that is stopped ends its crawl cleanly
        before = signal.signal(signal.SIGTERM, lambda *_: crawl.terminate())
        code = crawl.wait()
        signal.signal(signal.SIGTERM, before)
        if code == HELD:
            raise AirflowSkipException(f"{station}: another run is at it")
        if code in AS_IT_IS:
            raise AirflowFailException(f"{station}: {AS_IT_IS[code]}")
        if code:
            raise RuntimeError(f"{station}: exit code {code}")  # and Airflow tries again

    walk.expand(station=STATIONS)


rednet_stations()
