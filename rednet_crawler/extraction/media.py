"""Addresses of pictures and videos: full size, https, and the files that stand in scripts."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from rednet_crawler.extraction.document import Element
from rednet_crawler.items import Image, Video
from rednet_crawler.normalise.text import visible

_THUMBNAIL = re.compile(r"(\.(?:jpe?g|png|gif|webp|bmp))/\d{1,4}(?:x\d{1,4})?$", re.IGNORECASE)
_IMAGE_SOURCES = ("urlcloud", "data-src", "_src", "data-original", "src")
"""In the order asked: urlcloud, data-src, _src and src are known (site.md, section 5), data-original is a guess."""
_PLACEHOLDER = re.compile(r"(?:spacer|blank|loading|placeholder|grey|lazy|pixel)\.(?:gif|png|jpe?g)")
_PICTURE_ENDS = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp")
_VIDEO_END = re.compile(r"\.(?:mp4|m3u8)(?![\w.])(?:\?[^\s\"'<>\\]{0,300})?", re.IGNORECASE)
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


def image_url(link: str, base: str) -> str | None:
    """Return the address of the picture in full size over https; None for `data:`, `file:` and placeholders."""
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
    for source in _IMAGE_SOURCES:
        if (link := element.get(source)) and (url := image_url(link, base)):
            return Image(url=url)
    return None


def read_faked_video(element: Element, base: str) -> Video | None:
    """Read `img.edui-faked-video`: the file in urlCloud, the cover in coverImg."""
    for name in ("urlcloud", "_url", "data-url"):  # the last two are a guess
        if (link := element.get(name)) and (url := absolute(link, base)):
            cover = image_url(element.get("coverimg", ""), base)
            return Video(url=url, cover=cover)
    return None


def script_videos(script: str, base: str) -> Iterator[Video]:
    """Yield the video files a script names, one for each folder: of several qualities the highest (v.f30 over v.f20)."""
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
