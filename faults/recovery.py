"""What of a process works again, by its own /readyz; and what its log says where it does not."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

OK = 200
LONGEST_TROUBLE = 4_000  # characters: a traceback


def parts_of(process: str) -> set[str]:
    """What to look for: of `registry API` the API, of `reporting worker` its relay, its consumer and the whole."""
    kind = process.split()[1]
    if kind == "API":
        return {kind}
    return {kind, "relay", "consumer"}


def works(part: str, status: int, body: Mapping[str, Any]) -> bool:
    """A relay works when it is the active one, a consumer when it has its partitions, the whole when it is ready."""
    checks = {check["name"]: check for check in body.get("checks", ())}
    if part == "relay":
        return bool(checks.get(part, {}).get("detail") == "active")
    return bool(checks[part]["ok"]) if part in checks else status == OK


def last_trouble(log: Path) -> str:
    """The last thing that a process logged as an error: its own word before one of the Kafka client, which may be its
    successor's."""
    lines = _lines(log)
    errors = [line for line in lines if _is_error(line)]
    own = [line for line in errors if '"logger":"aiokafka' not in line]
    return (own or errors or lines or ["nothing was logged"])[-1][:LONGEST_TROUBLE]


def trouble_of(logs: Path, correlation_id: str) -> str:
    """What the logs of this folder hold as errors of one request."""
    errors = (line for log in sorted(logs.glob("*.log")) for line in _lines(log) if _is_error(line))
    return "\n".join(line[:LONGEST_TROUBLE] for line in errors if correlation_id in line) or "nothing was logged"


def _lines(log: Path) -> Sequence[str]:
    return log.read_text(encoding="utf-8", errors="replace").splitlines()


def _is_error(line: str) -> bool:
    return '"level":"error"' in line or '"level":"critical"' in line
