"""The server: Datasette with the settings and metadata for a catalogue."""

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
    "allow_download": False,  # the file is a temporary copy; `rednet backup` gives a real one
    "default_facet_size": 8,
    "default_page_size": 50,
    "facet_time_limit_ms": 3000,
    "max_returned_rows": 1000,
    "num_sql_threads": 2,  # each may hold a result as large as `bounds` allows
    "sql_time_limit_ms": 5000,
    "suggest_facets": False,
}


def serve(catalogue: Path, title: str, port: int, *, sql: bool = False) -> None:
    """Serve a catalogue read-only on 127.0.0.1 until the process is stopped.

    `sql` allows queries written by the user.
    """
    datasette = Datasette(
        immutables=[str(catalogue)],
        metadata=_metadata(catalogue.stem, title),
        template_dir=str(_HERE / "templates"),
        settings={**_SETTINGS, "default_allow_sql": sql},
    )
    datasette.remove_database(catalogue.stem)
    datasette.add_database(BoundedDatabase(datasette, str(catalogue), is_mutable=False))
    pm.register(plugin, "rednet")
    pm.unregister(name="datasette.handle_exception")  # prints tracebacks; our plugin replaces it
    # Datasette leaves coroutines behind when a URL asks for something absent.
    warnings.filterwarnings("ignore", "coroutine '.*(Facet|TableView)", RuntimeWarning)
    app = Guard(datasette.app(), port, _inline_scripts())
    uvicorn.run(
        app, host="127.0.0.1", port=port, log_level="warning", lifespan="on",
        http="h11", ws="none", proxy_headers=False, server_header=False,
    )  # fmt: skip


def _inline_scripts() -> list[str]:
    """Return the hashes of the inline scripts of Datasette's tables; no other may run."""
    template = Path(app_root) / "datasette/templates/_close_open_menus.html"
    menus = re.findall("<script>(.*?)</script>", template.read_text(encoding="utf-8"), re.DOTALL)
    scripts = [*menus, "DATASETTE_ALLOW_FACET = true;"]
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return [f"sha256-{b64encode(digest).decode()}" for digest in digests]


def _metadata(name: str, title: str) -> dict[str, Any]:
    hidden = {"pages": {"hidden": True}, "search": {"hidden": True}}
    articles = {
        "title": title,
        "sort_desc": "day",
        "facets": ["source", "month", {"array": "channels"}, {"array": "people"}],
    }
    database = {"title": title, "tables": {"articles": articles, **hidden}}
    return {"title": title, "databases": {name: database}}
