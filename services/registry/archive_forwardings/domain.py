"""A paper file is sent on, and received elsewhere (pure)."""

from dataclasses import dataclass
from datetime import date

from services.registry.archive_forwardings.parameters import NAMED_BY, RECEIVER
from shared.refusal import Conflict, FieldFault, Invalid, NotFound


class ForwardingInvalid(Invalid):
    """`fields` names every fault."""

    code = "archive-forwarding-invalid"
    zh = "转递登记有误，原因见各字段。"
    en = "What was said of the file that was sent on is wrong; the fields tell why."


class ForwardingNotFound(NotFound):
    code = "archive-forwarding-not-found"
    zh = "没有这项转递登记。"
    en = "No such file that was sent on is recorded."


class ArchiveNotReceived(Conflict):
    """Nobody received it, so that nobody knows what is in it."""

    code = "archive-not-received"
    zh = "不能登记转递，因为尚未接收该人员的纸质档案。"
    en = "The paper file of the person has not been received, so that none is sent on."


class ArchiveIsAway(Conflict):
    """It is sent on from where it is."""

    code = "archive-is-away"
    zh = "不能登记转递，因为该档案已登记转出；登记有误的，请先撤销；档案已退回的，请先核对材料。"
    en = "The file was sent on already. If that is wrong, revoke it; if the file came back, check its papers first."


class ForwardingRevoked(Conflict):
    code = "archive-forwarding-revoked"
    zh = "该转递登记已撤销。"
    en = "The record is revoked."


class ReceiptRecorded(Conflict):
    code = "archive-receipt-recorded"
    zh = "已登记该次转递的回执；登记有误的，请撤销该转递登记，重新登记。"
    en = "Its receipt is recorded already. If that is wrong, revoke the record of the file sent on, and record it anew."


@dataclass(frozen=True, slots=True)
class Sent:
    """To whom: a unit by code or name, another county by its division, all others by name; on which day, and what was
    in it."""

    destination: str
    unit: str | None
    division: str | None
    receiver: str | None
    forwarded_on: date
    papers: frozenset[str]

    def must_be_possible(self, *, there: frozenset[str], checked_on: date, today: date, county_code: str) -> None:
        """`there`: the papers that were in the file when it was looked at on `checked_on`. Raises
        `ForwardingInvalid`."""
        faults = [*self._misnamed(county_code)]
        if self.forwarded_on > today:
            faults.append(_IN_FUTURE)
        elif self.forwarded_on < checked_on:
            faults.append(_before_check(checked_on))
        if not self.papers:
            faults.append(_NONE)
        elif not self.papers <= there:
            faults.append(_NOT_THERE)
        if faults:
            raise ForwardingInvalid(fields=faults)

    def _misnamed(self, county_code: str) -> list[FieldFault]:
        asked = NAMED_BY.get(self.destination, RECEIVER)
        said = {"unit": self.unit, "division": self.division, RECEIVER: self.receiver}
        if not said[asked]:
            return [FieldFault(asked, "required", "请填写。", "Say which.")]
        if self.division and self.division.startswith(county_code):
            return [
                FieldFault("division", "inside-county", "应为外县的区划代码。", "Give a division outside the county.")
            ]
        return [_not_asked(name) for name, value in said.items() if value and name != asked]


def must_follow(received_on: date, forwarded_on: date, *, today: date) -> None:
    """A file is received after it was sent, or on that day. Raises `ForwardingInvalid`."""
    if received_on > today:
        raise ForwardingInvalid(fields=[FieldFault("received_on", "in-future", "日期晚于今天。", "In the future.")])
    if received_on < forwarded_on:
        day = forwarded_on.isoformat()
        fault = FieldFault(
            "received_on", "before-sent", f"早于转递日期（{day}）。", f"Before the day on which it was sent ({day})."
        )
        raise ForwardingInvalid(fields=[fault])


def _before_check(checked_on: date) -> FieldFault:
    day = checked_on.isoformat()
    return FieldFault(
        "forwarded_on",
        "before-check",
        f"早于最近一次核对材料的日期（{day}）。",
        f"Before its papers were last checked ({day}), when the file was here.",
    )


def _not_asked(name: str) -> FieldFault:
    return FieldFault(name, "not-asked", "该类接收单位不填此项。", "Not asked of such a receiver.")


NO_SUCH_UNIT = FieldFault("unit", "no-such-unit", "没有这个机构，或者已关闭。", "No such unit, or it is closed.")
_IN_FUTURE = FieldFault("forwarded_on", "in-future", "日期晚于今天。", "The day lies in the future.")
_NONE = FieldFault("papers", "required", "请勾选转出的材料。", "Tick the papers that were sent.")
_NOT_THERE = FieldFault(
    "papers",
    "not-there",
    "勾选了档案中没有的材料；材料清单有误的，请先核对材料。",
    "Papers that are not in the file. If its list is wrong, check the papers first.",
)
