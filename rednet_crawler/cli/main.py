"""`rednet`: the group of commands, and the one place where errors become one line and an exit code."""

import errno
import os
import sys
import traceback
from contextlib import suppress

import click

from rednet_crawler import __version__
from rednet_crawler.cli.commands import Commands, Group
from rednet_crawler.cli.streams import prepare, settle
from rednet_crawler.cli.terminal import end_of_damage, say, unwritten
from rednet_crawler.errors import (
    EXIT_COMPLETE,
    EXIT_INTERNAL,
    EXIT_INTERRUPTED,
    EXIT_STORAGE,
    EXIT_USAGE,
    RednetError,
    StorageError,
)
from rednet_crawler.safety import clean, hide, remember

_COMMANDS = Commands({
    "First steps": {
        "demo": "Crawl a made-up copy of the station, without a network.",
        "survey": "Look at a station for the first time: which known facts hold there.",
        "doctor": "Check settings, archive, disk, clock, network and known pages.",
    },
    "Crawl": {
        "crawl": "Walk the channels and fetch what is new.",
        "fetch": "Fetch given articles.",
        "schedule": "A systemd timer, a cron line or a workflow for a crawl.",
        "cluster": "Have many workers walk many stations.",
    },
    "Look": {
        "status": "What an archive holds and lacks.",
        "channels": "The channels of a station.",
        "stations": "The stations of the network.",
        "runs": "The last runs, or the whole record of one.",
        "alarms": "The open alarms; accept them.",
        "report": "A run as a page.",
        "explain": "Why a page was fetched or not, and where each value stood.",
        "browse": "The archive in the browser.",
    },
    "Hand out": {
        "export": "A table, or a described package, of an archive or a slice of it.",
        "extract": "Saved pages and WARC files to articles, offline.",
    },
    "Keep": {
        "backup": "Copy an archive, also during a run.",
        "archive": "Copy, restore, prune an archive; forget articles.",
        "reread": "Read kept pages again, offline.",
        "fixture": "Draft a saved page for the tests.",
    },
    "Shell": {"completion": "Print what completes commands in your shell."},
})  # fmt: skip

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)


@click.group(
    cls=Group, commands=_COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="rednet-crawler")
@click.option("--debug", is_flag=True, help="Show the traceback of an internal error.")
def rednet(debug: bool) -> None:  # noqa: FBT001 - read by main
    """Turn 红网怀化站 (hh.rednet.cn) into a dataset.

    Exit codes: 0 complete, 1 internal error, 2 wrong usage, 3 disk or archive trouble, 4
    incomplete, 5 alarm, 6 refused by robots.txt, 7 another run holds the archive, 130 interrupted.
    """


@rednet.result_callback()
def _ended(_result: object, **_options: object) -> None:
    end_of_damage()


def main() -> None:
    """Run the command line; every error ends in one line on standard error and its exit code."""
    prepare()
    output = sys.stdout
    remember(os.environ)
    try:
        _run()
    except SystemExit as ended:
        if (
            sys.stdout is not output
        ):  # click replaces it where the reader has seen enough (`| head`), which is no error
            ended.code = EXIT_COMPLETE
        raise
    finally:
        settle()


def _run() -> None:
    try:
        rednet(prog_name="rednet", standalone_mode=False)
    except click.UsageError as error:
        context = error.ctx.command_path if error.ctx else "rednet"
        _end(f"{error.format_message()} (see {context} --help)", EXIT_USAGE)
    except click.ClickException as error:
        _end(error.format_message(), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _end("interrupted", EXIT_INTERRUPTED)
    except RednetError as error:
        _end(str(error), error.exit_code)
    except Exception as error:  # noqa: BLE001 - the last resort: an internal error is one line, too
        if isinstance(error, OSError) and error.errno in _FULL and error.filename is None:
            _end(str(unwritten(error)), EXIT_STORAGE)  # click printed it: a help
        if "--debug" in sys.argv:
            click.echo(clean(hide(traceback.format_exc())), err=True)
        line = " ".join(str(error).split())
        _end(
            f"internal error: {type(error).__name__}: {line} (rednet --debug … shows where)",
            EXIT_INTERNAL,
        )


def _end(message: str, code: int) -> None:
    with suppress(OSError, StorageError):  # nobody reads it
        say(f"rednet: {' '.join(message.split())}", err=True)
    sys.exit(code)
