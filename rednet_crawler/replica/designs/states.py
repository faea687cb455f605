"""The article in the state of a script only: of Nuxt, as a function that is called, and of Next, as JSON."""

import json
from random import Random

from rednet_crawler.replica.markup import Typesetter
from rednet_crawler.replica.pages import Links
from rednet_crawler.replica.story import Story

_NUXT = """<!doctype html><html><head><meta charset="utf-8"><title>{title}_红网{house}</title></head><body><div id="__nuxt"></div>
<script>window.__NUXT__=(function(a,b,c,d,e){{return {{layout:"default",data:[{{menu:{menu},
info:{{id:a,title:b,source:c,author:{author},editorName:{editor},
publishTime:d,content:{html},isTop:false}},
hot:[{hot}]}}],fetch:{{}},error:null,serverRendered:true}}}}({number},{quoted},{source},{time},null));</script>
<script src="/_nuxt/app.js"></script></body></html>"""
_NEXT = """<!doctype html><html><head><meta charset="utf-8"><title>{title}_红网{house}</title></head><body><div id="__next"></div>
<script id="__NEXT_DATA__" type="application/json">{state}</script></body></html>"""


def nuxt(story: Story, house: str, channels: Links, related: Links) -> str:
    """Return the page of a story."""
    said = _said(story, "nuxt")
    return _NUXT.format(
        title=story.title,
        house=house,
        menu=_js([{"name": name, "url": address} for name, address in channels]),
        author=_js(said["author"]),
        editor=_js(said["editor"]),
        html=_js(said["content"]).replace("</", "\\u003C\\u002F").replace("/", "\\u002F"),
        hot=",".join(f"{{title:{_js(text)},url:{_js(address)}}}" for text, address in related),
        number=story.content_id,
        quoted=_js(story.title),
        source=_js(said["source"]),
        time=_js(said["time"]),
    )


def next_data(story: Story, house: str, channels: Links, related: Links) -> str:
    """Return the page of a story."""
    said = _said(story, "next")
    state = {
        "props": {
            "pageProps": {
                "channels": [{"title": name, "link": address} for name, address in channels],
                "detail": {
                    "articleId": story.content_id,
                    "articleTitle": story.title,
                    "pubTime": said["time"],
                    "sourceName": said["source"],
                    "authors": [{"name": name} for name in said["author"].split()],
                    "editor": said["editor"],
                    "body": said["content"],
                    "cover": None,
                },
                "recommend": [{"title": text, "summary": text * 3, "url": address} for text, address in related],
            }
        },
        "page": "/detail",
    }
    return _NEXT.format(
        title=story.title, house=house, state=json.dumps(state, ensure_ascii=False).replace("<", "\\u003c")
    )


def _said(story: Story, seed: str) -> dict[str, str]:
    line, end = story.line, story.end
    authors = dict.fromkeys(credit.name for place in (end, line) if place for credit in place.authors or ())
    return {
        "content": Typesetter(Random(f"{seed}/{story.content_id}"), rough=story.rough).body(story.pieces),
        "source": (end and end.source) or line.source or "",
        "author": " ".join(authors),
        "editor": " ".join((end and end.editors) or line.editors or ()),
        "time": line.published or "",
    }


def _js(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
