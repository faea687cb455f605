"""How much more memory a run takes on a large archive than on a small one. Needs Linux.

Exit code 1 where it is more than 30 MB.
"""

import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from faulty import Station, serve
from trials import begin, broken, crawl, finish, make_folder, print_table

_MOST = 30.0
"""MB."""
_STEP = 500
_TABLES = ("articles", "revisions", "ledger", "sightings")
_OTHER = {
    "key": "key || '-' || number",
    "content_id": "content_id || '-' || number",
    "url": "url || '-' || number",
    "next_try_at": ":later",
}
"""Columns of a copy that are not those of its model: how they are made. Copies are not due."""


def fill(file: Path, articles: int) -> int:
    """Copy what an archive knows until it knows so many articles; return how many they are."""
    with closing(sqlite3.connect(file)) as database, database:
        known = database.execute("SELECT count(*) FROM articles").fetchone()[0]
        values = {"last": max(0, articles // known - 1), "later": f"{datetime.now(UTC) + timedelta(days=30):%FT%TZ}"}
        for table in _TABLES:
            names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            made = ", ".join(_OTHER.get(name, name) for name in names)
            database.execute(
                f"""WITH RECURSIVE numbers (number) AS (
                        SELECT 1 WHERE :last > 0 UNION ALL SELECT number + 1 FROM numbers WHERE number < :last)
                    INSERT INTO {table} ({", ".join(names)}) SELECT {made} FROM numbers, {table}
                    WHERE key IN (SELECT key FROM articles)""",  # noqa: S608 - our own words
                values,
            )
        return int(database.execute("SELECT count(*) FROM articles").fetchone()[0])


def measure(folder: Path, address: str) -> tuple[float, int, str]:
    """Return the most memory that a run ever took, in MB, its exit code, and what it said."""
    process, most = begin(folder, address), 0
    status = Path(f"/proc/{process.pid}/status")
    while process.poll() is None:
        peak = [line.split()[1] for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM")]
        most = max(most, *map(int, peak), 0)
        time.sleep(0.01)
    return most / 1024, *finish(process)


@click.command()
@click.option("--few", type=click.IntRange(1), default=1000, show_default=True, help="Articles of the small archive.")
@click.option("--many", type=click.IntRange(1), default=100_000, show_default=True, help="Of the large one.")
@click.option("--new", type=click.IntRange(0), default=5, show_default=True, help="Published before the run.")
def main(*, few: int, many: int, new: int) -> None:
    """Run on an archive that knows FEW articles, and on one that knows MANY, and compare what memory they take."""
    rows, wrong = [], False
    with tempfile.TemporaryDirectory() as folder:
        for number, wanted in enumerate((few, many)):
            station, place = Station(min(few, _STEP)), make_folder(folder, number)
            with serve(station) as address:
                crawl(place, address)
                known = fill(place / "a.db", wanted)
                station.publish(new)
                most, code, errors = measure(place, address)
            off = broken(place / "a.db")
            if code or off:
                click.echo(f"{known} articles: exit code {code}: {errors[-500:]} {off}", err=True)
            wrong |= bool(code or off)
            rows.append((known, f"{(place / 'a.db').stat().st_size >> 20}", most))
    more = rows[1][2] - rows[0][2]
    print_table(
        ("articles known", "archive, MB", "most memory, MB"),
        *((known, size, f"{most:.1f}") for known, size, most in rows),
        ("difference", "", f"{more:.1f}"),
    )
    sys.exit(wrong or more > _MOST)


if __name__ == "__main__":
    main()
