"""How long the archive waits until a page is asked for again."""

from datetime import timedelta

_FIRST_WAIT = timedelta(minutes=25)
"""A little less than half an hour, so that a run of every half hour does not miss it by seconds."""
_LONGEST_WAIT = timedelta(days=7)


def wait_after(tries: int, *, soon: bool = False) -> timedelta:
    """Return the wait after so many tries before this one: it doubles with each. With `soon` there
    is none after the first.
    """
    if soon and not tries:
        return timedelta()
    return min(_FIRST_WAIT * (1 << min(tries, 20)), _LONGEST_WAIT)
