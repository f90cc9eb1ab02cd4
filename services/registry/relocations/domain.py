"""When and where somebody may have moved (pure)."""

from dataclasses import dataclass
from datetime import date

from services.registry.relocations.parameters import Kind
from shared.refusal import Conflict, FieldFault, Invalid


class RelocationInvalid(Invalid):
    """`fields` names every fault."""

    code = "relocation-invalid"
    zh = "不能登记迁移，原因见各字段。"
    en = "The move cannot be recorded; the fields tell why."


class NothingMoves(Conflict):
    """Division and unit are those of the file."""

    code = "nothing-moves"
    zh = "与档案现有的区划和机构相同，无需登记迁移。"
    en = "The file names this division and this unit already."


class NoRelocationRecorded(Conflict):
    """Nothing to revoke."""

    code = "no-relocation-recorded"
    zh = "该人员没有此类迁移登记，无需撤销。"
    en = "No such move of the person is recorded."


class TransferredSince(Conflict):
    """The line of places goes on after it."""

    code = "transferred-since"
    zh = "此后已登记迁出或迁入，请先撤销。"
    en = "A move to another county, or from one, is recorded since; revoke that first."


class MovedSince(Conflict):
    """The record that is meant is not the last, or is revoked."""

    code = "moved-since"
    zh = "该迁移登记已撤销，或者之后又登记了迁移；请在档案中核对办理。"
    en = "That record is revoked, or a move was recorded after it; look into the file."


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody is registered, or lives: the division, and the unit there, None for none of its own."""

    division_code: str
    org_code: str | None


@dataclass(frozen=True, slots=True)
class Move:
    """What is recorded of a move, and the facts it is judged on. `moved_before_on`: the day of the last one that is
    recorded, if any."""

    kind: Kind
    left: Spot
    reached: Spot
    moved_on: date
    registered_on: date
    moved_before_on: date | None
    today: date

    def must_be_possible(self) -> None:
        """Raises `NothingMoves`, `RelocationInvalid`."""
        if self.left == self.reached:
            raise NothingMoves
        if self.moved_on > self.today:
            raise _refusal("in-future", "日期晚于今天。", "The date lies in the future.")
        if self.moved_on < self.registered_on:
            raise _refusal("before-registration", "早于登记日期。", "Before the registration.")
        if self.moved_before_on is not None and self.moved_on <= self.moved_before_on:
            day = self.moved_before_on.isoformat()
            raise _refusal(
                "moved-since",
                f"已登记{day}的迁移；该登记有误的，请先撤销。",
                f"A move of {day} is recorded already; if that is wrong, revoke it first.",
            )


def _refusal(code: str, zh: str, en: str) -> RelocationInvalid:
    return RelocationInvalid(fields=[FieldFault("moved_on", code, zh, en)])
