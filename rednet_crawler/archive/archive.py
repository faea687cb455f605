"""The archive as an object: everything the crawler keeps."""

from typing import Self

from rednet_crawler.archive.articles import Articles
from rednet_crawler.archive.database import Database
from rednet_crawler.archive.ledger import LedgerBook
from rednet_crawler.archive.runs import Runs
from rednet_crawler.archive.walks import Walks


class Archive:
    """An open archive. Every method of its parts is one transaction, and raises StorageError where that fails."""

    def __init__(self, url: str) -> None:
        """Open an archive, and make it where there is none.

        `url` is that of SQLAlchemy: `sqlite:///rednet.db`. Raises SettingError for one that is none, StorageError for
        what is no archive, or one of a newer version.
        """
        self._database = Database(url)
        self.articles = Articles(self._database)
        self.ledger = LedgerBook(self._database)
        self.runs = Runs(self._database)
        self.walks = Walks(self._database)

    def close(self) -> None:
        """Close the archive."""
        self._database.close()

    def __enter__(self) -> Self:
        """Return the archive."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()
