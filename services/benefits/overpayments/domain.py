"""What was paid for months and was not due. Months are reckoned, never typed; money comes back piece by piece. Pure.

军人抚恤优待条例 (2024) 第五十八条: what was obtained wrongly is recovered.
"""

from dataclasses import dataclass
from uuid import UUID

from shared.auth.hands import Hands, are_of
from shared.refusal import Conflict, FieldFault, Forbidden, Invalid, NotFound

DAY_AHEAD = FieldFault("recovered_on", "not-in-future", "不能晚于今天。", "Must not lie in the future.")
MORE_THAN_OPEN = FieldFault("yuan", "more-than-open", "超过尚未追回的金额。", "More than what is still to come back.")


NOTHING_CAME = FieldFault("yuan", "at-least-a-fen", "至少 0.01 元。", "At least a fen.")


class OverpaymentNotFound(NotFound):
    """None has this id, or none that the caller may know of."""

    code = "overpayment-not-found"
    zh = "没有这项多发款。"
    en = "There is no such overpayment."


class RecoveryNotFound(NotFound):
    """The overpayment has none of this id that stands."""

    code = "recovery-not-found"
    zh = "没有这笔追回，或者已经更正。"
    en = "There is no such recovery, or it was taken back."


class NothingOverpaid(Conflict):
    """All that was paid of it was due, or is asked back already."""

    code = "nothing-overpaid"
    zh = "该项待遇没有多发、尚未列入追回的月份。"
    en = "No month of it was overpaid that is not asked back already."


class OverpaymentChanged(Conflict):
    """Somebody has changed it since it was read."""

    code = "overpayment-changed"
    zh = "该多发款刚有变动，请刷新后再办。"
    en = "The overpayment has changed; load it again."


class OverpaymentClosed(Conflict):
    """It was recovered, written off or withdrawn."""

    code = "overpayment-closed"
    zh = "该多发款已追回、决定不再追回或者撤销。"
    en = "The overpayment was recovered, written off or withdrawn."


class IdentifiedByOneself(Forbidden):
    """Who asks for it back does not write it off, nor who stands in for him, nor whom he stood in for."""

    code = "identified-by-oneself"
    zh = "列入追回的人、其代行人和委托人不能决定不再追回，须由另一人办理。"
    en = "Who asked for it back cannot write it off, nor can who stands in for him, nor whom he stood in for."


class RecoveryWaits(Conflict):
    """What came back waits for a second person: until then it is not known what is left."""

    code = "recovery-waits"
    zh = "有一笔追回登记待另一人核对，请先核对或者更正。"
    en = "What was said to have come back waits for a second person: confirm it, or take it back, first."


class RecordedByOneself(Forbidden):
    """A large sum is confirmed by another one than who recorded it, stands in for him, or was stood in for."""

    code = "recorded-by-oneself"
    zh = "登记追回的人、其代行人和委托人不能核对，须由另一人办理。"
    en = "Who recorded what came back cannot confirm it, nor can who stands in for him, nor whom he stood in for."


class RecoveryInvalid(Invalid):
    """`fields` names every fault."""

    code = "recovery-invalid"
    zh = "追回的款项不符合规定，原因见各字段。"
    en = "What was sent of the recovery breaks a rule; the fields tell which."


@dataclass(frozen=True, slots=True)
class Overpayment:
    """In fen. `waiting_fen` was said to have come back and waits for a second person; `ended`: written off or
    withdrawn."""

    overpayment_id: UUID
    fen: int
    recovered_fen: int
    identified_by: UUID
    identified_for: UUID | None
    ended: bool
    waiting_fen: int = 0

    @property
    def open_fen(self) -> int:
        return 0 if self.ended else self.fen - self.recovered_fen

    def must_be_open(self) -> None:
        """Raises `OverpaymentClosed`."""
        if not self.open_fen:
            raise OverpaymentClosed

    def must_be_settled(self) -> None:
        """Nothing waits for a second person. Raises `RecoveryWaits`."""
        if self.waiting_fen:
            raise RecoveryWaits

    def must_be_another_of(self, hands: Hands) -> None:
        """`hands`: of whoever decides. Raises `IdentifiedByOneself`."""
        if are_of(hands, (self.identified_by, self.identified_for)):
            raise IdentifiedByOneself
