"""The frozen form of a contract: its JSON Schema (draft 2020-12), its example and its code lists, files beside this
module."""

import inspect
import json
from pathlib import Path
from typing import Any

import msgspec

from shared.events.code_list import CodeList
from shared.events.contract import Published

HERE = Path(__file__).parent
DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


def schema_of(entry: Published) -> Schema:
    """What a reader may rely on. Open: a reader has to accept fields that it does not know."""
    schema = bare_schema(entry.contract)
    head = {"$schema": DIALECT, "$id": entry.dataschema, "title": entry.name}
    described = {**schema, **head, "description": inspect.getdoc(entry.contract)}
    order = ("$schema", "$id", "title", "description", "type", "properties", "required")
    return {name: described[name] for name in order if name in described}


def bare_schema(contract: type[msgspec.Struct]) -> Schema:
    """The fields of a contract, each with its rule, in one piece."""
    _, found = msgspec.json.schema_components([contract])
    components = _with_ends(found)
    schema: Schema = _whole(components.pop(contract.__name__), components)
    return schema


def schema_path(entry: Published) -> str:
    """Where the frozen schema stands, seen from the folder of this module."""
    return f"schemas/{entry.owner}/{entry.name}.v{entry.version}.json"


def example_path(entry: Published) -> str:
    """Where the example stands, seen from the folder of this module: the record value of an invented case."""
    return f"examples/{entry.owner}/{entry.name}.v{entry.version}.json"


def list_path(codes: CodeList) -> str:
    """Where the published list stands, seen from the folder of this module."""
    return f"code_lists/{codes.name}.json"


def frozen_schema(entry: Published) -> Schema | None:
    """The schema as it was frozen; None for a contract that was not frozen yet."""
    path = HERE / schema_path(entry)
    return _read(path) if path.exists() else None


def frozen_list(codes: CodeList) -> Schema | None:
    """The list as it was published; None for one that is new."""
    path = HERE / list_path(codes)
    return _read(path) if path.exists() else None


def example(entry: Published) -> Schema:
    """The example as it stands in the file. A contract without one may not be published: FileNotFoundError."""
    return _read(HERE / example_path(entry))


def _whole(schema: Any, components: Schema) -> Any:
    """The same with what it refers to in its place, so that it stands alone, in other documents too."""
    if isinstance(schema, dict):
        found = components.get(str(schema.get("$ref", "")).rpartition("/")[2])
        return {name: _whole(part, components) for name, part in (found or schema).items()}
    return [_whole(part, components) for part in schema] if isinstance(schema, list | tuple) else schema


def _with_ends(schema: Any) -> Any:
    """The same with `$` for Python's `\\Z`, which JSON Schema does not know."""
    if isinstance(schema, dict):
        return {name: _with_ends(part) for name, part in schema.items()}
    if isinstance(schema, list):
        return [_with_ends(part) for part in schema]
    return schema.replace(r"\Z", "$") if isinstance(schema, str) else schema


def _read(path: Path) -> Schema:
    content: Schema = json.loads(path.read_text(encoding="utf-8"))
    return content
