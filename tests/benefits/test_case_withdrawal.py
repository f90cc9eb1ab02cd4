"""Withdrawing a case: from any open state, once, and never beside a resolution."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.cases.commands import assign_mediators, resolve_case, withdraw_case
from services.benefits.cases.domain import Case, CaseAlreadyResolved, CaseAlreadyWithdrawn, CaseNotFound, CaseState
from services.benefits.cases.rules import WithdrawalRefused
from services.benefits.cases.tables import CASE
from shared.auth.roles import Role
from shared.events.benefits import CaseResolved, CaseWithdrawn
from shared.ids import new_id
from tests.benefits.given import OTHER_STATION, ROOM, County, given_assigned_case, given_case, given_county
from tests.benefits.seen import audited, published_events
from tests.given import given_caller, given_work
from tests.races import race


@pytest.fixture
async def county(benefits_engine: AsyncEngine) -> County:
    return await given_county(benefits_engine)


async def withdraw(engine: AsyncEngine, case_id: UUID, *, on: date = date(2019, 4, 8)) -> Case:
    return await withdraw_case(given_work(engine), case_id, reason="by-applicant", withdrawn_on=on)


async def resolve(engine: AsyncEngine, case_id: UUID) -> Case:
    day = date(2019, 4, 10)
    return await resolve_case(
        given_work(engine), case_id, outcome="agreement-reached", resolved_on=day, document="新民调〔2019〕12号"
    )


class TestWithdrawCase:
    @pytest.mark.parametrize("given_open", [given_case, given_assigned_case])
    async def test_ends_a_case_in_any_open_state_and_tells_of_it(
        self, benefits_engine: AsyncEngine, county: County, given_open: Callable[..., Any]
    ) -> None:
        work = given_work(benefits_engine) if given_open is given_case else benefits_engine
        case = await given_open(work, county)
        withdrawn = await withdraw(benefits_engine, case.case_id)
        assert (withdrawn.state, withdrawn.version) == (CaseState.WITHDRAWN, case.version + 1)
        [(version, event)] = await published_events(benefits_engine, CaseWithdrawn)
        assert (version, event.reason, event.withdrawn_on) == (case.version + 1, "by-applicant", date(2019, 4, 8))
        assert (event.case_id, event.applicant_id, event.org_path) == (case.case_id, county.applicant, ROOM)
        assert ("withdraw-case", f"case {case.case_id}", "done") in await audited(benefits_engine)

    async def test_happens_once_and_ends_everything_else(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_assigned_case(benefits_engine, county)
        await withdraw(benefits_engine, case.case_id)
        work = given_work(benefits_engine)
        with pytest.raises(CaseAlreadyWithdrawn):
            await withdraw(benefits_engine, case.case_id)
        with pytest.raises(CaseAlreadyWithdrawn):
            await resolve(benefits_engine, case.case_id)
        with pytest.raises(CaseAlreadyWithdrawn):
            await assign_mediators(
                work, case.case_id, mediator_ids=county.mediators[:1], assigned_on=date(2019, 4, 9)
            )  # fmt: skip

    async def test_is_refused_once_the_case_is_resolved(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_assigned_case(benefits_engine, county)
        await resolve(benefits_engine, case.case_id)
        with pytest.raises(CaseAlreadyResolved):
            await withdraw(benefits_engine, case.case_id)

    async def test_never_meets_a_resolution(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_assigned_case(benefits_engine, county)
        both = [withdraw(benefits_engine, case.case_id), resolve(benefits_engine, case.case_id)]
        await race(benefits_engine, "dispute_case", both)
        told = [await published_events(benefits_engine, contract) for contract in (CaseWithdrawn, CaseResolved)]
        assert sorted(len(events) for events in told) == [0, 1]

    @pytest.mark.parametrize(
        ("on", "code"),
        [(date(2019, 4, 2), "withdrawn-before-the-last-step"), (date(2999, 1, 1), "withdrawn-in-the-future")],
    )
    async def test_keeps_the_dates_in_order(
        self, benefits_engine: AsyncEngine, county: County, on: date, code: str
    ) -> None:
        case = await given_assigned_case(benefits_engine, county)
        with pytest.raises(WithdrawalRefused) as refused:
            await withdraw(benefits_engine, case.case_id, on=on)
        assert [(fault.field, fault.code) for fault in refused.value.fields] == [("withdrawn_on", code)]

    async def test_may_be_on_the_day_of_the_last_step(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_assigned_case(benefits_engine, county)
        assert (await withdraw(benefits_engine, case.case_id, on=date(2019, 4, 3))).state is CaseState.WITHDRAWN

    async def test_is_for_those_responsible_alone(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_case(given_work(benefits_engine), county)
        stranger = given_work(benefits_engine, given_caller(Role.STATION_STAFF, OTHER_STATION))
        with pytest.raises(CaseNotFound):
            await withdraw_case(stranger, case.case_id, reason="opened-in-error", withdrawn_on=date(2019, 4, 8))
        with pytest.raises(CaseNotFound):
            await withdraw(benefits_engine, new_id())

    async def test_leaves_no_row_that_says_withdrawn_without_a_reason(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        case = await given_case(given_work(benefits_engine), county)
        with pytest.raises(IntegrityError, match="ck_dispute_case_withdrawn_with_reason"):
            async with benefits_engine.begin() as connection:
                await connection.execute(update(CASE).where(CASE.c.case_id == case.case_id).values(state="withdrawn"))
