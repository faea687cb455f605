"""Reposts found on a made set: precision and recall over pairs, against the threshold; time and memory on many texts.

Exit code 1 where precision or recall at the chosen threshold misses the target of the project.
"""

import hashlib
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from random import Random

import click
from made_reposts import VARIANTS, Made, dateline, make_set, prose
from trials import print_table

from rednet_crawler.dataset.reposts import THRESHOLD, find_reposts
from rednet_crawler.replica.station import build_station

_PRECISION, _RECALL = 0.99, 0.95
_CURVE = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@click.group()
def main() -> None:
    """Measure how reposts are found."""


@main.command()
@click.option("--articles", type=click.IntRange(1), default=600, show_default=True)
@click.option(
    "--seeds", type=click.IntRange(1), default=3, show_default=True, help="How many sets are made."
)
def curve(*, articles: int, seeds: int) -> None:
    """Print precision and recall over pairs at several thresholds, and the recall of each kind of repost."""
    sets = [make_set(seed, articles) for seed in range(1, seeds + 1)]
    reached = {}
    rows = []
    for threshold in sorted({*_CURVE, THRESHOLD}):
        counts = Counter[str]()
        for made in sets:
            counts += score(made, threshold)
        precision = counts["right"] / max(1, counts["found"])
        recall = counts["right"] / counts["wanted"]
        reached[threshold] = precision, recall
        by_kind = (f"{counts[f'right {kind}'] / counts[f'wanted {kind}']:.3f}" for kind in VARIANTS)
        rows.append((threshold, f"{precision:.4f}", f"{recall:.4f}", *by_kind))
    print_table(("threshold", "precision", "recall", *VARIANTS), *rows)
    precision, recall = reached[THRESHOLD]
    sys.exit(precision < _PRECISION or recall < _RECALL)


@main.command()
@click.option("--texts", type=click.IntRange(1), default=100_000, show_default=True)
def cost(*, texts: int) -> None:
    """Print CPU time and memory on many texts, one in ten a repost, beside one pass of sha256 over the same bytes."""
    seconds = {}
    started = time.process_time()
    for _, text in many(texts):
        hashlib.sha256(text.encode()).hexdigest()
    seconds["made and hashed once"] = time.process_time() - started
    kept = dict(many(texts))
    before, started = peak(), time.process_time()
    found = find_reposts(kept.items(), kept.__getitem__)
    seconds["clusters"] = time.process_time() - started
    rows = [(name, f"{value:.1f}", f"{value / texts * 1e6:.0f}") for name, value in seconds.items()]
    print_table((f"{texts} texts", "CPU s", "us a text"), *rows)
    click.echo()
    print_table(
        ("clusters", "more memory, MB"), (len(set(found.values())), f"{peak() - before:.0f}")
    )


@main.command()
@click.option("--articles", type=click.IntRange(1), default=2000, show_default=True)
def replica(*, articles: int) -> None:
    """Count the pairs that look like reposts among the replica's articles, which are none of one another."""
    texts = {
        str(truth["content_id"]): str(truth["text"] or "")
        for truth in build_station(articles).truth
    }
    found = pairs_of(find_reposts(texts.items(), texts.__getitem__))
    print_table(
        ("articles", "pairs", "taken for reposts"),
        (len(texts), len(texts) * (len(texts) - 1) // 2, len(found)),
    )


def score(made: Sequence[Made], threshold: float) -> Counter[str]:
    """Count pairs: those of one cluster (`found`), those of one origin (`wanted`), those of both (`right`)."""
    texts = {each.key: each.text for each in made}
    found = find_reposts(texts.items(), texts.__getitem__, threshold)
    origin, kind = {each.key: each.origin for each in made}, {each.key: each.kind for each in made}
    counts = Counter[str]()
    for pairs, name in ((pairs_of(found), "found"), (pairs_of(origin), "wanted")):
        for a, b in pairs:
            counts[name] += 1
            right = name == "found" and origin[a] == origin[b]
            counts["right"] += right
            if kind[a] == "original" and (right or name == "wanted"):
                counts[f"{'right' if right else name} {kind[b]}"] += 1
    return counts


def pairs_of(clusters: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the pairs of keys of one cluster, the smaller key first."""
    members = defaultdict(list)
    for key, cluster in clusters.items():
        members[cluster].append(key)
    return [pair for keys in members.values() for pair in combinations(sorted(keys), 2)]


def many(number: int) -> "list[tuple[str, str]]":
    """Return made texts, one in ten a repost of the one before."""
    dice = Random(1)
    made: list[tuple[str, str]] = []
    for at in range(number):
        if at % 10 == 9:  # noqa: PLR2004
            change = dice.choice([*VARIANTS.values()])
            made.append((f"{at:06}", "\n".join(change(dice, made[-1][1].split("\n")))))
        else:
            made.append((f"{at:06}", dateline(dice) + "\n".join(prose(dice))))
    return made


def peak() -> float:
    """Return the most memory this process ever had, in MB. Needs Linux."""
    with open("/proc/self/status", encoding="utf-8") as status:  # noqa: PTH123
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    main()
