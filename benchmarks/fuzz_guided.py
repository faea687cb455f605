"""Coverage-guided fuzzing of what `fuzz.py` reads, by atheris (extra `fuzz`).

    python benchmarks/fuzz_guided.py --of texts --count 100000 --seed 1

An input is changed as `fuzz.py` changes it, or by libFuzzer's own ways. One process; exit code as that of `fuzz.py`.
"""

import os
import sys
import tempfile
from pathlib import Path
from random import Random
from time import perf_counter

import atheris
import click

with atheris.instrument_imports(include=["rednet_crawler"], enable_loader_override=False):
    from fuzz_targets import PAGES, TEXTS
from fuzz import Tally, end
from mutations import HEADERS, LARGEST, MUTATIONS, URLS, build_corpus, spoil, text_corpus

from rednet_crawler.items import Page

_OURS = 0.7
"""Part of the inputs that our own mutations make."""


@click.command()
@click.option("--of", type=click.Choice(["pages", "texts"]), default="pages", show_default=True)
@click.option("--count", default=10_000, show_default=True, help="Inputs.")
@click.option("--seed", default=1, show_default=True)
@click.option("--keep", type=click.Path(path_type=Path), help="Folder for the inputs that fail.")
def fuzz_guided(*, of: str, count: int, seed: int, keep: Path | None) -> None:
    """Fuzz what reads pages, or texts of pages, guided by coverage."""
    begun, total = perf_counter(), Tally()
    pages = build_corpus()
    texts = text_corpus()
    seeds = pages if of == "pages" else [text.encode("utf-8", "surrogatepass") for text in texts]

    def try_out(given: bytes) -> None:
        label = f"input {total.inputs}"
        if of == "pages":
            kind = Random(given[:64] + given[-64:])
            page = Page(url=kind.choice(URLS), body=given, content_type=kind.choice(HEADERS))
            total.try_out(page, PAGES, label, keep)
        else:
            total.try_out(given.decode("utf-8", "replace"), TEXTS, label, keep)
        if total.inputs == count:  # libFuzzer would not come back
            code = end(f"{of}, guided", total, perf_counter() - begun)
            sys.stdout.flush()
            os._exit(code)

    def mutate(given: bytes, most: int, number: int) -> bytes:
        dice = Random(number)
        if dice.random() > _OURS:
            return bytes(atheris.Mutate(given, most))
        if of == "pages":
            return dice.choice(MUTATIONS)(given, dice, pages)[:most]
        return spoil(given.decode("utf-8", "replace"), dice, texts).encode("utf-8", "replace")[
            :most
        ]

    with tempfile.TemporaryDirectory() as folder:
        for number, each in enumerate(seeds):
            Path(folder, str(number)).write_bytes(each)
        most = LARGEST if of == "pages" else LARGEST // 10
        words = [
            sys.argv[0],
            f"-seed={seed}",
            f"-max_len={most}",
            "-timeout=60",
            "-rss_limit_mb=4096",
            "-verbosity=0",
            folder,
        ]
        atheris.Setup(words, try_out, custom_mutator=mutate)
        atheris.Fuzz()


if __name__ == "__main__":
    fuzz_guided()
