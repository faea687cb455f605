"""A file that is complete or not there: written beside, renamed at the end."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedWriter, FileIO
from pathlib import Path
from typing import TYPE_CHECKING

from rednet_crawler.errors import StorageError

if TYPE_CHECKING:
    from typing_extensions import Buffer


class PartFile(BufferedWriter):
    """The file `NAME.part`, which takes the place of `NAME` by `complete()` and by nothing else.

    Every method raises StorageError, one line, where the disk or the rights refuse it.
    """

    def __init__(
        self, path: Path, *, keep: bool = False, mode: int | None = None, implicit: bool = False
    ) -> None:
        """Open `NAME.part` for writing; with `keep` it begins with what `NAME` holds.

        `mode` says who may read a new file; without it the umask does. `implicit` is for a name
        that nobody gave: an existing file gets the mode too, and a link is replaced, because
        somebody else may have made it.
        """
        # a link that was named stays a link, its target is replaced
        self.path = path.absolute() if implicit else Path(os.path.realpath(path))
        self.part = self.path.with_name(f"{self.path.name}.part")
        self.torn = False
        with self._tearing("written"):
            if self.path.exists() and not self.path.is_file() and not self.path.is_symlink():
                raise StorageError(f"{self.path}: not a file; choose another name")
            self.part.parent.mkdir(parents=True, exist_ok=True)
            self.part.unlink(missing_ok=True)  # the remains of a killed run
            super().__init__(FileIO(self.part, "x", opener=None if mode is None else _private))
            self._identity = os.fstat(self.fileno())
            if mode is not None:
                os.fchmod(self.fileno(), mode)  # of the file itself, whatever its name leads to
            if self.path.exists() and not implicit:
                self._take_over(keep=keep)

    def write(self, data: "Buffer", /) -> int:
        """Write, and remember a failure: a file with a hole in it is never complete."""
        with self._tearing("written"):
            return super().write(data)

    def complete(self) -> None:
        """Sync the file and give it its name; if that fails, `NAME` stays as it was."""
        if self.torn:
            with suppress(OSError):
                self.close()
            raise StorageError(
                f"{self.path}: left as it was, for writing failed; "
                f"{self.part} holds what came before that"
            )
        with self._tearing("completed"):
            if not self.closed:  # a compressing feed closes it first
                self.flush()
                os.fsync(self.fileno())
                self.close()
            if not self._is_ours():
                raise StorageError(
                    f"{self.path}: left as it was, for another run took {self.part}; "
                    "run one at a time"
                )
            self.part.replace(self.path)

    def discard(self) -> None:
        """Close and remove `NAME.part`; does nothing after `complete()`."""
        with suppress(OSError):
            self.close()
        with suppress(OSError):
            if self._is_ours():
                self.part.unlink()

    def _take_over(self, *, keep: bool) -> None:
        shutil.copymode(self.path, self.part)
        if keep:
            with self.path.open("rb") as existing:
                shutil.copyfileobj(existing, self)

    def _is_ours(self) -> bool:
        """Return whether `NAME.part` is still our file; a second run makes a new one."""
        return self.part.exists() and os.path.samestat(self._identity, self.part.stat())

    @contextmanager
    def _tearing(self, done: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.torn = True
            reason = error.strerror or str(error)
            raise StorageError(
                f"{self.path}: cannot be {done} ({reason}); check disk and rights"
            ) from error


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
