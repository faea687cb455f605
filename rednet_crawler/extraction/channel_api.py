"""The JSON API of front-web.rednet.cn: an array, newest first → entries (site.md, section 4)."""

import json

from rednet_crawler.errors import OverBoundError, PageError
from rednet_crawler.extraction.bounds import MOST_ENTRIES
from rednet_crawler.extraction.charset import decode
from rednet_crawler.items import Listing, ListingEntry, Page
from rednet_crawler.normalise.text import squeeze
from rednet_crawler.site.urls import resolve


def extract_channel_api(page: Page) -> Listing:
    """Read an answer of `content/list/channel`. Entries without an address are left out.

    Raises PageError where it is no JSON array, OverBoundError where it is too long.
    """
    what = page.url or "the API's answer"
    try:
        answer = json.loads(decode(page.body, page.content_type).text)
    except (ValueError, RecursionError) as error:
        raise PageError(f"{what}: not JSON ({error})") from error
    if not isinstance(answer, list):
        raise PageError(f"{what}: a JSON array was expected, not {type(answer).__name__}")
    if len(answer) > MOST_ENTRIES:
        raise OverBoundError(f"{what}: lists {len(answer)} entries, more than {MOST_ENTRIES}")
    entries = []
    for position, entry in enumerate(answer, 1):
        url = resolve(page.url or "", _text(entry, "contentUrl") or "")
        if url is not None:
            entries.append(
                ListingEntry(
                    url=url, title=_text(entry, "title"), published=_text(entry, "publishTimeStr"), position=position
                )
            )
    return Listing(kind="api", entries=tuple(entries))


def _text(entry: object, name: str) -> str | None:
    value = entry.get(name) if isinstance(entry, dict) else None
    return squeeze(value) or None if isinstance(value, str) else None
