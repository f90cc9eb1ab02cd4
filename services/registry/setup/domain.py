"""When an installation may be set up."""

import hmac

from shared.refusal import Conflict, Forbidden


class SetupTokenRefused(Forbidden):
    """The one-time token is wrong, or this installation has none."""

    code = "setup-token-refused"
    zh = "初始化令牌不正确，或本系统未设置初始化令牌。"
    en = "The setup token is wrong, or none is configured."


class AlreadySetUp(Conflict):
    """An account exists: the first accounts were opened."""

    code = "already-set-up"
    zh = "本系统已初始化，不能再次开立首批账号。"
    en = "The system is set up; the first accounts cannot be opened again."


def check_setup_token(given: str, expected: str | None) -> None:
    """Compares in constant time; `expected` is None where no token is configured. Raises `SetupTokenRefused`."""
    if expected is None or not hmac.compare_digest(given.encode(), expected.encode()):
        raise SetupTokenRefused
