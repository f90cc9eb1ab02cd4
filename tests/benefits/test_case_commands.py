"""Opening, assigning, resolving and disclosing cases against a real database."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.cases.commands import assign_mediators, disclose_case, resolve_case
from services.benefits.cases.domain import CaseAlreadyResolved, CaseNotAssigned, CaseNotFound, ContentErased, State
from services.benefits.cases.queries import get_case
from services.benefits.cases.rules import AssignmentRefused, OpeningRefused, ResolutionRefused
from services.benefits.cases.tables import CASE, CASE_ASSIGNMENT, CASE_CONTENT
from services.benefits.directory.domain import MediatorNotKnownYet, OrgUnitNotKnownYet, VeteranNotKnownYet
from services.benefits.directory.tables import MEDIATOR, ORG_UNIT, VETERAN
from shared.audit.tables import AUDIT
from shared.auth.caller import OutOfScope
from shared.auth.roles import Role
from shared.events.benefits import CaseAssigned, CaseOpened, CaseResolved
from shared.events.contract import Event
from shared.http.idempotency import IdempotencyKey, IdempotencyKeyReused
from shared.ids import new_id
from shared.outbox.tables import OUTBOX
from shared.privacy.personal import Personal
from tests.benefits.given import (
    OTHER_ROOM,
    OTHER_STATION,
    ROOM,
    STATION,
    SUMMARY,
    County,
    code_of,
    given_assigned_case,
    given_case,
    given_county,
    keyring,
)
from tests.given import given_caller, given_work

DOCUMENT = "新民调〔2019〕12号"


async def outbox(engine: AsyncEngine) -> list[Any]:
    async with engine.connect() as connection:
        return list(await connection.execute(select(OUTBOX).order_by(OUTBOX.c.id)))


async def published_events(engine: AsyncEngine, contract: type[Event]) -> list[tuple[int, Any]]:
    """Version and event of every outbox row of this contract."""
    kebab = {CaseOpened: "case-opened", CaseAssigned: "case-assigned", CaseResolved: "case-resolved"}[contract]
    rows = [row for row in await outbox(engine) if f".{kebab}." in row.type]
    return [(row.aggregate_version, msgspec.json.decode(row.payload, type=contract)) for row in rows]


async def audited(engine: AsyncEngine) -> list[tuple[str, str, str]]:
    async with engine.connect() as connection:
        rows = await connection.execute(
            select(AUDIT.c.action, AUDIT.c.subject, AUDIT.c.result).order_by(AUDIT.c.audit_id)
        )
        return [tuple(row) for row in rows]


async def count(engine: AsyncEngine, table: Any) -> int:
    async with engine.connect() as connection:
        return (await connection.execute(select(func.count()).select_from(table))).scalar_one()


@pytest.fixture
async def county(benefits_engine: AsyncEngine) -> County:
    return await given_county(benefits_engine)


class TestOpenCase:
    async def test_stores_the_case_and_publishes_it(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_case(given_work(benefits_engine), county)
        async with benefits_engine.connect() as connection:
            assert await get_case(connection, given_caller(), case.case_id) == case
        [(version, event)] = await published_events(benefits_engine, CaseOpened)
        assert version == 1
        assert event == CaseOpened(
            case_id=case.case_id,
            kind="dispute",
            org_code=code_of(ROOM),
            org_path=ROOM,
            applicant_id=county.applicant,
            parties_count=2,
            opened_on=date(2019, 4, 2),
            due_on=date(2019, 5, 2),
        )
        assert await audited(benefits_engine) == [("open-case", f"case {case.case_id}", "done")]

    async def test_marks_the_events_of_an_invented_applicant(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        await given_case(given_work(benefits_engine), county)
        async with benefits_engine.begin() as connection:
            await connection.execute(update(VETERAN).values(synthetic=False))
        await given_case(given_work(benefits_engine), county)
        marked = [b"ce_synthetic" in row.headers and b"true" in row.headers for row in await outbox(benefits_engine)]
        assert marked == [True, False]

    async def test_keeps_what_it_is_about_from_database_bus_and_audit(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        await given_case(given_work(benefits_engine), county)
        async with benefits_engine.connect() as connection:
            tables = (
                await connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
            ).scalars()
            for table in list(tables):
                rows = (await connection.execute(text(f'SELECT row_to_json(t)::text FROM "{table}" t'))).scalars().all()
                dump = "".join(rows)
                assert SUMMARY not in dump, table
                assert SUMMARY.encode().hex() not in dump, table

    async def test_waits_for_a_veteran_whose_event_is_under_way(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        with pytest.raises(VeteranNotKnownYet) as refused:
            await given_case(given_work(benefits_engine), county, applicant_id=new_id())
        assert "稍后重试" in refused.value.sentence("zh-CN")
        assert "try again" in refused.value.sentence("en")
        with pytest.raises(OrgUnitNotKnownYet):
            await given_case(given_work(benefits_engine), county, org_code="411329199")
        assert await count(benefits_engine, CASE) == 0
        assert [result for *_, result in await audited(benefits_engine)] == [
            "veteran-not-known-yet",
            "org-unit-not-known-yet",
        ]

    async def test_is_for_veterans_and_units_of_the_callers_own(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        clerk = given_work(benefits_engine, given_caller(Role.ROOM_STAFF, ROOM))
        assert (await given_case(clerk, county)).org_path == ROOM
        with pytest.raises(OutOfScope):
            await given_case(clerk, county, applicant_id=county.stranger)
        with pytest.raises(OutOfScope):
            await given_case(clerk, county, org_code=code_of(OTHER_ROOM))

    async def test_serves_a_veteran_of_one_room_at_another(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_case(given_work(benefits_engine), county, applicant_id=county.stranger)
        assert case.org_path == ROOM

    async def test_asks_whether_the_unit_still_works(self, benefits_engine: AsyncEngine, county: County) -> None:
        async with benefits_engine.begin() as connection:
            closed = update(ORG_UNIT).where(ORG_UNIT.c.org_code == code_of(ROOM)).values(closed_on=date(2019, 4, 2))
            await connection.execute(closed)
        with pytest.raises(OpeningRefused) as refused:
            await given_case(given_work(benefits_engine), county)
        assert [fault.code for fault in refused.value.fields] == ["org-unit-closed"]

    async def test_opens_one_case_for_one_idempotency_key(self, benefits_engine: AsyncEngine, county: County) -> None:
        caller = given_caller()
        keyed = given_work(benefits_engine, caller, idempotency=IdempotencyKey.of("k1", b"body"))
        first, second = await given_case(keyed, county), await given_case(keyed, county)
        assert first == second
        assert await count(benefits_engine, CASE) == 1
        assert len(await published_events(benefits_engine, CaseOpened)) == 1
        with pytest.raises(IdempotencyKeyReused):
            await given_case(given_work(benefits_engine, caller, idempotency=IdempotencyKey.of("k1", b"other")), county)


class TestAssignMediators:
    async def test_hands_the_case_to_several(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_assigned_case(benefits_engine, county, county.mediators)
        assert (case.state, case.version, case.mediator_ids) == (State.ASSIGNED, 2, county.mediators)
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
        with pytest.raises(OutOfScope):
            await assign_mediators(elsewhere, case.case_id, mediator_ids=county.mediators, assigned_on=date(2019, 4, 3))
        assert (await audited(benefits_engine))[-1] == ("assign-mediators", f"case {case.case_id}", "out-of-scope")

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

    async def test_happens_once_though_many_try_at_the_same_time(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        case = await given_assigned_case(benefits_engine, county)
        tries = [resolve(benefits_engine, case.case_id) for _ in range(8)]
        ends = await asyncio.gather(*tries, return_exceptions=True)
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
        assert (await resolve(benefits_engine, case.case_id)).state is State.RESOLVED

    async def test_refuses_a_document_of_blanks(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_assigned_case(benefits_engine, county)
        with pytest.raises(ResolutionRefused):
            await resolve_case(
                given_work(benefits_engine),
                case.case_id,
                outcome="withdrawn",
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


class TestDiscloseCase:
    async def test_gives_the_summary_and_keeps_the_purpose(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_case(given_work(benefits_engine), county)
        found = await disclose_case(
            given_work(benefits_engine), case.case_id, keyring=keyring(), purpose="复核调解协议"
        )
        assert (found.reveal(), str(found)) == (SUMMARY, "***")
        async with benefits_engine.connect() as connection:
            columns = (AUDIT.c.subject, AUDIT.c.purpose, AUDIT.c.result)
            rows = await connection.execute(select(*columns).where(AUDIT.c.action == "disclose-case"))
            assert [tuple(row) for row in rows] == [(f"case {case.case_id}", "复核调解协议", "done")]

    async def test_is_refused_and_recorded_outside_the_scope(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        case = await given_case(given_work(benefits_engine), county)
        elsewhere = given_work(benefits_engine, given_caller(Role.STATION_STAFF, OTHER_STATION))
        with pytest.raises(OutOfScope):
            await disclose_case(elsewhere, case.case_id, keyring=keyring(), purpose="查看案情")
        assert (await audited(benefits_engine))[-1] == ("disclose-case", f"case {case.case_id}", "out-of-scope")

    async def test_cannot_read_what_was_erased(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_case(given_work(benefits_engine), county)
        async with benefits_engine.begin() as connection:
            await connection.execute(update(CASE_CONTENT).values(data_key=None))
        with pytest.raises(ContentErased):
            await disclose_case(given_work(benefits_engine), case.case_id, keyring=keyring(), purpose="查看案情")

    async def test_reaches_as_far_as_a_stations_subtree(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_case(given_work(benefits_engine), county)
        station = given_work(benefits_engine, given_caller(Role.STATION_STAFF, STATION))
        found = await disclose_case(station, case.case_id, keyring=keyring(), purpose="查看案情")
        assert found == Personal(SUMMARY)


async def assign(engine: AsyncEngine, case_id: UUID, mediators: Any) -> Any:
    return await assign_mediators(given_work(engine), case_id, mediator_ids=mediators, assigned_on=date(2019, 4, 3))


async def resolve(engine: AsyncEngine, case_id: UUID) -> Any:
    return await resolve_case(
        given_work(engine), case_id, outcome="agreement-reached", resolved_on=date(2019, 4, 10), document=DOCUMENT
    )


async def end_role(engine: AsyncEngine, veteran_id: UUID, ended_on: date) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(MEDIATOR).where(MEDIATOR.c.veteran_id == veteran_id).values(ended_on=ended_on))
