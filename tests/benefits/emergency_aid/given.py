"""Somebody whose house burnt, and who applied for hardship aid."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.amounts.commands import set_amount
from services.benefits.applications.commands import apply_for_benefit
from services.benefits.emergency_aid.commands import propose_emergency_aid, release_emergency_aid
from services.benefits.emergency_aid.domain import Emergency
from services.benefits.programmes.domain import Rule, Terms
from shared.calendar.notices import released_calendar
from shared.calendar.tables import WORKING_CALENDAR
from shared.clock import local_date, now
from tests.benefits.applications.given import RULES
from tests.benefits.given import given_learned, keyring, veteran_registered
from tests.benefits.payees.given import given_account
from tests.benefits.programmes.given import given_programme
from tests.given import given_work

PROGRAMME = "hardship-aid"
TERMS = Terms(gives="one-off", cap="hardship-cap", chain=("county",), emergency_workdays=10)
FIRE = Emergency("fire", date(2019, 4, 9))
APRIL = datetime(2019, 4, 10, 2, 0, tzinfo=UTC)  # ten working days after it end on the 24th
FEN = 200_000


async def given_channel(engine: AsyncEngine, *, rules: tuple[Rule, ...] = RULES, **terms: Any) -> None:
    """The programme is in force, and gives 3,000 yuan at most; this year and the next have their working days."""
    await given_programme(engine, programme_code=PROGRAMME, name="困难帮扶", slot=None, rules=rules, terms=TERMS)
    said = {"table": "hardship-cap", "key": "", "since": date(2019, 1, 1), "value": 300_000, "source": "县办法"}
    await set_amount(given_work(engine), **{**said, **terms})
    years = {local_date(now()).year, local_date(now()).year + 1} - set(released_calendar().years)
    async with engine.begin() as connection:
        for year in years:
            notice = {"year": year, "source": "县通知1号", "off": [], "worked": []}
            await connection.execute(insert(WORKING_CALENDAR).values(notice))


async def given_application(engine: AsyncEngine, person: UUID, at: datetime = APRIL) -> UUID:
    await given_learned(engine, [veteran_registered(person)])
    await given_account(engine, person, at)
    return await apply_for_benefit(
        given_work(engine, now=at), person_id=person, programme_code=PROGRAMME, applied_on=date(2019, 4, 9),
        document="申请书",
    )  # fmt: skip


async def proposed(engine: AsyncEngine, application: UUID, emergency: Emergency = FIRE, fen: int = FEN) -> UUID:
    """By somebody of the centre."""
    work = given_work(engine, now=APRIL)
    return await propose_emergency_aid(work, application, emergency, fen=fen, document="火灾证明")


async def released(engine: AsyncEngine, application: UUID) -> UUID:
    """By another one."""
    aid = await proposed(engine, application)
    await release_emergency_aid(given_work(engine, now=APRIL), aid, keyring=keyring())
    return aid


def faults_of(refused: pytest.ExceptionInfo[Any]) -> set[tuple[str, str]]:
    return {(fault.field, fault.code) for fault in refused.value.fields}
