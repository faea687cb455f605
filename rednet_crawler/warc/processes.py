"""Processes that work side by side, and end with the command however that ends."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any, Self, TypeVar

from rednet_crawler.errors import StorageError

T = TypeVar("T")

_LOOK_AFTER = 1.0
"""Seconds of waiting for a result after which is looked whether all processes are alive."""


class Processes:
    """A pool of processes. As a context manager it ends with the block: at once where that ends early."""

    def __init__(self, count: int) -> None:
        """Start the processes. Raises StorageError where so many cannot be started."""
        # from 3.14 on a server of forks would start them
        start = "fork" if sys.platform == "linux" else None
        self._pool = ProcessPoolExecutor(count, mp_context=get_context(start), initializer=_begin)
        self._others = set(active_children())
        self._all = set[BaseProcess]()
        try:
            with _sigint_waits():  # until `_begin` has run, it would show a traceback of theirs
                self.result(self.submit(os.getpid))
        except BaseException as error:
            self._end_at_once()
            if isinstance(error, OSError):
                raise StorageError(
                    f"{count} processes cannot be started ({error.strerror}); use fewer --jobs"
                ) from error
            raise
        if start == "fork":
            self._let_go_of_results()

    def _let_go_of_results(self) -> None:
        """Close our own end of the pipe that results are written to: the forks have theirs.

        Where a process is killed in the middle of a result, the pool waits for the rest of it until
        nobody is left who could write it, and would itself be somebody.
        """
        writer = getattr(getattr(self._pool, "_result_queue", None), "_writer", None)
        if writer is not None:
            writer.close()

    def submit(self, work: Callable[..., T], *arguments: Any, **named: Any) -> Future[T]:
        """Have something done in one of the processes. Raises StorageError where one was killed."""
        try:
            with _killed_is_one_line():
                return self._pool.submit(work, *arguments, **named)
        finally:
            self._all |= set(active_children()) - self._others

    def result(self, future: Future[T]) -> T:
        """Wait for a result. Raises StorageError where a process was killed."""
        with _killed_is_one_line():
            while not future.done():
                wait([future], timeout=_LOOK_AFTER)
                if not future.done() and any(not each.is_alive() for each in self._all):
                    self._kill()  # the dead one may hold the lock that the others wait for
            return future.result()

    def _end_at_once(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._kill()

    def _kill(self) -> None:
        for process in self._all:
            process.kill()
        for process in self._all:
            process.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None:
            self._pool.shutdown()
        else:
            self._end_at_once()


@contextmanager
def _killed_is_one_line() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        raise StorageError(
            "a process that reads WARC files was killed, perhaps because memory ran short; "
            "run it again with fewer --jobs"
        ) from error


@contextmanager
def _sigint_waits() -> Iterator[None]:
    if sys.platform == "win32":  # has no masks of signals
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Prepare a process: it ignores Ctrl-C, and ends with the command however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_command, daemon=True).start()


def _end_with_the_command() -> None:
    command = parent_process()
    if command is not None:
        command.join()
        os._exit(1)
