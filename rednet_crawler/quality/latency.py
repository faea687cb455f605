"""How long the site takes to answer."""

from collections import Counter


class Latencies:
    """Counts answers by the milliseconds until their headers were there. Its size is bounded by the time a request may take."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()

    def add(self, seconds: float) -> None:
        """Count one answer."""
        self._counts[max(0, round(seconds * 1_000))] += 1

    def to_record(self) -> dict[str, float | int | None]:
        """Return `latency` of run.json: how many answers, and the median, the 95th percentile and the slowest in seconds."""
        return {
            "answers": self._counts.total(),
            "median": self._at(0.5),
            "p95": self._at(0.95),
            "slowest": self._at(1),
        }

    def _at(self, part: float) -> float | None:
        """Return the least latency that this part of the answers does not exceed (the nearest rank)."""
        needed, met = part * self._counts.total(), 0
        for milliseconds, count in sorted(self._counts.items()):
            met += count
            if met >= needed:
                return milliseconds / 1_000
        return None
