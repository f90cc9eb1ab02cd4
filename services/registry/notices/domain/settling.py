"""What may be made of a notice (pure)."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from services.registry.notices.parameters import OF_A_PERSON, OUTCOMES, RECORDED
from shared.events.inbound import DEATH
from shared.refusal import Conflict, FieldFault, Invalid, NotFound


class NoticeNotFound(NotFound):
    code = "notice-not-found"
    zh = "没有该通报。"
    en = "There is no such notice."


class NoticeSettled(Conflict):
    code = "notice-settled"
    zh = "该通报已办结，需要时请先重新打开。"
    en = "The notice is settled; open it again first."


class NoticeNotSettled(Conflict):
    code = "notice-not-settled"
    zh = "该通报尚未办结，无需重新打开。"
    en = "The notice is not settled."


class NoticeForgotten(Conflict):
    """What it said is gone thirty days after it was settled."""

    code = "notice-forgotten"
    zh = "该通报的内容已按期删除，不能查看或重新打开。"
    en = "What the notice said was deleted in time; it is neither shown nor opened again."


class NoticeUnconfirmable(Conflict):
    """Somebody must find out whom it is about, or whether it is true, before anything is recorded."""

    code = "notice-unconfirmable"
    zh = "不能直接确认，因为该通报不是死亡通报，或者比对不一致；请核对后在档案中登记，再办结。"
    en = (
        "It cannot be confirmed like this: it tells of no death, or number and name do not agree. Look into it, record"
        " the death in the file, then settle the notice."
    )


class SettlementInvalid(Invalid):
    """`fields` says what is wrong with it."""

    code = "settlement-invalid"
    zh = "不能这样办结，原因见各字段。"
    en = "The notice cannot be settled like this; the fields tell why."


@dataclass(frozen=True, slots=True)
class Settlement:
    """How somebody has settled a notice; `person_id`: whom it is about, where it is about anybody registered."""

    outcome: str
    person_id: UUID | None
    reason: str


def must_be_possible(settlement: Settlement, kind: str | None, *, death_recorded: bool) -> None:
    """`death_recorded`: of the person named. Raises `SettlementInvalid`."""
    faults = list(_faults(settlement, kind, death_recorded=death_recorded))
    if faults:
        raise SettlementInvalid(fields=faults)


def _faults(settlement: Settlement, kind: str | None, *, death_recorded: bool) -> Iterator[FieldFault]:
    if settlement.outcome not in OUTCOMES:
        named = "、".join(f"{code}（{each.zh}）" for code, each in OUTCOMES.items())
        yield FieldFault(
            "outcome", "not-an-outcome", f"应为以下之一：{named}。", f"Must be one of: {', '.join(OUTCOMES)}."
        )
    elif settlement.outcome in OF_A_PERSON and settlement.person_id is None:
        yield FieldFault(
            "person_id", "required", "请填写所涉人员的档案编号。", "Name the person by the number of the file."
        )
    elif settlement.outcome not in OF_A_PERSON and settlement.person_id is not None:
        yield FieldFault("person_id", "not-expected", "不涉及登记人员的，不填。", "Nobody registered is concerned.")
    elif kind == DEATH and settlement.outcome in OF_A_PERSON and not death_recorded:
        yield FieldFault(
            "outcome",
            "not-recorded",
            f"该人员没有死亡登记，请先登记死亡，再选“{OUTCOMES[RECORDED].zh}”。",
            "No death of the person is recorded; record it first.",
        )
