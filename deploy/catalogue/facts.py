"""What every page needs to know about a type, a field or a header, in both languages."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from shared.events.code_list import LIST
from shared.events.contract import Published, paragraphs
from shared.events.schema import Schema, example, schema_of


@dataclass(frozen=True)
class Field:
    """One field of a contract. `form` says what may stand in it."""

    name: str
    form: str
    required: bool
    en: str
    zh: str


@dataclass(frozen=True)
class Page:
    """One event type as it is shown: what happened and who relies on it, by paragraphs; its fields; its example."""

    entry: Published
    en: tuple[str, ...]
    zh: tuple[str, ...]
    fields: tuple[Field, ...]
    example: str


def page_of(entry: Published) -> Page:
    """The page of a type. Raises FileNotFoundError when it has no example yet."""
    en, zh = paragraphs(entry.contract)
    shown = json.dumps(example(entry), ensure_ascii=False, indent=2)
    return Page(entry, en, zh, tuple(fields_of(schema_of(entry))), shown)


def fields_of(schema: Schema) -> Iterable[Field]:
    required = set(schema.get("required", ()))
    for name, part in schema["properties"].items():
        en, _, zh = part["description"].partition(" · ")
        yield Field(name, form_of(part), name in required, en, zh)


def form_of(part: Schema) -> str:
    """What may stand in a field, in the words of JSON Schema and few of our own."""
    if "anyOf" in part:
        return " | ".join(form_of(choice) for choice in part["anyOf"])
    if LIST in part:
        return f"code of {part[LIST].rpartition(':')[2]}"
    if "enum" in part:
        return " | ".join(json.dumps(value) for value in part["enum"])
    if part["type"] == "array":
        return f"[{form_of(part['items'])}, …]"
    if part["type"] == "object":
        return _form_of_object(part)
    return " ".join((str(part.get("format", part["type"])), *_limits(part)))


def _form_of_object(part: Schema) -> str:
    if "properties" not in part:
        return f"{{code: {form_of(part['additionalProperties'])}, …}}"
    return f"{{{', '.join(f'{name}: {form_of(field)}' for name, field in part['properties'].items())}}}"


LIMITS = (
    ("pattern", "{}"),
    ("minimum", "≥ {}"),
    ("maximum", "≤ {}"),
    ("minLength", "≥ {} chars"),
    ("maxLength", "≤ {} chars"),
)


def _limits(part: Schema) -> Iterable[str]:
    return (words.format(part[keyword]) for keyword, words in LIMITS if keyword in part)
