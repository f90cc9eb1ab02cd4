"""Who confirms that an account is in its holder's hands, and until when (pure)."""

from datetime import datetime
from uuid import UUID

from services.registry.accounts.parameters import CONFIRMED_WITHIN
from shared.refusal import Conflict, Forbidden


class HandoverNotAwaited(Conflict):
    """Nobody has chosen a password that waits for a second person."""

    code = "handover-not-awaited"
    zh = "该账号没有待核实的密码设置。"
    en = "No hand-over of this account waits to be confirmed."


class HandoverOverdue(Conflict):
    """Who was asked weeks later may not remember, and a secret that lies about is no secret."""

    code = "handover-overdue"
    zh = "密码设置已超过{days}天未核实，不能再确认；请系统管理员另出激活单。"
    en = "The password was chosen more than {days} days ago and cannot be confirmed any more; have another slip issued."


class HandoverByAnother(Forbidden):
    """Whoever issued the slip may have used it himself."""

    code = "handover-by-another"
    zh = "出具激活单的人和账号本人不能核实，须由另一人确认。"
    en = "Neither who issued the slip nor the holder of the account confirms that it was handed over: another does."


def check_hands(confirmer: UUID, *, issuer: UUID, holder: UUID) -> None:
    """Raises `HandoverByAnother`."""
    if confirmer in {issuer, holder}:
        raise HandoverByAnother


def check_in_time(chosen_at: datetime, *, now: datetime) -> None:
    """Raises `HandoverOverdue`."""
    if now >= chosen_at + CONFIRMED_WITHIN:
        raise HandoverOverdue(days=CONFIRMED_WITHIN.days)
