"""Archives of earlier versions: 4, which 0.1.0 made, and 5. Their other tables are those of today (`schema`)."""

from rednet_crawler.archive.schema import INDEXES, TABLES, VERSION

OLDEST = 4
OF_TODAY = 6
"""The version from which on the tables are those of today, but for those that are new since; in 6
the keys of articles of before 2019 were others.
"""
_READ = "CREATE INDEX articles_read ON articles (station, extractor, lacks)"
_TABLES = {
    "articles": """CREATE TABLE articles (
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
    "revisions": """CREATE TABLE revisions (
        key VARCHAR NOT NULL,
        revision INTEGER NOT NULL,
        content_hash VARCHAR NOT NULL,
        fetched_at VARCHAR NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (key, revision)
    )""",
}
_LATER = ("kept_pages",)
"""Tables that no version before 6 had."""
OF_8 = ("owed", "alarms")
"""Tables that no version before 8 had."""
_ADDED = (
    "ALTER TABLE revisions ADD COLUMN raw TEXT",
    "ALTER TABLE revisions ADD COLUMN version VARCHAR",
    "ALTER TABLE revisions ADD COLUMN run INTEGER",
)
STEP_5 = (
    "ALTER TABLE articles ADD COLUMN extractor INTEGER",
    "ALTER TABLE articles ADD COLUMN lacks VARCHAR",
    _READ,
    "ALTER TABLE revisions ADD COLUMN doubt VARCHAR",
)
"""What makes version 5 of version 4; then readings that are none are looked for (`mending`)."""


def statements_of(version: int) -> tuple[str, ...]:
    """Return what makes the tables of an archive of a version."""
    if version >= OF_TODAY:
        later = () if version >= VERSION else OF_8
        return (*(made for name, made in TABLES.items() if name not in later), *INDEXES)
    others = tuple(
        statement for name, statement in TABLES.items() if name not in (*_TABLES, *_LATER, *OF_8)
    )
    on_later = ("ON articles", "ON kept_pages", "sightings_channel")
    kept = tuple(each for each in INDEXES if not any(name in each for name in on_later))
    step = STEP_5 if version > OLDEST else ()
    return (*_TABLES.values(), *others, *_ADDED, *kept, *step)
