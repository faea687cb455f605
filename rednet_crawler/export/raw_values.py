"""What stood on a page, as the archive keeps it beside the record of an article."""

from rednet_crawler.items import Article, RawArticle
from rednet_crawler.normalise.explain import found_by_field
from rednet_crawler.safety.safe_text import Json, clean


def raw_values(raw: RawArticle, article: Article) -> dict[str, Json]:
    """Return what stood on the page: field → [text, place] of every value found for it, used or not."""
    record: dict[str, Json] = {}
    for field, found in found_by_field(raw, article).items():
        values: list[Json] = [[text, each.place] for each in found if (text := clean(each.text))]
        if values:
            record[field] = values
    return record
