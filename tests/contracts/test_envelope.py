"""The envelope on the wire, read back by our own reader and by the SDK of the CloudEvents project."""

import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary, to_binary
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from hypothesis import given
from hypothesis import strategies as st

from deploy.catalogue.headers import HEADERS
from shared.events.catalogue import CATALOGUE
from shared.events.contract import PiiClass, Published
from shared.events.envelope import BrokenEnvelope, Envelope, decode_headers, encode_data, encode_headers
from shared.events.schema import example
from tests.contracts.given import envelopes, given_envelope, given_event

OPTIONAL = {
    "causationid": "016a0b2e-1f80-7d44-9e55-af66c077db88",
    "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "synthetic": True,
    "supersedes": UUID("016a0b2e-0f00-7e55-af66-b077c188ec99"),
    "effectivedate": datetime(2019, 4, 20, tzinfo=UTC).date(),
}


def headers_without(name: str) -> list[tuple[str, bytes | None]]:
    return [(key, value) for key, value in encode_headers(given_envelope()) if key != name]


class TestEncodeHeaders:
    def test_writes_the_attributes_as_text(self) -> None:
        headers = dict(encode_headers(given_envelope(**OPTIONAL)))
        assert headers["ce_specversion"] == b"1.0"
        assert headers["ce_time"] == b"2019-04-22T03:15:42.120000Z"
        assert headers["ce_sequence"] == b"0000000007"
        assert headers["ce_synthetic"] == b"true"
        assert headers["ce_effectivedate"] == b"2019-04-20"
        assert headers["content-type"] == b"application/json"

    def test_leaves_out_what_is_not_there(self) -> None:
        assert {f"ce_{name}" for name in OPTIONAL} & dict(encode_headers(given_envelope())).keys() == set()

    def test_writes_a_time_of_another_zone_in_utc(self) -> None:
        local = datetime(2019, 4, 22, 11, 15, 42, tzinfo=timezone(timedelta(hours=8)))
        assert dict(encode_headers(given_envelope(time=local)))["ce_time"] == b"2019-04-22T03:15:42.000000Z"

    def test_refuses_a_time_without_zone(self) -> None:
        naive = datetime(2019, 4, 22, tzinfo=UTC).replace(tzinfo=None)
        with pytest.raises(ValueError, match="zone"):
            encode_headers(given_envelope(time=naive))

    def test_orders_sequences_as_text_like_the_numbers(self) -> None:
        written = [dict(encode_headers(given_envelope(sequence=number)))["ce_sequence"] for number in (2, 10, 9, 100)]
        assert sorted(written) == [written[0], written[2], written[1], written[3]]

    def test_writes_exactly_the_headers_that_the_pages_tell(self) -> None:
        written = encode_headers(given_envelope(**OPTIONAL))
        assert {name for name, _ in written} == {header.name for header in HEADERS}
        always = encode_headers(given_envelope())
        assert {name for name, _ in always} == {header.name for header in HEADERS if header.required}


class TestDecodeHeaders:
    @given(envelope=envelopes())
    def test_reads_back_what_was_written(self, envelope: Envelope) -> None:
        assert decode_headers(encode_headers(envelope)) == envelope

    @pytest.mark.parametrize("name", sorted(header.name for header in HEADERS if header.required))
    def test_refuses_an_envelope_without_a_required_header_and_names_it(self, name: str) -> None:
        with pytest.raises(BrokenEnvelope, match=name):
            decode_headers(headers_without(name))

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("ce_specversion", b"0.3"),
            ("ce_id", b"7"),
            ("ce_time", b"yesterday"),
            ("ce_time", b"0001-01-01T00:00:00+08:00"),
            ("ce_time", b"9999-12-31T23:59:59-08:00"),
            ("ce_time", b"2019-04-22T03:15:42"),
            ("ce_time", b"1555902942"),
            ("ce_sequence", b"0"),
            ("ce_sequence", b"-1"),
            ("ce_sequence", b"1.0"),
            ("ce_sequence", b" 1"),
            ("ce_sequence", "١".encode()),
            ("ce_sequence", b"9" * 40),
            ("ce_piiclass", b"P9"),
            ("ce_type", b""),
            ("ce_subject", b"\xff"),
            ("ce_subject", None),
            ("ce_synthetic", b"maybe"),
            ("ce_supersedes", b"null"),
            ("ce_effectivedate", b"2019-02-29"),
            ("content-type", b"application/cloudevents+json"),
        ],
    )
    def test_refuses_a_malformed_header_and_names_it(self, name: str, value: bytes | None) -> None:
        with pytest.raises(BrokenEnvelope, match=name):
            decode_headers([*headers_without(name), (name, value)])

    def test_refuses_a_header_that_comes_twice(self) -> None:
        with pytest.raises(BrokenEnvelope, match="ce_id twice"):
            decode_headers([*encode_headers(given_envelope()), ("ce_id", b"016a0b2e-2000-7a11-8b22-9c33ad44be56")])

    def test_ignores_attributes_and_headers_that_it_does_not_know(self) -> None:
        others = [("ce_severitytext", b"info"), ("traceparent", b"\xff"), ("traceparent", b"\xfe")]
        assert decode_headers([*encode_headers(given_envelope()), *others]) == given_envelope()

    def test_takes_a_content_type_with_parameters(self) -> None:
        headers = [*headers_without("content-type"), ("content-type", b"application/json; charset=utf-8")]
        assert decode_headers(headers) == given_envelope()

    def test_reads_a_time_of_another_zone_as_utc(self) -> None:
        headers = [*headers_without("ce_time"), ("ce_time", b"2019-04-22T11:15:42.12+08:00")]
        time = decode_headers(headers).time
        assert (time, time.tzinfo) == (given_envelope().time, UTC)

    @given(headers=st.lists(st.tuples(st.sampled_from([each.name for each in HEADERS]), st.none() | st.binary())))
    def test_answers_hostile_headers_with_a_broken_envelope_only(self, headers: list[tuple[str, bytes | None]]) -> None:
        with pytest.raises(BrokenEnvelope) as caught:
            decode_headers(headers)
        assert caught.value.cause


class TestTheSdkOfCloudEvents:
    @pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
    def test_reads_every_type_as_we_wrote_it(self, entry: Published) -> None:
        event = given_event(entry)
        key = entry.key_of(event)
        envelope = given_envelope(
            source=entry.source, type=entry.type, subject=key, partitionkey=key, dataschema=entry.dataschema,
            piiclass=entry.pii, **OPTIONAL,
        )  # fmt: skip
        message = KafkaMessage(headers=dict(encode_headers(envelope)), key=key.encode(), value=encode_data(event))
        read = from_binary(message, JSONFormat(), CloudEvent)
        assert read.get_id() == str(envelope.id)
        assert read.get_source() == entry.source
        assert read.get_type() == entry.type
        assert read.get_subject() == key
        assert read.get_time() == envelope.time
        assert read.get_dataschema() == entry.dataschema
        assert read.get_datacontenttype() == "application/json"
        assert read.get_data() == example(entry)
        assert read.get_extension("partitionkey") == key
        assert read.get_extension("piiclass") == entry.pii
        assert int(read.get_extension("sequence")) == envelope.sequence
        assert read.get_extension("supersedes") == str(envelope.supersedes)

    def test_writes_what_we_can_read(self) -> None:
        envelope = given_envelope(**OPTIONAL)
        attributes = {
            name.removeprefix("ce_"): value.decode()
            for name, value in encode_headers(envelope)
            if name != "content-type"
        }
        written = to_binary(
            CloudEvent({**attributes, "time": envelope.time, "datacontenttype": "application/json"}, {"a": 1}),
            JSONFormat(),
        )
        assert decode_headers(list(written.headers.items())) == envelope
        assert json.loads(written.value) == {"a": 1}


class TestPiiClass:
    def test_has_the_five_classes_in_order(self) -> None:
        assert sorted(PiiClass) == ["P0", "P1", "P2", "P3", "P4"]
