"""The tables of the archive, as numbered steps that bring one to the form this version reads.

All times are ISO 8601, UTC. `key` is the identity of an article: its content id, `c/ID` for pages of before 2018; for a
link that leads to no article it is the URL itself.

- `articles`: the current text of each article; `record` is what JSONL writes.
- `revisions`: every text an article ever had.
- `ledger`: every URL ever listed, in exactly one state. `next_try_at` is when it is due (for a saved one: to be looked at
  again), `tries` and `failed_since` count since the last success. `place` is 0 for a URL on a station's own host, 1 on its mobile
  edition, 2 in the app edition; `published` is the time as a listing wrote it.
- `sightings`: where each URL was listed, its position on the page from 1. `covered_since` is set
  once a walk that met it came to its end: `''` for a walk of all there is, a day for one that was asked for no earlier
  articles. Only where a page holds nothing but entries that are covered as far as is asked for may a later walk stop.
- `walks`: how far the last walk of each channel came; one that is not complete leaves a gap on record. `since` is as
  `covered_since`; `etag` and `last_modified` are what the server said of its first page.
- `runs`: every run; the one without an end holds the archive, as long as its process lives. Exit code -1: it was killed.
  `report` is its `run.json`.

Since version 2:

- `ledger.etag` and `last_modified`: what the server said of the article when it was last fetched.
- `revisions.raw`: the raw texts of each field and their places, a JSON object of field → [[text, place], …].
- `sightings.day`: the day of publication as the listing or the URL tells; `in_list`, `in_dates`, `in_api`: when the paged list, a
  date page, the JSON API last had it.
- `inventories`: which of these three was read whole for a day of a channel, so that they can be compared.
- `searches`: when a station was last searched for channels that its menu does not link.

Since version 3:

- `revisions.version`: the version of this program that read the text; `revisions.run`: the run that brought it; null for older ones.
- `runs.accepted_at`: when a person said that what the run raised alarms about is right from then on.

Since version 4, for archives of many stations and of many runs at a time:

- `sightings.station`, `inventories.station`: whose channel it is. What older versions entered is that of the station that walked it.
- `runs.station`: the station that the run walks; null for older ones.
- `turns`: hosts, the run that asked each last, from when on its pace allows another request (`next_at`, seconds since 1970 by the
  server's clock), and until when the run has the host for itself.
- `marks`: the last transaction of each process that writes to a server, to know whether one was kept whose end was not heard of.
- `units`: stations that workers were told to walk, when, after which run of the archive, and with which arguments.
- `copies`: what a copy from another archive has come to (`transfer`).

Since version 5:

- `articles.extractor`: the version of the extractor that read the current text; null for older ones. `articles.lacks`: what that
  reading lacks, `template` or `text`; null where it was read well.
- `revisions.doubt`: why a text that an earlier version took for the current one is none (`mending`); null for all others.
"""

import re

from sqlalchemy import Connection, inspect, text

from rednet_crawler.archive.mending import mend
from rednet_crawler.errors import StorageError

VERSIONS = "archive_version"
"""The table that says of which version an archive is: a row for each step it was brought through."""
MAKE_VERSIONS = f"CREATE TABLE {VERSIONS} (version INTEGER NOT NULL PRIMARY KEY)"
_READ_ANEW = 5
"""The step after which the readings of earlier versions are looked through."""
_STATION_OF = "coalesce((SELECT min(w.station) FROM walks w WHERE w.channel_id = {}.channel_id), 'hh')"

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE articles (
            key VARCHAR NOT NULL PRIMARY KEY,
            content_id VARCHAR NOT NULL,
            station VARCHAR NOT NULL,
            url VARCHAR NOT NULL,
            published_at VARCHAR,
            content_hash VARCHAR NOT NULL,
            revision INTEGER NOT NULL,
            first_seen_at VARCHAR NOT NULL,
            fetched_at VARCHAR NOT NULL,
            record TEXT NOT NULL
        )""",
        """CREATE TABLE revisions (
            key VARCHAR NOT NULL,
            revision INTEGER NOT NULL,
            content_hash VARCHAR NOT NULL,
            fetched_at VARCHAR NOT NULL,
            record TEXT NOT NULL,
            PRIMARY KEY (key, revision)
        )""",
        """CREATE TABLE ledger (
            key VARCHAR NOT NULL PRIMARY KEY,
            url VARCHAR NOT NULL,
            place INTEGER NOT NULL,
            station VARCHAR NOT NULL,
            state VARCHAR NOT NULL CHECK (state IN ('pending', 'saved', 'skipped', 'gone', 'failed')),
            reason VARCHAR,
            tries INTEGER NOT NULL,
            next_try_at VARCHAR,
            failed_since VARCHAR,
            title VARCHAR,
            published VARCHAR,
            first_listed_at VARCHAR NOT NULL,
            changed_at VARCHAR NOT NULL
        )""",
        "CREATE INDEX ledger_state ON ledger (station, state)",
        """CREATE TABLE sightings (
            channel_id VARCHAR NOT NULL,
            url VARCHAR NOT NULL,
            key VARCHAR NOT NULL,
            channel VARCHAR NOT NULL,
            position INTEGER NOT NULL,
            first_seen_at VARCHAR NOT NULL,
            last_seen_at VARCHAR NOT NULL,
            covered_since VARCHAR,
            PRIMARY KEY (channel_id, url)
        )""",
        "CREATE INDEX sightings_key ON sightings (key)",
        """CREATE TABLE walks (
            station VARCHAR NOT NULL,
            channel_id VARCHAR NOT NULL,
            channel VARCHAR NOT NULL,
            complete INTEGER NOT NULL,
            page INTEGER NOT NULL,
            since VARCHAR,
            etag VARCHAR,
            last_modified VARCHAR,
            walked_at VARCHAR NOT NULL,
            PRIMARY KEY (station, channel_id)
        )""",
        """CREATE TABLE runs (
            run INTEGER NOT NULL PRIMARY KEY,
            spider VARCHAR NOT NULL,
            arguments TEXT NOT NULL,
            version VARCHAR NOT NULL,
            owner VARCHAR NOT NULL,
            started_at VARCHAR NOT NULL,
            heartbeat_at VARCHAR NOT NULL,
            ended_at VARCHAR,
            exit_code INTEGER,
            counts TEXT
        )""",
    ),
    (
        "ALTER TABLE ledger ADD COLUMN etag VARCHAR",
        "ALTER TABLE ledger ADD COLUMN last_modified VARCHAR",
        "ALTER TABLE revisions ADD COLUMN raw TEXT",
        "ALTER TABLE runs ADD COLUMN report TEXT",
        "ALTER TABLE sightings ADD COLUMN day VARCHAR",
        "ALTER TABLE sightings ADD COLUMN in_list VARCHAR",
        "ALTER TABLE sightings ADD COLUMN in_dates VARCHAR",
        "ALTER TABLE sightings ADD COLUMN in_api VARCHAR",
        "UPDATE sightings SET in_list = last_seen_at",
        "CREATE INDEX sightings_day ON sightings (channel_id, day)",
        """CREATE TABLE inventories (
            channel_id VARCHAR NOT NULL,
            day VARCHAR NOT NULL,
            inventory VARCHAR NOT NULL CHECK (inventory IN ('list', 'dates', 'api')),
            read_at VARCHAR NOT NULL,
            PRIMARY KEY (channel_id, day, inventory)
        )""",
        "CREATE TABLE searches (station VARCHAR NOT NULL PRIMARY KEY, searched_at VARCHAR NOT NULL)",
    ),
    (
        "ALTER TABLE runs ADD COLUMN accepted_at VARCHAR",
        "ALTER TABLE revisions ADD COLUMN version VARCHAR",
        "ALTER TABLE revisions ADD COLUMN run INTEGER",
        "CREATE INDEX revisions_run ON revisions (run)",
    ),
    (
        """CREATE TABLE station_sightings (
            station VARCHAR NOT NULL,
            channel_id VARCHAR NOT NULL,
            url VARCHAR NOT NULL,
            key VARCHAR NOT NULL,
            channel VARCHAR NOT NULL,
            position INTEGER NOT NULL,
            first_seen_at VARCHAR NOT NULL,
            last_seen_at VARCHAR NOT NULL,
            covered_since VARCHAR,
            day VARCHAR,
            in_list VARCHAR,
            in_dates VARCHAR,
            in_api VARCHAR,
            PRIMARY KEY (station, channel_id, url)
        )""",
        f"""INSERT INTO station_sightings
            SELECT {_STATION_OF.format("s")}, channel_id, url, key, channel, position, first_seen_at, last_seen_at,
                covered_since, day, in_list, in_dates, in_api
            FROM sightings s""",  # noqa: S608 - a constant
        "DROP TABLE sightings",
        "ALTER TABLE station_sightings RENAME TO sightings",
        "CREATE INDEX sightings_key ON sightings (key)",
        "CREATE INDEX sightings_day ON sightings (station, channel_id, day)",
        """CREATE TABLE station_inventories (
            station VARCHAR NOT NULL,
            channel_id VARCHAR NOT NULL,
            day VARCHAR NOT NULL,
            inventory VARCHAR NOT NULL CHECK (inventory IN ('list', 'dates', 'api')),
            read_at VARCHAR NOT NULL,
            PRIMARY KEY (station, channel_id, day, inventory)
        )""",
        f"""INSERT INTO station_inventories
            SELECT {_STATION_OF.format("i")}, channel_id, day, inventory, read_at FROM inventories i""",  # noqa: S608
        "DROP TABLE inventories",
        "ALTER TABLE station_inventories RENAME TO inventories",
        "ALTER TABLE runs ADD COLUMN station VARCHAR",
        """CREATE TABLE turns (
            host VARCHAR NOT NULL PRIMARY KEY,
            run INTEGER NOT NULL,
            next_at DOUBLE PRECISION NOT NULL,
            free_at DOUBLE PRECISION NOT NULL
        )""",
        "CREATE TABLE marks (session VARCHAR NOT NULL PRIMARY KEY, number INTEGER NOT NULL)",
        """CREATE TABLE units (
            station VARCHAR NOT NULL PRIMARY KEY,
            submitted_at VARCHAR NOT NULL,
            after_run INTEGER NOT NULL,
            arguments TEXT NOT NULL
        )""",
        """CREATE TABLE copies (
            source VARCHAR NOT NULL PRIMARY KEY,
            state VARCHAR NOT NULL,
            name VARCHAR,
            last TEXT,
            ended_at VARCHAR
        )""",
    ),
    (
        "ALTER TABLE articles ADD COLUMN extractor INTEGER",
        "ALTER TABLE articles ADD COLUMN lacks VARCHAR",
        "CREATE INDEX articles_read ON articles (station, extractor, lacks)",
        "ALTER TABLE revisions ADD COLUMN doubt VARCHAR",
    ),
)
"""Step N makes version N of an archive from version N - 1. What has landed is never changed, only added to."""


def is_archive(connection: Connection) -> bool:
    """Say whether a database holds an archive, of whatever version."""
    return inspect(connection).has_table(VERSIONS)


def migrate(connection: Connection, name: str) -> None:
    """Bring an archive, which messages call by a name, to this version, within the transaction of the connection.

    Raises StorageError for one that a newer version made.
    """
    if not is_archive(connection):
        connection.execute(text(MAKE_VERSIONS))
    version = connection.scalar(text(f"SELECT max(version) FROM {VERSIONS}")) or 0  # noqa: S608 - a constant
    if version > len(MIGRATIONS):
        raise StorageError(
            f"{name}: the archive is of version {version}, this program reads up to {len(MIGRATIONS)}; install a newer "
            "rednet-crawler"
        )
    for number, statements in enumerate(MIGRATIONS[version:], version + 1):
        for statement in statements:
            connection.execute(text(_in_order_of_bytes(connection, statement)))
        if number == _READ_ANEW:
            mend(connection)
        connection.execute(text(f"INSERT INTO {VERSIONS} (version) VALUES (:number)"), {"number": number})  # noqa: S608


def _in_order_of_bytes(connection: Connection, statement: str) -> str:
    """Have texts sorted and compared by their bytes, as SQLite does: times and keys, whatever the language of a server."""
    if connection.dialect.name == "sqlite":
        return statement
    return re.sub(r"\b(VARCHAR|TEXT)\b", r'\1 COLLATE "C"', statement)
