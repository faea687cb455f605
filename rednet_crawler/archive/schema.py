"""The tables of an archive, as SQLite and PostgreSQL both take them. A comment says what each column holds.

SQLite keeps the comments: `.schema` of the sqlite3 shell shows them. `python -m
rednet_crawler.archive.schema` prints the tables as docs/archive.md has them.

An archive that was brought over keeps the tables that have not changed, so a column is only ever
added at the end of its table.
"""

import re
from collections.abc import Iterator

from sqlalchemy import Connection, text

VERSION = 8
"""Of which version an archive is that this program makes. Every later version of the program opens it."""
VERSIONS = "archive_version"
"""The table that says of which version an archive is: the highest number counts."""
MAKE_VERSIONS = f"CREATE TABLE {VERSIONS} (version INTEGER NOT NULL PRIMARY KEY)"

TABLES: dict[str, str] = {
    "articles": """CREATE TABLE articles ( -- The current text of each article.
        key VARCHAR NOT NULL PRIMARY KEY, -- Content id; before 2019 station, day and it, after `c/` for one of `/c/`.
        content_id VARCHAR NOT NULL, -- The number of the article in the CMS.
        station VARCHAR NOT NULL, -- Code of the station: `hh` for hh.rednet.cn.
        url VARCHAR NOT NULL, -- Canonical address.
        title VARCHAR, -- The headline.
        source VARCHAR, -- 来源: who published the text first.
        published_at VARCHAR, -- Day or time of publication, China Standard Time.
        place VARCHAR, -- The place of the dateline.
        template VARCHAR, -- Which page template matched.
        original INTEGER, -- 1 where the page claims the text as the station's own, 0 where not, null where unknown.
        characters INTEGER NOT NULL, -- Length of the text.
        extractor INTEGER, -- Version of the extractor that read it; null for one of before version 5.
        lacks VARCHAR, -- What the reading lacks, `template` or `text`; null where it was read well.
        content_hash VARCHAR NOT NULL, -- sha256 over what the page says.
        revision INTEGER NOT NULL, -- Number of the current revision.
        first_seen_at VARCHAR NOT NULL, -- When it was first fetched.
        fetched_at VARCHAR NOT NULL, -- When it was last fetched and read.
        text TEXT, -- The paragraphs, one a line; null where there are none.
        record TEXT NOT NULL -- Line of JSONL without `text`; `paragraphs` of a section says how many lines are its own.
    )""",
    "revisions": """CREATE TABLE revisions ( -- Every text an article ever had.
        key VARCHAR NOT NULL, -- As in `articles`.
        revision INTEGER NOT NULL, -- 1 for the text first seen, 2 after the first edit, …
        content_hash VARCHAR NOT NULL, -- sha256 over what the page said.
        fetched_at VARCHAR NOT NULL, -- When it was first fetched.
        version VARCHAR, -- Version of this program that read it; null for one of before version 3.
        run INTEGER, -- The run that brought it; null for one of before version 3.
        doubt VARCHAR, -- Why a text that an earlier version took for the current one is none; null for all others.
        record BLOB, -- Of an earlier one all its JSONL; of the current one what differed at first; packed by zstd.
        raw BLOB, -- What stood on the page, field → [[text, place], …]; JSON, packed by zstd.
        PRIMARY KEY (key, revision)
    )""",
    "kept_pages": """CREATE TABLE kept_pages ( -- Pages that were not read well, as served, to be read again.
        key VARCHAR NOT NULL, -- As in `ledger`.
        digest VARCHAR NOT NULL, -- sha256 of the bytes; of what was read where these are not kept.
        station VARCHAR NOT NULL, -- Whose it is.
        url VARCHAR NOT NULL, -- The address it was fetched from.
        content_type VARCHAR, -- The header of that name.
        fetched_at VARCHAR NOT NULL, -- When.
        reason VARCHAR NOT NULL, -- Why it is kept.
        run INTEGER, -- The run that brought it.
        record BLOB, -- Of a doubtful reading, which is not the current one, its line of JSONL; packed by zstd.
        body BLOB, -- The bytes as served, packed by zstd; null where they are more than are kept.
        PRIMARY KEY (key, digest)
    )""",
    "ledger": """CREATE TABLE ledger ( -- Every address ever listed, in exactly one state.
        key VARCHAR NOT NULL PRIMARY KEY, -- As in `articles`; the address itself where a link leads to no article.
        url VARCHAR NOT NULL, -- The address that is fetched.
        place INTEGER NOT NULL, -- 0 on a station's own host, 1 on its mobile edition, 2 in the app edition.
        station VARCHAR NOT NULL, -- Whose it is.
        state VARCHAR NOT NULL CHECK (state IN ('pending', 'saved', 'skipped', 'gone', 'failed')), -- What became of it.
        reason VARCHAR, -- Why it is in this state.
        tries INTEGER NOT NULL, -- Tries since the last success.
        next_try_at VARCHAR, -- When it is due; for a saved one, to be looked at again.
        failed_since VARCHAR, -- Since when it fails.
        title VARCHAR, -- As a listing wrote it.
        published VARCHAR, -- Time as a listing wrote it.
        first_listed_at VARCHAR NOT NULL, -- When a listing first had it.
        changed_at VARCHAR NOT NULL, -- When this row last changed.
        etag VARCHAR, -- What the server said of the page when it was last fetched.
        last_modified VARCHAR -- As `etag`.
    )""",
    "sightings": """CREATE TABLE sightings ( -- Where each address was listed.
        station VARCHAR NOT NULL, -- Whose channel it is.
        channel_id VARCHAR NOT NULL, -- Number of the channel.
        url VARCHAR NOT NULL, -- Address as it was listed.
        key VARCHAR NOT NULL, -- As in `ledger`.
        channel VARCHAR NOT NULL, -- Name of the channel.
        position INTEGER NOT NULL, -- Position on its page, from 1.
        first_seen_at VARCHAR NOT NULL, -- When it was first seen there.
        last_seen_at VARCHAR NOT NULL, -- When it was last seen there.
        covered_since VARCHAR, -- Set once a walk that met it ended: empty for all there is, a day for no earlier ones.
        day VARCHAR, -- Day of publication as the listing or the address tells.
        in_list VARCHAR, -- When the paged list last had it.
        in_dates VARCHAR, -- When a date page last had it.
        in_api VARCHAR, -- When the JSON API last had it.
        PRIMARY KEY (station, channel_id, url)
    )""",
    "walks": """CREATE TABLE walks ( -- How far the last walk of each channel came.
        station VARCHAR NOT NULL, -- Whose channel it is.
        channel_id VARCHAR NOT NULL, -- Number of the channel.
        channel VARCHAR NOT NULL, -- Name of the channel.
        complete INTEGER NOT NULL, -- 1 where it came to its end, 0 where it leaves a gap.
        page INTEGER NOT NULL, -- The last page that was read; where only single days were ever walked -1, or -2 until their end.
        since VARCHAR, -- What was asked for, as `covered_since` of `sightings`.
        etag VARCHAR, -- What the server said of the first page.
        last_modified VARCHAR, -- As `etag`.
        walked_at VARCHAR NOT NULL, -- When.
        PRIMARY KEY (station, channel_id)
    )""",
    "inventories": """CREATE TABLE inventories ( -- Which lists were read whole for a day of a channel.
        station VARCHAR NOT NULL, -- Whose channel it is.
        channel_id VARCHAR NOT NULL, -- Number of the channel.
        day VARCHAR NOT NULL, -- Day of publication.
        inventory VARCHAR NOT NULL CHECK (inventory IN ('list', 'dates', 'api')), -- Paged list, date pages or JSON API.
        read_at VARCHAR NOT NULL, -- When.
        PRIMARY KEY (station, channel_id, day, inventory)
    )""",
    "searches": """CREATE TABLE searches ( -- When stations were last searched for channels that no menu links.
        station VARCHAR NOT NULL PRIMARY KEY, -- Which station.
        searched_at VARCHAR NOT NULL -- When.
    )""",
    "runs": """CREATE TABLE runs ( -- Every run; the one without an end holds the archive, as long as its process lives.
        run INTEGER NOT NULL PRIMARY KEY, -- Number, from 1.
        spider VARCHAR NOT NULL, -- Name of the spider.
        arguments TEXT NOT NULL, -- What it was asked for, JSON.
        version VARCHAR NOT NULL, -- Version of this program.
        owner VARCHAR NOT NULL, -- Machine and process.
        started_at VARCHAR NOT NULL, -- When it began.
        heartbeat_at VARCHAR NOT NULL, -- When it last said that it goes on.
        ended_at VARCHAR, -- When it ended.
        exit_code INTEGER, -- Exit code; -1 where it was killed.
        counts TEXT, -- State → addresses of the ledger at its end, JSON.
        report TEXT, -- Its run.json.
        accepted_at VARCHAR, -- When a person said that what it raised alarms about is right from then on.
        station VARCHAR -- The station that it walks; null for one of before version 4.
    )""",
    "owed": """CREATE TABLE owed ( -- What runs saved and have not handed out yet.
        receiver VARCHAR NOT NULL, -- To whom: the address of a feed, or `pipelines` for those of a project's own.
        key VARCHAR NOT NULL, -- As in `articles`.
        run INTEGER NOT NULL, -- The run that saved it.
        part VARCHAR, -- The file that holds it and is about to get its name, as a URI; null until then.
        PRIMARY KEY (receiver, key)
    )""",
    "alarms": """CREATE TABLE alarms ( -- What is wrong until pages show that its cause is gone, or somebody accepts it.
        station VARCHAR NOT NULL, -- Of which station.
        subject VARCHAR NOT NULL, -- Kind, template and field, JSON.
        run INTEGER NOT NULL, -- The last run that raised it.
        since VARCHAR NOT NULL, -- When the run began that raised it first.
        well INTEGER NOT NULL, -- Pages that were read well since the last run which raised it.
        alarm TEXT NOT NULL, -- As it stands in run.json.
        PRIMARY KEY (station, subject)
    )""",
    "units": """CREATE TABLE units ( -- Stations that workers were told to walk.
        station VARCHAR NOT NULL PRIMARY KEY, -- Which station.
        submitted_at VARCHAR NOT NULL, -- When.
        after_run INTEGER NOT NULL, -- The last run at that time.
        arguments TEXT NOT NULL -- With which arguments, JSON.
    )""",
    "turns": """CREATE TABLE turns ( -- Whose turn it is at a host, where several runs share an archive.
        host VARCHAR NOT NULL PRIMARY KEY, -- Which host.
        run INTEGER NOT NULL, -- The run that asked it last.
        next_at DOUBLE PRECISION NOT NULL, -- When its pace allows another request, seconds since 1970.
        free_at DOUBLE PRECISION NOT NULL -- Until when the run has the host for itself.
    )""",
    "marks": """CREATE TABLE marks ( -- The last transaction of each process that writes to a server.
        session VARCHAR NOT NULL PRIMARY KEY, -- Which process.
        number INTEGER NOT NULL -- Number of its transaction.
    )""",
    "copies": """CREATE TABLE copies ( -- What a copy from another archive has come to.
        source VARCHAR NOT NULL PRIMARY KEY, -- The other archive.
        state VARCHAR NOT NULL, -- What it held.
        name VARCHAR, -- The table that is being copied.
        last TEXT, -- Key of the last row that was copied, JSON.
        ended_at VARCHAR -- When it was done.
    )""",
}
INDEXES = (
    "CREATE INDEX articles_day ON articles (station, published_at)",
    "CREATE INDEX articles_published ON articles (published_at)",
    "CREATE INDEX articles_seen ON articles (station, first_seen_at)",
    "CREATE INDEX articles_read ON articles (station, extractor, lacks)",
    "CREATE INDEX revisions_run ON revisions (run)",
    "CREATE INDEX kept_pages_station ON kept_pages (station, key)",
    "CREATE INDEX ledger_state ON ledger (station, state)",
    "CREATE INDEX sightings_key ON sightings (key)",
    "CREATE INDEX sightings_day ON sightings (station, channel_id, day)",
    "CREATE INDEX sightings_channel ON sightings (channel_id, station, key)",
)
"""What is asked for: slices by day, station and channel, what `status`, `stations` and `report` count."""

_OF_POSTGRES = {"VARCHAR": 'VARCHAR COLLATE "C"', "TEXT": 'TEXT COLLATE "C"', "BLOB": "BYTEA"}
_TABLE = re.compile(r"CREATE TABLE \w+ \( -- (?P<about>.+)")
_COLUMN = re.compile(r" {8}(?P<name>[a-z_]+) (?P<type>[A-Z]+(?: PRECISION)?)\b.* -- (?P<about>.+)")


def make_tables(connection: Connection) -> None:
    """Make the tables of an archive in an empty database."""
    for statement in (*TABLES.values(), *INDEXES):
        connection.execute(text(worded(connection, statement)))


def worded(connection: Connection, statement: str) -> str:
    """Return a statement as its database takes it.

    Texts are sorted and compared by their bytes, as SQLite does: times and keys, whatever the language of a server.
    """
    if connection.dialect.name == "sqlite":
        return statement
    return re.sub(r"\b(VARCHAR|TEXT|BLOB)\b", lambda found: _OF_POSTGRES[found[0]], statement)


def columns_of(table: str) -> Iterator[tuple[str, str, str]]:
    """Yield name, type and description of each column of a table."""
    for line in TABLES[table].splitlines():
        if found := _COLUMN.fullmatch(line):
            yield found["name"], found["type"], found["about"]


def describe() -> str:
    """Return all tables as Markdown."""
    lines: list[str] = []
    for name, statement in TABLES.items():
        about = _TABLE.match(statement)
        lines += [
            f"### {name}",
            about["about"] if about else "",
            "",
            "| column | type | what it holds |",
            "| --- | --- | --- |",
        ]
        lines += [f"| `{column}` | {kind} | {what} |" for column, kind, what in columns_of(name)]
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    print(describe())  # noqa: T201 - what it is run for
