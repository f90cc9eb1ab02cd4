"""A collector of traces: what OpenTelemetry sends to it over HTTP, as its own forms read it."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from deploy.embedded.ports import LOOPBACK
from shared import spans

PATIENCE_SECONDS = 30


@dataclass
class Collector:
    """`content`: all that was sent, as bytes."""

    spans: list[Span] = field(default_factory=list)
    services: set[str] = field(default_factory=set)
    content: bytes = b""

    def take(self, body: bytes) -> None:
        self.content += body
        for each in ExportTraceServiceRequest.FromString(body).resource_spans:
            self.services |= {a.value.string_value for a in each.resource.attributes if a.key == "service.name"}
            self.spans += [span for scope in each.scope_spans for span in scope.spans]

    def named(self, name: str) -> Sequence[Span]:
        """Those of this name, once there are any."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            if found := [each for each in self.spans if each.name == name]:
                return found
            time.sleep(0.1)
        raise AssertionError(f"no span {name}, but {[each.name for each in self.spans]}")


def facts_of(span: Span) -> dict[str, str | int]:
    return {each.key: each.value.string_value or each.value.int_value for each in span.attributes}


@contextmanager
def collecting(service: str) -> Iterator[Collector]:
    """This process sends its spans there."""
    collector = Collector()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == spans.PATH
            body = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers.get("Content-Encoding") is None
            collector.take(body)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Not in the output of the tests."""

    server = ThreadingHTTPServer((LOOPBACK, 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    spans.export_spans(f"http://{LOOPBACK}:{server.server_port}", service=service)
    try:
        yield collector
    finally:
        spans.export_spans(None, service=service)
        server.shutdown()
        server.server_close()
