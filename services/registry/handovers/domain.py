"""Who confirms that an account with grants is in its holder's hands again (pure)."""

from uuid import UUID

from shared.refusal import Conflict, Forbidden


class HandoverNotAwaited(Conflict):
    """Nobody has chosen a password that waits for a second person."""

    code = "handover-not-awaited"
    zh = "该账号没有待核实的密码设置。"
    en = "No hand-over of this account waits to be confirmed."


class HandoverByAnother(Forbidden):
    """Whoever issued the slip may have used it himself."""

    code = "handover-by-another"
    zh = "出具激活单的人和账号本人不能核实，须由另一人确认。"
    en = "Neither who issued the slip nor the holder of the account confirms that it was handed over: another does."


def check_hands(confirmer: UUID, *, issuer: UUID, holder: UUID) -> None:
    """Raises `HandoverByAnother`."""
    if confirmer in {issuer, holder}:
        raise HandoverByAnother
