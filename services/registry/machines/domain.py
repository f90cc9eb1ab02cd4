"""Machines: what they are known by, and what of an assertion is believed (RFC 7523) (pure)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from math import isfinite
from typing import Any, Self
from uuid import UUID

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from services.registry.machines.parameters import ASSERTION_LIFETIME, LEEWAY, LONGEST, MOST_ADDRESSES, MOST_KEYS
from shared.refusal import Conflict, FieldFault, Invalid, NotFound, Unauthenticated

LONGEST_ID = 128
_SMALLEST_RSA = 2048


class NotAMachine(Conflict):
    """A person signs in with a password, not with keys."""

    code = "not-a-machine"
    zh = "该账号是个人账号，不能登记密钥和来源地址。"
    en = "The account belongs to a person; keys and addresses are for machines."


class KeptByConfiguration(Conflict):
    """A key that somebody registered would make him our service, which sees what no person of his role may."""

    code = "kept-by-configuration"
    zh = "这是本系统服务的账号，其密钥和来源地址由服务器配置决定，不能在此登记。"
    en = "The account is one of our own services'; its keys and addresses stand in the server's configuration."


class MachineInvalid(Invalid):
    """The key, its end or an address is not fit; `fields` says which."""

    code = "machine-invalid"
    zh = "密钥或来源地址不符合要求。"
    en = "The key or the addresses do not meet the rules."


class TooManyKeys(Conflict):
    """Two: the one in use and the next."""

    code = "too-many-keys"
    zh = "一个系统账号最多两个密钥：正在使用的和接替它的。请先撤下一个。"
    en = "A machine has two keys at most, the one in use and the next; end one first."


class KeyRegistered(Conflict):
    """One key is one machine."""

    code = "key-registered"
    zh = "该密钥已经登记过，请换用新的密钥。"
    en = "This key was registered before; use a new one."


class MachineKeyNotFound(NotFound):
    """The machine has no key with this id."""

    code = "machine-key-not-found"
    zh = "该账号没有这个密钥。"
    en = "The account has no such key."


class AssertionRefused(Unauthenticated):
    """Unknown machine or key, a signature or a claim that does not hold, an assertion used before, an address that is
    not the machine's, an account that is disabled or holds no grant: answered alike; the log says why."""

    code = "assertion-refused"
    zh = "身份声明未通过核验，或该系统账号目前不能使用。"
    en = "The assertion does not hold, or this machine's account cannot be used at present."


class Untrue(Exception):
    """Why an assertion is refused; for the log. Repeats nothing of it."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """`key_id` is its RFC 7638 thumbprint; `jwk` what it is kept as."""

    key_id: str
    jwk: Mapping[str, Any]

    @classmethod
    def from_pem(cls, pem: str) -> Self:
        """EC P-256 or RSA of 2048 bits and more. Raises `MachineInvalid`; nothing of the key is repeated."""
        key = _read(pem)
        if key is None:
            raise MachineInvalid(
                fields=[
                    FieldFault(
                        "public_key",
                        "public-key-form",
                        "应为 PEM 格式的公钥：EC P-256，或 2048 位及以上的 RSA。不要提交私钥。",
                        "Must be a public key in PEM: EC P-256, or RSA of 2048 bits or more. Never send a private one.",
                    )
                ]
            )
        algorithm = "ES256" if isinstance(key, ECKey) else "RS256"
        key_id = key.thumbprint()
        return cls(key_id, {**key.as_dict(private=False), "kid": key_id, "use": "sig", "alg": algorithm})


@dataclass(frozen=True, slots=True)
class MachineKey:
    """A key as it is kept."""

    key_id: str
    account_id: UUID
    jwk: Mapping[str, Any] = field(repr=False)
    added_at: datetime
    expires_at: datetime


Network = IPv4Network | IPv6Network


def check_end(expires_at: datetime, *, now: datetime) -> None:
    """Raises `MachineInvalid`."""
    if not now < expires_at <= now + LONGEST:
        raise MachineInvalid(
            fields=[
                FieldFault(
                    "expires_at", "key-ends", "密钥须在一年之内失效。", "A key ends in the future, within a year."
                )
            ]
        )


def check_room(keys: Collection[MachineKey]) -> None:
    """Raises `TooManyKeys`."""
    if len(keys) >= MOST_KEYS:
        raise TooManyKeys


def networks_in(written: str) -> tuple[Network, ...]:
    """Separated by commas; in one form, each once. Raises `MachineInvalid`."""
    try:
        found = tuple(dict.fromkeys(ip_network(each.strip()) for each in written.split(",")))
    except ValueError:
        found = ()
    if not 1 <= len(found) <= MOST_ADDRESSES:
        raise MachineInvalid(
            fields=[
                FieldFault(
                    "addresses",
                    "addresses-form",
                    f"应为 1 至 {MOST_ADDRESSES} 个网络地址或网段，以英文逗号分隔，如 10.1.2.3,10.1.3.0/24。",
                    f"Must be 1 to {MOST_ADDRESSES} addresses or networks with commas, like 10.1.2.3,10.1.3.0/24.",
                )
            ]
        )
    return found


def is_from(address: str, networks: Collection[Network]) -> bool:
    """Whether a machine may ask from there; one without addresses from nowhere."""
    try:
        asking = ip_address(address)
    except ValueError:
        return False
    return any(asking in network for network in networks)


def assertion_id(claims: Mapping[str, Any], *, machine: str, audience: str, at: datetime) -> str:
    """What an assertion is called, which counts once. `machine` is the user name of the account whose key has signed
    it, `at` an instant of the clock that tokens go by. Raises `Untrue`."""
    if claims.get("iss") != machine or claims.get("sub") != machine:
        raise Untrue("of another machine")
    if claims.get("aud") not in (audience, [audience]):
        raise Untrue("for another audience")
    _check_times(claims, at.timestamp())
    named = claims.get("jti")
    if not isinstance(named, str) or not 1 <= len(named) <= LONGEST_ID:
        raise Untrue("has no id")
    return named


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    issued: Any = claims.get("iat")
    expires: Any = claims.get("exp")
    begins: Any = claims.get("nbf", issued)
    if not all(isinstance(each, int | float) and isfinite(each) for each in (issued, expires, begins)):
        raise Untrue("says no time")
    leeway = LEEWAY.total_seconds()
    if expires - issued > ASSERTION_LIFETIME.total_seconds():
        raise Untrue("lasts too long")
    if expires + leeway <= now:
        raise Untrue("over")
    if max(issued, begins) - leeway > now:
        raise Untrue("not yet valid")


def _read(pem: str) -> ECKey | RSAKey | None:
    kinds: tuple[type[ECKey] | type[RSAKey], ...] = (ECKey, RSAKey)
    for kind in kinds:
        try:
            key = kind.import_key(pem)
        except (ValueError, TypeError, JoseError):
            continue
        return key if not key.is_private and _is_strong(key) else None
    return None


def _is_strong(key: ECKey | RSAKey) -> bool:
    if isinstance(key, ECKey):
        return key.curve_name == "P-256"
    return key.public_key.key_size >= _SMALLEST_RSA
