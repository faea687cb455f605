"""The text of a robots.txt: what of it is meant for us, in bounded size, as its parser takes it."""

import codecs
import re
from collections.abc import Iterator

LARGEST = 512 * 1024
"""Bytes that are read; RFC 9309 asks for at least 500 KiB."""
_LONGEST_PATTERN = 2_000
_MOST_STARS = 8
_MOST_RULES = 15_000
"""Rules for us, all in all: some 0.4 s of work and 8 MB. The longest file of a large site has some thousand."""
_MOST_WILDCARDS = 500
"""Patterns with `*` or `$` for us: each is tried on each address. Plain ones are looked up, and
cost next to nothing.
"""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*|<!--.{0,2000}?-->\s*){0,3}<(?:!doctype\s+html|html|head|body|"
    r"meta|title|script|div)\b",
    re.IGNORECASE | re.DOTALL,
)
_LINE = re.compile("[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_FIELD = re.compile(
    r"(?:(?P<agent>user[- ]?agent)|(?P<allow>allow)|(?P<disallow>disallow|dissallow|dissalow|disalow|diasllow|disallaw)"
    r"|(?P<delay>crawl[- ]delay)|(?P<other>(?:request[- ]rate|visit[- ]time)))(?:\s*:|\s|$)\s*",
    re.IGNORECASE,
)
"""The fields that stand in a group, in all the spellings that the parser takes. Any other field
interferes with none (RFC 9309, 2.2.4).
"""
_NAMES = {"allow": "Allow", "disallow": "Disallow", "delay": "Crawl-delay"}


def is_page(text: str) -> bool:
    """Say whether what came for a robots.txt is a page of HTML."""
    return _PAGE.match(text) is not None


def decode(body: bytes) -> str:
    """Return the text, as far as it is read: UTF-8, or what its byte order mark says; UTF-16 and GBK also without one.

    The last line is left out where it is cut.
    """
    whole = len(body) <= LARGEST
    body = body[:LARGEST]
    text = body.decode(charset_of(body), "replace").replace("\ufeff", "").replace("\0", "")
    return text if whole else text[: max(text.rfind("\n"), text.rfind("\r")) + 1]


def charset_of(body: bytes) -> str:
    """Return how a file is encoded."""
    name = next((name for bom, name in _BOMS if body.startswith(bom)), None) or _guess(body[:16])
    if name != "utf-8" or _reads(body, "utf-8") or not _reads(body, "gb18030"):
        return name
    return "gb18030"


def _reads(body: bytes, name: str) -> bool:
    """Say whether all bytes fit an encoding, but for a last character that is cut."""
    try:
        codecs.getincrementaldecoder(name)().decode(body)
    except UnicodeDecodeError:
        return False
    return True


def _guess(head: bytes) -> str:
    """Tell UTF-16 without a mark by the zeros between its letters."""
    zeros = [byte == 0 for byte in head]
    if len(zeros) > 1 and zeros == [at % 2 == zeros[1] for at in range(len(zeros))]:
        return "utf-16-le" if zeros[1] else "utf-16-be"
    return "utf-8"


def rules_for(text: str, agent: str) -> tuple[str, int]:
    """Return the rules of the group that is meant for an agent as a robots.txt with one group, and how many were cut.

    The group is the one that names the longest beginning of the agent's name, else that of `*`;
    groups of the same name are one. A rule that is too long, or one wildcard too many, forbids more
    than it says, and allows nothing: where a site cannot be understood, it is left alone.
    """
    ours, best, rules = False, 0, list[tuple[str, str]]()
    agents_go_on, chosen = False, ""
    for field, value in _fields(text):
        if field != "agent":
            agents_go_on = False
            if ours and value and field in _NAMES:
                rules.append((field, value))
            continue
        if not agents_go_on:
            ours, agents_go_on = False, True
        name = _token(value)
        score = _score(name, agent)
        if score > best:
            ours, best, chosen, rules = True, score, name, []
        elif score and name == chosen:
            ours = True
    bounded, cut = _bounded(rules)
    lines = [f"{_NAMES[field]}: {value}" for field, value in bounded]
    return "\n".join(["User-agent: *", *lines]) if best else "", cut


def _fields(text: str) -> Iterator[tuple[str, str]]:
    for found in _LINE.finditer(text):
        line = found[0].partition("#")[0].strip()
        if match := _FIELD.match(line):
            yield str(match.lastgroup), line[match.end() :]


def _token(value: str) -> str:
    """Return the product token of a line: without the version and the wildcards that some write."""
    token = value[:200].partition("/")[0].split(None, 1)
    name = token[0].lower() if token else ""
    return name if name == "*" else name.replace("*", "")


def _score(name: str, agent: str) -> int:
    """Return how well a name fits, as the parser counts."""
    if name == "*":
        return 1
    return len(name) if name and agent.startswith(name) else 0


def _bounded(rules: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], int]:
    kept, cut, wildcards = dict[tuple[str, str], None](), 0, 0
    for field, value in rules:
        pattern = re.sub(r"\*+", "*", value) if "**" in value else value
        short = pattern if field == "delay" else _short(pattern)
        if "*" in short or "$" in short:
            wildcards += 1
            if wildcards > _MOST_WILDCARDS:
                short = re.split(r"[*$]", short, maxsplit=1)[0] or "/"
        if len(kept) >= _MOST_RULES and (field, short) not in kept:
            short = "/"
        if short != pattern:
            cut += 1
            if field == "allow":
                continue
        kept.pop((field, short), None)  # of several delays the last one counts
        kept[field, short] = None
    return list(kept), cut


def _short(pattern: str) -> str:
    """Return a pattern, or its beginning where it is longer, or has more wildcards, than is tried."""
    if pattern.count("*") > _MOST_STARS:
        pattern = "*".join([*pattern.split("*", _MOST_STARS)[:-1], ""])
    if len(pattern) > _LONGEST_PATTERN:
        pattern = re.sub(r"%.?$", "", pattern[:_LONGEST_PATTERN])
    return pattern
