"""What of a process works again, by its own /readyz."""

from collections.abc import Mapping
from typing import Any

from faults.oracle.gathering import CONSUMING

OK = 200


def parts_of(process: str) -> set[str]:
    """What to look for: of `registry API` the API, of `reporting worker` its relay, its consumer and the whole."""
    service, kind = process.split()
    if kind == "API":
        return {kind}
    return {kind, "relay", "consumer"} if service in CONSUMING else {kind, "relay"}


def works(part: str, status: int, body: Mapping[str, Any]) -> bool:
    """A relay works when it is the active one, a consumer when it has its partitions, the whole when it is ready."""
    checks = {check["name"]: check for check in body.get("checks", ())}
    if part == "relay":
        return bool(checks.get(part, {}).get("detail") == "active")
    return bool(checks[part]["ok"]) if part in checks else status == OK
