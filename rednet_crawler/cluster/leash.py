"""Starts a command of `rednet` that does not outlive the worker that asked for it: `python -m rednet_crawler.cluster.leash PID …`.

Linux only; elsewhere a crawl whose worker was killed comes to its own end, and its station is locked until then.
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
    os.execv(sys.executable, [sys.executable, "-m", "rednet_crawler", *words])  # noqa: S606 - what the worker asked for


if __name__ == "__main__":
    main()
