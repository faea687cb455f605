import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).parent.parent / "benchmarks" / "extraction.py"


def test_the_benchmark_prints_a_row_of_this_project() -> None:
    command = [sys.executable, str(BENCHMARK), "--articles", "6", "--repeat", "1", "--no-rivals"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    rows = [line.strip("| ").split(" | ") for line in done.stdout.splitlines() if line.startswith("|")]
    head, _, ours, parser = rows
    assert (ours[0], parser[0]) == ("rednet-crawler", "lxml.html alone")
    assert len(ours) == len(head) == len(parser)
    assert float(ours[head.index("title")]) > 90


def run_trial(program: str, *options: str) -> dict[str, list[str]]:
    """Run a trial at a small size; return the columns of its table."""
    command = [sys.executable, str(BENCHMARK.with_name(program)), *options]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = (line for line in done.stdout.splitlines() if line.startswith("|"))
    head, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return dict(zip(head, map(list, zip(*rows, strict=True)), strict=True))


@pytest.mark.parametrize("how", ["kill", "int"])
def test_kills_are_counted_against_the_ground_truth(how: str) -> None:
    columns = run_trial("kills.py", "--articles", "40", "--runs", "1", "--how", how, "--faults", "0.05")
    assert columns["runs"] == ["1"]
    assert [columns[name] for name in ("lost", "twice", "torn", "ledger off", "other values", "invented")] == [
        ["0"]
    ] * 6
