"""What Datasette cannot be told by configuration: the search, and what the page of an article shows."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl
from datasette.filters import FilterArguments
from markupsafe import Markup

from rednet_crawler.export.safe_text import clean

_INDEXED = 3
"""Characters that a word has to have for the index: it is one of trigrams."""
_SHORT = "content_id IN (SELECT content_id FROM pages WHERE instr(words, :{0}))"
_LONG = "rowid IN (SELECT rowid FROM search WHERE search MATCH :{0})"


@hookimpl(trylast=True)
def filters_from_request(request: Any, table: str) -> FilterArguments | None:
    """Answer the search box: articles that hold every word, whatever its length and its characters."""
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
    """Show the lists of channels and people as people write them, and link the title to the page of the article."""
    if table != "articles" or column not in ("channels", "people", "title"):
        return None
    if column == "title":
        return Markup('<a href="articles/{}">{}</a>').format(row["content_id"], value or "–")
    return "、".join(json.loads(str(value)))


@hookimpl
def extra_template_vars(datasette: Any, database: str) -> dict[str, Callable[[str], Awaitable[Any]]]:
    """Give the template of the page of an article what the archive has of it."""

    async def article(content_id: str) -> Any:
        query = "SELECT record FROM pages WHERE content_id = ?"
        found = await datasette.get_database(database).execute(query, [content_id])
        return json.loads(found.first()[0])

    return {"article": article}
