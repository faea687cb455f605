"""Mutational fuzzing: broken pages in, and nothing but articles, listings and the designed errors out.

    python benchmarks/fuzz.py --count 100000 --seed 1 --jobs 2 --keep failures/

Saved pages (tests/pages), pages of the replica and a few built in are cut, flipped, shuffled, nested and bombed. The
same seed makes the same pages. Exit code 1 where anything but a RednetError was raised, or a page took a second.
"""

import argparse
import hashlib
import multiprocessing
import re
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from rednet_crawler.errors import RednetError
from rednet_crawler.extraction.article import extract_article
from rednet_crawler.extraction.channel_api import extract_channel_api
from rednet_crawler.extraction.listing import extract_channel_links, extract_listing
from rednet_crawler.extraction.plain_text import extract_plain_text
from rednet_crawler.items import Page
from rednet_crawler.normalise.article import normalise_article

ROOT = Path(__file__).resolve().parent.parent
URL = "https://hh.rednet.cn/content/646656/94/12109536.html"
APP_URL = "https://moment.rednet.cn/pc/content/646656/94/12109536.html"
URLS = (URL, URL, URL, APP_URL, "https://hh.rednet.cn/channel/7012.html", None)
SLOWEST = 1.0
BATCH = 200
LARGEST = 200_000

BUILT_IN = (
    b"",
    b"[" * 1_000,
    '<title>题目_要闻_红网怀化站</title><h1 class="detail_title">题目</h1><div class="m_b_25"><span class="p_l_10">来源：红网</span>'
    '<span class="p_l_25">2022-12-02 10:15:33</span></div><article><section class="detail_article_content"><p>红网时刻怀化12月2日讯'
    "(通讯员 郭飞 王 勇)疫情当前，众志成城。</p><p><strong>解决急难愁盼</strong></p><p>正文。</p><p align=center><img src=/a.jpg/220>"
    "<br>图为现场</p><table><tr><td>甲</td><td>乙</td></tr></table></section><section><p>来源：红网</p><p>编辑：杨超</p></section>".encode(),
    '<div id="div_newsList"><ul class="news_list"><li><a href="/content/646656/94/1.html"><span class="f_left">题目</span>'
    '<span class="f_right time">2022-12-02 10:15</span></a></li></ul></div><ul class="pagination"><li class="active"><a>1</a></li>'
    '<li><a href="/channel/7012_2.html">2</a></li></ul><a href="/channel/7012.html">法治</a>'.encode(),
    '[{"title":"题目","contentUrl":"https://hh.rednet.cn/content/646656/94/1.html","publishTimeStr":"2022-12-02 10:15:33"}]'.encode(),
)
CHARSETS = (b"utf-8", b"gb2312", b"gbk", b"gb18030", b"utf-16", b"big5", b"iso-8859-1", b"none-such", b"\xff", b"")
HEADERS = (
    None,
    "text/html",
    "text/html;charset=UTF-8",
    "text/html; charset=gbk",
    "charset=utf-16",
    "text/plain",
    'charset="',
    "\x00",
)
WORDS = (
    "（|(|)|）|记者 |王 勇 |12月2日讯（|99月99日电|·|/|来源：|编辑：|相关链接|本文为原创|//a/| |\u3000|1|"
    "999999999999999999999|&nbsp;|&amp|&#0;|&#xD800;|&#x110000;"
)
TAGS = (
    "<p>|<div>|</div>|<span>|<table><tr><td>|<td>|<br>|<b>|<!--|-->|<script>|</script>|<title>|<h3>|<ul class=news_list><li>|"
    "<ul class=pagination>|<a href='http://['>|<img src='http://['>|<img class=edui-faked-video urlCloud=//>|<h1 class=detail_title>|"
    "<section class=detail_article_content>|<div class=m_b_25>|<div class=group_carousel>|<p style='text-align:center;font-size:0px'>|"
    "<p style='display:none'>|<![CDATA[|<|>|<?xml version='1.0' encoding='utf-16'?>"
)
BOMBS = '\x00|\ufeff|\u200b|\U0001f600|\ufffd|"|{|[|\\u0000|\\ud800'
PIECES = tuple(piece.encode() for some in (WORDS, TAGS, BOMBS) for piece in some.split("|"))
TAG = re.compile(rb"<[^<>]{0,300}>")
CHARSET = re.compile(rb"charset\s*=\s*[\"']?[\w-]*")

Corpus = Sequence[bytes]


@dataclass
class Tally:
    """What a share of the pages came to."""

    pages: int = 0
    read: int = 0
    refused: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, tuple[float, str]] = field(default_factory=dict)
    """Reader → seconds and page."""
    too_slow: int = 0

    def add(self, other: "Tally") -> None:
        """Take in another share."""
        self.pages += other.pages
        self.read += other.read
        self.refused += other.refused
        self.failures += other.failures
        for name, slowest in other.slowest.items():
            self.slowest[name] = max(slowest, self.slowest.get(name, slowest))
        self.too_slow += other.too_slow


def build_corpus(replica_articles: int = 60) -> list[bytes]:
    """Return the pages to start from: saved ones, those of the replica with its listings, the built-in ones."""
    pages = [path.read_bytes() for path in sorted(ROOT.glob("tests/pages/*/page.*"))]
    with suppress(ImportError):
        from rednet_crawler.replica.station import build_station  # noqa: PLC0415 - there may be none

        replica = build_station(replica_articles, 1)
        numbers = [channel.number for channel in replica.channels]
        paths = [str(row["url"]).removeprefix("https://hh.rednet.cn") for row in replica.truth]
        paths += ["/", *(f"/channel/{number}.html" for number in numbers)]
        pages += [replica.answer("hh.rednet.cn", path).body for path in paths]
        query = f"/content/list/channel?channelId={numbers[0]}&pageSize=20"
        pages.append(replica.answer("front-web.rednet.cn", query).body)
    return [*pages, *BUILT_IN]


def flip_bytes(body: bytes, dice: Random, corpus: Corpus) -> bytes:  # noqa: ARG001
    """Set some bytes to anything."""
    changed = bytearray(body)
    for _ in range(dice.choice((1, 3, 30, 300)) if changed else 0):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def cut(body: bytes, dice: Random, corpus: Corpus) -> bytes:  # noqa: ARG001
    """Cut out a part, or all behind a place."""
    start, end = span(body, dice)
    return body[:start] + (body[end:] if dice.choice((True, False)) else b"")


def double(body: bytes, dice: Random, corpus: Corpus) -> bytes:  # noqa: ARG001
    """Repeat a part."""
    start, end = span(body, dice)
    return body[:end] + body[start:end] * dice.choice((1, 2, 20)) + body[end:]


def move_tags(body: bytes, dice: Random, corpus: Corpus) -> bytes:  # noqa: ARG001
    """Swap tags among themselves."""
    tags = TAG.findall(body)
    some = dice.sample(range(len(tags)), min(len(tags), dice.choice((2, 6, 40))))
    turned = dict(zip(some, [tags[at] for at in some[1:] + some[:1]], strict=True))
    numbers = iter(range(len(tags)))
    return TAG.sub(lambda match: turned.get(next(numbers), match[0]), body)


def drop_tags(body: bytes, dice: Random, corpus: Corpus) -> bytes:  # noqa: ARG001
    """Leave out some tags."""
    share = dice.choice((0.02, 0.2, 0.8))
    return TAG.sub(lambda match: b"" if dice.random() < share else match[0], body)


def nest(body: bytes, dice: Random, corpus: Corpus) -> bytes:  # noqa: ARG001
    """Put a part deep into tags that are perhaps closed again."""
    start, end = span(body, dice)
    tag, depth = (
        dice.choice((b"div", b"span", b"b", b"p", b"table", b"li", b"section", b"font")),
        dice.choice((3, 60, 300, 2_000)),
    )
    closed = b"</" + tag + b">" if dice.choice((True, False)) else b""
    return body[:start] + (b"<" + tag + b">") * depth + body[start:end] + closed * depth + body[end:]


def change_charset(body: bytes, dice: Random, corpus: Corpus) -> bytes:  # noqa: ARG001
    """Declare another charset, or put the page in one."""
    name = dice.choice(CHARSETS)
    if dice.choice((True, False)):
        return CHARSET.sub(lambda _: b"charset=" + name, body)
    return body.decode("utf-8", "replace").encode(dice.choice(("gb18030", "utf-16", "utf-8-sig")), "replace")


def insert(body: bytes, dice: Random, corpus: Corpus) -> bytes:  # noqa: ARG001
    """Insert a piece, or thousands of it."""
    at = dice.randint(0, len(body))
    return body[:at] + dice.choice(PIECES) * dice.choice((1, 1, 3, 100, 5_000)) + body[at:]


def splice(body: bytes, dice: Random, corpus: Corpus) -> bytes:
    """Go on as another page."""
    other = dice.choice(corpus)
    return body[: dice.randint(0, len(body))] + other[dice.randint(0, len(other)) :]


def change_digits(body: bytes, dice: Random, corpus: Corpus) -> bytes:  # noqa: ARG001
    """Write other digits: days, times and numbers that are none."""
    return re.sub(rb"\d", lambda match: b"%d" % dice.randrange(10) if not dice.randrange(5) else match[0], body)


MUTATIONS = (flip_bytes, cut, double, move_tags, drop_tags, nest, change_charset, insert, insert, splice, change_digits)


def span(body: bytes, dice: Random) -> tuple[int, int]:
    """Return a part of a page, mostly a short one."""
    start = dice.randint(0, len(body))
    return start, min(len(body), start + dice.choice((1, 20, 400, 20_000)))


def mutate(number: int, seed: int, corpus: Corpus) -> Page:
    """Return the page of that number: always the same for a seed and a corpus."""
    dice = Random(f"{seed}/{number}")  # noqa: S311 - pages, not secrets
    body = dice.choice(corpus)
    for _ in range(dice.choice((1, 1, 2, 3, 6))):
        body = dice.choice(MUTATIONS)(body, dice, corpus)[:LARGEST]
    return Page(url=dice.choice(URLS), body=body, content_type=dice.choice(HEADERS))


READERS: dict[str, Callable[[Page], object]] = {
    "article": lambda page: normalise_article(extract_article(page), station="hh"),
    "plain text": lambda page: normalise_article(extract_plain_text(page), station="hh"),
    "listing": extract_listing,
    "channel links": extract_channel_links,
    "api": extract_channel_api,
}


def fuzz(numbers: range, *, seed: int, corpus: Corpus, keep: Path | None) -> Tally:
    """Read the pages of these numbers in every way."""
    tally = Tally()
    for number in numbers:
        page = mutate(number, seed, corpus)
        tally.pages += 1
        for name, read in READERS.items():
            problem = None
            start = process_time()
            try:
                read(page)
                tally.read += 1
            except RednetError:
                tally.refused += 1
            except Exception as error:  # noqa: BLE001 - what a fuzzer looks for
                place = traceback.extract_tb(error.__traceback__)[-1]
                problem = f"{name}: {type(error).__name__} in {Path(place.filename).name}:{place.lineno} {place.name}"
                tally.failures[problem] += 1
            took = process_time() - start
            this = (took, f"page {number}, {len(page.body):,} bytes")
            tally.slowest[name] = max(this, tally.slowest.get(name, this))
            if took >= SLOWEST:
                tally.too_slow += 1
                problem = problem or f"{name}: slow"
            if problem and keep:
                save(page, problem, keep, number)
    return tally


def save(page: Page, problem: str, folder: Path, number: int) -> None:
    """Keep a failing page, and beside it what happened and how it was read. Ten of a kind are enough."""
    folder.mkdir(parents=True, exist_ok=True)
    kind = re.sub(r"\W+", "-", problem)[:60] + "-" + hashlib.sha256(problem.encode()).hexdigest()[:6]
    if len(list(folder.glob(f"{kind}-*.txt"))) < 10:  # noqa: PLR2004
        (folder / f"{kind}-{number}.html").write_bytes(page.body)
        (folder / f"{kind}-{number}.txt").write_text(
            f"{problem}\n{page.url}\n{page.content_type!r}\n", encoding="utf-8"
        )


def run(arguments: argparse.Namespace) -> Tally:
    """Share the pages out among the processes."""
    corpus = build_corpus()
    last = arguments.start + arguments.count
    batches = [range(start, min(start + BATCH, last)) for start in range(arguments.start, last, BATCH)]
    work = partial(fuzz, seed=arguments.seed, corpus=corpus, keep=arguments.keep)
    total = Tally()
    with multiprocessing.Pool(arguments.jobs) as pool:
        for tally in pool.imap_unordered(work, batches):
            total.add(tally)
            if sys.stderr.isatty():
                print(f"\r{total.pages:,} pages, {total.failures.total():,} failures", end="", file=sys.stderr)
    return total


def table(total: Tally, seconds: float) -> Iterator[str]:
    """Yield the lines of the result."""
    rows = {
        "pages": f"{total.pages:,} in {seconds:,.0f} s",
        "readings": f"{total.read:,} read, {total.refused:,} refused by design",
        "unexpected exceptions": f"{total.failures.total():,}",
        f"readings of {SLOWEST:g} s or more": f"{total.too_slow:,}",
    }
    for name, (slowest, page) in total.slowest.items():
        rows[f"slowest {name}"] = f"{slowest:.3f} s ({page})"
    for name, value in rows.items():
        yield f"{name:<28}{value}"
    for problem, count in total.failures.most_common():
        yield f"  {count:>6,} × {problem}"


def main() -> int:
    """Read the arguments, fuzz, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000, help="pages (default 10000)")
    parser.add_argument("--start", type=int, default=0, help="number of the first page, to repeat one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="folder for pages that failed or were slow")
    arguments = parser.parse_args()
    start = perf_counter()
    total = run(arguments)
    print("\n".join(table(total, perf_counter() - start)))
    return 1 if total.failures or total.too_slow else 0


if __name__ == "__main__":
    sys.exit(main())
