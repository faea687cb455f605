"""Pages that browsers and mirrors saved: the page itself, and the address that it was saved from."""

import codecs
import plistlib
import re
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import NamedTuple

from rednet_crawler.errors import NotAnArticleError
from rednet_crawler.site.hosts import in_domain
from rednet_crawler.site.urls import read_address

_HEAD = 4096
_NOTES = (
    (
        "saved by a browser",
        re.compile(rb"<!--\s{0,9}saved from url=\(\d{1,6}\)(https?://[^\s>]{1,2000})"),
    ),
    (
        "SingleFile",
        re.compile(rb"Page saved with SingleFile\s{1,9}url:\s{0,9}(https?://[^\s>]{1,2000})"),
    ),
    ("HTTrack", re.compile(rb"<!-- Mirrored from ([^\s>]{1,2000}) by HTTrack")),
)
"""What programs note at the top of a page."""
_LOCAL_PICTURE = re.compile(
    rb"(\ssrc(?:set)?\s?=\s?[\"'])(?:\./)?[^\"'<>:]{1,300}_files/[^\"'<>]{1,500}"
)
_MIRRORED = re.compile(rb"([\"'(])(?:\.\./){1,20}(?=([\w-]{1,60}\.rednet\.cn)/)")
"""A link to another host, as mirrors rewrite it: `../../img.rednet.cn/a.jpg`."""

_PACKED = (
    b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd"
)  # fmt: skip
"""How files begin that programs packed: ZIP, gzip, bzip2, xz, 7-Zip, RAR, Zstandard."""


class Saved(NamedTuple):
    """A page as it was before it was saved."""

    kind: str
    body: bytes
    url: str | None = None
    content_type: str | None = None


def as_saved(body: bytes, path: Path) -> Saved:
    """Return what a file holds: a page, and its address where the file or its place says it.

    Raises NotAnArticleError for an MHTML file or web archive without a page, and for a packed file.
    """
    if body.startswith(_PACKED) or body[257:262] == b"ustar":
        raise NotAnArticleError(f"{path}: a packed file; unpack it, and give the folder")
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        saved = as_saved(body.decode("utf-16", "replace").encode(), path)
        return saved._replace(content_type="text/html; charset=utf-8")
    if path.name.lower().endswith((".mht", ".mhtml")) or _is_mhtml(body):
        return _of_mhtml(body, path)
    if body.startswith(b"bplist00") or path.suffix.lower() == ".webarchive":
        return _of_webarchive(body, path)
    for kind, pattern in _NOTES:
        if match := pattern.search(body[:_HEAD]):
            url = match[1].decode("utf-8", "replace")
            return Saved(kind, _linked_again(body), url if "://" in url else f"https://{url}")
    url = address_of_path(path)
    if url is not None:
        return Saved("mirror", _linked_again(body), url)
    return Saved("HTML" if b"<" in body[:_HEAD] else "text", body)


def address_of_path(path: Path) -> str | None:
    """Return the address of an article in a mirror, whose folders are named by host and path.

    >>> address_of_path(Path("mirror/hh.rednet.cn/content/646656/94/12109536.html"))
    'https://hh.rednet.cn/content/646656/94/12109536.html'
    """
    parts = path.parts
    hosts = [at for at, part in enumerate(parts[:-1]) if in_domain(part)]
    for at in reversed(hosts):
        url = "https://" + "/".join(parts[at:]).partition("?")[0]
        address = read_address(url)
        if address is not None and address.content_id:
            return url
    return None


def _linked_again(body: bytes) -> bytes:
    """Undo what programs do to links: pictures beside the page are nowhere on the site, those of a
    mirror where they were.
    """
    return _MIRRORED.sub(rb"\1https://", _LOCAL_PICTURE.sub(rb"\1", body))


def _is_mhtml(body: bytes) -> bool:
    head = body[:_HEAD].lower()
    return b"\ncontent-type: multipart/related" in head and b"mime-version:" in head


def _of_mhtml(body: bytes, path: Path) -> Saved:
    message = BytesParser(policy=policy.HTTP).parsebytes(body)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            payload = part.get_payload(decode=True)
            url = part.get("Content-Location") or message.get("Snapshot-Content-Location")
            kept = payload if isinstance(payload, bytes) else b""
            return Saved(
                "MHTML",
                kept,
                str(url) if url else None,
                str(part.get("Content-Type") or "") or None,
            )
    raise NotAnArticleError(f"{path}: an MHTML file without a page in it")


def _of_webarchive(body: bytes, path: Path) -> Saved:
    try:
        main = plistlib.loads(body)["WebMainResource"]
        page, url = main["WebResourceData"], main.get("WebResourceURL")
        charset = str(main.get("WebResourceTextEncodingName") or "utf-8")
    except (
        plistlib.InvalidFileException,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        OverflowError,
    ) as error:
        raise NotAnArticleError(f"{path}: no web archive of Safari") from error
    return Saved(
        "web archive of Safari",
        bytes(page),
        str(url) if url else None,
        f"text/html; charset={charset}",
    )
