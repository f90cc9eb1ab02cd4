"""Where a request comes from: the address that connected, or, behind proxies that are named, what they say.

A proxy adds the address it was called from at the right end of X-Forwarded-For, so the list is read from there: as long
as the one who says it is trusted, the next is believed. What stands further left is the caller's own invention.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.types import Scope

from shared.networks import Network

MOST_HOPS = 16
_SCHEMES = frozenset({"http", "https"})


def locate(scope: Scope, trusted: Sequence[Network]) -> None:
    """Put the caller's address, and the scheme he used, where everybody looks for them: into `scope`."""
    peer = scope["client"][0] if scope.get("client") else ""
    if not trusted or not _is_trusted(peer, trusted):
        return
    scope["client"] = (address_of(peer, _values(scope, b"x-forwarded-for"), trusted), 0)
    scheme = ",".join(_values(scope, b"x-forwarded-proto")).rpartition(",")[2].strip().lower()
    if scheme in _SCHEMES:
        scope["scheme"] = scheme


def address_of(peer: str, forwarded: Sequence[str], trusted: Sequence[Network]) -> str:
    """The nearest address that no trusted proxy has; what is no address is not believed, nor what lies behind it."""
    nearest = peer
    for said in [each for value in forwarded for each in value.split(",")][: -MOST_HOPS - 1 : -1]:
        address = _address(said)
        if address is None:
            return nearest
        nearest = str(address)
        if not _is_trusted(nearest, trusted):
            return nearest
    return nearest


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def _address(said: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(said.strip().partition("%")[0])  # an IPv6 zone is any text, and means nothing elsewhere
    except ValueError:
        return None
    return (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address


def _is_trusted(said: str, trusted: Sequence[Network]) -> bool:
    address = _address(said)
    return address is not None and any(address in network for network in trusted)
