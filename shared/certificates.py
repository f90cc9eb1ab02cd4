"""Until when a server's certificate is valid, as anybody sees who connects to it."""

import socket
import ssl
from datetime import datetime
from typing import TypeAlias

from cryptography import x509

SECONDS = 2
# PostgreSQL begins TLS at once with who says this, instead of after a word of its own.
PROTOCOL = "postgresql"

Address: TypeAlias = tuple[str, int]


def certificate_until(address: Address) -> datetime | None:
    """None where it speaks without TLS, or nobody listens. Blocks for some seconds at most."""
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
