"""A letter of transfer whose slip did not come."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.party.tables import PARTY_ORGANISATION
from services.registry.party_memberships.commands import (
    EXPIRE_LETTER,
    Issued,
    Stated,
    complete_membership_transfer,
    record_affiliation,
    record_membership,
    start_membership_transfer,
)
from services.registry.party_memberships.domain import Letter
from shared.command import Transaction, command
from shared.schedule.job import Due
from tests.registry.given import TODAY, given_work
from tests.registry.persons import given_number, given_veteran


@command
async def clock(tx: Transaction, letter: Letter, at: datetime) -> None:
    """What the schedule does at an instant."""
    await EXPIRE_LETTER.run(tx, Due(f"membership-transfer {letter.transfer_id}", at, {"id": str(letter.transfer_id)}))


async def given_expired_letter(engine: AsyncEngine) -> None:
    """Of a member of the first room, who takes part in what organisation there is."""
    person = await given_veteran(engine, id_number=given_number(77), name="党员")
    await record_membership(given_work(engine), person, Stated(None, "县外党支部", date(2019, 3, 1), "党员名册"))
    async with engine.connect() as connection:
        code = await connection.scalar(select(func.min(PARTY_ORGANISATION.c.party_org_code)))
    if code is not None:
        how: dict[str, Any] = {"party_org_code": code, "since": TODAY, "document": "党员名册"}
        await record_affiliation(given_work(engine), person, **how)
    issued = Issued(None, "另一党支部", "2019-018", date(2019, 4, 1), date(2019, 4, 20), "存根")
    letter = await start_membership_transfer(given_work(engine), person, issued)
    at = datetime(2019, 4, 21, 1, 0, tzinfo=UTC)
    await clock(given_work(engine, now=at), letter, at)


async def given_slip(engine: AsyncEngine) -> None:
    """Of a member whose formal membership went to another organisation."""
    person = await given_veteran(engine, id_number=given_number(76), name="党员")
    await record_membership(given_work(engine), person, Stated(None, "县外党支部", date(2019, 3, 1), "党员名册"))
    issued = Issued(None, "另一党支部", "2019-019", date(2019, 4, 1), None, "存根")
    letter = await start_membership_transfer(given_work(engine), person, issued)
    await complete_membership_transfer(given_work(engine), letter.transfer_id, on=date(2019, 4, 20), document="回执")
