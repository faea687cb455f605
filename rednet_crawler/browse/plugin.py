"""A Datasette plugin: full-text search, the page of an article, and error pages."""

import json
import logging
import re
import sqlite3
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from datasette import Response, hookimpl
from datasette.filters import FilterArguments
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError
from markupsafe import Markup

from rednet_crawler.browse.bounds import limit
from rednet_crawler.safety.safe_text import clean, one_line

logger = logging.getLogger(__name__)

_INDEXED = 3
"""Least characters of a word for the trigram index."""
_SHORT = "content_id IN (SELECT content_id FROM pages WHERE instr(words, :{0}))"
_LONG = "rowid IN (SELECT rowid FROM search WHERE search MATCH :{0})"


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
