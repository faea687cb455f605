"""The data dictionary, read off the classes: name, type and meaning of each field."""

import ast
import inspect
from functools import cache
from itertools import pairwise
from typing import NamedTuple, get_type_hints


class Field(NamedTuple):
    """One field of a class of `items` or of a table."""

    name: str
    type: object
    """The type as annotated."""
    description: str
    """The docstring under the field, on one line."""


@cache
def fields_of(item_class: type) -> tuple[Field, ...]:
    """Return the fields of a dataclass or named tuple, in their order; each has to have a docstring under it."""
    texts = _docstrings(item_class)
    return tuple(Field(name, hint, texts[name]) for name, hint in get_type_hints(item_class).items())


def describe(item_class: type) -> str:
    """Return what a class says of itself, on one line."""
    return _one_line(item_class.__doc__ or "")


def _docstrings(item_class: type) -> dict[str, str]:
    """Read the docstring under each field off the source, where Python itself drops it."""
    module = ast.parse(inspect.getsource(inspect.getmodule(item_class)))  # type: ignore[arg-type]  # it has one
    body = next(
        node.body for node in module.body if isinstance(node, ast.ClassDef) and node.name == item_class.__name__
    )
    return {
        field.target.id: _one_line(text.value.value)
        for field, text in pairwise(body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant) and isinstance(text.value.value, str)
    }


def _one_line(text: str) -> str:
    return " ".join(text.split())
