"""The archive of a run that is told of none: it lives as long as the run."""

from pathlib import Path
from tempfile import TemporaryDirectory

from rednet_crawler.archive.archive import PRIVATE, Archive
from rednet_crawler.errors import StorageError


class TemporaryArchive(Archive):
    """A new archive in the temporary folder. It is removed when it is closed, or else when the process ends."""

    def __init__(self) -> None:
        """Make it. Raises StorageError where there is no room for it."""
        try:
            self._folder = TemporaryDirectory(prefix="rednet-", ignore_cleanup_errors=True)
        except OSError as error:
            raise StorageError(
                f"no temporary archive can be made ({error.strerror}); name an archive, by REDNET_ARCHIVE"
            ) from error
        super().__init__(str(Path(self._folder.name) / "rednet.db"))
        self.run_file = None
        self.mode = PRIVATE

    def close(self) -> None:
        """Close it, and remove it."""
        super().close()
        self._folder.cleanup()
