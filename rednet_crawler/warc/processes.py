"""Processes that work beside this one, which works as well while it waits for them.

The pools of the standard library let it wait: of two cores that is much, for results take time to carry over, too.
"""

import fcntl
import pickle
import traceback
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from signal import SIG_BLOCK, SIG_SETMASK, SIGINT, pthread_sigmask
from typing import Any, Generic, NamedTuple, Self, TypeVar

from rednet_crawler.errors import RednetError, StorageError

T = TypeVar("T")

_AT_ONCE = 2
"""Tasks that a process has at a time: one is under way, the other waits for it."""
_LONGEST = 4_000
"""Bytes of a call that is sent to a process that is at work. Any pipe holds them; with more, each could wait for the other to read."""
_RESULTS = 1024 * 1024
"""Bytes of results that a process may have ready before it waits until they are fetched: as many as Linux allows everyone."""


class Task(Generic[T]):
    """A function and what it is called with."""

    __slots__ = ("_error", "_result", "call", "done", "here")

    def __init__(self, call: tuple[Callable[..., T], tuple[object, ...]], *, here: bool) -> None:
        self.call, self.here, self.done = call, here, False

    @property
    def result(self) -> T:
        """What came of it, once it is `done`. Raises what it raised."""
        if self._error is not None:
            raise self._error
        return self._result

    def finish(self, result: T, error: Exception | None) -> None:
        """Enter what came of it."""
        self._result, self._error, self.done = result, error, True


class _Worker(NamedTuple):
    process: ForkProcess
    calls: Connection
    results: Connection
    tasks: deque[Task[Any]]
    """What it has, in the order of its results."""


class Processes:
    """Some processes, forked from this one: start them before any thread. Tasks are begun in about the order in which they are handed in.

    They leave it to the command what Ctrl-C does. If it is killed, they end when they have done what they are at.
    """

    def __init__(self, count: int) -> None:
        """`count` is how many there are beside this one. Raises StorageError where there cannot be so many."""
        self._workers: list[_Worker] = []
        self._open: deque[Task[Any]] = deque()
        """What nobody has begun."""
        before = pthread_sigmask(SIG_BLOCK, {SIGINT})
        try:
            for _ in range(count):
                self._workers.append(self._start())
        except OSError as error:
            self.__exit__()
            raise StorageError(
                f"{count} more processes cannot be started ({error.strerror}); use fewer --jobs"
            ) from error
        finally:
            pthread_sigmask(SIG_SETMASK, before)

    def __enter__(self) -> Self:
        """Return the processes."""
        return self

    def __exit__(self, *_: object) -> None:
        """End them, whatever they are at."""
        for worker in self._workers:
            worker.process.kill()
            worker.process.join()
            worker.calls.close()
            worker.results.close()

    def begin(self, function: Callable[..., T], *arguments: object, here: bool = True) -> Task[T]:
        """Let something be done when its turn comes; with `here` perhaps in this process. Raises StorageError as `exchange` does."""
        task = Task((function, arguments), here=here)
        self._open.append(task)
        self.exchange()
        return task

    def result_of(self, task: Task[T]) -> T:
        """Wait for a task, and do others meanwhile. Raises what it raised, and StorageError as `exchange` does."""
        while True:
            self.exchange()
            if task.done:
                return task.result
            mine = next((each for each in self._open if each.here), None)
            if mine:
                self._open.remove(mine)
                mine.finish(*_outcome(*mine.call))
            else:
                wait([worker.results for worker in self._workers if worker.tasks])

    def forget(self, task: Task[Any]) -> None:
        """Leave a task undone, if nobody has begun it."""
        with suppress(ValueError):
            self._open.remove(task)

    def exchange(self) -> None:
        """Fetch the results that are there, and send tasks to those who have few. Raises StorageError where a process was killed."""
        try:
            for worker in self._workers:
                while worker.tasks and worker.results.poll():
                    worker.tasks[0].finish(*worker.results.recv())
                    worker.tasks.popleft()
            for most in range(1, _AT_ONCE + 1):
                for worker in self._workers:
                    if len(worker.tasks) < most:
                        self._send(worker)
        except (EOFError, OSError) as error:
            raise StorageError(
                "a process that reads WARC files was killed, perhaps because memory ran short; run it again with fewer --jobs"
            ) from error

    def _send(self, worker: _Worker) -> None:
        """Send the next task, if there is one. Nothing waits behind a task that only another process may do: it may take long."""
        if not self._open or not all(each.here for each in worker.tasks):
            return
        call = pickle.dumps(self._open[0].call)
        if worker.tasks and len(call) > _LONGEST:
            return
        worker.tasks.append(self._open.popleft())
        worker.calls.send_bytes(call)

    def _start(self) -> _Worker:
        context = get_context("fork")
        calls, to_call = context.Pipe(duplex=False)
        from_result, results = context.Pipe(duplex=False)
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            with suppress(OSError):  # a user may have only so many
                fcntl.fcntl(results.fileno(), fcntl.F_SETPIPE_SZ, _RESULTS)
        not_its_own = [to_call, from_result, *(end for each in self._workers for end in (each.calls, each.results))]
        process = context.Process(target=_work, args=(calls, results, not_its_own), daemon=True)
        process.start()
        calls.close()
        results.close()
        return _Worker(process, to_call, from_result, deque())


def _outcome(function: Callable[..., T], arguments: tuple[object, ...]) -> tuple[Any, Exception | None]:
    try:
        return function(*arguments), None
    except RednetError as error:
        return None, error
    except Exception as error:  # noqa: BLE001 - who asked for it raises it; not every error can be sent as it is
        told = RuntimeError(f"{type(error).__name__}: {error}")
        told.add_note("".join(traceback.format_exception(error)))
        return None, told


def _work(calls: Connection, results: Connection, not_its_own: list[Connection]) -> None:
    """Do what comes, until the command is gone."""
    for end in not_its_own:
        end.close()  # else it would be there for ever
    with suppress(EOFError, OSError):
        while True:
            results.send(_outcome(*pickle.loads(calls.recv_bytes())))  # noqa: S301 - the command's own words
