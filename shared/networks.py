"""Networks as settings say them: addresses or networks, separated by commas."""

from ipaddress import IPv4Network, IPv6Network, ip_network

Network = IPv4Network | IPv6Network


def must_be_networks(given: str) -> str:
    """For validators. Raises ValueError."""
    try:
        networks_in(given)
    except ValueError:
        raise ValueError("must be addresses or networks like 10.0.0.0/8, separated by commas") from None
    return given


def networks_in(written: str) -> tuple[Network, ...]:
    """Addresses or networks separated by commas. Raises ValueError."""
    return tuple(ip_network(each.strip()) for each in written.split(",") if each.strip())
