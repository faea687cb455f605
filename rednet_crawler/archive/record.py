"""The record of an article as the archive keeps it, once: its text as a column, all else as JSON.

The JSON is the line of JSONL without `text`, and each section has the number of its paragraphs in
their place: the text has them, one a line. A record whose text is not just that is kept as JSON
whole. An earlier revision is kept whole and packed; of the current one only what differed when it
was first read, as a list of two: fields and their values, names of those it had not.
"""

from collections.abc import Mapping
from typing import Any

import orjson

from rednet_crawler.archive.stored import damaged, packed, stored, unpacked
from rednet_crawler.errors import StorageError

Record = Mapping[str, Any]

OF_THE_ROW = ("content_id", "station", "url", "content_hash", "revision")
"""Fields without which there is no article: the columns stand in for what a record lacks of them."""


def divided(record: Record) -> tuple[str | None, str]:
    """Return the text of a record, and the JSON of the rest."""
    text, sections = record.get("text"), record.get("sections")
    counted = _counted(sections, text) if _has_its_place(record) else None
    if counted is None:
        return text if isinstance(text, str) else None, orjson.dumps(record).decode()
    rest = {
        name: counted if name == "sections" else value
        for name, value in record.items()
        if name != "text"
    }
    return text, orjson.dumps(rest).decode()


def joined(written: object, text: object, what: str) -> dict[str, Any]:
    """Return the record that was divided. `what` names it. Raises StorageError for a damaged one."""
    rest = stored(written, what)
    if "text" in rest or text is None:
        return rest
    if not isinstance(text, str):
        raise damaged(what, "its text is none")
    record: dict[str, Any] = {}
    for name, value in rest.items():
        record[name] = value
        if name == "sections":
            record |= {"sections": _with_paragraphs(value, text, what), "text": text}
    return record


def record_of(row: Mapping[Any, Any], what: str) -> dict[str, Any]:
    """Return the record of an article in a row with `record`, `text` and `OF_THE_ROW`. Raises
    StorageError for a damaged one.
    """
    return {**{name: row[name] for name in OF_THE_ROW}, **joined(row["record"], row["text"], what)}


def columns(record: Record) -> dict[str, Any]:
    """Return the columns of a record, by name: `text` and `record`, and what is asked for without reading JSON."""
    text, rest = divided(record)
    dateline, original = record.get("dateline"), record.get("original")
    return {
        "title": _text(record.get("title")),
        "source": _text(record.get("source")),
        "place": _text(dateline.get("place")) if isinstance(dateline, dict) else None,
        "template": _text(record.get("template")),
        "original": int(original) if isinstance(original, bool) else None,
        "characters": len(text or ""),
        "text": text,
        "record": rest,
    }


def difference(revision: Record, current: Record) -> bytes | None:
    """Return what is kept of a revision that is the current one; None where its record is the current record."""
    changed = {
        name: value
        for name, value in revision.items()
        if name not in current or current[name] != value
    }
    lacking = [name for name in current if name not in revision]
    return packed(orjson.dumps([changed, lacking])) if changed or lacking else None


def whole(record: Record) -> bytes:
    """Return what is kept of an earlier revision."""
    return packed(orjson.dumps(record))


def revision_of(row: Mapping[Any, Any], what: str) -> dict[str, Any]:
    """Return the record of a revision: of `record`, and where it is the current one, of
    `current_record` and `current_text`.

    `OF_THE_ROW` stand in for what it lacks. `what` names it. Raises StorageError for a damaged one.
    """
    return {**{name: row[name] for name in OF_THE_ROW}, **own_record(row, what)}


def own_record(row: Mapping[Any, Any], what: str) -> dict[str, Any]:
    """Return the record of a revision as `revision_of` does, without what the columns say."""
    kept = unpacked(row["record"], what)
    differing = _difference_in(kept)
    if kept is not None and differing is None:
        return stored(kept, what)
    if row["current_record"] is None:
        raise damaged(what, "is not there")
    current = joined(row["current_record"], row["current_text"], what)
    if differing is None:
        return current
    changed, lacking = differing
    return {name: value for name, value in current.items() if name not in lacking} | changed


def is_whole(kept: object) -> bool:
    """Say whether what is kept of a revision stands for itself, damaged or not."""
    try:
        return kept is not None and _difference_in(unpacked(kept, "")) is None
    except StorageError:
        return True


def _difference_in(kept: object) -> tuple[dict[str, Any], list[Any]] | None:
    """Return the two parts of a difference; None where something else is kept of a revision."""
    if not isinstance(kept, bytes) or not kept.startswith(b"["):
        return None
    try:
        found = orjson.loads(kept)
    except orjson.JSONDecodeError:
        return None
    if len(found) != 2 or not isinstance(found[0], dict) or not isinstance(found[1], list):  # noqa: PLR2004 - the two
        return None
    return found[0], found[1]


def _has_its_place(record: Record) -> bool:
    """Say whether the text of a record follows its sections, as this program writes it."""
    names = list(record)
    return "sections" in names and names[names.index("sections") + 1 :][:1] == ["text"]


def _counted(sections: object, text: object) -> list[dict[str, Any]] | None:
    """Return sections with the numbers of their paragraphs; None where these are not the lines of the text."""
    if not isinstance(sections, list | tuple) or not isinstance(text, str):
        return None
    lines: list[str] = []
    counted = []
    for section in sections:
        paragraphs = section.get("paragraphs") if isinstance(section, dict) else None
        if not isinstance(paragraphs, list | tuple) or not all(
            isinstance(each, str) for each in paragraphs
        ):
            return None
        lines += paragraphs
        counted.append({**section, "paragraphs": len(paragraphs)})
    return counted if lines == text.split("\n") else None


def _with_paragraphs(sections: object, text: str, what: str) -> list[dict[str, Any]]:
    lines, found = text.split("\n"), []
    for section in sections if isinstance(sections, list) else ():
        number = section.get("paragraphs") if isinstance(section, dict) else None
        if not isinstance(number, int) or not 0 <= number <= len(lines):
            break
        found.append({**section, "paragraphs": lines[:number]})
        lines = lines[number:]
    else:
        if found and not lines:
            return found
    raise damaged(what, "its sections are not those of its text")


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
