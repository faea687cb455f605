"""`rednet crawl`: the channels of a station into files."""

import sys
from pathlib import Path

import click

from rednet_crawler.arguments import read_crawl_arguments, read_number
from rednet_crawler.cli.archives import DEFAULT, kept_in_option
from rednet_crawler.cli.progress import print_summary
from rednet_crawler.cli.run import RunOptions, read_settings, run_spider
from rednet_crawler.cli.terminal import quiet_option


@click.command(
    epilog="Example: rednet crawl -c 法治 -c 要闻 --since 2022-12-01 -o articles.jsonl -o articles.csv",
)
@click.option(
    "-c",
    "--channel",
    "channels",
    multiple=True,
    metavar="NAME|ID",
    help="Only this channel; repeatable.",
)
@click.option("--since", metavar="DAY", help="First day, YYYY-MM-DD, YYYY-MM or YYYY.")
@click.option("--until", metavar="DAY", help="Last day.")
@click.option("--limit", metavar="N", help="At most N articles, the newest by the listings.")
@click.option(
    "--station",
    default="hh",
    show_default=True,
    help="Host of the station: hh, hh.rednet.cn; see `rednet stations`.",
)
@click.option(
    "-o", "--output", "outputs", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
    help="A .jsonl or .csv file to add to; - for standard output, as JSONL; repeatable.",
)  # fmt: skip
@click.option(
    "-O", "--overwrite", "replaced", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
    help="As -o, but what is new replaces the file; a run without news leaves it.",
)  # fmt: skip
@kept_in_option
@click.option(
    "--full", is_flag=True, help="Walk all pages, also those that an earlier run has covered."
)
@click.option(
    "--retry-failed", is_flag=True, help="Take up all that failed, whether its wait is over or not."
)
@click.option(
    "--recheck",
    metavar="DAYS",
    help="Look again at all articles of these days, whether due or not.",
)
@click.option(
    "--run-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write the record of the run.",
)
@click.option("--warc", metavar="DIR", help="Keep every request and answer as WARC in this folder.")
@click.option(
    "--log-json",
    is_flag=True,
    help="Log to standard error as JSON, a line for each event; no summary.",
)
@click.option(
    "--metrics",
    metavar="FILE",
    help="Leave the run's figures in this .prom file, for the node exporter.",
)
@click.option(
    "--excel", is_flag=True, help="Write CSV that Excel opens rightly: BOM, guarded formulas."
)
@click.option(
    "-s",
    "--set",
    "settings",
    multiple=True,
    metavar="SETTING=VALUE",
    help="Any Scrapy setting; repeatable.",
)
@click.option("-v", "--verbose", is_flag=True, help="Log what is fetched.")
@quiet_option
def crawl(
    *,
    channels: tuple[str, ...],
    since: str | None,
    until: str | None,
    limit: str | None,
    station: str,
    outputs: tuple[Path, ...],
    replaced: tuple[Path, ...],
    archive: str | None,
    full: bool,
    retry_failed: bool,
    recheck: str | None,
    run_file: Path | None,
    warc: str | None,
    log_json: bool,
    metrics: str | None,
    excel: bool,
    settings: tuple[str, ...],
    verbose: bool,
    quiet: bool,
) -> None:
    """Find the station's channels, walk their listings, fetch what is new into the archive.

    Each FILE gets the articles that are new or changed, and those that a run which was killed or
    failed saved and did not hand out to it.

    Exit code 4 says that something listed could not be had: it is named in the summary.
    """
    arguments = {
        "channel": ",".join(channels) or None, "since": since, "until": until, "limit": limit, "station": station,
    }  # fmt: skip
    read_crawl_arguments(**arguments)
    if recheck:
        read_number("recheck", recheck, least=0)
    own = {
        "REDNET_ARCHIVE": archive,
        "REDNET_RUN_FILE": str(run_file) if run_file else None,
        "REDNET_WARC": warc,
    }
    own["REDNET_METRICS"] = metrics
    chosen = {**read_settings(settings), **{name: value for name, value in own.items() if value}}
    options = RunOptions(
        outputs=outputs,
        replaced=replaced,
        settings=chosen,
        archive=DEFAULT,
        excel=excel,
        verbose=verbose,
        quiet=quiet,
        log_json=log_json,
    )
    more = {
        "full": "yes" if full else None,
        "retry_failed": "yes" if retry_failed else None,
        "recheck": recheck,
    }
    run = run_spider("huaihua", arguments | more, options)
    if not log_json and (run.exit_code or not quiet):
        print_summary(run)
    sys.exit(run.exit_code)
