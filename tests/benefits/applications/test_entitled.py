"""B1: nothing is given to whom a clause is known not to fit; what is not known speaks against nobody."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.applications.commands import apply_for_benefit, give_benefit_opinion
from services.benefits.applications.domain import ApplicantNotEntitled, ApplicationState
from services.benefits.applications.tables import APPLICATION, APPLICATION_OPINION
from services.benefits.eligibility.domain import digest_of
from services.benefits.eligibility.projection import FACTS
from services.benefits.eligibility.queries import find_known
from services.benefits.programmes.domain import Rule, Terms
from shared.approval import Agreed, Refused
from shared.events.registry import CategoryRecognised
from shared.ids import new_id
from tests.benefits.given import ROOM, given_delivered, given_learned, keyring, veteran_registered
from tests.benefits.programmes.given import SOURCE, given_programme
from tests.given import given_work
from tests.lives import veteran_deceased, veterans_merged

NOON, TODAY = datetime(2019, 4, 10, 4, 0, tzinfo=UTC), date(2019, 4, 10)
RULES = (
    Rule("living", SOURCE, "本人健在。", {"fact": "person.status", "op": "eq", "value": "living"}),
    Rule("category", SOURCE, "参战人员。", {"fact": "categories.active", "op": "overlaps", "value": ["51"]}),
    Rule("rural", SOURCE, "农村户口。", {"fact": "household.type", "op": "eq", "value": "rural"}, "户口簿"),
)


async def given_file(engine: AsyncEngine) -> UUID:
    person_id: UUID = new_id()
    await given_learned(engine, [veteran_registered(person_id)])
    return person_id


async def recognised(engine: AsyncEngine, person_id: UUID) -> None:
    event = CategoryRecognised(
        holding_id=new_id(), person_id=person_id, org_path=ROOM, category="51", since=date(2019, 3, 1), benefit=True,
        clause="pension-rules",
    )  # fmt: skip
    async with engine.begin() as connection:
        await FACTS.apply(connection, [given_delivered(event)])


async def applied(engine: AsyncEngine, person_id: UUID) -> UUID:
    """For what the county alone decides on."""
    await given_programme(engine, programme_code="care", slot=None, rules=RULES, terms=Terms(chain=("county",)))
    found: UUID = await apply_for_benefit(
        given_work(engine, now=NOON), person_id=person_id, programme_code="care", applied_on=TODAY, document="申请书"
    )
    return found


async def agreed(engine: AsyncEngine, application_id: UUID) -> ApplicationState:
    return await give_benefit_opinion(given_work(engine, now=NOON), application_id, Agreed(None), keyring=keyring())


class TestTheCounty:
    async def test_agrees_to_nothing_that_a_clause_speaks_against(self, benefits_engine: AsyncEngine) -> None:
        person_id = await given_file(benefits_engine)
        application_id = await applied(benefits_engine, person_id)
        await given_learned(benefits_engine, [veteran_deceased(ROOM, TODAY, person_id=person_id)])
        with pytest.raises(ApplicantNotEntitled) as refused:
            await agreed(benefits_engine, application_id)
        assert "：本人健在；参战人员。登记" in refused.value.sentence("zh-CN")
        async with benefits_engine.connect() as connection:
            assert await connection.scalar(select(APPLICATION.c.state)) == ApplicationState.REVIEWING
        said = Refused("condition-not-met", "category", None)
        assert (
            await give_benefit_opinion(given_work(benefits_engine, now=NOON), application_id, said, keyring=keyring())
            is ApplicationState.REFUSED
        )

    async def test_agrees_once_the_fact_is_told_whatever_is_not_known(self, benefits_engine: AsyncEngine) -> None:
        person_id = await given_file(benefits_engine)
        application_id = await applied(benefits_engine, person_id)
        await recognised(benefits_engine, person_id)
        assert await agreed(benefits_engine, application_id) is ApplicationState.APPROVED

    async def test_looks_at_the_file_that_goes_on(self, benefits_engine: AsyncEngine) -> None:
        """B5: so does the digest that the opinion keeps."""
        merged, survivor = [await given_file(benefits_engine) for _ in range(2)]
        application_id = await applied(benefits_engine, merged)
        await given_learned(benefits_engine, [veterans_merged(ROOM, TODAY, merged_id=merged, surviving_id=survivor)])
        await recognised(benefits_engine, survivor)
        assert await agreed(benefits_engine, application_id) is ApplicationState.APPROVED
        async with benefits_engine.connect() as connection:
            kept = await connection.scalar(select(APPLICATION_OPINION.c.facts_digest))
            assert kept == digest_of(await find_known(connection, survivor, TODAY, keyring()))
