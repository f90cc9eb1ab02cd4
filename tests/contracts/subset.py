"""A second opinion on compatibility: is every value of one JSON Schema a value of the other?

`jsonsubschema` decides that, with two exceptions that were tried: it ignores `format`, and the complement of a pattern
such as `^[0-9A-Z]{6,24}$` takes it all memory there is. So a restricted string is replaced by a closed set of one word
that stands for exactly this restriction: equal restrictions stay equal, a restricted string stays a string, and any
other pair is unrelated. A pattern that was rewritten with the same meaning is therefore called a change.
"""

import hashlib
import json
import warnings
from typing import Any

from shared.events.compatibility import without_words
from shared.events.schema import Schema

with warnings.catch_warnings():
    # Docstrings of the library hold backslashes that Python warns of, and here every warning is an error.
    warnings.simplefilter("ignore")
    from jsonsubschema import isSubschema

RESTRICTIONS = ("format", "pattern", "minLength", "maxLength")


def reads_all(*, writer: Schema, reader: Schema) -> bool:
    """Whether a reader of one schema accepts whatever a writer of the other sends.

    The writer is closed (it sends no field that it does not know), the reader open (it ignores such fields). Of a
    schema that has not changed nothing needs to be decided.
    """
    if writer == reader:
        return True
    return bool(isSubschema({**_decidable(writer), "additionalProperties": False}, _decidable(reader)))


def _decidable(schema: Schema) -> Schema:
    properties = {name: _restrictions_as_words(without_words(part)) for name, part in schema["properties"].items()}
    return {"type": "object", "properties": properties, "required": schema.get("required", [])}


def _restrictions_as_words(part: Any) -> Any:
    if isinstance(part, list):
        return [_restrictions_as_words(each) for each in part]
    if not isinstance(part, dict):
        return part
    restrictions = {name: part[name] for name in RESTRICTIONS if name in part}
    if restrictions:
        return {"type": "string", "enum": [_word(restrictions)]}
    return {name: _restrictions_as_words(each) for name, each in part.items() if name != "default"}


def _word(restrictions: Schema) -> str:
    """Letters and digits only: the library reads a closed set as a pattern."""
    return hashlib.sha256(json.dumps(restrictions, sort_keys=True).encode()).hexdigest()[:16]
