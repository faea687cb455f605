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
"""

from sqlalchemy import Connection, text

from rednet_crawler.errors import StorageError

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
)
"""Step N makes version N of an archive from version N - 1. What has landed is never changed, only added to."""


def migrate(connection: Connection) -> None:
    """Bring an archive to this version, within the transaction of the connection.

    Raises StorageError for one that a newer version made.
    """
    connection.execute(text("CREATE TABLE IF NOT EXISTS archive_version (version INTEGER NOT NULL PRIMARY KEY)"))
    version = connection.scalar(text("SELECT max(version) FROM archive_version")) or 0
    if version > len(MIGRATIONS):
        raise StorageError(
            f"{connection.engine.url.render_as_string()}: the archive is of version {version}, this program reads up to "
            f"{len(MIGRATIONS)}; install a newer rednet-crawler"
        )
    for number, statements in enumerate(MIGRATIONS[version:], version + 1):
        for statement in statements:
            connection.execute(text(statement))
        connection.execute(text("INSERT INTO archive_version (version) VALUES (:number)"), {"number": number})
