"""What the tests of contracts need: examples, envelopes, and data drawn from a contract's own schema."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Annotated, Any, Literal
from uuid import UUID

from hypothesis import strategies as st
from msgspec import Meta

from shared.events.catalogue import CATALOGUE
from shared.events.contract import Event, PiiClass, Published
from shared.events.envelope import Envelope, decode_data
from shared.events.fields import CalendarDate, OrgCode, PersonId
from shared.events.schema import Schema, example, schema_of

EVERY_TYPE = {entry.name: entry for entry in CATALOGUE}


def given_entry(name: str) -> Published:
    return EVERY_TYPE[name]


def given_event(entry: Published, **changed: object) -> Event:
    """The example of a type, with fields changed (JSON values)."""
    return decode_data(entry, json.dumps(example(entry) | changed).encode())


def given_envelope(**changed: Any) -> Envelope:
    facts: dict[str, Any] = {
        "id": UUID("016a0b2e-2000-7a11-8b22-9c33ad44be55"),
        "source": "/registry",
        "type": "cn.veterans.registry.veteran-registered.v1",
        "subject": "016a0b2e-1c40-7a3f-8f21-5d0c9b7e4a10",
        "time": datetime(2019, 4, 22, 3, 15, 42, 120000, tzinfo=UTC),
        "dataschema": "urn:veterans:schema:registry:veteran-registered:v1",
        "partitionkey": "016a0b2e-1c40-7a3f-8f21-5d0c9b7e4a10",
        "sequence": 7,
        "correlationid": "016a0b2e-1f00-7c33-8d44-9e55bf66ca77",
        "piiclass": PiiClass.P1,
    }
    return Envelope(**facts | changed)


class DischargeRecorded(Event, frozen=True, kw_only=True):
    """A contract with a field of every form, that nobody publishes."""

    person_id: PersonId
    org_code: OrgCode
    sex: Annotated[Literal["0", "1", "2", "9"], Meta(description="x · 某")]
    birth_year: Annotated[int, Meta(ge=1860, le=2100, description="x · 某")]
    discharge_year: Annotated[int | None, Meta(description="x · 某")] = None
    party_member: Annotated[bool, Meta(description="x · 某")]
    channel: Annotated[Literal["counter", "import"], Meta(description="x · 某")]
    registered_on: CalendarDate


MADE_UP = Published(DischargeRecorded, "registry.persons", "person_id", PiiClass.P1, ())


def envelopes() -> st.SearchStrategy[Envelope]:
    """Any envelope that a service could write."""
    text = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
    instants = st.datetimes(timezones=st.just(UTC))
    return st.builds(
        Envelope,
        id=st.uuids(),
        source=text,
        type=text,
        subject=text,
        time=instants,
        dataschema=text,
        partitionkey=text,
        sequence=st.integers(1, 10**18 - 1),
        correlationid=text,
        piiclass=st.sampled_from(PiiClass),
        causationid=st.none() | text,
        traceparent=st.just("") | text,
        synthetic=st.booleans(),
        supersedes=st.none() | st.uuids(),
        effectivedate=st.none() | st.dates(date(1900, 1, 1)),
    )


@lru_cache(maxsize=1)  # what is drawn from again is not looked through again
def data_of(entry: Published) -> st.SearchStrategy[dict[str, Any]]:
    """Any JSON value that the schema of a type allows."""
    return _object(schema_of(entry))


FORMATS: dict[str, st.SearchStrategy[str]] = {
    "uuid": st.uuids().map(str),
    "date": st.dates().map(str),
    "date-time": st.datetimes().map(lambda instant: instant.isoformat() + "Z"),
}


def _value(part: Schema) -> st.SearchStrategy[Any]:
    if "anyOf" in part:
        return st.one_of([_value(choice) for choice in part["anyOf"]])
    if "enum" in part:
        return st.sampled_from(part["enum"])
    return OF_TYPE[part["type"]](part)


def _object(part: Schema) -> st.SearchStrategy[dict[str, Any]]:
    if "properties" in part:
        return st.fixed_dictionaries({name: _value(each) for name, each in part["properties"].items()})
    return st.dictionaries(st.text(max_size=8), _value(part["additionalProperties"]), max_size=5)


def _string(part: Schema) -> st.SearchStrategy[str]:
    if "format" in part:
        return FORMATS[part["format"]]
    longest: int = part.get("maxLength", 100)
    if "pattern" in part:
        return _word(part["pattern"], longest)
    return st.text(st.characters(codec="utf-8"), min_size=part.get("minLength", 0), max_size=longest)


@cache  # the same few hundred stand in every schema
def _word(pattern: str, longest: int) -> st.SearchStrategy[str]:
    return st.from_regex(pattern, fullmatch=True).filter(lambda text: 0 < len(text) <= longest)


OF_TYPE: dict[str, Callable[[Schema], st.SearchStrategy[Any]]] = {
    "null": lambda part: st.none(),
    "boolean": lambda part: st.booleans(),
    "integer": lambda part: st.integers(part.get("minimum", -(2**53)), part.get("maximum", 2**53)),
    "string": _string,
    "array": lambda part: st.lists(_value(part["items"]), min_size=part.get("minItems", 0), max_size=5),
    "object": _object,
}
