"""`-o`: a file has the name that was given, whatever Scrapy would read in it, and what was not written is told."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawl.conftest import FAST, HandMadeSite, Run, environment_of

NAMES = (
    "p100%/in/out.csv", "50%.csv", "a%(name)s.csv", "%(time)s-%(batch_id)d.jsonl", "%s%%25.jsonl",
    "hh:2024.csv", "C:x.csv",
    "s3:x.jsonl", "s3://bucket/x.jsonl", "file:x.csv", "file:///x.csv", "ftp:x.jsonl",
    "stdout:.jsonl", "-x.csv", "a b .csv",
    " a.csv", "红网 怀化.jsonl", "a#b?c&d.csv", "~/x.csv", "~.jsonl", "$HOME.csv", "|cat.jsonl",
    "a|.csv", "a..jsonl", "x.JSONL",
    "a\nb.csv", os.fsdecode(b"\xff\xfe.jsonl"), "'\"`;\\.csv",
)  # fmt: skip
KEPT = ("rednet.db", "run.json")


@pytest.fixture
def small(site: HandMadeSite) -> HandMadeSite:
    site.page("/robots.txt", "", status=404)
    site.menu(("要闻", 9001))
    site.channel(9001, ["/content/646847/83/13700001.html"])
    site.article("/content/646847/83/13700001.html")
    return site


def files_in(folder: Path) -> dict[str, str]:
    """Return path and text of the files in a folder, but for the archive and the record of the run."""
    found = (path for path in folder.rglob("*") if not (path.is_dir() or path.name in KEPT))
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in found}


@pytest.mark.parametrize("absolute", [False, True], ids=["relative", "absolute"])
def test_a_file_has_the_name_that_was_given(
    run: Run, small: HandMadeSite, tmp_path: Path, absolute: bool
) -> None:
    folder = tmp_path / "50% %(name)s:#?"
    names = [str(folder / name) if absolute else name for name in NAMES]
    for name in NAMES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
    words = [word for name in names for word in ("-o", name)]
    done = run("rednet_crawler", "crawl", *words, *FAST, site=small.address, cwd=folder)
    assert done.code == 0, done.err
    written = files_in(tmp_path)
    assert set(written) == {str(Path(folder.name, name)) for name in NAMES}
    for name, text in written.items():
        assert "鹤城区举行招聘会" in text, name
    assert done.err.count(": 1 article\n") == len(NAMES)


def test_a_fetched_article_goes_where_it_was_told(
    run: Run, small: HandMadeSite, tmp_path: Path
) -> None:
    url = "https://hh.rednet.cn/content/646847/83/13700001.html"
    done = run(
        "rednet_crawler", "fetch", url, "-o", "ftp:%(name)s.jsonl", *FAST, site=small.address
    )
    assert done.code == 0, done.err
    assert list(files_in(tmp_path)) == ["ftp:%(name)s.jsonl"]


@pytest.mark.parametrize("blocked", ["a.csv.part/x", f"{'n' * 260}.csv", f"{'n' * 249}.csv"])
def test_a_file_that_cannot_be_made_is_told_before_the_crawl(
    run: Run, small: HandMadeSite, tmp_path: Path, blocked: str
) -> None:
    name = "a.csv" if "/" in blocked else blocked
    if "/" in blocked:
        (tmp_path / blocked).mkdir(parents=True)
    done = run("rednet_crawler", "crawl", "-o", name, *FAST, site=small.address)
    assert (done.code, done.err.count("\n")) == (3, 1), done.err
    assert done.err.startswith(f"rednet: {name}: cannot be written")
    assert small.asked == []


def test_a_file_that_cannot_be_opened_later_ends_the_run(
    run: Run, small: HandMadeSite, tmp_path: Path
) -> None:
    """As where somebody takes the folder away meanwhile."""
    folder = tmp_path / "out"
    folder.mkdir()

    def taken(_: str) -> tuple[int, dict[str, str], str]:
        if not (folder / "a.csv.part").exists():
            (folder / "a.csv.part" / "x").mkdir(parents=True)
        return 404, {}, ""

    small.answers["/robots.txt"] = taken
    done = run("rednet_crawler", "crawl", "-o", "out/a.csv", *FAST, site=small.address)
    assert done.code == 3, done.err
    assert "a.csv: cannot be written" in done.err
    assert "a.csv: 1 article" not in done.err
    assert "Traceback" not in done.err
    assert not (folder / "a.csv").exists()


@pytest.mark.parametrize("feed", ["gopher://x/a.jsonl", "a.jsonl"])
def test_a_feed_of_the_settings_that_could_not_be_opened_is_refused(
    run: Run, small: HandMadeSite, tmp_path: Path, feed: str
) -> None:
    """The format of the second is not known; Scrapy would open none of them, and say that it is well."""
    form = "jsonl" if "gopher" in feed else "nosuch"
    feeds = json.dumps({feed: {"format": form}})
    done = run(
        "rednet_crawler",
        "crawl",
        "-o",
        "b.jsonl",
        "-s",
        f"FEEDS={feeds}",
        *FAST,
        site=small.address,
    )
    assert done.code == 2, done.err
    assert f"FEEDS: {feed}: " in done.err
    assert small.asked == []
    assert files_in(tmp_path) == {}


def test_feeds_of_the_settings_keep_the_placeholders_of_scrapy(
    run: Run, small: HandMadeSite, tmp_path: Path
) -> None:
    feeds = json.dumps({"x-%(name)s.jsonl": {"format": "jsonl"}})
    words = ("crawl", "-o", "%(name)s.jsonl", "-s", f"FEEDS={feeds}")
    done = run("rednet_crawler", *words, *FAST, site=small.address)
    assert done.code == 0, done.err
    assert set(files_in(tmp_path)) == {"x-huaihua.jsonl", "%(name)s.jsonl"}


def test_a_pipe_is_written_straight_to(small: HandMadeSite, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "hh:50%.jsonl")
    command = [sys.executable, "-m", "rednet_crawler", "crawl", "-o", "hh:50%.jsonl", *FAST]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment_of(small.address), stderr=subprocess.PIPE
    ) as process:
        assert "招聘会" in (tmp_path / "hh:50%.jsonl").read_text("utf-8")
        process.communicate()
    assert process.returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hh:50%.jsonl", *KEPT]
