"""How the broker is reached, and what topics and groups are called there: the one value every client is made of.

There is one way in: TLS, by which the broker proves who it is, and a name and password (SCRAM-SHA-512), by which the
client does. What a name may do is the broker's list of access (deploy/kafka/access.yaml).
"""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.followed import Followed

PROTOCOL = "SASL_SSL"
MECHANISM = "SCRAM-SHA-512"


@dataclass(frozen=True, slots=True)
class Broker:
    """`authority` is a file: who certifies the broker, PEM. `prefix`: what topics and groups begin with, where counties
    share a broker; nothing outside of this package knows the names that result."""

    servers: str
    user: str
    password: Followed[str]
    authority: Path
    prefix: str = ""
    mechanism: str = MECHANISM

    def physical(self, name: str) -> str:
        """What a topic or group of ours is called at the broker."""
        return f"{self.prefix}{name}"

    def logical(self, name: str) -> str:
        """What the code calls a topic or group of ours at the broker."""
        return name.removeprefix(self.prefix)

    @property
    def options(self) -> dict[str, Any]:
        """What every client of aiokafka is given. Password and authority are those of this moment."""
        return {
            "bootstrap_servers": self.servers,
            "security_protocol": PROTOCOL,
            "ssl_context": ssl.create_default_context(cafile=str(self.authority)),
            "sasl_mechanism": self.mechanism,
            "sasl_plain_username": self.user,
            "sasl_plain_password": self.password.look(),
        }
