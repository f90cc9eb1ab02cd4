"""A mediator leaves, and others take his cases over."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.cases.commands import assign_mediators, hand_over_cases, resolve_case
from services.benefits.cases.domain import Case
from services.benefits.cases.queries import get_case
from services.benefits.cases.rules import AssignmentRefused
from shared.auth.roles import Role
from shared.events.benefits import CaseAssigned
from tests.benefits.given import OTHER_STATION, County, given_assigned_case, given_case, given_county
from tests.benefits.seen import audited, published_events
from tests.given import given_caller, given_work

DAY = date(2019, 4, 9)


@pytest.fixture
async def county(benefits_engine: AsyncEngine) -> County:
    return await given_county(benefits_engine)


async def mediators_of(engine: AsyncEngine, case: Case) -> tuple[UUID, ...]:
    async with engine.connect() as connection:
        return (await get_case(connection, given_caller(), case.case_id)).mediator_ids


class TestAHandover:
    async def test_puts_others_in_the_place_of_one_in_every_open_case_of_his(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        leaves, stays, comes = county.mediators
        alone = await given_assigned_case(benefits_engine, county, [leaves])
        together = await given_assigned_case(benefits_engine, county, [leaves, stays])
        without = await given_assigned_case(benefits_engine, county, [stays])
        handed = await hand_over_cases(given_work(benefits_engine), leaves, to=[comes], assigned_on=DAY)
        assert handed == [alone.case_id, together.case_id]
        found = [await mediators_of(benefits_engine, case) for case in (alone, together, without)]
        assert found == [(comes,), (stays, comes), (stays,)]
        told = (await published_events(benefits_engine, CaseAssigned))[-2:]
        assert [(version, event.mediator_ids) for version, event in told] == [(3, (comes,)), (3, (stays, comes))]
        assert (f"mediator {leaves}", "done") in [entry[-2:] for entry in await audited(benefits_engine)]

    async def test_leaves_ended_cases_as_they_were(self, benefits_engine: AsyncEngine, county: County) -> None:
        leaves, _, comes = county.mediators
        ended = await given_assigned_case(benefits_engine, county, [leaves])
        work = given_work(benefits_engine)
        await resolve_case(
            work,
            ended.case_id,
            outcome="agreement-reached",
            resolved_on=date(2019, 4, 8),
            document="新民调〔2019〕12号",
        )
        await given_case(work, county)
        assert await hand_over_cases(work, leaves, to=[comes], assigned_on=DAY) == []

    async def test_reaches_no_further_than_the_caller_may(self, benefits_engine: AsyncEngine, county: County) -> None:
        leaves, _, comes = county.mediators
        await given_assigned_case(benefits_engine, county, [leaves])
        elsewhere = given_work(benefits_engine, given_caller(Role.STATION_STAFF, OTHER_STATION))
        assert await hand_over_cases(elsewhere, leaves, to=[comes], assigned_on=DAY) == []

    async def test_changes_nothing_when_one_case_cannot_go(self, benefits_engine: AsyncEngine, county: County) -> None:
        leaves, _, comes = county.mediators
        first = await given_assigned_case(benefits_engine, county, [leaves])
        own = await given_case(given_work(benefits_engine), county, applicant_id=comes)
        await assign_mediators(
            given_work(benefits_engine), own.case_id, mediator_ids=[leaves], assigned_on=date(2019, 4, 3)
        )
        with pytest.raises(AssignmentRefused):
            await hand_over_cases(given_work(benefits_engine), leaves, to=[comes], assigned_on=DAY)
        assert await mediators_of(benefits_engine, first) == (leaves,)
