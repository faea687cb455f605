"""Whether an answer shows an article: judged by the whole page, for titles and status codes alone say little.

An article is a page of a known template with a title, or a body with a dateline, end matter or
prose beside a title. What else answers 200 is told by its kind: a challenge, a page that is not
there, upkeep, a log-in, a redirect by script, a list, a shell.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rednet_crawler.errors import NotAnArticleError, RemovedError
from rednet_crawler.extraction.lines import Line, lines_on
from rednet_crawler.extraction.page import Document, Head
from rednet_crawler.items import Block, Found, TextBlock
from rednet_crawler.normalise.credits import split_credits
from rednet_crawler.normalise.dateline import parse_opening
from rednet_crawler.normalise.refusals import (
    is_boilerplate,
    refusal_in_text,
    refusal_in_title,
    says_gone,
)
from rednet_crawler.normalise.text import HAN, squeeze
from rednet_crawler.normalise.title import from_title_tag

UNDECIDED = frozenset(
    (
        "a list of links",
        "an empty shell",
        "a page without dateline, end matter or prose beside a title",
    )
)
"""What a page may be said to be whose article is all pictures, or stands in a script."""
_GONE = "a page that is not there"
_LINE_PLACES = ("title-line", "end-matter")
_SENTENCE = re.compile(r"[。！？；!?…”]")
_ADDRESSES = re.compile(r"[您请亲]|点击|看看")
"""What a page says to its reader; a short text that is all there is has none of it where it is an article's."""
_HAN = re.compile(f"[{HAN}]")
_TIME = re.compile(r"\d{4}\s?[-年/.]\s?\d{1,2}\s?[-月/.]\s?\d{1,2}\s?日?\s+\d{1,2}:\d{2}")
_STATE = re.compile(
    r"月\d{1,2}日(?:讯|电)|[\"'](?:content|articleBody|body|contentTxt|text)[\"']\s{0,3}:\s{0,3}[\"'][^\"']{60}"
)
_ARTICLE_DATA = re.compile(
    r"[\"']@type[\"']\s{0,3}:\s{0,3}[\"'](?:News|Reportage)?(?:Article|NewsArticle)[\"']"
)
_MOVES = re.compile(
    r"\blocation(?:\.href)?\s{0,3}=(?!=)|\blocation\.(?:replace|assign|reload)\s{0,3}\("
)
_DECLARED = ("publishdate", "article:published_time", "pubdate")
_MOST_SCRIPT = 200_000
_SHORT_LINE, _FEW_HAN, _LONG = 15, 8, 40
_SOME_PROSE, _MUCH_PROSE = 60, 80
_MANY_LINKS = 10
_HEADLINE = 8
"""Characters of a link that may be the headline of another article; those of menus are shorter."""
_LONGEST_TITLE = 60
_REST = 100
"""Characters that follow a notice of removal where it is no such notice."""


class _Signs(NamedTuple):
    """What a page shows, wherever it stands."""

    titles: tuple[str, ...]
    dateline: bool
    credits: int
    """How many of source, author, editor, … are labelled."""
    time: bool
    declared: bool
    """Whether its meta tags or JSON-LD say that it is an article."""
    state: bool
    """Whether a script holds the text."""
    prose: tuple[str, ...]
    sentences: int
    """Lines that neither are links or refusals nor address the reader."""
    refusals: tuple[str, ...]
    links: int


def why_no_article(
    document: Document,
    head: Head,
    template: str | None,
    blocks: Sequence[Block],
    found: Mapping[str, Sequence[Found]],
) -> str | None:
    """Return what a page is instead of an article, in words; None for an article.

    `blocks` and `found` are what its template, where one matches, gave.
    """
    if template is None:
        return _judge_unknown(_read(document, head), document)
    return _judge_known(head, blocks, found)


def no_article(what: str, kind: str, head: Head) -> NotAnArticleError:
    """Return the error for a page, called `what`, of such a kind: RemovedError where it says that
    the article is not there.
    """
    error = RemovedError if kind == _GONE else NotAnArticleError
    return error(
        f"{what}: holds no article but {kind} (title: {squeeze(head.title)[:_LONGEST_TITLE] or 'none'})"
    )


def _judge_known(
    head: Head, blocks: Sequence[Block], found: Mapping[str, Sequence[Found]]
) -> str | None:
    """Return what a page of a known template is instead of an article; None for an article."""
    texts = [block.text for block in blocks if isinstance(block, TextBlock) and not block.link]
    media = any(not isinstance(block, TextBlock) for block in blocks)
    headline = next(
        (each.text for each in found.get("title", ()) if each.text and each.place == "headline"), ""
    )
    dated = any(
        each.text and each.place in _LINE_PLACES
        for field in ("published", "source", "author", "editor")
        for each in found.get(field, ())
    )
    if not (headline or texts or media):
        return "an empty shell, without title and text"
    first = texts[0] if texts else ""
    if first and says_gone(first) and not media:
        rest = sum(len(text) for text in texts[1:] if refusal_in_text(text) is None)
        if not (dated and rest > _REST):
            return _GONE
    if dated or (refusal := refusal_in_title(headline or head.title)) is None:
        return None
    said = len(first) < _SHORT_LINE or refusal_in_text(first) is not None
    return refusal if said and not any(map(parse_opening, texts[:3])) else None


def _judge_unknown(signs: _Signs, document: Document) -> str | None:
    """Return what a page of no known template is instead of an article; None for an article."""
    prose = sum(map(len, signs.prose))
    strong = signs.dateline or signs.credits > 1
    refusal = next(filter(None, map(refusal_in_title, signs.titles)), None)
    named = any(from_title_tag(title) for title in signs.titles)
    if refusal:
        return None if strong and prose >= _MUCH_PROSE else refusal
    weak, headed = signs.declared or signs.time or signs.credits > 0, _headed(signs.titles)
    shown = (
        strong
        or (
            headed and signs.credits > 0 and not signs.refusals
        )  # a picture or a video under its headline
        or (signs.state and signs.declared)
        or (bool(signs.prose) and (weak or prose >= _SOME_PROSE))
        or (signs.sentences > 0 and not signs.refusals and (weak or headed))
    )
    if shown and (named or strong):
        return None
    return _kind_of(signs, document)


def _kind_of(signs: _Signs, document: Document) -> str:
    if signs.refusals and not signs.prose:
        return signs.refusals[0]
    if not signs.prose and _moves(document):
        return "a redirect by script"
    if signs.links >= _MANY_LINKS:
        return "a list of links"
    if not (signs.prose or signs.sentences):
        return "an empty shell"
    return "a page without dateline, end matter or prose beside a title"


def _headed(titles: Sequence[str]) -> bool:
    """Say whether a headline of the page is what its `<title>` begins with."""
    own, *others = (from_title_tag(title) or "" for title in titles or ("",))
    return bool(own) and len(_HAN.findall(own)) > 1 and own in others


def _read(document: Document, head: Head) -> _Signs:
    lines = lines_on(document.root)
    texts = [line for line in lines if not line.link]
    free = [line.text for line in _outside_lists(lines, from_title_tag(head.title) or "")]
    refusals = tuple(kind for line in texts if (kind := _refusal_of(line.text)))
    kept = [text for text in free if refusal_in_text(text) is None and not is_boilerplate(text)]
    labelled = {
        value.field
        for line in texts
        if len(line.text) < _MOST_SCRIPT
        for value in split_credits(line.text)
        if value.text
    }
    scripts = "\n".join(
        (script.text or "")[:_MOST_SCRIPT] for script in document.root.iter("script")
    )[:_MOST_SCRIPT]
    metas = head.metas
    return _Signs(
        titles=_titles(lines, head),
        dateline=any(len(text) > _SHORT_LINE and parse_opening(text) for text in free),
        credits=len(labelled & {"source", "author", "editor", "copyright", "link"}),
        time=any(_TIME.search(text) for text in kept),
        declared=any(metas.get(name, "").strip() for name in _DECLARED)
        or metas.get("og:type", "").strip().lower() == "article"
        or _ARTICLE_DATA.search(scripts) is not None,
        state=_STATE.search(scripts) is not None,
        prose=tuple(filter(_is_prose, kept)),
        sentences=sum(1 for text in kept if _SENTENCE.search(text) and not _ADDRESSES.search(text)),
        refusals=refusals,
        links=sum(line.link for line in lines),
    )


def _refusal_of(text: str) -> str | None:
    return None if is_boilerplate(text) else refusal_in_text(text)


def _titles(lines: Sequence[Line], head: Head) -> tuple[str, ...]:
    """Return `<title>`, og:title and the headings: the first one names the page, the others may."""
    headings = [line.text for line in lines if line.heading and not line.link and not line.item][:3]
    return tuple(
        filter(None, (squeeze(head.title), squeeze(head.metas.get("og:title", "")), *headings))
    )


def _outside_lists(lines: Sequence[Line], headline: str) -> list[Line]:
    """Return the lines that are neither links nor headings nor in lists, nor the summary behind the
    link to an article.
    """
    outside: list[Line] = []
    behind_link = False
    for line in lines:
        if line.link:
            behind_link = line.anchor >= _HEADLINE
        elif line.heading or line.text == headline or (behind_link and _is_prose(line.text)):
            behind_link = False
        elif not line.item:
            outside.append(line)
    return outside


def _is_prose(text: str) -> bool:
    """Say whether a line is a sentence or a paragraph of Chinese."""
    return len(_HAN.findall(text[:200])) >= _FEW_HAN and (
        (len(text) >= _SHORT_LINE - 2 and _SENTENCE.search(text) is not None) or len(text) >= _LONG
    )


def _moves(document: Document) -> bool:
    refreshes = any(
        (meta.get("http-equiv") or "").lower() == "refresh" for meta in document.root.iter("meta")
    )
    return refreshes or any(
        _MOVES.search((script.text or "")[:_MOST_SCRIPT]) for script in document.root.iter("script")
    )
