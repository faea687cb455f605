"""Extras: what is said where a library of one is not installed."""

from collections.abc import Iterator
from contextlib import contextmanager

from rednet_crawler.errors import ArgumentError


@contextmanager
def needs(extra: str) -> Iterator[None]:
    """Wrap the import of an adapter. Raises ArgumentError, which says what to install, where its library is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("rednet_crawler"):
            raise
        raise ArgumentError(
            f"{error.name} is not installed; install the extra: pip install 'rednet-crawler[{extra}]'"
        ) from error
