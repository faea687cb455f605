"""Datasette, as it is set up for a catalogue: what is listed, by what, and how long a question may take."""

from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from rednet_crawler.adapters.browse import plugin

_HERE = Path(__file__).parent
_SETTINGS = {
    "allow_download": False,  # the file is a copy that is gone afterwards; `rednet backup` is what is wanted
    "default_facet_size": 8,
    "default_page_size": 50,
    "facet_time_limit_ms": 3000,
    "sql_time_limit_ms": 5000,
    "suggest_facets": False,
}


def serve(catalogue: Path, title: str, port: int) -> None:
    """Serve a catalogue read-only on 127.0.0.1 until the process is asked to end."""
    datasette = Datasette(
        immutables=[str(catalogue)],
        metadata=_metadata(catalogue.stem, title),
        template_dir=str(_HERE / "templates"),
        settings=_SETTINGS,
    )
    pm.register(plugin, "rednet")
    uvicorn.run(datasette.app(), host="127.0.0.1", port=port, log_level="warning", lifespan="on")


def _metadata(name: str, title: str) -> dict[str, Any]:
    hidden = {"pages": {"hidden": True}, "search": {"hidden": True}}
    articles = {
        "title": title,
        "sort_desc": "day",
        "facets": ["source", "month", {"array": "channels"}, {"array": "people"}],
    }
    return {"title": title, "databases": {name: {"title": title, "tables": {"articles": articles, **hidden}}}}
