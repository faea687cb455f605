"""Runs a command of `rednet` that ends with its worker.

`python -m rednet_crawler.cluster.parent_death PID …`. Linux only: elsewhere a crawl whose worker
was killed runs to its end, and its station is locked until then.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Have the kernel kill this process when its parent dies, then become the command."""
    parent, *words = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        if os.getppid() != int(parent):
            sys.exit(-signal.SIGKILL)  # it died before
    os.execv(sys.executable, [sys.executable, "-m", "rednet_crawler", *words])


if __name__ == "__main__":
    main()
