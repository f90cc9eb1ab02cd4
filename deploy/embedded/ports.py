"""Ports on this machine."""

import secrets
import socket

LOOPBACK = "127.0.0.1"
LOWEST, HIGHEST = 12_000, 32_000


def free_port(in_a_row: int = 1) -> int:
    """The first of so many neighbouring ports nobody listens on at this moment.

    From below the range the kernel takes for outgoing connections, one of which could otherwise get it first.
    """
    while True:
        port = LOWEST + secrets.randbelow(HIGHEST - LOWEST)
        if all(is_free(neighbour) for neighbour in range(port, port + in_a_row)):
            return port


def is_free(port: int) -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Whether someone accepts connections on the port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((LOOPBACK, port)) == 0
