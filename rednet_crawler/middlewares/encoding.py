"""Responses are unpacked whole, or not at all."""

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from rednet_crawler.warc.content import ContentError, decoded


class BrokenAnswerError(IgnoreRequest):
    """An answer is not in the encoding it says, is cut short, or unpacks to more than a page may have."""


class ContentEncodingMiddleware:
    """Unpacks answers as `rednet extract` does those that were kept.

    Scrapy's own takes what a broken off one holds for the whole page, and undoes as many layers as a server names.
    """

    def __init__(self, largest: int) -> None:
        self._largest = largest

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ContentEncodingMiddleware":
        """Take the bound from DOWNLOAD_MAXSIZE."""
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_request(self, request: Request) -> None:
        """Say what we can read."""
        request.headers.setdefault(b"Accept-Encoding", b"gzip, deflate, br, zstd")

    def process_response(self, request: Request, response: Response) -> Response:
        """Return the answer unpacked. Raises BrokenAnswerError."""
        encodings = b",".join(response.headers.getlist(b"Content-Encoding"))
        if not encodings:
            return response
        try:
            body = decoded(response.body, encodings.decode("latin-1"), self._largest)
        except ContentError as error:
            raise BrokenAnswerError(f"{request.url}: the answer {error}") from error
        unpacked = response.replace(body=body)
        del unpacked.headers[b"Content-Encoding"]
        return unpacked
