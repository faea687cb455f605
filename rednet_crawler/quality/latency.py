"""Response times of the site."""

from collections import Counter


class Latencies:
    """Counts responses by the milliseconds until their headers arrived.

    The download timeout bounds the number of counters.
    """

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()

    def add(self, seconds: float) -> None:
        """Count one response."""
        self._counts[max(0, round(seconds * 1_000))] += 1

    def to_record(self) -> dict[str, float | int | None]:
        """Return `latency` of run.json: the number of responses, and times in seconds."""
        return {
            "answers": self._counts.total(),
            "median": self._at(0.5),
            "p95": self._at(0.95),
            "slowest": self._at(1),
        }

    def _at(self, part: float) -> float | None:
        """Return the nearest-rank percentile for a part between 0 and 1, in seconds."""
        needed, met = part * self._counts.total(), 0
        for milliseconds, count in sorted(self._counts.items()):
            met += count
            if met >= needed:
                return milliseconds / 1_000
        return None
