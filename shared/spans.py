"""Spans for a collector of OpenTelemetry; none unless an endpoint is set.

A hop of a trace (`shared/trace.py`) is one span, under the ids that logs, headers and messages have of it. There is
nothing of a person in one: names of routes and of event types, a status, a duration; no address and no Kafka key.
"""

import time
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.trace import Trace

if TYPE_CHECKING:
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

PATH = "/v1/traces"
# A collector that does not answer costs a thread this long, and nobody who works: what does not fit into the queue
# meanwhile is dropped.
EXPORT_SECONDS = 5.0


class Kind(StrEnum):
    """Whose hop it is."""

    SERVER = "server"
    CONSUMER = "consumer"


class _Exporting:
    def __init__(self, processor: "BatchSpanProcessor", resource: "Resource") -> None:
        self.processor = processor
        self.resource = resource


_exporting: _Exporting | None = None


def export_spans(endpoint: str | None, *, service: str) -> None:
    """From now on, for this process: to `endpoint` (OTLP over HTTP, like http://collector:4318), or to nobody."""
    global _exporting  # noqa: PLW0603  one collector a process, as there is one log
    if _exporting is not None:
        _exporting.processor.shutdown()  # type: ignore[no-untyped-call]
    _exporting = None
    if endpoint is None:
        return
    # Ten megabytes that most processes do without.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    exporter = OTLPSpanExporter(endpoint.rstrip("/") + PATH, timeout=EXPORT_SECONDS)
    _exporting = _Exporting(BatchSpanProcessor(exporter), Resource({SERVICE_NAME: service}))


def are_exported() -> bool:
    """Whether anybody is told of hops: who ends many at once need not make them up for nobody."""
    return _exporting is not None


def ended(
    hop: Trace, name: str, kind: Kind, *, seconds: float, facts: Mapping[str, str | int], failed: bool = False
) -> None:
    """A hop that ends now. `facts` by OpenTelemetry's names."""
    if _exporting is None:
        return
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode, TraceFlags

    def context(span: str, *, is_remote: bool) -> SpanContext:
        return SpanContext(int(trace_id, 16), int(span, 16), is_remote, TraceFlags(int(flags, 16)))

    _, trace_id, span_id, flags = hop.traceparent.split("-")
    end = time.time_ns()
    _exporting.processor.on_end(
        ReadableSpan(
            name,
            context(span_id, is_remote=False),
            context(hop.parent, is_remote=True) if hop.parent else None,
            resource=_exporting.resource,
            attributes=facts,
            kind=SpanKind[kind.name],
            status=Status(StatusCode.ERROR if failed else StatusCode.UNSET),
            start_time=end - round(seconds * 1e9),
            end_time=end,
        )
    )
