"""Assigning and resolving cases, against a real database."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.cases.commands import assign_mediators, resolve_case
from services.benefits.cases.domain import CaseAlreadyResolved, CaseNotAssigned, CaseNotFound, CaseState
from services.benefits.cases.rules import AssignmentRefused, ResolutionRefused
from services.benefits.cases.tables import CASE, CASE_ASSIGNMENT
from services.benefits.directory.domain import MediatorNotKnownYet
from services.benefits.directory.tables import MEDIATOR
from shared.auth.roles import Role
from shared.command import Work
from shared.events.benefits import CaseAssigned, CaseResolved
from shared.idempotency.claim import IdempotencyKey
from shared.ids import new_id
from tests.benefits.given import (
    OTHER_ROOM,
    OTHER_STATION,
    ROOM,
    County,
    code_of,
    given_assigned_case,
    given_case,
    given_county,
)
from tests.benefits.seen import audited, published_events
from tests.given import given_caller, given_work
from tests.races import race

DOCUMENT = "新民调〔2019〕12号"


@pytest.fixture
async def county(benefits_engine: AsyncEngine) -> County:
    return await given_county(benefits_engine)


class TestAssignMediators:
    async def test_hands_the_case_to_several(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_assigned_case(benefits_engine, county, county.mediators)
        assert (case.state, case.version, case.mediator_ids) == (CaseState.ASSIGNED, 2, county.mediators)
        [(version, event)] = await published_events(benefits_engine, CaseAssigned)
        assert (version, event.mediator_ids, event.assigned_on) == (2, county.mediators, date(2019, 4, 3))

    async def test_keeps_the_former_assignment_on_record(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_assigned_case(benefits_engine, county)
        successor = county.mediators[1]
        work = given_work(benefits_engine)
        await assign_mediators(work, case.case_id, mediator_ids=[successor], assigned_on=date(2019, 4, 9))
        async with benefits_engine.connect() as connection:
            columns = (CASE_ASSIGNMENT.c.version, CASE_ASSIGNMENT.c.mediator_ids, CASE_ASSIGNMENT.c.assigned_on)
            rows = await connection.execute(select(*columns).order_by(CASE_ASSIGNMENT.c.version))
            assert [tuple(row) for row in rows] == [
                (2, [county.mediators[0]], date(2019, 4, 3)),
                (3, [successor], date(2019, 4, 9)),
            ]
        assert [version for version, _ in await published_events(benefits_engine, CaseAssigned)] == [2, 3]

    async def test_says_that_an_unknown_mediator_may_still_come(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        case = await given_case(given_work(benefits_engine), county)
        with pytest.raises(MediatorNotKnownYet):
            await assign(benefits_engine, case.case_id, [county.mediators[0], county.stranger])

    async def test_names_the_mediator_who_was_none_that_day(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_case(given_work(benefits_engine), county)
        await end_role(benefits_engine, county.mediators[1], date(2019, 4, 3))
        with pytest.raises(AssignmentRefused) as refused:
            await assign(benefits_engine, case.case_id, county.mediators)
        assert [(fault.field, fault.code) for fault in refused.value.fields] == [
            ("mediator_ids.1", "not-a-mediator-when-assigned")
        ]
        assert await published_events(benefits_engine, CaseAssigned) == []

    async def test_refuses_the_applicant_even_if_a_mediator(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_case(given_work(benefits_engine), county, applicant_id=county.mediators[0])
        with pytest.raises(AssignmentRefused) as refused:
            await assign(benefits_engine, case.case_id, [county.mediators[0]])
        assert [fault.code for fault in refused.value.fields] == ["mediator-is-the-applicant"]

    async def test_is_refused_outside_the_callers_scope(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_case(given_work(benefits_engine), county)
        elsewhere = given_work(benefits_engine, given_caller(Role.STATION_STAFF, OTHER_STATION))
        with pytest.raises(CaseNotFound):
            await assign_mediators(elsewhere, case.case_id, mediator_ids=county.mediators, assigned_on=date(2019, 4, 3))
        assert (await audited(benefits_engine))[-1] == ("assign-mediators", f"case {case.case_id}", "out-of-scope")

    async def test_takes_a_mediator_of_other_units_for_nobody(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        clerk = given_work(benefits_engine, given_caller(Role.STATION_STAFF, OTHER_STATION))
        case = await given_case(clerk, county, org_code=code_of(OTHER_ROOM), applicant_id=county.stranger)
        refusals = []
        for named in (county.mediators[0], new_id()):
            with pytest.raises(MediatorNotKnownYet) as refused:
                await assign_mediators(clerk, case.case_id, mediator_ids=[named], assigned_on=date(2019, 4, 3))
            refusals.append(refused.value.sentence("en"))
        assert refusals[0] == refusals[1]
        told = [result for action, _, result in await audited(benefits_engine) if action == "assign-mediators"]
        assert told == ["out-of-scope", "mediator-not-known-yet"]

    async def test_keeps_a_mediator_of_other_units_who_has_the_case(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        clerk = given_work(benefits_engine, given_caller(Role.STATION_STAFF, OTHER_STATION))
        case = await given_case(clerk, county, org_code=code_of(OTHER_ROOM), applicant_id=county.stranger)
        await assign(benefits_engine, case.case_id, county.mediators[:1])
        again = await assign_mediators(
            clerk, case.case_id, mediator_ids=county.mediators[:1], assigned_on=date(2019, 4, 4)
        )
        assert again.mediator_ids == county.mediators[:1]

    async def test_knows_no_case_that_does_not_exist(self, benefits_engine: AsyncEngine, county: County) -> None:
        with pytest.raises(CaseNotFound):
            await assign(benefits_engine, new_id(), county.mediators)


class TestResolveCase:
    async def test_publishes_one_event_however_many_mediators_took_part(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        case = await given_assigned_case(benefits_engine, county, county.mediators[:2])
        resolved = await resolve(benefits_engine, case.case_id)
        [(version, event)] = await published_events(benefits_engine, CaseResolved)
        assert version == 3
        assert event == CaseResolved(
            case_id=case.case_id,
            kind="dispute",
            outcome="agreement-reached",
            org_code=code_of(ROOM),
            org_path=ROOM,
            applicant_id=county.applicant,
            mediator_ids=county.mediators[:2],
            opened_on=date(2019, 4, 2),
            resolved_on=date(2019, 4, 10),
            days=8,
        )
        assert resolved.confirm_by == date(2019, 5, 10)

    async def test_is_counted_once_when_it_has_happened(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_assigned_case(benefits_engine, county)
        before = counted()
        with pytest.raises(ResolutionRefused):
            await resolve(benefits_engine, case.case_id, document="  ")
        keyed = given_work(benefits_engine, given_caller(), idempotency=IdempotencyKey.of("k1", b"body"))
        for _ in range(2):
            await resolve(benefits_engine, case.case_id, work=keyed)
        assert counted() == (before[0] + 1, before[1] + 8)

    async def test_happens_once_though_many_try_at_the_same_time(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        case = await given_assigned_case(benefits_engine, county)
        tries = [resolve(benefits_engine, case.case_id) for _ in range(8)]
        ends = await race(benefits_engine, "dispute_case", tries)
        assert sum(isinstance(end, CaseAlreadyResolved) for end in ends) == 7
        assert len(await published_events(benefits_engine, CaseResolved)) == 1

    async def test_is_refused_before_an_assignment_and_after_a_resolution(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        case = await given_case(given_work(benefits_engine), county)
        with pytest.raises(CaseNotAssigned):
            await resolve(benefits_engine, case.case_id)
        await assign(benefits_engine, case.case_id, county.mediators)
        await resolve(benefits_engine, case.case_id)
        with pytest.raises(CaseAlreadyResolved):
            await resolve(benefits_engine, case.case_id)
        with pytest.raises(CaseAlreadyResolved):
            await assign(benefits_engine, case.case_id, county.mediators)

    async def test_needs_a_new_assignment_when_the_mediator_left(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        case = await given_assigned_case(benefits_engine, county)
        await end_role(benefits_engine, county.mediators[0], date(2019, 4, 9))
        with pytest.raises(ResolutionRefused) as refused:
            await resolve(benefits_engine, case.case_id)
        assert [fault.code for fault in refused.value.fields] == ["not-a-mediator-when-resolved"]
        work = given_work(benefits_engine)
        await assign_mediators(work, case.case_id, mediator_ids=county.mediators[1:], assigned_on=date(2019, 4, 9))
        assert (await resolve(benefits_engine, case.case_id)).state is CaseState.RESOLVED

    async def test_refuses_a_document_of_blanks(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_assigned_case(benefits_engine, county)
        with pytest.raises(ResolutionRefused):
            await resolve_case(
                given_work(benefits_engine),
                case.case_id,
                outcome="failed",
                resolved_on=date(2019, 4, 10),
                document="  ",
            )

    async def test_leaves_no_row_that_says_resolved_without_a_document(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        case = await given_assigned_case(benefits_engine, county)
        with pytest.raises(IntegrityError, match="ck_dispute_case_resolved_with_document"):
            async with benefits_engine.begin() as connection:
                await connection.execute(update(CASE).where(CASE.c.case_id == case.case_id).values(state="resolved"))


async def assign(engine: AsyncEngine, case_id: UUID, mediators: Any) -> Any:
    return await assign_mediators(given_work(engine), case_id, mediator_ids=mediators, assigned_on=date(2019, 4, 3))


async def resolve(engine: AsyncEngine, case_id: UUID, *, work: Work | None = None, document: str = DOCUMENT) -> Any:
    return await resolve_case(
        work or given_work(engine),
        case_id,
        outcome="agreement-reached",
        resolved_on=date(2019, 4, 10),
        document=document,
    )


def counted() -> tuple[float, float]:
    """How many resolutions the histogram has, and their days."""
    name, labels = "benefits_case_resolution_days", {"case_kind": "dispute", "outcome": "agreement-reached"}
    count, total = (REGISTRY.get_sample_value(f"{name}_{what}", labels) or 0.0 for what in ("count", "sum"))
    return count, total


async def end_role(engine: AsyncEngine, veteran_id: UUID, ended_on: date) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(MEDIATOR).where(MEDIATOR.c.veteran_id == veteran_id).values(ended_on=ended_on))
