"""From the fields of a form to what JSON would have said, by the schema that the API reads JSON with.

An empty field is absent. `lines.2.amount_fen` is a field of the third line. A name that comes several times is a list
where the schema has one. Dates may be typed as people write them; an instant without a zone is the county's.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel
from starlette.datastructures import UploadFile

Value = str | UploadFile
Node = Mapping[str, Any]

# What is no line of ours, and lies deeper than any field, is a name like another: validation says that there is none.
_LINE = re.compile(r"[0-9]{1,4}")
MOST_STEPS = 8

_DATE = re.compile(r"^(\d{4})(?:(\d\d)(\d\d)|(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?)$")
# Full-width ASCII, as an input method leaves it on.
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_NUMBER = re.compile(r"[0-9.,:/-]+")
_LOCAL_INSTANT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$")


@cache
def kinds_of(schema: type[BaseModel]) -> Mapping[str, str]:
    """Leaf → `array`, a format (`date`, `date-time`) or a type. Lines of an array of objects are `lines.*.name`."""
    document = schema.model_json_schema()
    return dict(_leaves(document, document.get("$defs", {}), ""))


def shaped(items: Iterable[tuple[str, Value]], schema: type[BaseModel]) -> dict[str, Any]:
    """What the schema is to validate."""
    kinds = kinds_of(schema)
    tree: dict[str, Any] = {}
    for name, typed in items:
        value = typed.strip() if isinstance(typed, str) else typed
        if value == "":
            continue
        steps = name.split(".") if name.count(".") < MOST_STEPS else [name]
        kind = kinds.get(".".join("*" if _LINE.fullmatch(step) else step for step in steps), "")
        _put(tree, steps, _read(value, kind), many=kind == "array")
    return {name: _listed(value) for name, value in tree.items()}


def iso_date(typed: str) -> str:
    """2019-04-03 for 20190403, 2019/4/3 and 2019年4月3日; anything else as it is."""
    found = _DATE.match(typed)
    if found is None:
        return typed
    year, month, day = (part for part in found.groups() if part)
    return f"{year}-{int(month):02}-{int(day):02}"


def _read(value: Value, kind: str) -> Value:
    if isinstance(value, UploadFile):
        return value
    if kind != "password":
        value = _narrowed(value)
    if kind == "date":
        return iso_date(value)
    if kind == "date-time" and _LOCAL_INSTANT.match(value):
        return f"{value}+08:00"
    return value


def _narrowed(value: str) -> str:
    """３．５ as 3.5; what is no number stays as it was written."""
    narrow = value.translate(_NARROW)
    return narrow if _NUMBER.fullmatch(narrow) else value


def _put(tree: dict[str, Any], steps: list[str], value: Value, *, many: bool) -> None:
    """Put it there; where the way is barred by a value, the form is not one of ours, and validation will say so."""
    node = tree
    for step in steps[:-1]:
        below = node.setdefault(step, {})
        if not isinstance(below, dict):
            return
        node = below
    if many:
        kept = node.setdefault(steps[-1], [])
        if isinstance(kept, list):
            kept.append(value)
    else:
        node[steps[-1]] = value


def _listed(value: Any) -> Any:
    """A node whose steps are all numbers is a list."""
    if not isinstance(value, dict):
        return value
    below = {step: _listed(each) for step, each in value.items()}
    if below and all(_LINE.fullmatch(step) for step in below):
        return [below[step] for step in sorted(below, key=int)]
    return below


def _leaves(node: Node, defined: Node, path: str) -> Iterator[tuple[str, str]]:
    node = _resolved(node, defined)
    if "properties" in node:
        for name, below in node["properties"].items():
            yield from _leaves(below, defined, f"{path}.{name}" if path else name)
    elif node.get("type") == "array":
        lines = _resolved(node.get("items", {}), defined)
        if "properties" in lines:
            yield from _leaves(lines, defined, f"{path}.*")
        else:
            yield path, "array"
    else:
        yield path, str(node.get("format") or node.get("type") or "")


def _resolved(node: Node, defined: Node) -> Node:
    """What a reference or the one choice beside null stands for."""
    if "$ref" in node:
        return _resolved(defined[str(node["$ref"]).rpartition("/")[2]], defined)
    choices = [each for each in node.get("anyOf", ()) if each.get("type") != "null"]
    return _resolved(choices[0], defined) if len(choices) == 1 else node
