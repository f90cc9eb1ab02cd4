"""Confirmations of a year: recorded, missed, revoked (pure)."""

from dataclasses import dataclass
from datetime import date

from shared.refusal import Conflict, FieldFault, Invalid, NotFound


class ConfirmationInvalid(Invalid):
    """`fields` says what is wrong with it."""

    code = "confirmation-invalid"
    zh = "年度确认登记有误，原因见各字段。"
    en = "The confirmation is wrong; the fields tell why."


class ConfirmationNotFound(NotFound):
    code = "confirmation-not-found"
    zh = "没有这项年度确认登记。"
    en = "No such confirmation is recorded."


class ConfirmedAlready(Conflict):
    code = "confirmed-already"
    zh = "不能登记，因为{year}年度已登记确认；登记有误的，请先撤销。"
    en = "The confirmation of {year} is recorded already. If it is wrong, revoke it first."


class MissedAlready(Conflict):
    code = "missed-already"
    zh = "不能登记，因为{year}年度已登记为未确认。"
    en = "It is recorded already that the confirmation of {year} was missed."


class ConfirmationRevoked(Conflict):
    code = "confirmation-revoked"
    zh = "该年度确认登记已撤销。"
    en = "The record was revoked already."


@dataclass(frozen=True, slots=True)
class Years:
    """The days that a year's confirmation may lie on: of a person registered on a day, as of today."""

    registered_on: date
    today: date

    def must_have(self, year: int, confirmed_on: date) -> None:
        """A year is confirmed on a day of its own, or late. Raises `ConfirmationInvalid`."""
        faults = []
        if not self.registered_on.year <= year <= self.today.year:
            faults.append(_YEAR)
        if confirmed_on > self.today:
            faults.append(_IN_FUTURE)
        elif confirmed_on.year < year:
            faults.append(_BEFORE_THE_YEAR)
        if faults:
            raise ConfirmationInvalid(fields=faults)

    def must_have_missed(self, year: int) -> None:
        """Only what is over was missed. Raises `ConfirmationInvalid`."""
        if not self.registered_on.year <= year < self.today.year:
            raise ConfirmationInvalid(fields=[_NOT_OVER])


_YEAR = FieldFault(
    "year", "outside-register", "年度应在登记当年至今年之间。", "A year from that of the registration to this one."
)
_IN_FUTURE = FieldFault("confirmed_on", "in-future", "日期晚于今天。", "The day lies in the future.")
_BEFORE_THE_YEAR = FieldFault(
    "confirmed_on", "before-the-year", "确认日期早于该年度。", "The day lies before the year."
)
_NOT_OVER = FieldFault(
    "year",
    "not-over",
    "只有已结束的年度（自登记当年起）才能登记为未确认。",
    "Only of a year that is over, from that of the registration on.",
)
