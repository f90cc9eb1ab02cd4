"""Secrets that people type from paper, each used once: of an activation, valid for three days, and recovery codes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import choice
from uuid import UUID

from shared.refusal import Unauthenticated

LIFETIME = timedelta(hours=72)
GROUP_SYMBOLS = 5  # 25 bits each
# Crockford's base 32: without I, L, O and U, which are read as other symbols or make words.
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


class ActivationRefused(Unauthenticated):
    """Unknown user, wrong secret, used or expired secret answer alike, so that nobody learns who has an account."""

    code = "activation-refused"
    zh = "用户名或激活码不正确，或激活码已使用、已过期。如需新的激活码，请联系开通账号的单位。"
    en = "The user name or the activation code is wrong, or the code was used or has expired; ask for a new one."


@dataclass(frozen=True, slots=True)
class Slip:
    """What is handed to the holder of an account, on paper or by message, and kept nowhere."""

    account_id: UUID
    username: str
    display_name: str
    secret: str = field(repr=False)
    expires_at: datetime


def new_secret(*, groups: int = 4) -> str:
    """`7KQ2M-0C4XD-…`: groups of five symbols. Three and more, nobody guesses, even who has a plain digest of them."""
    return "-".join("".join(choice(SYMBOLS) for _ in range(GROUP_SYMBOLS)) for _ in range(groups))


def digest_of(secret: str) -> bytes:
    """What is kept of a secret, however it was typed: case, dashes, and symbols that look alike do not matter."""
    return sha256(secret.upper().translate(_READ_AS).encode()).digest()
