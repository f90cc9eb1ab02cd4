"""Which change of a contract breaks someone: the policy is that a major version only gains optional fields.

It is stricter than need be, on purpose: a reader that is years behind must be safe without anyone thinking about it.
What a subset decision over JSON Schemas says about the same changes is tested in `tests/contracts`.
"""

from collections.abc import Iterator
from typing import Any

from shared.events.schema import Schema

WORDS = frozenset({"description", "title", "examples"})


def breaks(frozen: Schema, current: Schema) -> tuple[str, ...]:
    """Every reason why `current` may not go out under the version of `frozen`; empty when it may."""
    return tuple(_breaks(frozen, current))


def list_breaks(frozen: Schema, current: Schema) -> tuple[str, ...]:
    """A code list may grow, and say better what its words mean; a word once published stays."""
    after = {code["code"] for code in current["codes"]}
    return tuple(f"code {code['code']} was removed" for code in frozen["codes"] if code["code"] not in after)


def without_words(schema: Any) -> Any:
    """What of a schema decides: descriptions may be improved at any time, the order of a closed set says nothing."""
    if isinstance(schema, list):
        return [without_words(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    bare = {name: part if name == "enum" else without_words(part) for name, part in schema.items() if name not in WORDS}
    if "enum" in bare:
        bare["enum"] = sorted(bare["enum"], key=repr)
    return bare


def _breaks(frozen: Schema, current: Schema, within: str = "") -> Iterator[str]:
    """`within`: the field that holds these, as `before.`; of what it holds the same is asked as of an event itself."""
    before, after = _fields(frozen), _fields(current)
    required_before, required_after = set(frozen.get("required", ())), set(current.get("required", ()))
    both = [name for name in before if name in after]
    yield from (f"field {within}{name} was removed" for name in before if name not in after)
    for name in both:
        yield from _changes(f"{within}{name}", before[name], after[name])
    yield from (f"field {within}{name} became required" for name in both if name in required_after - required_before)
    yield from (f"field {within}{name} became optional" for name in both if name in required_before - required_after)
    added = [name for name in after if name not in before]
    yield from (f"new field {within}{name} is required" for name in added if name in required_after)


def _changes(name: str, before: Any, after: Any) -> Iterator[str]:
    """A field that holds others may gain optional ones, as an event may."""
    if without_words(before) == without_words(after):
        return
    if _has_fields(before) and _has_fields(after) and _beside_fields(before) == _beside_fields(after):
        yield from _breaks(before, after, f"{name}.")
    else:
        yield f"field {name} changed"


def _has_fields(part: Any) -> bool:
    return isinstance(part, dict) and "properties" in part


def _beside_fields(part: Schema) -> Any:
    return without_words({name: value for name, value in part.items() if name not in {"properties", "required"}})


def _fields(schema: Schema) -> dict[str, Any]:
    """Every field with all that decides about it; a field named like a word (`title`) is a field all the same."""
    return {**schema["properties"], **({"$defs": schema["$defs"]} if "$defs" in schema else {})}
