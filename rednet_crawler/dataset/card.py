"""The dataset card, in English (with the front matter that Hugging Face reads) and in Chinese."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.resources import files
from string import Template

from rednet_crawler.archive.ledger import STATES
from rednet_crawler.dataset.facts import (
    Facts,
    Resource,
    citation,
    days_asked_for,
    home,
    identifier,
    source,
    title,
    version,
)
from rednet_crawler.export.dictionary import Field, fields_of
from rednet_crawler.export.receivers import in_card
from rednet_crawler.items import Article
from rednet_crawler.safety import safe_json
from rednet_crawler.site.hosts import station_host, station_name

_HERE = files("rednet_crawler.dataset")
_REASONS_SHOWN = 20
_NO_BIBTEX = re.compile(r"[{}\\`<>]")
_TEXTS = frozenset({"text", "sections", "description", "tables", "videos"})
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_DEFAULT = ("articles", "articles-jsonl")


def cards(resources: Sequence[Resource], facts: Facts) -> dict[str, str]:
    """Return the cards: file name → text.

    Words of pages and servers are escaped: they add no markup and no link.
    """
    chinese: Mapping[str, str] = json.loads(
        (_HERE / "meanings.zh.json").read_text(encoding="utf-8")
    )

    def in_chinese(resource: Resource, field: Field) -> str:
        return chinese.get(f"{resource.table}.{field.name}") or chinese[field.name]

    english = {
        "front_matter": _front_matter(resources, facts),
        "title": in_card(title(facts)),
        "files": _files(resources, lambda each: each.meaning),
        "fields": _fields(resources, lambda _, field: field.description, _WORDS["en"]),
        **_values(facts, _WORDS["en"]),
    }
    translated = {
        "title_zh": in_card(facts.named or f"{_stations_zh(facts)}文章数据集"),
        "files": _files(resources, lambda each: chinese[f"table.{each.table}"]),
        "fields": _fields(resources, in_chinese, _WORDS["zh"]),
        **_values(facts, _WORDS["zh"]),
    }
    return {
        "README.md": _filled("card.en.md", english),
        "README.zh-CN.md": _filled("card.zh-CN.md", translated),
    }


_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "to": " to ", "unknown": "unknown", "all": "all days, all channels",
        "channels": "channels ",
        "gap": "- not walked to its end: ",
        "with_text": " The text is there in its sections, with captions and tables.",
        "no_text": " Body text, headings, captions and tables are left out: "
                   "ids, addresses, names, times and counts are here.",
        "distinct": "\n- Of each cluster of reposts only the first article is here.",
        "no_gap": "- none", "head": "| field | type | meaning |",
        "string": "text", "integer": "integer", "boolean": "true or false", "array": "list",
        "object": "object", "null": ", or null",
    },
    "zh": {
        "to": " 至 ", "unknown": "未知", "all": "全部日期与频道", "channels": "频道 ", "gap": "- 尚未走完的频道：",
        "with_text": "含分节的正文、图说与表格。",
        "no_text": "本包不含正文、小标题、图说与表格，只有编号、地址、姓名、时间与数量。",
        "distinct": "\n- 每组转载只保留最早的一篇。", "no_gap": "- 无",
        "head": "| 字段 | 类型 | 含义 |",
        "string": "文本", "integer": "整数", "boolean": "真或假", "array": "列表", "object": "对象",
        "null": "，或 null",
    },
}  # fmt: skip


def _values(facts: Facts, words: Mapping[str, str]) -> dict[str, str]:
    def between(first: str | None, last: str | None) -> str:
        return f"{in_card(first)}{words['to']}{in_card(last or '')}" if first else words["unknown"]

    asked_for = [
        days_asked_for(facts),
        f"{words['channels']}{'、'.join(facts.channels)}" if facts.channels else "",
    ]
    gaps = [f"{words['gap']}{in_card(gap)}" for gap in facts.gaps]
    for (state, reason), count in facts.reasons.most_common(_REASONS_SHOWN):
        gaps.append(f"- {state} × {count}: {in_card(reason)}")
    return {
        "articles": str(facts.articles),
        "source": in_card(source(facts)),
        "sources_zh": in_card(_stations_zh(facts)),
        "stations": _rows(
            (in_card(station_name(code)), in_card(station_host(code)), str(number))
            for code, number in facts.stations.most_common()
        ),
        "fill": _rows(
            (f"`{field.name}`", str(facts.filled[field.name]), _share(facts, field.name))
            for field in fields_of(Article)
            if facts.with_text or field.name not in _TEXTS
        ),
        "undated": str(facts.by_year["unknown"]),
        "citation": in_card(citation(facts)),
        "bibtex": _bibtex(facts),
        **{f"read_by_{name}": str(number) for name, number in facts.readings._asdict().items()},
        "version": facts.version,
        "created": facts.created,
        "published": between(facts.first_day, facts.last_day),
        "fetched": between(facts.first_fetched, facts.last_fetched),
        "asked_for": in_card(", ".join(filter(None, asked_for))) or words["all"],
        "text_note": words["with_text"] if facts.with_text else words["no_text"],
        "distinct_note": words["distinct"] if facts.distinct else "",
        "years": _rows(
            (in_card(year.replace("unknown", words["unknown"])), str(n))
            for year, n in sorted(facts.by_year.items())
        ),
        "listed": str(sum(facts.states.values())),
        "states": _rows((state, str(facts.states[state])) for state in STATES),
        "gaps": "\n".join(gaps) or words["no_gap"],
    }


def _share(facts: Facts, name: str) -> str:
    return f"{facts.filled[name] / facts.articles:.1%}" if facts.articles else "–"


def _stations_zh(facts: Facts) -> str:
    names = [station_name(code) for code, _ in facts.stations.most_common()]
    return "、".join(names) or station_name(facts.choice.station or "hh")


def _bibtex(facts: Facts) -> str:
    """Return the entry for BibTeX; braces and backslashes of names would end it, or be run."""
    values = {
        "title": title(facts),
        "author": facts.compiler,
        "year": facts.created[:4],
        "version": version(facts),
        "doi": facts.doi,
        "url": home(facts),
        "note": f"{facts.articles} articles, archived by rednet-crawler {facts.version}",
    }
    told = "".join(
        f"  {name} = {{{_NO_BIBTEX.sub('', value)}}},\n" for name, value in values.items() if value
    )
    return f"@misc{{{identifier('rednet-' + facts.created[:10])},\n{told}}}"


def _files(resources: Sequence[Resource], meaning: Callable[[Resource], str]) -> str:
    return _rows((f"`{each.path}`", meaning(each), str(each.rows)) for each in resources)


def _fields(
    resources: Sequence[Resource],
    meaning: Callable[[Resource, Field], str],
    words: Mapping[str, str],
) -> str:
    parts = []
    for resource in resources:
        rows = _rows(
            (f"`{each.name}`", _kind(each, words), meaning(resource, each))
            for each in resource.fields
        )
        parts.append(f"### `{resource.path}`\n{words['head']}\n| --- | --- | --- |\n{rows}")
    return "\n\n".join(parts)


def _kind(field: Field, words: Mapping[str, str]) -> str:
    return f"{words[field.kind]}{words['null']}" if field.nullable else words[field.kind]


def _rows(rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def _filled(name: str, values: Mapping[str, str]) -> str:
    return Template((_HERE / name).read_text(encoding="utf-8")).substitute(values)


def _front_matter(resources: Sequence[Resource], facts: Facts) -> str:
    """Return the YAML that Hugging Face reads; strings are written as JSON, which YAML contains."""
    size = next((name for most, name in _SIZES if facts.articles < most), "n>1M")
    lines = [
        "---", f"pretty_name: {safe_json(title(facts))}", "language:", "- zh", "license: other",
        "license_name: rights-remain-with-the-publishers", f"license_link: {home(facts)}",
        "size_categories:", f"- {size}",
        "tags:", "- news", "- huaihua", "- rednet", "configs:",
    ]  # fmt: skip
    in_parquet = [each for each in resources if each.form == "parquet"]
    for each in in_parquet or resources:  # one form for all, where its library is there
        name = each.name.removesuffix("-parquet")
        lines += [f"- config_name: {name}", f"  data_files: {each.path}"]
        lines += ["  default: true"] if name in _DEFAULT else []
    return "\n".join([*lines, "---"])
