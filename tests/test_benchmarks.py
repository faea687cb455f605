import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).parent.parent / "benchmarks" / "extraction.py"


def test_the_benchmark_prints_a_row_of_this_project() -> None:
    command = [sys.executable, str(BENCHMARK), "--articles", "6", "--repeat", "1", "--no-rivals"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    rows = [line.strip("| ").split(" | ") for line in done.stdout.splitlines() if line.startswith("|")]
    head, _, ours, parser = rows
    assert (ours[0], parser[0]) == ("rednet-crawler", "lxml.html alone")
    assert len(ours) == len(head) == len(parser)
    assert float(ours[head.index("title")]) > 90
