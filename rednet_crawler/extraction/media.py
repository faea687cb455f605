"""What stands in a body beside text: pictures, videos, data tables, photo stories.

Addresses are those of pictures in full size, over https, and of the video files that stand in scripts.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from urllib.parse import unquote, urljoin, urlsplit

from rednet_crawler.extraction.bounds import MOST_MEDIA
from rednet_crawler.extraction.page import Element, text_of
from rednet_crawler.extraction.picture_sources import picture_of
from rednet_crawler.items import Image, TableBlock, Video
from rednet_crawler.normalise.text import squeeze, visible

Figure = TableBlock | Image | Video

CAROUSEL = "group_carousel"
_COUNTER = re.compile(
    r"\d{1,3}\s?/\s?\d{1,3}|[‹›«»<>]|(?:上|下)一[张页]|Previous|Next", re.IGNORECASE
)
_PROSE = 40
_LEVELS = 8

_THUMBNAIL = re.compile(r"(\.(?:jpe?g|png|gif|webp|bmp))/\d{1,4}(?:x\d{1,4})?$", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"(?:1x1|1px|spacer|space|blank|loading|placeholder|gr[ea]y|lazy(?:load)?|pixel|transparent|"
    r"trans|empty|clear)\.(?:gif|png|jpe?g|webp|svg)"
    r"|/(?:dot|default|none|load|no-?(?:img|pic|image)|t|px)\.(?:gif|png|jpe?g|webp|svg)"
)
_PICTURE_ENDS = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp")
_VIDEO_END = re.compile(r"\.(?:mp4|m3u8)(?![\w.])(?:\?[^\s\"'<>\\]{0,300})?", re.IGNORECASE)
_VIDEO_FILE = re.compile(r"\.(?:mp4|m3u8)(?:\?[^\s]{0,300})?\s*$", re.IGNORECASE)
_VIDEO_START = re.compile(r"(?:https?:)?(?:\\?/){2}", re.IGNORECASE)
_BREAKS = "\"'<>,;| \t\r\n"
_LONGEST_PATH = 600
_LONGEST_SCRIPT = 200_000
_COVER = re.compile(
    r"(?:poster|cover\w{0,12}|pic|thumb\w{0,10})[\"']?\s{0,4}[:=]\s{0,4}"
    r"(?:\{[^{}]{0,200}?\bsrc[\"']?\s{0,4}:\s{0,4})?[\"']([^\"'\s]{8,500})[\"']",
    re.IGNORECASE,
)
_QUALITY = re.compile(r"/v\.f(\d{2,6})\.(?:mp4|m3u8)", re.IGNORECASE)
_TINY = 40
_RESIZED = re.compile(r"[?&]url=([^&\s]{1,1000})")
_ABSOLUTE = re.compile(
    r"https?://[\w-]{1,60}(?:\.[\w-]{1,60}){1,10}(?:/[\w./-]{0,1000})?", re.ASCII
)
"""What most links are: an absolute address that needs no more reading."""


def image_url(link: str, base: str) -> str | None:
    """Return the address of the picture in full size over https; None for `data:`, `file:` and placeholders."""
    if "/_next/image?" in link and (
        inner := _RESIZED.search(link)
    ):  # a service of Next.js that resizes
        link = unquote(inner[1])
    url = absolute(link, base)
    if url is None:
        return None
    name = url[url.rfind("/") :].lower()
    if _PLACEHOLDER.search(name) or "/filetypeimages/" in url or "/emotion/" in url:
        return None
    if url.startswith("http://"):
        url = "https://" + url[7:]
    return url if name.endswith(_PICTURE_ENDS) else _THUMBNAIL.sub(r"\1", url)


def absolute(link: str, base: str) -> str | None:
    """Return the absolute http(s) address of a link; None where it is none."""
    if _ABSOLUTE.fullmatch(link):
        return link
    link = visible("".join(link.split())).replace("\\/", "/")
    if not link or len(link) > 2_000:  # noqa: PLR2004
        return None
    if link.startswith("//"):
        link = "https:" + link
    try:
        url = urljoin(base, link)
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host else None


def read_image(element: Element, base: str) -> Image | None:
    """Read an `<img>`: its first source that is a real picture; None for spacers, icons and tracking pixels."""
    for side in ("width", "height"):
        size = element.get(side, "").strip().removesuffix("px")
        if size.isascii() and size.isdigit() and int(size[:6]) < _TINY:
            return None
    url = picture_of(element, lambda link: image_url(link, base))
    return Image(url=url) if url else None


_FAKED_SOURCES = ("urlcloud", "_url", "data-url")  # the last two are a guess


def is_faked_video(element: Element) -> bool:
    """Return whether an `<img>` stands for a video: `img.edui-faked-video`, or one whose file is a video."""
    if "edui-faked-video" in element.get("class", ""):
        return True
    return any(_VIDEO_FILE.search(element.get(name) or "") for name in _FAKED_SOURCES)


def read_faked_video(element: Element, base: str) -> Video | None:
    """Read an `<img>` that stands for a video: the file in urlCloud, the cover in coverImg."""
    for name in _FAKED_SOURCES:
        if (link := element.get(name)) and (url := absolute(link, base)):
            cover = image_url(element.get("coverimg", ""), base)
            return Video(url=url, cover=cover)
    return None


def script_videos(script: str, base: str) -> Iterator[Video]:
    """Yield the video files a script names, one for each folder: of several qualities the highest
    (v.f30 over v.f20).
    """
    if ".mp4" not in script and ".m3u8" not in script.lower() and ".MP4" not in script:
        return
    script = _without_comments(script[:_LONGEST_SCRIPT])
    best: dict[str, str] = {}
    for link in _video_links(script):
        url = absolute(link, base)
        if url is None:
            continue
        folder = _QUALITY.sub("", url)
        known = best.get(folder)
        if known is None or _quality(url) > _quality(known):
            best[folder] = url
    cover = _COVER.search(script)
    for url in best.values():
        yield Video(url=url, cover=image_url(cover[1], base) if cover and len(best) == 1 else None)


def _without_comments(script: str) -> str:
    """Drop what stands between `/*` and `*/`; time stays linear."""
    kept, at = [], 0
    while (start := script.find("/*", at)) >= 0 and (end := script.find("*/", start + 2)) >= 0:
        kept.append(script[at:start])
        at = end + 2
    return "".join([*kept, script[at:]])


def _video_links(script: str) -> Iterator[str]:
    """Yield what looks like the address of a video file: read from its ending backwards, so that time stays linear."""
    for end in _VIDEO_END.finditer(script):
        before = script[max(0, end.start() - _LONGEST_PATH) : end.start()]
        before = before[max(before.rfind(char) for char in _BREAKS) + 1 :]
        if start := _VIDEO_START.search(before):
            yield before[start.start() :] + end[0]


def _quality(url: str) -> int:
    match = _QUALITY.search(url)
    return int(match[1]) if match else 0


def is_data_table(table: Element) -> bool:
    """Say whether a table holds data: two cells or more in some row, with text; else it only arranges its content."""
    if next((inner for inner in table.iter("table") if inner is not table), None) is not None:
        return False
    filled = (
        sum(1 for cell in row if cell.tag in ("td", "th") and text_of(cell))
        for row in table.iter("tr")
    )
    return max(filled, default=0) > 1


def read_table(table: Element) -> TableBlock:
    """Return the rows of a data table that hold any text; each cell once, whatever it spans."""
    rows = (
        tuple(text_of(cell) for cell in row if cell.tag in ("td", "th")) for row in table.iter("tr")
    )
    return TableBlock(rows=tuple(row for row in rows if any(row)))


def is_carousel(element: Element) -> bool:
    """Say whether an element is a photo story."""
    classes = element.get("class", "")
    return CAROUSEL in classes and CAROUSEL in classes.split()


def read_carousel(carousel: Element, base: str) -> Iterator[Image]:
    """Yield the pictures of a photo story; the caption is the text of the entry that holds just this picture.

    `.group_carousel` is known, its inside is not (site.md, section 5): the caption's place is a guess.
    """
    nodes = islice(carousel.iter("img"), MOST_MEDIA + 1)
    pictures = [(node, image) for node in nodes if (image := read_image(node, base))]
    counts: Counter[Element] = Counter()
    for node, _ in pictures:
        counts.update(islice(node.iterancestors(), _LEVELS))
    for node, image in pictures:
        entry = node
        for parent in islice(node.iterancestors(), _LEVELS):
            if parent is carousel or counts[parent] != 1:
                break
            entry = parent
        caption = text_of(entry) if entry is not node else squeeze(node.tail or "")
        if len(caption) < _PROSE:
            caption = _COUNTER.sub("", caption).strip()
        yield replace(image, caption=caption or None)


def read_video(element: Element, base: str) -> Video | None:
    """Read a `<video>`: its first source that is an address, and its poster."""
    links = [element.get("src"), *(source.get("src") for source in element.iter("source"))]
    url = next((url for link in links if link and (url := absolute(link, base))), None)
    return Video(url=url, cover=image_url(element.get("poster", ""), base)) if url else None


def read_figure(element: Element, base: str) -> Sequence[Figure] | None:
    """Read what is read as a whole: a data table, a video or a carousel; None for any other element."""
    if element.tag == "table" and is_data_table(element):
        images = [read_image(image, base) for image in element.iter("img")]
        return [read_table(element), *(image for image in images if image)]
    if element.tag == "video":
        video = read_video(element, base)
        return [video] if video else []
    return list(read_carousel(element, base)) if is_carousel(element) else None
