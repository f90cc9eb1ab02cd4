"""The container: the log as it is written, a base backup every day, and what Prometheus asks."""

import json
import signal
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from datetime import time as time_of_day
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from deploy.backup import basebackup
from deploy.backup.second import Second
from deploy.backup.state import CARRIED, exposition
from deploy.backup.wal import Receiver
from deploy.backup.work import Backups
from deploy.trouble import Trouble

CHINA = timezone(timedelta(hours=8))
LOOK_SECONDS = 5.0
FIRST_SECONDS = 120.0  # after the start: a database that was just made has tables by then
TRY_AGAIN_SECONDS = 600.0
CARRY_SECONDS = 3600.0
NOTE_SECONDS = 30.0
BEHIND_SECONDS = 180.0


class Keeper:
    """Goes on whatever fails: it is counted, said, and tried again."""

    def __init__(self, backups: Backups, stop: threading.Event) -> None:
        self._backups = backups
        self._stop = stop
        self._receiver: Receiver | None = None
        self._switched_at = time.monotonic()
        self._noted_at = 0.0
        self._tried_at: float | None = None
        self._began_at = time.monotonic()
        self._hole = False

    def run(self) -> None:
        """Until `stop` is set."""
        # Beside each other: while a backup is taken, the log that it needs is received.
        threading.Thread(target=self._again, args=(self._take_when_due,), name="backups", daemon=True).start()
        self._again(self._keep_log)
        if self._receiver:
            self._receiver.stop()

    def _again(self, task: Callable[[], None]) -> None:
        while not self._stop.is_set():
            try:
                task()
            except (Trouble, OSError) as trouble:
                self._backups.state.count("failures_total")
                print(trouble, flush=True)
            self._stop.wait(LOOK_SECONDS)

    def _keep_log(self) -> None:
        backups = self._backups
        server = backups.server
        if self._receiver is None or not self._receiver.runs:
            if not server.is_up():
                return
            self._receiver = Receiver(server, backups.vault, backups.settings.name, backups.settings.work)
            if not self._receiver.ensure():
                self._hole = self._last_success() is not None
        if time.monotonic() - self._switched_at > backups.settings.wal_seconds and server.is_up():
            self._switched_at = time.monotonic()
            server.psql("postgres", "SELECT pg_switch_wal()")  # does nothing where nothing was written since
        self._receiver.seal()
        if time.monotonic() - self._noted_at > NOTE_SECONDS:
            self._noted_at = time.monotonic()
            backups.state.note(log_timestamp_seconds=round(time.time()))

    def _take_when_due(self) -> None:
        now = time.monotonic()
        if self._tried_at is not None and now - self._tried_at < TRY_AGAIN_SECONDS:
            return
        if self._receiver is None or not self._receiver.runs or not self._is_due():
            return
        self._tried_at = now
        taken = self._backups.now()
        self._hole, self._tried_at = False, None
        print(f"已备份 {taken.id} · backed up: {taken.id}", flush=True)

    def _is_due(self) -> bool:
        last = self._last_success()
        if last is None:
            return time.monotonic() - self._began_at > FIRST_SECONDS
        return self._hole or last < last_due(datetime.now(CHINA), self._backups.settings.at).timestamp()

    def _last_success(self) -> float | None:
        at = self._backups.state.read().get("last_success_timestamp_seconds")
        return None if at is None else float(at)


def last_due(now: datetime, at: time_of_day) -> datetime:
    """The last instant at which a backup was to be taken."""
    today = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return today if today <= now else today - timedelta(days=1)


def serve(
    port: int, metrics: Callable[[], str], facts: Callable[[], Mapping[str, Any]], works: Callable[[], bool]
) -> None:
    """The metrics; 503 under /readyz when it does not do its work; what was done when, for `veterans status`, under /state."""

    class Answer(BaseHTTPRequestHandler):
        wbufsize = 65536  # sent at once: whoever has read the status may be gone before the rest

        def do_GET(self) -> None:
            is_state = self.path == "/state"
            content = (json.dumps(facts()) if is_state else metrics()).encode()
            self.send_response(200 if self.path != "/readyz" or works() else 503)
            self.send_header("Content-Type", "application/json" if is_state else "text/plain; version=0.0.4; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_words: object) -> None:
            """Nobody reads who asked for metrics."""

    server = ThreadingHTTPServer(("", port), Answer)
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()


def stopped_by_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _works(backups: Backups) -> bool:
    return time.time() - float(backups.state.read().get("log_timestamp_seconds", 0)) < BEHIND_SECONDS


def keep(backups: Backups) -> None:
    stop = stopped_by_signals()
    name, port, state = backups.settings.name, backups.settings.metrics_port, backups.state
    if port:
        serve(port, lambda: exposition(name, state.read()), state.read, lambda: _works(backups))
    state.note(held=len(basebackup.listed(backups.vault, name)))
    while not stop.is_set():
        with state.keeping() as is_ours:
            if is_ours:
                Keeper(backups, stop).run()
        stop.wait(LOOK_SECONDS)  # a command that was given meanwhile receives the log itself until it ends


def carry(second: Second) -> None:
    """To the second place, every hour, until SIGTERM."""
    stop, facts = stopped_by_signals(), {"second_failures_total": 0}
    if second.metrics_port:
        serve(second.metrics_port, lambda: exposition("second", facts, CARRIED), lambda: facts, lambda: True)
    while not stop.is_set():
        try:
            second.carry()
            facts["second_success_timestamp_seconds"] = round(time.time())
        except Trouble as trouble:
            facts["second_failures_total"] += 1
            print(trouble, flush=True)
        stop.wait(CARRY_SECONDS)
