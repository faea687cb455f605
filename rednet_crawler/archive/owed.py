"""What runs saved and have not handed out yet: the next run of the same feeds and pipelines does.

A row is entered within the transaction that saves its article, so that no kill comes between.
"""

import os
import socket
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from sqlalchemy import Connection, bindparam, text

from rednet_crawler.archive.database import Database
from rednet_crawler.archive.outage import in_transactions
from rednet_crawler.archive.stored import write_rows

PIPELINES = "pipelines"
"""The receiver that stands for the item pipelines of a project's own."""
_AT_ONCE = 500
_ENTER = """
    INSERT INTO owed (receiver, key, run) VALUES (:receiver, :key, :run)
    ON CONFLICT (receiver, key) DO UPDATE SET run = excluded.run, part = NULL
"""
_PAY = text("DELETE FROM owed WHERE receiver IN :receivers AND key IN :keys").bindparams(
    bindparam("receivers", expanding=True), bindparam("keys", expanding=True)
)
_MARK = text("UPDATE owed SET part = :part WHERE receiver = :receiver AND key IN :keys").bindparams(
    bindparam("keys", expanding=True)
)
_OPEN = """
    FROM owed o LEFT JOIN runs r ON r.run = o.run
    WHERE o.receiver IN :receivers AND (r.run IS NULL OR r.ended_at IS NOT NULL)
"""
"""What is owed by runs that have ended."""


def enter_owed(
    connection: Connection, receivers: Sequence[str], keys: Collection[str], run: int | None
) -> None:
    """Enter that articles are to be handed out to receivers, within the transaction that saves them."""
    rows = [
        {"receiver": receiver, "key": key, "run": run or 0}
        for receiver in receivers
        for key in sorted(keys)
    ]
    if rows:
        write_rows(connection, _ENTER, rows)


@in_transactions
class Owed:
    """What is still to be handed out, by receiver: a feed's address, or `PIPELINES`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.receivers: tuple[str, ...] = ()
        """To whom the articles that this process saves are to be handed out."""

    def receiver(self, address: str) -> str:
        """Return the name of a feed: on a server other machines may have files of the same name."""
        return f"{socket.gethostname()} {address}" if self._database.is_shared else address

    def settle(self, receivers: Sequence[str]) -> None:
        """Make good what a kill at the very end left: a file that has got its name was handed out."""
        marked = text(
            "SELECT DISTINCT receiver, part FROM owed WHERE receiver IN :receivers AND part IS NOT NULL"
        ).bindparams(bindparam("receivers", expanding=True))
        paid = text("DELETE FROM owed WHERE receiver = :receiver AND part = :part")
        owed = text("UPDATE owed SET part = NULL WHERE receiver = :receiver AND part = :part")
        with self._database.writing() as connection:
            for row in connection.execute(marked, {"receivers": list(receivers)}).mappings().all():
                connection.execute(owed if _file_of(row["part"]).exists() else paid, dict(row))

    def open(self, receivers: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return key → receivers of what runs that have ended saved and did not hand out."""
        query = text(f"SELECT o.key, o.receiver {_OPEN} ORDER BY o.run, o.key").bindparams(
            bindparam("receivers", expanding=True)
        )
        found: dict[str, tuple[str, ...]] = {}
        with self._database.reading() as connection:
            for key, receiver in connection.execute(query, {"receivers": list(receivers)}):
                found[key] = (*found.get(key, ()), receiver)
        return found

    def counts(self) -> dict[str, int]:
        """Return receiver → how many articles of runs that have ended are still to be handed out to it."""
        query = text("""
            SELECT o.receiver, count(*) AS number FROM owed o LEFT JOIN runs r ON r.run = o.run
            WHERE r.run IS NULL OR r.ended_at IS NOT NULL GROUP BY o.receiver ORDER BY o.receiver
        """)
        with self._database.reading() as connection:
            return {row.receiver: row.number for row in connection.execute(query)}

    def mark(self, receiver: str, keys: Iterable[str], part: Path) -> None:
        """Enter that a file which holds these articles, by this name, is about to get its own."""
        with self._database.writing() as connection:
            for some in _batches(keys):
                connection.execute(
                    _MARK, {"receiver": receiver, "keys": some, "part": part.absolute().as_uri()}
                )

    def pay(self, receivers: Sequence[str], keys: Iterable[str]) -> None:
        """Enter that articles were handed out."""
        with self._database.writing() as connection:
            for some in _batches(keys):
                connection.execute(_PAY, {"receivers": list(receivers), "keys": some})


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    several = list(keys)
    return (several[at : at + _AT_ONCE] for at in range(0, len(several), _AT_ONCE))


def _file_of(uri: str) -> Path:
    """Return the file of a URI, byte for byte: a name may be no text."""
    return Path(os.fsdecode(unquote_to_bytes(urlsplit(uri).path)))
