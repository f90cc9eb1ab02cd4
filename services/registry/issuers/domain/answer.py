"""What an issuer says of who signed in, once its signature holds (pure; OpenID Connect Core 3.1.3.7)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite
from typing import Any

from shared.characters import is_fit

LEEWAY_SECONDS = 60  # another organisation's clock
LONGEST_SUBJECT = 255


class Unfit(Exception):
    """Why an answer is refused; for the log. Repeats nothing of it."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What an answer must say: from whom, for whom, to which question. `acr`, `amr`: what is believed to mean that a
    second factor was asked for."""

    issuer: str
    client_id: str
    nonce: str
    acr: Collection[str] = ()
    amr: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """Who an issuer says somebody is: its own name for him, which may be a personal number and is treated as one."""

    issuer: str
    name: str = field(repr=False)
    multi_factor: bool = False


def subject_in(claims: Mapping[str, Any], expected: Expected, *, at: datetime) -> Subject:
    """`at` is the machine's instant. Raises `Unfit`."""
    if claims.get("iss") != expected.issuer:
        raise Unfit("of another issuer")
    _check_audience(claims, expected.client_id)
    _check_times(claims, at.timestamp())
    if claims.get("nonce") != expected.nonce:
        raise Unfit("answers another question")
    name = claims.get("sub")
    if not isinstance(name, str) or not 1 <= len(name) <= LONGEST_SUBJECT or not is_fit(name):
        raise Unfit("names nobody")
    return Subject(expected.issuer, name, _is_multi_factor(claims, expected))


def _check_audience(claims: Mapping[str, Any], client_id: str) -> None:
    audience = claims.get("aud")
    if client_id not in (audience if isinstance(audience, list) else [audience]):
        raise Unfit("for another audience")
    if claims.get("azp", client_id) != client_id or (audience not in (client_id, [client_id]) and "azp" not in claims):
        raise Unfit("given to another client")


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    issued: Any = claims.get("iat")
    expires: Any = claims.get("exp")
    begins: Any = claims.get("nbf", issued)
    if not all(isinstance(each, int | float) and isfinite(each) for each in (issued, expires, begins)):
        raise Unfit("says no time")
    if expires + LEEWAY_SECONDS <= now:
        raise Unfit("over")
    if max(issued, begins) - LEEWAY_SECONDS > now:
        raise Unfit("not yet valid")


def _is_multi_factor(claims: Mapping[str, Any], expected: Expected) -> bool:
    acr, amr = claims.get("acr"), claims.get("amr")
    methods = amr if isinstance(amr, list) else []
    return (isinstance(acr, str) and acr in expected.acr) or any(
        isinstance(each, str) and each in expected.amr for each in methods
    )
