"""Asks a process how it is, over HTTP on loopback."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

# They answer in clear: reading whom a machine trusts takes 20 ms of processor time, for each question.
NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@dataclass(frozen=True)
class Answer:
    """`status` 0: nobody answered."""

    status: int
    content: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        return self.status == httpx2.codes.OK

    @property
    def failing(self) -> Mapping[str, str]:
        """Of `/readyz`: the checks that do not hold, and why."""
        return {check["name"]: check["detail"] for check in self.content.get("checks", []) if not check["ok"]}


def ask(url: str, seconds: float = 5) -> Answer:
    """GET what answers with a JSON object."""
    try:
        # No proxy stands between us and loopback.
        reply = httpx2.get(url, timeout=seconds, trust_env=False, verify=NOBODY)
        content = reply.json()
    except httpx2.HTTPError:
        return Answer(0)
    except ValueError:
        return Answer(reply.status_code)
    return Answer(reply.status_code, content if isinstance(content, dict) else {})
