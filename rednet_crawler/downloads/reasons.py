"""Why a download failed, in words: what Scrapy and Twisted raise names their own classes."""

import re
from collections.abc import Iterator

from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import DownloadConnectionRefusedError, DownloadFailedError
from service_identity import VerificationError
from twisted.internet.error import ConnectionAborted, ConnectionClosed
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError

from rednet_crawler.downloads.connections import LongHeaderError
from rednet_crawler.extensions.error_log import one_line_of

_CERTIFICATE = (
    "a log-in page of this network or a program that reads along may stand between, this machine's clock may be wrong, "
    "or its list of authorities old (SSL_CERT_FILE names another)"
)
_STATUS = re.compile(r"'status': (\d+)")
_REFUSALS = {"407": "it wants a user and a password, http://user:password@host:port"}


def in_words(error: Exception, host: str, proxy: str | None) -> Exception:
    """Return the error of a failed download with a text for people: of the same class where a retry may help."""
    through = f" through the proxy {proxy}" if proxy else ""
    if isinstance(error, TunnelError):
        return DownloadFailedError(
            f"the proxy {proxy} does not connect to {host}: {_of_tunnel(error)}"
        )
    if isinstance(error, DownloadConnectionRefusedError):
        who = (
            f"the proxy {proxy} refuses connections: is it running?"
            if proxy
            else f"{host} refuses connections; where this network has a log-in page, log in with a browser first"
        )
        return DownloadConnectionRefusedError(who)
    if not isinstance(error, DownloadFailedError):
        return error
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, LongHeaderError):
            return LongHeaderError(f"{host}: {cause}")
    told = next(filter(None, (_of_cause(cause, host, through) for cause in causes)), None)
    return DownloadFailedError(
        told or f"{host} closed the connection without a whole answer{through}"
    )


def _of_cause(cause: BaseException, host: str, through: str) -> str | None:
    """Return what a cause means; None where it says no more than that the connection is gone."""
    if isinstance(cause, VerificationError):
        return f"the certificate is not one of {host}{through}: {_CERTIFICATE}"
    if isinstance(cause, SSL.Error):
        return _of_tls(cause, host, through)
    if isinstance(cause, ParseError):
        return f"{host} answers with something that is no HTTP{through}"
    if isinstance(cause, ConnectionClosed | ConnectionAborted):
        return None
    return f"{host}: {one_line_of(cause)[:200]}{through}"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the errors that Twisted wraps, and wraps again."""
    reasons = getattr(error.__cause__, "reasons", None) or getattr(error, "reasons", None) or ()
    for reason in reasons:
        value = reason.value if isinstance(reason, Failure) else reason
        if value is not None and getattr(value, "reasons", None):
            yield from _causes(value)
        elif value is not None:
            yield value


def _of_tls(error: SSL.Error, host: str, through: str) -> str:
    queue = error.args[0] if error.args and isinstance(error.args[0], list) else []
    told = next((str(entry[-1]) for entry in queue if entry and entry[-1]), "broken off")
    if "certificate verify failed" in told:
        return f"the certificate of {host} does not verify{through}: {_CERTIFICATE}"
    return f"no encrypted connection to {host} could be made{through} ({told}): what answers there may not be the site"


def _of_tunnel(error: Exception) -> str:
    match = _STATUS.search(str(error))
    if match is None:
        return "it does not answer as an HTTP proxy; is that its HTTP port?"
    if match[1].startswith("3") or match[1] == "511":
        return f"it answers {match[1]}, as log-in pages of networks do: log in with a browser first"
    return f"it answers {match[1]}" + (f", {_REFUSALS[match[1]]}" if match[1] in _REFUSALS else "")
