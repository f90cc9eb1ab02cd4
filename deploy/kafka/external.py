"""By which name systems of others reach the broker, where the operator has named one: `KAFKA_EXTERNAL_HOST`."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from deploy.trouble import Trouble

PORT = 9094
_HOST = re.compile(r"^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$")


@dataclass(frozen=True)
class External:
    """`host` is a name or number of this machine: the broker names it to its clients, and its certificate carries it.
    `address` is where the machine listens."""

    host: str
    port: int = PORT
    address: str = "127.0.0.1"

    @property
    def servers(self) -> str:
        """What clients are told."""
        return f"{self.host}:{self.port}"


def find_configured(environment: Mapping[str, str] = os.environ) -> External | None:
    """As the environment says; None: there is no way in from outside. Raises Trouble."""
    host = environment.get("KAFKA_EXTERNAL_HOST", "").strip()
    port = environment.get("KAFKA_EXTERNAL_PORT") or str(PORT)
    if not host:
        return None
    if not _HOST.match(host):
        raise Trouble(f"KAFKA_EXTERNAL_HOST 不是主机名或地址：{host}", f"KAFKA_EXTERNAL_HOST is no host: {host}")
    if not (port.isdecimal() and 1 <= int(port) <= 65535):
        raise Trouble(f"KAFKA_EXTERNAL_PORT 不是端口：{port}", f"KAFKA_EXTERNAL_PORT is no port: {port}")
    return External(host, int(port), environment.get("KAFKA_EXTERNAL_ADDRESS") or External.address)


def configured(environment: Mapping[str, str] = os.environ) -> External:
    """The same. Raises Trouble where there is none."""
    found = find_configured(environment)
    if found is None:
        raise Trouble(
            "尚未开放给外部系统：请先设置 KAFKA_EXTERNAL_HOST（docs/operations/subscribers.md）。",
            "no way in from outside yet: set KAFKA_EXTERNAL_HOST first (docs/operations/subscribers.md).",
        )
    return found
