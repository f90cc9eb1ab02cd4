"""A notice of a death is confirmed: what it tells of is recorded in the file, and the notice is settled."""

from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import Row

from services.registry.deaths.commands import Reported, put_down_death
from services.registry.deaths.schemas import DeathPaper
from services.registry.notices.commands.settling import settle
from services.registry.notices.domain.settling import (
    NoticeSettled,
    NoticeUnconfirmable,
    Settlement,
    SettlementInvalid,
)
from services.registry.notices.parameters import KNOWN, MATCHED, RECORDED
from services.registry.notices.queries import lock_notice, said_in
from services.registry.veterans.domain.standing import PersonIsDeceased
from services.registry.veterans.queries.deaths import find_death
from shared.command import Transaction, command
from shared.events.inbound import DEATH
from shared.http.validation import faults_of
from shared.privacy.keyring import Keyring

REASONS = {RECORDED: "据通报登记死亡", KNOWN: "此前已登记，日期一致"}


@command
async def confirm_notice(tx: Transaction, notice_id: UUID, *, source: str, keyring: Keyring) -> None:
    """The death is recorded as at the desk, on the day and the document of the notice; where that day is recorded
    already, the notice is settled alone. `source`: what it rests on, as whoever confirms it has found out.

    Raises `NoticeNotFound` (also outside the scope), `NoticeSettled`, `NoticeUnconfirmable`, `NoticeForgotten`,
    `SettlementInvalid`, and what `record_death` raises; `PersonIsDeceased` where another day is recorded.
    """
    tx.concerns(f"notice {notice_id}")
    row = await lock_notice(tx.connection, notice_id, tx.caller)
    if row.outcome is not None:
        raise NoticeSettled
    if row.kind != DEATH or row.match != MATCHED:
        raise NoticeUnconfirmable
    reported = _reported(row, source, keyring)
    tx.concerns(f"veteran {row.person_id}", purpose=reported.document)
    outcome = RECORDED
    try:
        await put_down_death(tx, row.person_id, reported, keyring=keyring)
    except PersonIsDeceased:
        standing = await find_death(tx.connection, row.person_id)
        if standing is None or standing.died_on != reported.died_on:
            raise
        outcome = KNOWN
    await settle(tx, row, Settlement(outcome, row.person_id, REASONS[outcome]))


def _reported(row: Row[Any], source: str, keyring: Keyring) -> Reported:
    """What a form at the desk would say. Raises `SettlementInvalid`: the desk would not take it."""
    said = {"died_on": row.happened_on, "source": source, "document": said_in(row, keyring).document}
    try:
        return DeathPaper.model_validate(said).reported()
    except ValidationError as wrong:
        raise SettlementInvalid(fields=faults_of(wrong.errors())) from None
