"""What is found wrong is passed on with its sentence and its page, and so is its end; each severity has somebody."""

import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.embedded.ports import LOOPBACK, free_port
from tests.architecture.tree import ROOT

FOLDER = ROOT / "deploy/alertmanager"
EXAMPLE: Mapping[str, Any] = yaml.safe_load((FOLDER / "example.yml").read_text(encoding="utf-8"))
PATIENCE_SECONDS = 60

Alert = Mapping[str, Any]


class TestTheFiles:
    @pytest.mark.parametrize("name", ["alertmanager.yml", "example.yml"])
    def test_are_read_by_alertmanager(self, tools: Path, name: str) -> None:
        words = [str(tools / "amtool"), "check-config", str(FOLDER / name)]
        checked = subprocess.run(words, capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout + checked.stderr

    @pytest.mark.parametrize(("severity", "told"), [("page", "on-call"), ("ticket", "office")])
    def test_tell_each_severity_to_whom_it_concerns(self, tools: Path, severity: str, told: str) -> None:
        words = [str(tools / "amtool"), "config", "routes", "test", f"--config.file={FOLDER / 'example.yml'}"]
        asked = subprocess.run([*words, f"severity={severity}"], capture_output=True, text=True, check=True)
        assert asked.stdout.strip() == told

    def test_tell_of_the_end_as_well(self) -> None:
        ways = [way for each in EXAMPLE["receivers"] for name in each if name != "name" for way in each[name]]
        assert [way for way in ways if not way["send_resolved"]] == []


class _Answering(BaseHTTPRequestHandler):
    """A process that is watched; and in Alertmanager's place whoever is told of alerts, all of which `heard` has."""

    heard: list[Alert]

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self.heard.extend(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self._answer()

    def _answer(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Not in the output of the tests."""


def _served(port: int, heard: list[Alert]) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer((LOOPBACK, port), type("Answering", (_Answering,), {"heard": heard}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture
def watched(tools: Path, tmp_path: Path) -> Iterator[tuple[int, list[Alert]]]:
    """The port of an API, which is not there, and what Alertmanager is told. Rules fire without waiting."""
    heard: list[Alert] = []
    port = free_port()
    with ExitStack() as stack:
        alertmanager = _served(0, heard)
        stack.callback(alertmanager.shutdown)
        groups = yaml.safe_load((ROOT / "deploy/prometheus/rules/alerts.yml").read_text(encoding="utf-8"))["groups"]
        soon = [{**each, "rules": [{**rule, "for": "1s"} for rule in each["rules"]]} for each in groups]
        said = {
            "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
            "rule_files": ["rules.yml"],
            "alerting": {"alertmanagers": [{"static_configs": [{"targets": [_address(alertmanager.server_port)]}]}]},
            "scrape_configs": [{"job_name": "api", "static_configs": [_target(port)]}],
        }
        for name, content in (("rules.yml", {"groups": soon}), ("prometheus.yml", said)):
            (tmp_path / name).write_text(yaml.safe_dump(content), encoding="utf-8")
        given = {
            "config.file": tmp_path / "prometheus.yml",
            "storage.tsdb.path": tmp_path / "data",
            "web.listen-address": _address(free_port()),
        }
        words = [str(tools / "prometheus"), *(f"--{name}={setting}" for name, setting in given.items())]
        process = stack.enter_context(subprocess.Popen(words, stderr=subprocess.DEVNULL))
        stack.callback(process.kill)
        yield port, heard


def test_an_alert_is_passed_on_with_its_sentence_and_its_page_and_so_is_its_end(
    watched: tuple[int, list[Alert]],
) -> None:
    port, heard = watched
    fired = _awaited(lambda: next((each for each in heard if _is_of_the_api(each) and not _is_over(each)), None))
    assert fired["labels"]["severity"] == "page"
    assert fired["annotations"]["zh"] == "registry 的 api 五分钟没有应答。"
    assert fired["annotations"]["runbook"] == "docs/operations/runbooks/process.md"
    process = _served(port, [])
    try:
        over = _awaited(lambda: next((each for each in heard if _is_of_the_api(each) and _is_over(each)), None))
    finally:
        process.shutdown()
    assert over["labels"] == fired["labels"]


def _is_of_the_api(alert: Alert) -> bool:
    return bool(alert["labels"]["alertname"] == "ProcessDown")


def _is_over(alert: Alert) -> bool:
    """One that goes on is told with an end that is still to come."""
    return datetime.fromisoformat(alert["endsAt"]).timestamp() <= time.time()


def _target(port: int) -> Mapping[str, Any]:
    return {"targets": [_address(port)], "labels": {"service": "registry", "kind": "api"}}


def _address(port: int) -> str:
    return f"{LOOPBACK}:{port}"


def _awaited(find: Callable[[], Alert | None]) -> Alert:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        found = find()
        if found is not None:
            return found
        time.sleep(0.2)
    raise AssertionError("nobody was told")
