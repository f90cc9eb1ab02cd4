"""Somebody whose application was approved, of a programme that gives money."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.amounts.commands import set_amount
from services.benefits.applications.commands import apply_for_benefit, give_benefit_opinion
from services.benefits.payments.tables import ENTITLEMENT
from services.benefits.programmes.domain import Rule, Terms
from shared.approval import Agreed
from shared.ids import new_id
from tests.benefits.given import given_learned, keyring, veteran_registered
from tests.benefits.payees.given import given_account
from tests.benefits.programmes.given import SOURCE, given_programme
from tests.given import given_work

COMBAT, OLD_AGE, PENSION, AID = "combat-test-allowance", "rural-old-age-allowance", "disability-pension", "hardship-aid"
RULES = (Rule("right", SOURCE, "符合规定的人员。"),)
APRIL = datetime(2019, 4, 10, 2, 0, tzinfo=UTC)
BY_GRADE = {"table": "disability-pension", "by": ["disability.cause", "disability.grade"]}
TERMS: dict[str, dict[str, Any]] = {
    COMBAT: {"amount": {"table": "combat-test"}, "excludes": (OLD_AGE,), "continues_months": 6},
    OLD_AGE: {"amount": {"of": {"table": "rural-old-age"}, "times": "service.compulsory-years"}},
    PENSION: {"amount": BY_GRADE, "continues_months": 12},
    AID: {"gives": "one-off", "cap": "hardship-cap"},
}
NAMES = {COMBAT: "参战补助", OLD_AGE: "老年补助", PENSION: "残疾抚恤", AID: "困难帮扶"}


async def given_county_pays(engine: AsyncEngine) -> None:
    """Four programmes, each decided on by the county alone, and amounts from 2019 on."""
    for code, own in TERMS.items():
        terms = Terms(**{"gives": "monthly", "chain": ("county",), **own})
        await given_programme(engine, programme_code=code, name=NAMES[code], slot=None, rules=RULES, terms=terms)
    lines = (
        ("combat-test", "", 60_000, date(2019, 1, 1)),
        ("combat-test", "", 65_000, date(2019, 8, 1)),
        ("rural-old-age", "", 1_000, date(2019, 1, 1)),
        ("disability-pension", "war/6", 3_000_000, date(2019, 1, 1)),
        ("hardship-cap", "", 300_000, date(2019, 1, 1)),
    )
    for table, key, value, since in lines:
        await set_amount(given_work(engine), table=table, key=key, since=since, value=value, source="民发〔2019〕1号")


async def given_veteran(engine: AsyncEngine) -> UUID:
    """A veteran of the room."""
    person_id: UUID = new_id()
    await given_learned(engine, [veteran_registered(person_id)])
    return person_id


async def approved(
    engine: AsyncEngine, person_id: UUID, code: str = COMBAT, at: datetime = APRIL, *, has_account: bool = True
) -> UUID:
    """The person applied, and the county agreed. Answers the application."""
    work = given_work(engine, now=at)
    application_id = await apply_for_benefit(
        work, person_id=person_id, programme_code=code, applied_on=date(2019, 4, 1), document="申请书"
    )
    await give_benefit_opinion(work, application_id, Agreed(None), keyring=keyring())
    if has_account:
        await given_account(engine, person_id, at)
    return application_id


async def granted(
    engine: AsyncEngine, person_id: UUID, code: str = COMBAT, at: datetime = APRIL, *, has_account: bool = True
) -> UUID:
    """The same; answers the entitlement."""
    application_id = await approved(engine, person_id, code, at, has_account=has_account)
    async with engine.connect() as connection:
        own = select(ENTITLEMENT.c.entitlement_id).where(ENTITLEMENT.c.application_id == application_id)
        found: UUID = (await connection.execute(own)).scalar_one()
    return found
