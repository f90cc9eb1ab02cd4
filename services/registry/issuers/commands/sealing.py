"""What a browser keeps while its user is elsewhere: readable to it, made by nobody but us."""

import base64
import hmac
from typing import TypeVar

import msgspec

from services.registry.issuers.domain.authorization import AuthorizationRequest, Identified
from shared.privacy.keyring import Keyring

T = TypeVar("T", AuthorizationRequest, Identified)


def sealed(value: AuthorizationRequest | Identified, keyring: Keyring) -> str:
    """With a keyed hash, by what it is: the one is never taken for the other."""
    stated = base64.urlsafe_b64encode(msgspec.json.encode(value)).decode().rstrip("=")
    return f"{stated}.{_proof(stated, type(value), keyring)}"


def opened(text: str, kind: type[T], keyring: Keyring) -> T | None:
    """None for what was not made here, or is something else."""
    stated, _, proof = text.partition(".")
    if not text.isascii() or not hmac.compare_digest(proof, _proof(stated, kind, keyring)):
        return None
    return msgspec.json.decode(base64.urlsafe_b64decode(stated + "=" * (-len(stated) % 4)), type=kind)


def _proof(stated: str, kind: type, keyring: Keyring) -> str:
    return keyring.search_hash(stated, field=f"issuer-{kind.__name__.lower()}").hex()
