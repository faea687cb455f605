"""`python -m tests.pages --add-field NAME`: write a new field of `Article` down wherever every field has to be.

That is the JSON Schema, the saved pages and the field tables of the manuals. On a saved page the
field gets the value that the code reads, which proves nothing: each page that has one is named, to
be looked at.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import fields
from importlib.resources import files
from pathlib import Path

from rednet_crawler.export import dictionary
from rednet_crawler.extraction.page_file import read_page_file
from rednet_crawler.items import Article
from rednet_crawler.reading import read_article

PAGES = Path(__file__).parent
ROOT = PAGES.parents[1]
NAMES = [field.name for field in fields(Article)]
TABLES = {"docs/manual.md": "| field |", "docs/manual.zh-CN.md": "| 字段 |"}
KINDS = {"string": "str", "integer": "int", "boolean": "bool", "array": "list"}


def main() -> None:
    """Add a field, and print the pages that have it."""
    parser = argparse.ArgumentParser(prog="python -m tests.pages", description=__doc__)
    parser.add_argument(
        "--add-field", required=True, choices=NAMES, metavar="NAME", help="the new field"
    )
    name = parser.parse_args().add_field
    dictionary.main()
    for folder, value in add_to_pages(PAGES, name):
        print(f"{folder}: {json.dumps(value, ensure_ascii=False)}")  # noqa: T201 - what is to be looked at
    for document, header in TABLES.items():
        add_to_table(ROOT / document, header, name)


def add_to_pages(pages: Path, name: str) -> Iterator[tuple[str, object]]:
    """Add a field to what is expected of each page; yield the pages that have it, with its value."""
    for file in sorted(pages.glob("*/expected.json")):
        expected = json.loads(file.read_text(encoding="utf-8"))
        item = expected.get("item")
        if item is None or name in item:  # a page that is no article, or one that has it already
            continue
        value = read_article(read_page_file(file.with_name("page.html")), station="hh").to_dict()[
            name
        ]
        item[name] = value
        expected["item"] = {each: item[each] for each in NAMES if each in item}
        file.write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        if value not in (None, [], {}):
            yield file.parent.name, value


def add_to_table(document: Path, header: str, name: str) -> None:
    """Add a field to the field table of a document, below the one before it."""
    lines = document.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(at for at, line in enumerate(lines) if line.startswith(header))
    end = next(at for at in range(start, len(lines)) if not lines[at].startswith("|"))
    if any(f"`{name}`" in line.split("|")[1] for line in lines[start:end]):
        return
    before = NAMES[NAMES.index(name) - 1]
    above = next(at for at in range(start, end) if f"`{before}`" in lines[at].split("|")[1])
    lines.insert(above + 1, _row(name, chinese="字段" in header))
    document.write_text("".join(lines), encoding="utf-8")


def _row(name: str, *, chinese: bool) -> str:
    field = next(each for each in dictionary.fields_of(Article) if each.name == name)
    text = (files("rednet_crawler.dataset") / "meanings.zh.json").read_text(encoding="utf-8")
    meaning = json.loads(text)[name] if chinese else field.description.rstrip(".")
    return f"| `{name}` | {KINDS.get(field.kind, field.kind)} | {meaning} |\n"


if __name__ == "__main__":
    main()
