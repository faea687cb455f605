"""Serves the hostile replica until Ctrl-C: `python -m tests.hostile --port 8765`."""

import argparse
from contextlib import suppress
from threading import Event

from .server import serve
from .station import CASES, hostile_station

_NOBODY = "127.0.0.2:9"
"""Where answers that lead off the site lead to."""


def main() -> None:
    """Read the arguments, serve, and print the one setting that leads the crawler here."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="default: a free one")
    chosen = parser.parse_args()
    replica, stories = hostile_station(CASES)
    cases = {story.path: case for story, case in zip(stories, CASES, strict=True)}
    with serve(replica, cases, _NOBODY, chosen.port) as address, suppress(KeyboardInterrupt):
        print(f"REDNET_REPLICA={address}", flush=True)  # noqa: T201 - what the command is for
        Event().wait()


if __name__ == "__main__":
    main()
