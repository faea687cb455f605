"""The values a script holds: objects, lists and texts of JSON or JavaScript, read without running anything.

One pass over its tokens with a stack of its own: time is linear, and depth costs nothing. A
function's names are put in their places, as `window.__NUXT__=(function(a,b){return {…}}("…",1))`
has them.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_MOST_TOKENS = 400_000
_TOKEN = re.compile(
    r"""
      (?P<text>"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\]|\\.)*+`)
    | (?P<name>[A-Za-z_$][\w$]*+)
    | (?P<number>-?\d[\w.+-]*+)
    | (?P<mark>[{}\[\]():,;=!])
    | /\*(?:[^*]|\*(?!/))*+\*/
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": ""}
_OPENING = {"{": "}", "[": "]", "(": ")"}


@dataclass(slots=True, eq=False)
class Node:
    """An object, a list, or what stands in brackets."""

    kind: str
    parent: "Node | None"
    members: dict[str, "Value"] = field(default_factory=dict)
    """What has a name, in an object."""
    entries: list["Value"] = field(default_factory=list)
    """What has none."""


@dataclass(frozen=True, slots=True)
class Name:
    """A word that is no text: a variable, a keyword."""

    word: str


Value = Node | Name | str


def read_literals(script: str) -> list[Node]:
    """Return all nodes of a script, each behind the one it stands in."""
    top = Node("", None)
    nodes, node, key, last = [top], top, "", None
    for kind, word in _tokens(script):
        if kind != "mark":
            last = Name(word) if kind == "name" else word
            _put(node, key, last)
            key = ""
        elif word in _OPENING:
            inner = Node(word, node)
            nodes.append(inner)
            _put(node, key, inner)
            node, key, last = inner, "", None
        elif word in "}])":
            if node.parent is not None:
                node = node.parent
            key, last = "", None
        elif word in ":=" and last is not None and node.entries and node.entries[-1] is last:
            node.entries.pop()
            key = last.word if isinstance(last, Name) else last
        elif word in ",;":
            key, last = "", None
    _name_arguments(nodes)
    return nodes


def _put(node: Node, key: str, value: Value) -> None:
    if key:
        node.members.setdefault(key, value)
    else:
        node.entries.append(value)


def _tokens(script: str) -> Iterator[tuple[str, str]]:
    for count, match in enumerate(_TOKEN.finditer(script)):
        if count > _MOST_TOKENS:
            return
        kind = match.lastgroup
        if kind == "text":
            yield "text", _unescape(match[0])
        elif kind is not None:
            yield kind, match[0]


def _unescape(quoted: str) -> str:
    inner = quoted[1:-1]
    if "\\" not in inner:
        return inner
    if quoted[0] == '"':
        try:
            return str(json.loads(quoted, strict=False))
        except ValueError:
            pass
    text = _ESCAPE.sub(_escaped, inner)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escaped(match: re.Match[str]) -> str:
    if code := match[1] or match[2]:
        return chr(int(code, 16))
    return _ESCAPED.get(match[3], match[3])


def _name_arguments(nodes: list[Node]) -> None:
    """Put the arguments of a function that is called where it stands in the places of their names."""
    values: dict[str, Value] = {}
    for node in nodes:
        for at, entry in enumerate(node.entries[:-3]):
            call = node.entries[at + 1 : at + 4]
            if entry == Name("function") and [
                each.kind for each in call if isinstance(each, Node)
            ] == ["(", "{", "("]:
                named, _, given = call
                if isinstance(named, Node) and isinstance(given, Node):
                    names = (each.word for each in named.entries if isinstance(each, Name))
                    values.update(zip(names, given.entries, strict=False))
    if not values:
        return
    for node in nodes:
        for key, value in node.members.items():
            if isinstance(value, Name) and value.word in values:
                node.members[key] = values[value.word]
        if node.kind == "[":
            node.entries[:] = [
                values.get(each.word, each) if isinstance(each, Name) else each
                for each in node.entries
            ]
