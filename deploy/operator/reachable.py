"""Whether a server listens, and until when its certificate is valid, as anybody sees who connects to it."""

import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509

SECONDS = 2
# PostgreSQL begins TLS at once with who says this, instead of after a word of its own.
PROTOCOL = "postgresql"


@dataclass(frozen=True)
class Reached:
    """`certificate_until`: None where it speaks without TLS, or nobody listens."""

    is_up: bool
    certificate_until: datetime | None = None


def reach(address: tuple[str, int]) -> Reached:
    """One connection, closed at once, and one more where TLS is spoken."""
    try:
        socket.create_connection(address, SECONDS).close()
    except OSError:
        return Reached(False)
    return Reached(True, _certificate_until(address))


def _certificate_until(address: tuple[str, int]) -> datetime | None:
    # Nothing is sent, and what is believed is decided by who uses the server: this looks at a date, also one gone by.
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols([PROTOCOL])
    try:
        with socket.create_connection(address, SECONDS) as plain, context.wrap_socket(plain) as spoken:
            certificate = spoken.getpeercert(binary_form=True)
    except OSError:
        return None
    return x509.load_der_x509_certificate(certificate).not_valid_after_utc if certificate else None


def days_left(until: datetime) -> int:
    """Whole days; negative when it has ended."""
    return (until - datetime.now(UTC)).days
