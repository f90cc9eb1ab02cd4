"""What stands in a record: a contract reads what it wrote, ignores what it does not know, refuses what is broken."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from shared.events.contract import Published
from shared.events.envelope import BrokenData, decode_data, encode_data
from shared.events.schema import example, schema_of
from tests.contracts.every_type import of_every_type
from tests.contracts.given import data_of, given_entry, given_event

EXAMPLES = 4  # of each of some hundred contracts, whose fields have the same few forms


def with_a_broken_word(properties: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each field that holds a word with a pattern, itself or in a list, and a value against it."""
    for name, part in properties.items():
        for option in part.get("anyOf", [part]):
            if "pattern" in option:
                yield name, "§1234567890"
            if "pattern" in option.get("items", {}):
                yield name, ["§1234567890"]


def encoded(data: Any) -> bytes:
    return json.dumps(data).encode()


@of_every_type
class TestEveryContract:
    def test_writes_its_example_as_it_read_it(self, entry: Published) -> None:
        assert json.loads(encode_data(given_event(entry))) == example(entry)

    def test_has_an_example_that_its_schema_allows(self, entry: Published) -> None:
        Draft202012Validator(schema_of(entry)).validate(example(entry))

    def test_takes_nothing_that_somebody_wrote(self, entry: Published) -> None:
        """Purposes, reasons and sources stay in the owner's database; what has an official name is called by it."""
        for name in schema_of(entry)["properties"].keys() - {"name"}:
            for wrote in ("聘期届满", ["聘期届满"]):
                with pytest.raises(BrokenData, match=name):
                    decode_data(entry, encoded(example(entry) | {name: wrote}))

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(drawn=st.data())
    def test_reads_back_whatever_its_schema_allows(self, entry: Published, drawn: st.DataObject) -> None:
        event = decode_data(entry, encoded(drawn.draw(data_of(entry))))
        assert decode_data(entry, encode_data(event)) == event

    def test_ignores_fields_that_it_does_not_know(self, entry: Published) -> None:
        known = example(entry)
        assert decode_data(entry, encoded(known | {"added_later": {"x": [1]}})) == decode_data(entry, encoded(known))

    def test_refuses_data_without_a_required_field_and_names_it(self, entry: Published) -> None:
        for name in schema_of(entry)["required"]:
            data = example(entry)
            del data[name]
            with pytest.raises(BrokenData, match=name):
                decode_data(entry, encoded(data))

    def test_refuses_a_value_outside_a_closed_set_and_says_where(self, entry: Published) -> None:
        closed = [name for name, part in schema_of(entry)["properties"].items() if "enum" in part]
        for name in closed:
            with pytest.raises(BrokenData, match=rf"\$\.{name}"):
                decode_data(entry, encoded(example(entry) | {name: "unheard-of"}))

    def test_refuses_a_word_against_its_pattern_wherever_the_schema_has_one(self, entry: Published) -> None:
        for name, broken in with_a_broken_word(schema_of(entry)["properties"]):
            with pytest.raises(BrokenData, match=rf"\$\.{name}"):
                decode_data(entry, encoded(example(entry) | {name: broken}))

    def test_gives_its_key_as_text(self, entry: Published) -> None:
        assert entry.key_of(given_event(entry)) == str(example(entry)[entry.key])


class TestDecodeData:
    @pytest.mark.parametrize(
        "value",
        [
            b"",
            b"null",
            b"[]",
            b"{",
            b"\xff\xfe",
            b'{"veteran_id": "\xff"}',
            b'{"org_code": "\xff"}',
            b'{"x": ' + b"[" * 100_000,
            b"{}{}",
        ],
        ids=[
            "empty",
            "null",
            "list",
            "cut off",
            "not UTF-8",
            "not UTF-8 inside",
            "not UTF-8 in a text",
            "too deep",
            "two",
        ],
    )
    def test_refuses_what_is_no_event_with_the_type_and_a_cause(self, value: bytes) -> None:
        entry = given_entry("veteran-registered")
        with pytest.raises(BrokenData) as caught:
            decode_data(entry, value)
        assert caught.value.type == entry.type
        assert caught.value.cause
        assert entry.type in str(caught.value)

    @given(value=st.binary(max_size=200))
    def test_answers_hostile_bytes_with_broken_data_only(self, value: bytes) -> None:
        with pytest.raises(BrokenData):
            decode_data(given_entry("grant-given"), value)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("person_id", "999329195902260012"),
            ("channel", "窗口"),
            ("channel", 1),
            ("registered_on", "2019-02-29"),
            ("registered_on", "2019-03-20T08:00:00Z"),
            ("org_path", "411329/411329104"),
            ("domicile_code", "4113291042"),
            ("party_member", 1),
            ("org_code", None),
        ],
    )
    def test_refuses_a_wrong_value_and_says_where(self, field: str, value: object) -> None:
        entry = given_entry("veteran-registered")
        with pytest.raises(BrokenData, match=rf"\$\.{field}"):
            decode_data(entry, encoded(example(entry) | {field: value}))

    def test_refuses_a_code_with_a_newline_behind_it(self) -> None:
        entry = given_entry("veteran-registered")
        with pytest.raises(BrokenData, match=r"\$\.residence_code"):
            decode_data(entry, encoded(example(entry) | {"residence_code": "411329104210\n"}))

    def test_refuses_an_instant_without_its_zone(self) -> None:
        entry = given_entry("grant-given")
        with pytest.raises(BrokenData, match=r"\$\.valid_from"):
            decode_data(entry, encoded(example(entry) | {"valid_from": "2019-03-01T00:00:00"}))


class TestEncodeData:
    def test_refuses_an_event_that_its_readers_would_park(self) -> None:
        event = given_event(given_entry("veteran-registered"))
        with pytest.raises(BrokenData, match="channel"):
            encode_data(msgspec.structs.replace(event, channel=""))

    def test_writes_a_map_in_one_order_however_it_was_filled(self) -> None:
        event = given_event(given_entry("figure-snapshot-frozen"), figures={"F01": 1, "F02": 2})
        turned = msgspec.structs.replace(event, figures={"F02": 2, "F01": 1})
        assert encode_data(event) == encode_data(turned)
