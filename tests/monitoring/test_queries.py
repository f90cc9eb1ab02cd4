"""Every panel and every question is answered by a Prometheus that scrapes a process of ours."""

import json
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
import yaml
from prometheus_client import generate_latest

from deploy.catalogue.watched import dashboards, questions
from deploy.embedded.ports import free_port
from shared.service import measuring  # noqa: F401  what every worker declares
from tests.architecture.tree import ROOT

PATIENCE_SECONDS = 60


@pytest.fixture(scope="module")
def prometheus(tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address, once it has scraped what this process says of itself."""
    home = tmp_path_factory.mktemp("prometheus")
    target = ThreadingHTTPServer(("127.0.0.1", 0), _Metrics)
    threading.Thread(target=target.serve_forever, daemon=True).start()
    scraped = {
        "job_name": "worker",
        "scrape_interval": "1s",
        "static_configs": [
            {"targets": [f"127.0.0.1:{target.server_port}"], "labels": {"service": "registry", "kind": "worker"}}
        ],
    }
    rules = [str(path) for path in sorted((ROOT / "deploy/prometheus/rules").glob("*.yml"))]
    (home / "prometheus.yml").write_text(yaml.safe_dump({"rule_files": rules, "scrape_configs": [scraped]}))
    address = f"127.0.0.1:{free_port()}"
    given = {"config.file": home / "prometheus.yml", "storage.tsdb.path": home / "data", "web.listen-address": address}
    words = [f"--{name}={setting}" for name, setting in given.items()]
    with subprocess.Popen([str(tools / "prometheus"), *words], stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(address)
            yield address
        finally:
            process.kill()
            target.shutdown()


class _Metrics(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        content = generate_latest()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_words: object) -> None:
        """Not in the output of the tests."""


def _wait_for(address: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            if _answered(address, 'up{job="worker"} == 1'):
                return
        except URLError:
            time.sleep(0.2)
    raise AssertionError("Prometheus did not scrape this process")


def ask(address: str, query: str) -> list[Any]:
    """What Prometheus answers. Raises HTTPError for what it cannot read or compute."""
    with urlopen(f"http://{address}/api/v1/query?{urlencode({'query': query})}", timeout=30) as answer:
        found: list[Any] = json.load(answer)["data"]["result"]
        return found


def _answered(address: str, query: str) -> list[Any]:
    """What Prometheus finds, however often a busy machine makes it miss a scrape."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not (found := ask(address, query)) and time.monotonic() < until:
        time.sleep(0.2)
    return found


def test_every_panel_is_answered(prometheus: str) -> None:
    boards = [json.loads(text) for text in dashboards().values()]
    queries = [target["expr"] for board in boards for panel in board["panels"] for target in panel["targets"]]
    assert len(queries) > 80
    for query in queries:
        ask(prometheus, query)


def test_a_question_has_its_answer(prometheus: str) -> None:
    memory = [each.query for each in questions()["healthy"] if "resident_memory" in each.query]
    [answered] = _answered(prometheus, memory[0].replace("$service", "registry"))
    assert float(answered["value"][1]) > 1_000_000
