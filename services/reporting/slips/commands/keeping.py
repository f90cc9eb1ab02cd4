"""Parts of commands: a slip for this transaction alone, what is written of it, and what is told."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from services.reporting.slips.domain import Act, Slip, SupervisionSlipNotFound
from services.reporting.slips.queries import find_slip
from services.reporting.slips.tables import SUPERVISION_SLIP, SUPERVISION_SLIP_STEP
from shared.command import Transaction
from shared.events.contract import Event
from shared.events.reporting.supervision import (
    SupervisionNoticeAnswered,
    SupervisionNoticeClosed,
    SupervisionNoticeIssued,
    SupervisionNoticeOverdue,
    SupervisionNoticeReturned,
)

TOLD: dict[Act, type[Event]] = {
    Act.ISSUE: SupervisionNoticeIssued,
    Act.ANSWER: SupervisionNoticeAnswered,
    Act.RETURN: SupervisionNoticeReturned,
    Act.SETTLE: SupervisionNoticeClosed,
    Act.RAISE: SupervisionNoticeClosed,
    Act.WITHDRAW: SupervisionNoticeClosed,
    Act.OVERDUE: SupervisionNoticeOverdue,
}


async def lock_slip(tx: Transaction, slip_id: UUID, version: int | None, *, purpose: str) -> Slip:
    """Raises `SupervisionSlipNotFound` (also outside the scope), `SupervisionSlipChanged`."""
    tx.concerns(f"supervision-slip {slip_id}", purpose=purpose)
    slip = await find_slip(tx.connection, slip_id)
    if slip is None:
        raise SupervisionSlipNotFound
    tx.caller.must_cover(slip.org_path, SupervisionSlipNotFound())
    slip.must_be(version)
    return slip


async def put_slip(tx: Transaction, slip: Slip, note: str) -> None:
    """A slip that is issued."""
    await tx.connection.execute(insert(SUPERVISION_SLIP).values(_columns(slip)))
    await _tell(tx, slip, Act.ISSUE, note, tx.caller.account_id)


async def take_step(tx: Transaction, slip: Slip, act: Act, note: str | None, *, by: UUID | None) -> None:
    """The slip as it stands from now on, the step in its history, and what is told of it."""
    own = SUPERVISION_SLIP.c.slip_id == slip.slip_id
    await tx.connection.execute(update(SUPERVISION_SLIP).where(own).values(_columns(slip)))
    await _tell(tx, slip, act, note, by)


async def _tell(tx: Transaction, slip: Slip, act: Act, note: str | None, by: UUID | None) -> None:
    step = {
        "slip_id": slip.slip_id,
        "version": slip.version,
        "act": act,
        "due_on": slip.due_on,
        "note": note,
        "by": by,
        "at": tx.now,
    }
    await tx.connection.execute(insert(SUPERVISION_SLIP_STEP).values(step))
    names = ("slip_id", "org_code", "org_path", "colour", "due_on")
    tx.publish(TOLD[act](**{name: getattr(slip, name) for name in names}, **_more(slip, act)), sequence=slip.version)


def _columns(slip: Slip) -> dict[str, Any]:
    return asdict(slip) | {"answered_by": list(slip.answered_by)}


def _more(slip: Slip, act: Act) -> dict[str, Any]:
    if act is Act.ISSUE:
        return {"matter": slip.matter, "follows": slip.follows}
    if act is Act.ANSWER:
        return {"is_late": slip.answered_on is not None and slip.answered_on > slip.due_on}
    return {"outcome": slip.outcome} if slip.outcome else {}
