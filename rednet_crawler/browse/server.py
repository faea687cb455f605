"""Datasette, as it is set up for a catalogue: what is listed, by what, and how long a question may take."""

import hashlib
import re
import warnings
from base64 import b64encode
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette, app_root
from datasette.plugins import pm

from rednet_crawler.browse import plugin
from rednet_crawler.browse.bounds import BoundedDatabase
from rednet_crawler.browse.guard import Guard

_HERE = Path(__file__).parent
_SETTINGS = {
    "allow_download": False,  # the file is a copy that is gone afterwards; `rednet backup` is what is wanted
    "default_facet_size": 8,
    "default_page_size": 50,
    "facet_time_limit_ms": 3000,
    "max_returned_rows": 1000,
    "num_sql_threads": 2,  # each may hold an answer as large as `bounds` allows
    "sql_time_limit_ms": 5000,
    "suggest_facets": False,
}


def serve(catalogue: Path, title: str, port: int, *, sql: bool = False) -> None:
    """Serve a catalogue read-only on 127.0.0.1 until the process is asked to end; `sql` lets people ask in SQL of their own."""
    datasette = Datasette(
        immutables=[str(catalogue)],
        metadata=_metadata(catalogue.stem, title),
        template_dir=str(_HERE / "templates"),
        settings={**_SETTINGS, "default_allow_sql": sql},
    )
    datasette.remove_database(catalogue.stem)
    datasette.add_database(BoundedDatabase(datasette, str(catalogue), is_mutable=False))
    pm.register(plugin, "rednet")
    pm.unregister(name="datasette.handle_exception")  # it prints tracebacks; the plugin has one of ours
    # of an address that asks for what is not there Datasette leaves parts undone
    warnings.filterwarnings("ignore", "coroutine '.*(Facet|TableView)", RuntimeWarning)
    app = Guard(datasette.app(), port, _inline_scripts())
    uvicorn.run(
        app, host="127.0.0.1", port=port, log_level="warning", lifespan="on",
        http="h11", ws="none", proxy_headers=False, server_header=False,
    )  # fmt: skip


def _inline_scripts() -> list[str]:
    """Return the hashes of Datasette's inline scripts that its tables need; what a page of the site brings has none."""
    menus = (Path(app_root) / "datasette/templates/_close_open_menus.html").read_text(encoding="utf-8")
    scripts = [*re.findall("<script>(.*?)</script>", menus, re.DOTALL), "DATASETTE_ALLOW_FACET = true;"]
    return [f"sha256-{b64encode(hashlib.sha256(each.encode()).digest()).decode()}" for each in scripts]


def _metadata(name: str, title: str) -> dict[str, Any]:
    hidden = {"pages": {"hidden": True}, "search": {"hidden": True}}
    articles = {
        "title": title,
        "sort_desc": "day",
        "facets": ["source", "month", {"array": "channels"}, {"array": "people"}],
    }
    return {"title": title, "databases": {name: {"title": title, "tables": {"articles": articles, **hidden}}}}
