"""A Caddy of a test's own with the edge's file, and a service behind it that says what reached it."""

import http.client
import json
import os
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from deploy.embedded.edge import FOLDER, PUBLISHED, caddy
from deploy.embedded.ports import LOOPBACK, answers, free_port

READY_SECONDS = 20


class Service(BaseHTTPRequestHandler):
    """Answers what it was asked."""

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        received = len(self.rfile.read(length))
        content = json.dumps({"path": self.path, "headers": dict(self.headers), "received": received}).encode()
        self.send_response(200)
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def content(self) -> Any:
        return json.loads(self.text)


@dataclass(frozen=True)
class Edge:
    """`host`: what it is called by."""

    host: str
    port: int
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        """Who certifies it, unless it was given a certificate."""
        return self.folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"

    @property
    def is_certified(self) -> bool:
        """Whether it has a certificate to show: its own takes a moment."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        try:
            with socket.create_connection((LOOPBACK, self.port)) as plain:
                context.wrap_socket(plain, server_hostname=self.host).close()
        except ssl.SSLError:
            return False
        return True

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    def ask(
        self,
        path: str,
        *,
        trusting: Path | None = None,
        headers: Mapping[str, str] = {},
        body: bytes | None = None,
        names_itself: bool = True,
    ) -> Answer:
        """`names_itself`: the client tells within TLS whom it calls, as it does for names and not for addresses."""
        context = ssl.create_default_context(cafile=trusting or self.root)
        context.check_hostname = names_itself
        connection = http.client.HTTPSConnection(LOOPBACK, self.port, context=context, timeout=30)
        plain = http.client.HTTPConnection(LOOPBACK, self.port, timeout=30)
        plain.connect()
        connection.sock = context.wrap_socket(plain.sock, server_hostname=self.host if names_itself else None)
        try:
            method = "GET" if body is None else "POST"
            connection.request(method, path, body=body, headers={"Host": f"{self.host}:{self.port}", **headers})
            reply = connection.getresponse()
            return Answer(reply.status, dict(reply.headers), reply.read().decode())
        finally:
            connection.close()


@contextmanager
def edge_with_services(folder: Path, host: str, **environment: str) -> Iterator[Edge]:
    """All but `notifications` are there."""
    service = ThreadingHTTPServer((LOOPBACK, 0), Service)
    threading.Thread(target=service.serve_forever, daemon=True).start()
    upstream = f"{LOOPBACK}:{service.server_address[1]}"
    edge = Edge(host, free_port(), folder)
    told = {
        "EDGE_SITE": f"https://{host}:{edge.port}",
        "EDGE_OTHERS": f"https://:{edge.port}",
        "EDGE_HOST": host,
        "EDGE_BIND": LOOPBACK,
        "EDGE_FOLDER": str(FOLDER),
        **PUBLISHED,
        **{f"EDGE_{name}": upstream for name in ("REGISTRY", "BENEFITS", "REPORTING")},
        "EDGE_NOTIFICATIONS": f"{LOOPBACK}:9",
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "HOME": str(folder),
        **environment,
    }
    argv = (str(caddy()), "run", "--config", str(FOLDER / "Caddyfile"), "--adapter", "caddyfile")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(argv, env={**os.environ, **told}, stderr=log)
    try:
        deadline = time.monotonic() + READY_SECONDS
        while not (answers(edge.port) and edge.is_certified):
            assert process.poll() is None, edge.log
            assert time.monotonic() < deadline, edge.log
            time.sleep(0.05)
        yield edge
    finally:
        process.terminate()
        process.wait()
        service.shutdown()
        service.server_close()
