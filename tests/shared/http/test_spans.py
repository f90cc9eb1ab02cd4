"""A request is a span, under the ids that its answer has; nothing of what was asked stands in it."""

import httpx2
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from deploy.embedded.ports import LOOPBACK, free_port
from shared import spans
from tests.shared.collector import collecting, facts_of

GIVEN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
NUMBER = "999123199001010012"


async def test_a_request_is_a_span_that_follows_the_callers(client: httpx2.AsyncClient) -> None:
    with collecting("bank-api") as collector:
        answered = await client.get(f"/things/hidden/{NUMBER}", headers={"traceparent": GIVEN, "User-Agent": NUMBER})
        [span] = collector.named("GET /things/hidden/{org_path}")
    _, trace_id, span_id, _ = answered.headers["traceparent"].split("-")
    assert (span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex()) == (trace_id, span_id, GIVEN[36:52])
    assert facts_of(span) == {
        "http.request.method": "GET",
        "http.route": "/things/hidden/{org_path}",
        "http.response.status_code": answered.status_code,
    }
    assert span.kind == Span.SPAN_KIND_SERVER
    assert span.start_time_unix_nano < span.end_time_unix_nano
    assert collector.services == {"bank-api"}
    assert NUMBER.encode() not in collector.content


async def test_a_failure_is_marked_as_one(client: httpx2.AsyncClient) -> None:
    with collecting("bank-api") as collector:
        assert (await client.get(f"/things/crash/{NUMBER}")).status_code == 500
        [span] = collector.named("GET /things/crash/{id_number}")
    assert span.status.code == Status.STATUS_CODE_ERROR
    assert NUMBER.encode() not in collector.content


async def test_a_collector_that_is_away_stops_nobody(client: httpx2.AsyncClient) -> None:
    spans.export_spans(f"http://{LOOPBACK}:{free_port()}", service="bank-api")
    try:
        for _ in range(3):
            assert (await client.get("/things/slow")).status_code == 200
    finally:
        spans.export_spans(None, service="bank-api")
