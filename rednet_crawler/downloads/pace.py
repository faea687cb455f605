"""The pace of a run: how many requests at a time, and the pause between two, over all hosts of the site.

Hosts of one network may share a server. Scrapy's own bounds count for each name by itself.
"""

import asyncio
import time
from collections.abc import Callable


class Pace:
    """Lets one request begin after the other. A host that is left alone for a while waits
    elsewhere, and keeps no other back.
    """

    def __init__(self, at_once: int, delay: float) -> None:
        """Take how many requests may be under way, and the seconds between the beginnings of two."""
        self._room = asyncio.Semaphore(max(at_once, 1))
        self._next = asyncio.Lock()
        self._delay = delay
        self._began = -delay

    async def enter(self, take: Callable[[], float]) -> float:
        """Wait for the turn of a request, and `take` it; return 0, or what `take` says: the seconds
        after which to try again.

        A turn that was taken ends with `leave`.
        """
        await self._room.acquire()
        wait = 1.0
        try:
            async with self._next:
                await asyncio.sleep(max(self._began + self._delay - time.monotonic(), 0))
                wait = take()
                if not wait:
                    self._began = time.monotonic()
        finally:
            if wait:
                self._room.release()
        return wait

    def sent(self) -> None:
        """Count the pause from here: a connection that took its time shortens none."""
        self._began = time.monotonic()

    def leave(self) -> None:
        """End a turn."""
        self._room.release()
