"""Fence: inside a major version a contract only gains optional fields.

Two judges see the same changes: our own rule, which names the reason, and a subset decision over JSON Schemas.
"""

import copy
from collections.abc import Callable

import pytest

from shared.events.compatibility import breaks
from shared.events.contract import Published
from shared.events.schema import Schema, frozen_schema, schema_of
from tests.contracts.every_type import of_every_type
from tests.contracts.given import MADE_UP
from tests.contracts.subset import reads_all

Change = Callable[[Schema], object]


def set_field(name: str, **keywords: object) -> Change:
    return lambda schema: schema["properties"][name].update(keywords)


def replace_field(name: str, part: Schema) -> Change:
    return lambda schema: schema["properties"].update({name: {"description": "x · 某", **part}})


def remove_field(name: str) -> Change:
    def change(schema: Schema) -> None:
        del schema["properties"][name]
        schema["required"] = [each for each in schema["required"] if each != name]

    return change


def require(name: str) -> Change:
    return lambda schema: schema["required"].append(name)


def both(first: Change, second: Change) -> Change:
    return lambda schema: (first(schema), second(schema))


OPTIONAL_STRING = {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None}

# Changes of a contract that some reader, older or newer than the writer, could not take.
BREAKING: dict[str, tuple[Change, str]] = {
    "a removed field": (remove_field("org_code"), "field org_code was removed"),
    "a new required field": (
        both(replace_field("rank", {"type": "string"}), require("rank")),
        "new field rank is required",
    ),
    "a narrowed closed set": (set_field("sex", enum=["1", "2"]), "field sex changed"),
    "a widened closed set": (set_field("channel", enum=["counter", "import", "post"]), "field channel changed"),
    "a changed type": (replace_field("birth_year", {"type": "string"}), "field birth_year changed"),
    "another number type": (set_field("birth_year", type="number"), "field birth_year changed"),
    "a tighter bound": (set_field("birth_year", minimum=1900), "field birth_year changed"),
    "a wider bound": (set_field("birth_year", maximum=2200), "field birth_year changed"),
    "another format": (set_field("registered_on", format="date-time"), "field registered_on changed"),
    "a format taken away": (
        lambda schema: schema["properties"]["person_id"].pop("format"),
        "field person_id changed",
    ),
    "another pattern": (set_field("org_code", pattern="^[0-9]{6}$"), "field org_code changed"),
    "a pattern taken away": (lambda schema: schema["properties"]["org_code"].pop("pattern"), "field org_code changed"),
    "a new length limit": (set_field("org_code", maxLength=12), "field org_code changed"),
    "null no longer allowed": (replace_field("discharge_year", {"type": "integer"}), "field discharge_year changed"),
    "null newly allowed": (
        replace_field("party_member", {"anyOf": [{"type": "boolean"}, {"type": "null"}]}),
        "field party_member changed",
    ),
    "an optional field made required": (require("discharge_year"), "field discharge_year became required"),
    "a required field made optional": (
        lambda schema: schema["required"].remove("party_member"),
        "field party_member became optional",
    ),
}
# An object in a field, as `before` is of whatever changed.
HELD: Schema = {
    "type": "object",
    "properties": {"code": {"type": "string"}, "kind": {"type": "string"}},
    "required": ["code", "kind"],
}
KIND: Schema = {"kind": {"type": "string"}}
HARMLESS: dict[str, Change] = {
    "nothing": lambda schema: None,
    "an added optional field": replace_field("retired_rank", OPTIONAL_STRING),
    "an added field called like a keyword": replace_field("description", OPTIONAL_STRING),
    "better words": set_field("org_code", description="better · 更好"),
    "another order of a closed set": lambda schema: schema["properties"]["sex"]["enum"].reverse(),
}
# What our rule refuses although every reader would manage: a name once used must not come back with another meaning,
# and what a missing field stands for must not change.
STRICTER_THAN_NEEDED: dict[str, tuple[Change, str]] = {
    "a removed optional field": (remove_field("discharge_year"), "field discharge_year was removed"),
    "another default": (set_field("discharge_year", default=2000), "field discharge_year changed"),
}


def changed(change: Change) -> tuple[Schema, Schema]:
    """The schema of the contract that was made up, before and after a change."""
    before = schema_of(MADE_UP)
    after = copy.deepcopy(before)
    change(after)
    return before, after


@of_every_type
class TestEveryContract:
    def test_may_go_out_under_its_version(self, entry: Published) -> None:
        frozen = frozen_schema(entry)
        assert frozen is not None
        assert breaks(frozen, schema_of(entry)) == ()

    def test_is_read_by_readers_of_the_frozen_schema(self, entry: Published) -> None:
        frozen = frozen_schema(entry)
        assert frozen is not None
        assert reads_all(writer=schema_of(entry), reader=frozen)

    def test_reads_what_was_written_by_the_frozen_schema(self, entry: Published) -> None:
        frozen = frozen_schema(entry)
        assert frozen is not None
        assert reads_all(writer=frozen, reader=schema_of(entry))


class TestTheRule:
    @pytest.mark.parametrize("name", BREAKING)
    def test_refuses_a_breaking_change_and_says_why(self, name: str) -> None:
        change, reason = BREAKING[name]
        assert breaks(*changed(change)) == (reason,)

    @pytest.mark.parametrize("name", HARMLESS)
    def test_allows_a_harmless_change(self, name: str) -> None:
        assert breaks(*changed(HARMLESS[name])) == ()

    @pytest.mark.parametrize("name", STRICTER_THAN_NEEDED)
    def test_refuses_what_would_only_confuse(self, name: str) -> None:
        change, reason = STRICTER_THAN_NEEDED[name]
        assert breaks(*changed(change)) == (reason,)


class TestWhatAFieldHolds:
    @pytest.mark.parametrize(
        ("now", "reasons"),
        [
            ({**HELD, "properties": {**HELD["properties"], "title": OPTIONAL_STRING}}, ()),
            ({**HELD, "properties": KIND, "required": ["kind"]}, ("field before.code was removed",)),
            ({**HELD, "properties": {**KIND, "code": {"type": "integer"}}}, ("field before.code changed",)),
            ({**HELD, "required": ["kind"]}, ("field before.code became optional",)),
            (
                {
                    **HELD,
                    "properties": {**HELD["properties"], "x": {"type": "string"}},
                    "required": ["code", "kind", "x"],
                },
                ("new field before.x is required",),
            ),
            ({**HELD, "additionalProperties": False}, ("field before changed",)),
            ({"anyOf": [HELD, {"type": "null"}]}, ("field before changed",)),
        ],
    )
    def test_is_judged_as_an_event_is(self, now: Schema, reasons: tuple[str, ...]) -> None:
        _, first = changed(replace_field("before", HELD))
        _, second = changed(replace_field("before", now))
        assert breaks(first, second) == reasons
        assert (not reasons) is (reads_all(writer=second, reader=first) and reads_all(writer=first, reader=second))


class TestTheSubsetDecision:
    @pytest.mark.parametrize("name", BREAKING)
    def test_finds_a_side_that_cannot_read_a_breaking_change(self, name: str) -> None:
        before, after = changed(BREAKING[name][0])
        forward = reads_all(writer=after, reader=before)
        backward = reads_all(writer=before, reader=after)
        assert not (forward and backward)

    @pytest.mark.parametrize("name", HARMLESS)
    def test_finds_that_both_sides_read_a_harmless_change(self, name: str) -> None:
        before, after = changed(HARMLESS[name])
        assert reads_all(writer=after, reader=before)
        assert reads_all(writer=before, reader=after)
