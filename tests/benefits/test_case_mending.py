"""The end of a case was said wrongly, or there was none: corrected, reopened, told, once, by those responsible."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, insert
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.cases.commands import (
    assign_mediators,
    resolve_case,
    withdraw_case,
)
from services.benefits.cases.domain import (
    CaseChanged,
    CaseNotEnded,
    CaseNotFound,
    CaseNotResolved,
    CaseState,
    CaseUnchanged,
)
from services.benefits.cases.queries import list_past
from services.benefits.cases.rules import CorrectionRefused, ReopeningRefused
from services.benefits.cases.tables import CASE_PAST
from services.benefits.directory.domain import ApplicantErased, MediatorNotKnownYet
from shared.approval.recusal import DecidesOnOneself, Recusal
from shared.auth.roles import Role
from shared.clearance.tables import CLOSING_UNIT
from shared.events.benefits import CaseResolved
from shared.events.benefits.cases import CaseReopened, CaseResolutionCorrected
from shared.events.registry import OrgUnitClosed, PersonErased
from shared.ids import new_id
from tests.benefits.given import (
    OTHER_STATION,
    ROOM,
    County,
    code_of,
    given_assigned_case,
    given_case,
    given_county,
    given_learned,
)
from tests.benefits.mending import APRIL, BECAUSE, DOCUMENT, correcting, given_resolved, reopening
from tests.benefits.seen import audited, published_events
from tests.given import given_caller, given_work
from tests.races import race


@pytest.fixture
async def county(benefits_engine: AsyncEngine) -> County:
    return await given_county(benefits_engine)


async def given_closing(engine: AsyncEngine, *, asked: bool = True) -> None:
    """The room is to be closed, or that was called off."""
    async with engine.begin() as connection:
        statement = insert(CLOSING_UNIT).values(org_code=code_of(ROOM), asked=2) if asked else delete(CLOSING_UNIT)
        await connection.execute(statement)


async def past(engine: AsyncEngine, case_id: UUID) -> list[Any]:
    async with engine.connect() as connection:
        return await list_past(connection, case_id)


class TestACorrection:
    async def test_says_all_of_it_anew_and_tells_what_was_said(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        case = await given_resolved(benefits_engine, county)
        right = {"outcome": "failed", "resolved_on": date(2019, 4, 9), "document": " 新民调〔2019〕13号 "}
        corrected = await correcting(benefits_engine, case, mediator_ids=county.mediators[1:], **right)
        assert (corrected.state, corrected.version, corrected.mediator_ids) == (
            CaseState.RESOLVED, case.version + 1, county.mediators[1:],
        )  # fmt: skip
        assert (corrected.outcome, corrected.days, corrected.document) == ("failed", 7, "新民调〔2019〕13号")
        [(version, event)] = await published_events(benefits_engine, CaseResolutionCorrected)
        assert (version, event.outcome, event.resolved_on, event.days) == (4, "failed", date(2019, 4, 9), 7)
        assert (event.before.outcome, event.before.resolved_on, event.before.days) == ("agreement-reached", APRIL, 8)
        assert (event.before.mediator_ids, event.mediator_ids) == (county.mediators[:1], county.mediators[1:])
        [kept] = await past(benefits_engine, case.case_id)
        assert (kept.act, kept.because, kept.version, kept.outcome) == ("corrected", BECAUSE, 3, "agreement-reached")
        assert (kept.resolved_on, kept.document, kept.mediator_ids) == (APRIL, DOCUMENT, list(county.mediators[:1]))
        assert ("correct-resolution", f"case {case.case_id}", "done") in await audited(benefits_engine)

    async def test_is_of_what_is_resolved_and_changes_something(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        case = await given_assigned_case(benefits_engine, county)
        with pytest.raises(CaseNotResolved):
            await correcting(benefits_engine, case, outcome="failed")
        await withdraw_case(given_work(benefits_engine), case.case_id, reason="by-applicant", withdrawn_on=APRIL)
        with pytest.raises(CaseNotResolved):
            await correcting(benefits_engine, case, outcome="failed")
        resolved = await given_resolved(benefits_engine, county)
        with pytest.raises(CaseUnchanged):
            await correcting(benefits_engine, resolved)
        assert await published_events(benefits_engine, CaseResolutionCorrected) == []
        assert await past(benefits_engine, resolved.case_id) == []

    @pytest.mark.parametrize(
        ("changes", "faults"),
        [
            ({"mediator_ids": []}, [("mediator_ids", "resolved-by-nobody")]),
            ({"resolved_on": date(2019, 4, 2)}, [("resolved_on", "resolved-before-assignment")]),
            ({"resolved_on": date(2999, 1, 1)}, [("resolved_on", "resolved-in-the-future")]),
            ({"document": "  "}, [("document", "outcome-document-missing")]),
        ],
    )
    async def test_is_judged_as_a_resolution_is(
        self, benefits_engine: AsyncEngine, county: County, changes: dict[str, Any], faults: list[tuple[str, str]]
    ) -> None:
        case = await given_resolved(benefits_engine, county)
        with pytest.raises(CorrectionRefused) as refused:
            await correcting(benefits_engine, case, **changes)
        assert [(fault.field, fault.code) for fault in refused.value.fields] == faults

    async def test_names_mediators_once_and_never_the_applicant_nor_a_stranger(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        case = await given_resolved(benefits_engine, county)
        twice = [county.mediators[0], county.mediators[0]]
        with pytest.raises(CorrectionRefused) as refused:
            await correcting(benefits_engine, case, mediator_ids=twice)
        assert [fault.code for fault in refused.value.fields] == ["mediator-chosen-twice"]
        with pytest.raises(MediatorNotKnownYet):
            await correcting(benefits_engine, case, mediator_ids=[county.stranger])
        of_mediator = await given_case(given_work(benefits_engine), county, applicant_id=county.mediators[0])
        work = given_work(benefits_engine)
        await assign_mediators(
            work, of_mediator.case_id, mediator_ids=county.mediators[1:2], assigned_on=date(2019, 4, 3)
        )
        resolved = await resolve_case(
            work, of_mediator.case_id, outcome="failed", resolved_on=APRIL, document=DOCUMENT
        )  # fmt: skip
        with pytest.raises(CorrectionRefused) as refused:
            await correcting(benefits_engine, resolved, mediator_ids=county.mediators[:1])
        assert "applicant-mediated" in [fault.code for fault in refused.value.fields]

    async def test_is_of_the_version_that_was_decided_on_and_of_ones_units(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        case = await given_resolved(benefits_engine, county)
        with pytest.raises(CaseChanged):
            await correcting(benefits_engine, case, outcome="failed", version=case.version - 1)
        stranger = given_work(benefits_engine, given_caller(Role.STATION_STAFF, OTHER_STATION))
        with pytest.raises(CaseNotFound):
            await correcting(benefits_engine, case, outcome="failed", work=stranger)
        tries = [
            correcting(benefits_engine, case, document=f"第{number}号", version=case.version) for number in range(4)
        ]
        ends = await race(benefits_engine, "dispute_case", tries)
        assert sum(isinstance(end, CaseChanged) for end in ends) == 3


class TestAReopening:
    async def test_takes_a_resolved_case_up_where_it_was_and_it_may_end_again(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        case = await given_resolved(benefits_engine, county)
        reopened = await reopening(benefits_engine, case.case_id, version=case.version)
        assert (reopened.state, reopened.version, reopened.mediator_ids) == (
            CaseState.ASSIGNED,
            4,
            county.mediators[:1],
        )
        assert (reopened.outcome, reopened.resolved_on, reopened.document) == (None, None, None)
        assert reopened.due_on == case.due_on
        [(version, event)] = await published_events(benefits_engine, CaseReopened)
        assert (version, event.outcome, event.resolved_on) == (4, "agreement-reached", APRIL)
        assert (event.reason, event.withdrawn_on, event.org_path) == (None, None, ROOM)
        [kept] = await past(benefits_engine, case.case_id)
        assert (kept.act, kept.document, kept.recorded_by is not None) == ("reopened", DOCUMENT, True)
        with pytest.raises(CaseNotEnded):
            await reopening(benefits_engine, case.case_id)
        day = date(2019, 4, 12)
        again = await resolve_case(
            given_work(benefits_engine), case.case_id, outcome="failed", resolved_on=day, document=DOCUMENT
        )
        assert (again.state, again.version) == (CaseState.RESOLVED, 5)
        assert [version for version, _ in await published_events(benefits_engine, CaseResolved)] == [3, 5]
        assert ("reopen-case", f"case {case.case_id}", "done") in await audited(benefits_engine)

    async def test_takes_a_withdrawn_case_up_with_its_mediators_or_without_any(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        work = given_work(benefits_engine)
        for case, state in (
            (await given_case(work, county), CaseState.OPENED),
            (await given_assigned_case(benefits_engine, county), CaseState.ASSIGNED),
        ):
            await withdraw_case(work, case.case_id, reason="opened-in-error", withdrawn_on=APRIL)
            reopened = await reopening(benefits_engine, case.case_id)
            assert (reopened.state, reopened.withdrawn_on, reopened.withdrawal_reason) == (state, None, None)
            *_, (_, event) = await published_events(benefits_engine, CaseReopened)
            assert (event.reason, event.withdrawn_on) == ("opened-in-error", APRIL)
            assert (event.outcome, event.resolved_on) == (None, None)

    async def test_is_of_a_unit_that_works_and_of_an_applicant_who_is_known(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        case, other = await given_resolved(benefits_engine, county), await given_resolved(benefits_engine, county)
        await given_closing(benefits_engine)
        with pytest.raises(ReopeningRefused):
            await reopening(benefits_engine, case.case_id)
        await given_closing(benefits_engine, asked=False)
        await reopening(benefits_engine, case.case_id)
        closed = OrgUnitClosed(org_code=code_of(ROOM), org_path=ROOM, kind="room", closed_on=date(2019, 4, 20))
        await given_learned(benefits_engine, [closed])
        with pytest.raises(ReopeningRefused):
            await reopening(benefits_engine, other.case_id)
        erased = PersonErased(person_id=county.applicant, org_path=ROOM, ground="retention-ended")
        await given_learned(benefits_engine, [erased])
        with pytest.raises(ApplicantErased):
            await reopening(benefits_engine, other.case_id)

    async def test_is_of_ones_units_and_happens_once(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_resolved(benefits_engine, county)
        stranger = given_work(benefits_engine, given_caller(Role.STATION_STAFF, OTHER_STATION))
        for case_id in (case.case_id, new_id()):
            with pytest.raises(CaseNotFound):
                await reopening(benefits_engine, case_id, work=stranger)
        with pytest.raises(CaseChanged):
            await reopening(benefits_engine, case.case_id, version=2)
        tries = [reopening(benefits_engine, case.case_id) for _ in range(4)]
        ends = await race(benefits_engine, "dispute_case", tries)
        assert sum(isinstance(end, CaseNotEnded) for end in ends) == 3
        assert len(await published_events(benefits_engine, CaseReopened)) == 1


async def test_neither_is_done_by_the_applicant(benefits_engine: AsyncEngine, county: County) -> None:
    case, recusal = await given_resolved(benefits_engine, county), Recusal(county.applicant, frozenset())
    with pytest.raises(DecidesOnOneself):
        await correcting(benefits_engine, case, outcome="failed", recusal=recusal)
    with pytest.raises(DecidesOnOneself):
        await reopening(benefits_engine, case.case_id, recusal=recusal)


async def test_what_was_said_before_is_nobodys_to_rewrite(benefits_engine: AsyncEngine, county: County) -> None:
    case = await given_resolved(benefits_engine, county)
    await correcting(benefits_engine, case, outcome="failed")
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with benefits_engine.begin() as connection:
            await connection.execute(delete(CASE_PAST))
