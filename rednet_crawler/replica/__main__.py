"""Serves the replica until Ctrl-C: `python -m rednet_crawler.replica --port 8765`."""

import argparse
import sys
from contextlib import suppress
from threading import Event

from .newsroom import HOUSES
from .server import serve
from .station import ARTICLES, SEED, build_station


def main() -> None:
    """Serve a replica, and print the setting that directs the crawler to it."""
    parser = argparse.ArgumentParser(prog="python -m rednet_crawler.replica", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="default: a free one")
    parser.add_argument("--articles", type=int, default=ARTICLES, help="of each station")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--stations", default="hh", help="such as hh,hn")
    chosen = parser.parse_args()
    stations = chosen.stations.split(",")
    if not set(stations) <= set(HOUSES):
        parser.error(f"--stations: choose from {','.join(HOUSES)}")
    replica = build_station(chosen.articles, chosen.seed, stations=stations)
    with serve(replica, chosen.port) as address, suppress(KeyboardInterrupt):
        sys.stdout.write(f"REDNET_REPLICA={address}\n")
        sys.stdout.flush()
        Event().wait()


if __name__ == "__main__":
    main()
