"""Renewal secrets: each names its session and its number, and proves both by a keyed hash. Nothing of it is kept."""

import base64
import hmac
from uuid import UUID

from pydantic import SecretStr

from services.registry.sessions.domain import Renewal, SessionEnded
from shared.privacy.keyring import Keyring

_ID_BYTES, _NUMBER_BYTES = 16, 4
_STATED_CHARACTERS = 28  # 21 bytes, those two and the first of the proof
_FIELD = "session-renewal"


def secret_of(renewal: Renewal, keyring: Keyring) -> SecretStr:
    """As its holder keeps it: 70 characters."""
    stated = renewal.session_id.bytes + renewal.number.to_bytes(_NUMBER_BYTES)
    proof = keyring.search_hash(stated.hex(), field=_FIELD)
    return SecretStr(base64.urlsafe_b64encode(stated + proof).decode().rstrip("="))


def read_secret(secret: SecretStr, keyring: Keyring) -> Renewal:
    """Raises `SessionEnded` for what was not made here."""
    written = secret.get_secret_value().encode(errors="replace")
    try:
        stated = base64.urlsafe_b64decode(written[:_STATED_CHARACTERS])[: _ID_BYTES + _NUMBER_BYTES]
        said = Renewal(UUID(bytes=stated[:_ID_BYTES]), int.from_bytes(stated[_ID_BYTES:]))
    except ValueError:
        raise SessionEnded from None
    if not hmac.compare_digest(written, secret_of(said, keyring).get_secret_value().encode()):
        raise SessionEnded
    return said
