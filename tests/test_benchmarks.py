import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.benchmark
NOTHING = (
    "crashes",
    "hangs",
    "wrong rows",
    "others missing",
    "unclean output",
    "fetches elsewhere",
)
BENCHMARK = Path(__file__).parent.parent / "benchmarks" / "extraction.py"


def test_the_benchmark_prints_a_row_of_this_project() -> None:
    command = [sys.executable, str(BENCHMARK), "--articles", "6", "--repeat", "1", "--no-rivals"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode in (0, 1), done.stderr  # how long so few pages take says nothing
    rows = [
        line.strip("| ").split(" | ") for line in done.stdout.splitlines() if line.startswith("|")
    ]
    head, _, ours, *steps, parser = rows
    assert (ours[0], parser[0]) == ("rednet-crawler", "lxml.html alone")
    assert {len(row) for row in rows} == {len(head)}
    assert all(step[0].startswith("rednet-crawler, ") for step in steps)
    assert float(ours[head.index("title")]) > 90


def run_trial(program: str, *options: str, codes: tuple[int, ...] = (0,)) -> dict[str, list[str]]:
    """Run a trial at a small size; return the columns of its first table."""
    command = [sys.executable, str(BENCHMARK.with_name(program)), *options]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode in codes, done.stdout + done.stderr
    first = done.stdout.partition("\n\n")[0]
    lines = (line for line in first.splitlines() if line.startswith("|"))
    head, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return dict(zip(head, map(list, zip(*rows, strict=True)), strict=True))


@pytest.mark.parametrize("how", ["kill", "int"])
def test_kills_are_counted_against_the_ground_truth(how: str) -> None:
    columns = run_trial(
        "kills.py", "--articles", "40", "--runs", "1", "--how", how, "--faults", "0.05"
    )
    assert columns["runs"] == ["1"]
    assert [
        columns[name]
        for name in ("lost", "twice", "torn", "ledger off", "other values", "invented")
    ] == [["0"]] * 6


def test_copies_of_the_archive_are_looked_at() -> None:
    columns = run_trial("copies.py", "--articles", "150", "--moments", "1")
    assert columns["copies"] == ["1"] * len(columns["copied"])


def test_a_full_disk_is_told_in_one_line() -> None:
    columns = run_trial("disk_full.py", "--articles", "40", "--runs", "1", "--longest", "10")
    assert columns["lost"] == ["0"]


def test_days_of_runs_miss_nothing() -> None:
    columns = run_trial("year.py", "--days", "4", "--per-day", "5")
    assert (columns["lost"], columns["wrongly gone"], columns["channels missed"]) == (
        ["0"],
        ["0"],
        ["0"],
    )
    assert int(columns["articles"][0]) > 10


def test_an_archive_is_hardly_larger_than_its_jsonl() -> None:
    columns = run_trial("storage.py", "--articles", "200")
    assert float(columns["archive against JSONL"][0]) <= 1.6


def test_the_memory_of_a_run_is_measured() -> None:
    columns = run_trial(
        "memory.py", "40", "400", "--rounds", "1", codes=(0, 1)
    )  # how long a start takes is no test
    assert columns["articles known"] == ["40", "400"]
    assert float(columns["most memory, MB"][0]) > 20
    assert all(0.1 < float(seconds) < 60 for seconds in columns["first request after, s"])


def test_a_second_run_asks_for_what_is_new() -> None:
    columns = run_trial("second_run.py", "--articles", "100", "--trials", "1", "--faults", "0.02")
    assert columns["articles asked"][:5] == ["0", "1", "3", "5", "8"]


def test_exports_that_are_killed_leave_no_half_file() -> None:
    columns = run_trial("exports.py", "kills", "--runs", "4", "--articles", "40")
    assert columns["exports"] == ["4"]
    assert [
        columns[name] for name in ("half files", "other after the next export", "left beside it")
    ] == [["0"]] * 3


def test_the_exporters_are_timed_in_turn() -> None:
    columns = run_trial("exports.py", "speed", "--articles", "20", "--rounds", "3")
    assert columns["exporter"] == ["stock", "ours"]


def test_reposts_are_counted_in_pairs() -> None:
    columns = run_trial("reposts.py", "curve", "--articles", "40", "--seeds", "1")
    chosen = columns["threshold"].index("0.5")
    assert float(columns["precision"][chosen]) >= 0.99
    assert float(columns["recall"][chosen]) >= 0.95
    assert run_trial("reposts.py", "replica", "--articles", "60")["articles"] == ["60"]


@pytest.mark.usefixtures("postgres", "redis")
def test_a_worker_that_is_killed_loses_nothing() -> None:
    columns = run_trial(
        "cluster.py", "kills", "--runs", "1", "--articles", "10", "--heartbeat", "2"
    )
    assert [columns[name] for name in ("lost", "twice", "parallel", "need a hand")] == [["0"]] * 4


def test_a_second_run_is_held_against_one_that_knows_nothing() -> None:
    columns = run_trial("new_articles.py", "--articles", "60", "--new", "0", "--new", "3")
    assert columns["new articles"] == ["0", "3"]
    assert int(columns["requests"][1]) == int(columns["requests"][0]) + 3
    assert all(0 < float(ratio) < 1 for ratio in columns["requests against it"])


def test_hostile_answers_leave_nothing_behind() -> None:
    for options in (
        ("--no-scenes", "--only", "in every field"),
        ("--no-articles", "--only", "listing: noise"),
    ):
        columns = run_trial("hostile.py", *options)
        assert int(columns["cases"][0]) >= 1
        assert {
            name: count for name, (count,) in columns.items() if name in NOTHING
        } == dict.fromkeys(NOTHING, "0")


def test_a_crawl_is_held_against_a_bare_spider() -> None:
    command = [
        sys.executable,
        str(BENCHMARK.with_name("throughput.py")),
        "--articles",
        "40",
        "--rounds",
        "1",
    ]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode in (0, 1), (
        done.stderr
    )  # so few pages are over before anything is measured
    ours, same, stock, plain = done.stdout.splitlines()[2:6]
    assert [row.split(" | ")[0] for row in (ours, same, stock, plain)] == [
        "| this project", "| bare spider, same settings", "| bare spider, Scrapy's own settings",
        "| plain spider with selectors and two feeds, Scrapy's own settings",
    ]  # fmt: skip
    pages = {row.split(" | ")[1] for row in (same, stock, plain)}
    assert len(pages) == 1
    assert int(pages.pop()) > 40


def test_what_the_benchmarks_print_is_written_between_the_marks(tmp_path: Path) -> None:
    quick, failing = (
        "python benchmarks/extraction.py --articles 2 --repeat 1 --no-rivals",
        "python -c 'exit(3)'",
    )
    block = "Prose.\n\n<!-- measured by: {} -->\nbefore\n<!-- end of measured -->\n"
    document = tmp_path / "benchmarks.md"
    document.write_text(
        "".join(block.format(command) for command in (quick, failing)), encoding="utf-8"
    )
    command = [sys.executable, str(BENCHMARK.with_name("publish.py")), "--file", str(document)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2  # the worst of all
    assert failing in done.stderr
    first, second = document.read_text(encoding="utf-8").split("Prose.\n")[1:]
    assert "| rednet-crawler |" in first
    assert "Exit code " in first
    assert "before" not in first
    assert second == block.format(failing).removeprefix("Prose.\n")
