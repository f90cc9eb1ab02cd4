"""What the load client asked for and what it was answered, written down before and after each request, and fsynced.

The journal is the only witness outside the system: whatever it says was acknowledged must be found, whatever it says
was refused must have left nothing.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any


class Outcome(StrEnum):
    OK = "ok"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Entry:
    """One command from its first try to the last answer. `id` is its correlation id and its idempotency key.

    `event` is the type it publishes when it succeeds, empty for a command that publishes nothing.
    """

    id: str
    kind: str
    service: str
    event: str
    outcome: Outcome = Outcome.UNKNOWN
    status: int = 0
    tries: int = 0


class Journal:
    """Appends to one file; a line is on the disk when the call returns."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab")

    def asking(self, entry: Entry) -> None:
        """Before the request leaves."""
        self._write({"asking": asdict(entry)})

    def answered(self, entry: Entry) -> None:
        """What this try came to."""
        self._write({"answered": asdict(entry)})

    def close(self) -> None:
        self._file.close()

    def _write(self, line: dict[str, Any]) -> None:
        self._file.write(json.dumps(line).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())


def read_journal(path: Path) -> list[Entry]:
    """Every command with the last that is known of it; one that was asked and never answered is unknown."""
    return fold(json.loads(line) for line in path.read_bytes().splitlines())


def fold(lines: Iterable[dict[str, Any]]) -> list[Entry]:
    """An `ok` stays, whatever a later try said."""
    known: dict[str, Entry] = {}
    for line in lines:
        ((what, facts),) = line.items()
        entry = Entry(**{**facts, "outcome": Outcome(facts["outcome"])})
        before = known.get(entry.id)
        if before is None or (what == "answered" and before.outcome is not Outcome.OK):
            known[entry.id] = entry
    return list(known.values())
