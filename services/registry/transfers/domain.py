"""When somebody may have left or come, and who pays since (pure)."""

from dataclasses import dataclass
from datetime import date

from services.registry.transfers.parameters import PAID_AHEAD
from shared.refusal import Conflict, FieldFault, Invalid


class TransferInvalid(Invalid):
    """`fields` names every fault."""

    code = "transfer-invalid"
    zh = "不能登记，原因见各字段。"
    en = "It cannot be recorded; the fields tell why."


class TransferOpen(Conflict):
    """One at a time."""

    code = "transfer-open"
    zh = "该人员的迁出正在办理，请先完成或撤销。"
    en = "The person is about to leave already; complete that, or revoke it."


class NoTransferOpen(Conflict):
    """Nothing to complete."""

    code = "no-transfer-open"
    zh = "该人员没有正在办理的迁出。"
    en = "The person is not about to leave."


class TransferRecorded(Conflict):
    """Who is here came once."""

    code = "transfer-recorded"
    zh = "该人员已登记迁入；登记有误的，请先撤销。"
    en = "That the person has come is recorded already; if that is wrong, revoke it first."


class NoTransferRecorded(Conflict):
    """Nothing to revoke."""

    code = "no-transfer-recorded"
    zh = "该人员没有迁出、迁入登记，无需撤销。"
    en = "No move of the person between counties is recorded."


class MovedSince(Conflict):
    """The line of places goes on after it."""

    code = "moved-since-transfer"
    zh = "此后已登记户籍迁移，请先撤销该迁移。"
    en = "The person's domicile has moved since; revoke that first."


def must_be_elsewhere(division_code: str, county_code: str) -> None:
    """Raises `TransferInvalid` for a division of this county."""
    if division_code.startswith(county_code):
        raise _refusal("division", "inside-county", "应为外县的区划代码。", "Give a division outside the county.")


def must_have_come(moved_on: date, registered_on: date, *, is_placed: bool) -> None:
    """Of who is new: his registration says where he is, and counts him. Raises `TransferInvalid`."""
    if is_placed:
        raise _refusal(
            "org_code",
            "not-back",
            "该人员不是迁回，机构和户籍地以登记为准，请勿填写。",
            "Leave unit and domicile out: the person is not coming back, and his registration has them.",
        )
    if moved_on > registered_on:
        day = registered_on.isoformat()
        raise _refusal(
            "moved_on",
            "after-registration",
            f"晚于登记日期（{day}）；登记日期有误的，请先更正。",
            f"Later than the registration ({day}); if that is wrong, correct it first.",
        )


@dataclass(frozen=True, slots=True)
class Day:
    """The day of a move, and what it is judged on. `placed_on`: since when the person is where he is."""

    moved_on: date
    placed_on: date
    is_first: bool
    today: date

    def must_be_possible(self) -> None:
        """Raises `TransferInvalid`."""
        if self.moved_on > self.today:
            raise _refusal("moved_on", "in-future", "日期晚于今天。", "The date lies in the future.")
        if self.moved_on < self.placed_on or (self.moved_on == self.placed_on and not self.is_first):
            day = self.placed_on.isoformat()
            raise _refusal(
                "moved_on",
                "before-last-move",
                f"应晚于登记日期或上一次迁移日期（{day}）。",
                f"It must be after the registration, or the last move ({day}).",
            )


def must_be_near(paid_through: str | None, moved_on: date) -> None:
    """Raises `TransferInvalid`."""
    if paid_through is None:
        return
    year, month = int(paid_through[:4]), int(paid_through[5:])
    if (year - moved_on.year) * 12 + month - moved_on.month > PAID_AHEAD.number:
        raise _refusal(
            "paid_through_month",
            "far-from-move",
            f"晚于迁移当月{PAID_AHEAD.number}个月以上，请核对。",
            f"More than {PAID_AHEAD.number} months after that of the move; look at it again.",
        )


def month_after(month: str) -> str:
    """`2019-12` → `2020-01`."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04}-{number % 12 + 1:02}"


def first_month(moved_on: date, paid_through: str | None) -> str:
    """That this county pays: the one after those that the other does, or else that of the move."""
    return f"{moved_on:%Y-%m}" if paid_through is None else month_after(paid_through)


def _refusal(field: str, code: str, zh: str, en: str) -> TransferInvalid:
    return TransferInvalid(fields=[FieldFault(field, code, zh, en)])
