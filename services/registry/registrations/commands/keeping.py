"""Parts of commands: what was said is kept, and a file that all have agreed to is registered."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.registrations.tables import REGISTRATION_OPINION
from services.registry.veterans.commands.changing import compare_again, publish_change
from services.registry.veterans.domain.standing import State
from services.registry.veterans.parameters.codes import PARTY_MEMBER_CODES
from shared.approval import Opinion
from shared.clock import local_date
from shared.command import Transaction
from shared.database.bulk import insert_many
from shared.events.registry import VeteranRegistered


async def keep_first(connection: AsyncConnection, opinions: Iterable[tuple[UUID, Opinion]]) -> None:
    """With what each of these was handed in."""
    await insert_many(connection, REGISTRATION_OPINION, [_line(each, 1, opinion) for each, opinion in opinions])


async def keep(tx: Transaction, row: Row[Any], opinion: Opinion, note: str | None = None) -> None:
    """The next one of the registration of this row."""
    line = {**_line(row.veteran_id, row.said_count + 1, opinion), "note": note}
    await insert_many(tx.connection, REGISTRATION_OPINION, [line])


def _line(veteran_id: UUID, number: int, opinion: Opinion) -> dict[str, Any]:
    return {
        "veteran_id": veteran_id,
        "number": number,
        "step": opinion.step,
        "outcome": opinion.outcome,
        "given_by": opinion.given_by,
        "given_at": opinion.given_at,
        "reason_code": opinion.reason_code,
        "clause": opinion.clause,
    }


async def register(tx: Transaction, row: Row[Any]) -> None:
    """The person of this row is registered: from the day that was stated on, or from today."""
    registered_on = row.registered_on or local_date(tx.now)
    event = VeteranRegistered(
        person_id=row.veteran_id,
        org_code=row.org_code,
        org_path=row.org_path,
        domicile_code=row.domicile_code,
        residence_code=row.residence_code,
        party_member=row.political_code in PARTY_MEMBER_CODES,
        channel=row.channel,
        registered_on=registered_on,
    )
    registered = {"registered_on": registered_on, "registered_by": tx.caller.account_id, "recorded_at": tx.now}
    await publish_change(tx, row, [event], state=State.REGISTERED, **registered)
    await compare_again(tx, row)
