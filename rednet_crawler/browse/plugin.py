"""A Datasette plugin: full-text search, the page of an article, and error pages; and the bounds on
the memory of a response: SQLite's limits on each connection, and on the rows read.

A time limit alone is not enough: SQLite checks it between steps, and `hex(zeroblob(499000000))` is
one step. SQLite's length limit refuses such a value before it is made.
"""

import json
import logging
import re
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from datasette import Response, hookimpl
from datasette.database import Database
from datasette.filters import FilterArguments
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError
from markupsafe import Markup

from rednet_crawler.safety import clean, one_line

LONGEST_VALUE = 9_000_000
"""Bytes of a value: three times the longest record of an article."""
_RESULT = 2_000_000
"""Bytes of all rows of a query in Python; a page of a thousand articles takes about half."""
_HEAP = 24_000_000
"""Bytes that SQLite may allocate in this process, for any number of values."""
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: LONGEST_VALUE,
    sqlite3.SQLITE_LIMIT_COLUMN: 100,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
}


def limit(connection: sqlite3.Connection) -> None:
    """Set SQLite's limits on a connection."""
    for name, value in _LIMITS.items():
        connection.setlimit(name, value)
    connection.execute(f"PRAGMA hard_heap_limit = {_HEAP}")


class BoundedDatabase(Database):  # type: ignore[misc]  # Datasette has no types
    """An immutable SQLite file whose query results are bounded."""

    def connect(self, *_: object, **__: object) -> sqlite3.Connection:
        """Open the file read-only."""
        connection = sqlite3.connect(
            f"file:{self.path}?immutable=1",
            uri=True,
            check_same_thread=False,
            factory=_Connection,
        )
        self._all_file_connections.append(connection)
        return connection

    async def execute(self, *words: Any, **options: Any) -> Any:
        """Run a query; an SQL error is shown on the page and not printed to the terminal."""
        return await super().execute(*words, **{**options, "log_sql_errors": False})


class _Cursor(sqlite3.Cursor):
    def execute(self, *words: Any) -> "_Cursor":
        try:
            super().execute(*words)
        except MemoryError:
            raise _too_large() from None
        return self

    def fetchall(self) -> list[Any]:
        """Read all rows of a query by Datasette or our pages; the first row may be long."""
        return self._bounded(sys.maxsize, first_is_free=True)

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        """Read rows of a table or of a query written by a person."""
        return self._bounded(size or 1, first_is_free=False)

    def _bounded(self, most: int, *, first_is_free: bool) -> list[Any]:
        rows: list[Any] = []
        taken = 0
        try:
            while len(rows) < most and (row := self.fetchone()) is not None:
                taken += sum(map(sys.getsizeof, row))
                if taken > _RESULT and (rows or not first_is_free):
                    raise _too_large()
                rows.append(row)
        except MemoryError:
            raise _too_large() from None
        return rows


class _Connection(sqlite3.Connection):
    def cursor(self, *_: Any) -> _Cursor:  # type: ignore[override]  # always this class
        return super().cursor(_Cursor)


def _too_large() -> sqlite3.OperationalError:
    reason = "the result takes more memory than is allowed"
    return sqlite3.OperationalError(f"{reason}; ask for less, such as fewer rows (_size)")


logger = logging.getLogger(__name__)

_INDEXED = 3
"""Least characters of a word for the trigram index."""
_SHORT = "content_id IN (SELECT content_id FROM pages WHERE instr(words, :{0}))"
_LONG = "rowid IN (SELECT rowid FROM search WHERE search MATCH :{0})"


@hookimpl
def register_routes() -> list[tuple[str, Callable[[], Response]]]:
    """Have the home page lead to the articles: a list of databases says nothing."""
    return [(r"^/$", lambda: Response.redirect("/catalogue/articles"))]


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Bound the memory of a connection."""
    limit(conn)


@hookimpl(trylast=True)
def filters_from_request(request: Any, table: str) -> FilterArguments | None:
    """Return the filter of the search box: articles that hold every word, also short ones."""
    if table != "articles":
        return None
    asked = clean(request.args.get("_search") or "").strip()
    clauses, values = [], {}
    for number, word in enumerate(asked.split()):
        name = f"word_{number}"
        if len(word) < _INDEXED:
            clauses.append(_SHORT.format(name))
            values[name] = word
        else:
            clauses.append(_LONG.format(name))
            values[name] = '"' + word.replace('"', '""') + '"'
    shown = [f'the article holds "{asked}"'] if asked else []
    return FilterArguments(clauses, values, shown, {"supports_search": True, "search": asked})


@hookimpl
def render_cell(row: Any, value: object, column: str, table: str) -> str | None:
    """Show lists of channels and people joined by 、, and link the title to the article's page."""
    if table != "articles" or column not in ("channels", "people", "title"):
        return None
    if column == "title":
        return Markup('<a href="articles/{}">{}</a>').format(row["content_id"], value or "–")
    return "、".join(json.loads(str(value)))


@hookimpl
def extra_template_vars(
    datasette: Any,
    database: str,
) -> dict[str, Callable[[str], Awaitable[Any]]]:
    """Give the template of an article's page a function that reads its record."""

    async def article(content_id: str) -> Any:
        query = "SELECT record FROM pages WHERE content_id = ?"
        found = await datasette.get_database(database).execute(query, [content_id])
        return json.loads(found.first()[0])

    return {"article": article}


@hookimpl
def handle_exception(
    datasette: Any,
    request: Any,
    exception: Exception,
) -> Callable[[], Awaitable[Response]]:
    """Return an error page for an exception; log one line if it is an internal error."""
    status, reason = _fault(exception)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        fault = f"{type(exception).__name__}: {exception}"
        logger.error("%s: %s", one_line(request.path), one_line(fault))

    async def page() -> Response:
        title = getattr(exception, "title", None)
        says = {"ok": False, "error": reason, "status": status, "title": title}
        if request.path.endswith(".json"):
            return Response.json(says, status=status)
        html = await datasette.render_template("error.html", says, request=request)
        return Response.html(html, status=status)

    return page


def _fault(exception: Exception) -> tuple[int, str]:
    """Return status and reason; a URL that asks for something absent is a fault of the request."""
    if isinstance(exception, DatasetteError):
        reason = str(exception.message)
        if exception.message_is_html:
            reason = re.sub("<[^>]*>", "", reason)
        internal = exception.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        return 400 if internal else exception.status, reason
    if isinstance(exception, Base400):
        return exception.status, str(exception.args[0])
    if isinstance(exception, sqlite3.Error):
        return 400, str(exception)
    if isinstance(exception, ValueError | LookupError):
        return 400, "the address asks for something that is not there"
    return 500, "internal error; the terminal of rednet browse has a line on it"
