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


def test_kills_are_counted_against_the_ground_truth() -> None:
    command = [sys.executable, str(BENCHMARK.with_name("kills.py")), "--articles", "40", "--runs", "1"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    head, _, row = ([cell.strip() for cell in line.strip("|").split("|")] for line in done.stdout.splitlines())
    assert dict(zip(head, row, strict=True)) | {"ended before their end": ""} == {
        "kill": "", "runs": "1", "ended before their end": "", "articles each": "40", "lost": "0", "twice": "0", "torn": "0",
        "ledger off": "0", "other values": "0", "exit code": "0", "slow to stop": "0",
    }  # fmt: skip
