"""What it takes to read a robots.txt and to ask it: seconds of the processor, and memory."""

import os
import time
from pathlib import Path

from scrapy.http import Response

from rednet_crawler.middlewares.robots import read_rules
from rednet_crawler.settings import BOT_NAME

_HOST = "https://hh.rednet.cn"
_URLS = (
    f"{_HOST}/content/646656/94/12109536.html",
    f"{_HOST}/{'a' * 1_900}",
    f"{_HOST}/{'%E4%B8%AD' * 200}",
)


def cost_of(body: bytes) -> tuple[float, float]:
    """Return the seconds and the MB that it takes to read a file and to ask it for some addresses.

    It is done in a process of its own, which begins with what this one has: its peak is what reading takes.
    """
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writes, " ".join(map(str, _measure(body))).encode())
        finally:
            os._exit(0)
    os.close(writes)
    with open(reads, encoding="ascii") as pipe:  # noqa: PTH123 - a descriptor
        seconds, megabytes = map(float, pipe.read().split())
    os.waitpid(child, 0)
    return seconds, megabytes


def _measure(body: bytes) -> tuple[float, float]:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak is counted anew
    before, begun = _memory("VmRSS"), time.process_time()
    rules = read_rules("hh.rednet.cn", Response(f"{_HOST}/robots.txt", body=body))
    for url in _URLS:
        if rules.parsed is not None:
            rules.parsed.can_fetch(url, BOT_NAME)
    return time.process_time() - begun, _memory("VmHWM") - before


def _memory(name: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024
