"""Articles that come at the same moment are committed together: one transaction takes hardly longer
than that of a single one.
"""

import asyncio
from datetime import UTC, datetime

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.texts import Saved, Text

_MOST = 16


class Batch:
    """Saves what has come by the end of the event loop's next round, in one transaction.

    Nobody hears of an article before that is committed, and none waits for others to come.
    """

    def __init__(self, archive: Archive, run: int | None) -> None:
        self._archive, self._run = archive, run
        self._waiting: dict[str, tuple[Text, asyncio.Future[Saved]]] = {}

    async def save(self, text: Text) -> Saved:
        """Save an article; return what became of it once it is committed. Raises StorageError."""
        if text.key in self._waiting or len(self._waiting) >= _MOST:
            self._commit()
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_later(0, self._commit)  # behind all that is ready by then, unlike `call_soon`
        saved: asyncio.Future[Saved] = loop.create_future()
        self._waiting[text.key] = text, saved
        return await saved

    def _commit(self) -> None:
        waiting, self._waiting = list(self._waiting.values()), {}
        if not waiting:
            return
        try:
            saved = self._archive.articles.save_all(
                [text for text, _ in waiting],
                datetime.now(UTC),
                self._run,
                self._archive.owed.receivers,
            )
        except Exception as error:  # noqa: BLE001 - raised where each of them is waited for
            for _, future in waiting:
                if not future.done():  # nobody waits any more where the process is being ended
                    future.set_exception(error)
        else:
            for text, future in waiting:
                if not future.done():
                    future.set_result(saved[text.key])
