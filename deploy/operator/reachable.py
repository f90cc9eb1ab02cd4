"""Whether a server listens, and until when its certificate is valid."""

import socket
from dataclasses import dataclass
from datetime import UTC, datetime

from shared.certificates import SECONDS, Address, certificate_until


@dataclass(frozen=True)
class Reached:
    """`certificate_until`: None where it speaks without TLS, or nobody listens."""

    is_up: bool
    certificate_until: datetime | None = None


def reach(address: Address) -> Reached:
    """One connection, closed at once, and one more where TLS is spoken."""
    try:
        socket.create_connection(address, SECONDS).close()
    except OSError:
        return Reached(False)
    return Reached(True, certificate_until(address))


def days_left(until: datetime) -> int:
    """Whole days; negative when it has ended."""
    return (until - datetime.now(UTC)).days
