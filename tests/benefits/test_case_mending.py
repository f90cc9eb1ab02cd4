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
    correct_resolution,
    reopen_case,
    resolve_case,
    withdraw_case,
)
from services.benefits.cases.domain import (
    Case,
    CaseChanged,
    CaseNotEnded,
    CaseNotFound,
    CaseNotResolved,
    CaseUnchanged,
    CaseUnitClosed,
    State,
)
from services.benefits.cases.queries import list_past
from services.benefits.cases.rules import CorrectionRefused
from services.benefits.cases.tables import CASE_PAST
from services.benefits.directory.domain import ApplicantErased, MediatorNotKnownYet
from shared.auth.roles import Role
from shared.clearance.tables import CLOSING_UNIT
from shared.events.benefits import CaseReopened, CaseResolutionCorrected, CaseResolved
from shared.events.registry import OrgUnitClosed, PersonErased
from shared.ids import new_id
from tests.benefits.conftest import BrowserOf
from tests.benefits.given import (
    OTHER_STATION,
    ROOM,
    STATION,
    County,
    code_of,
    given_assigned_case,
    given_case,
    given_county,
    given_learned,
)
from tests.benefits.seen import audited, published_events
from tests.browsers import links_of, words_of
from tests.given import given_caller, given_work
from tests.papers import words_on
from tests.races import race

DOCUMENT, APRIL = "新民调〔2019〕12号", date(2019, 4, 10)
BECAUSE = "录入时选错"


@pytest.fixture
async def county(benefits_engine: AsyncEngine) -> County:
    return await given_county(benefits_engine)


async def given_resolved(engine: AsyncEngine, county: County) -> Case:
    case = await given_assigned_case(engine, county)
    return await resolve_case(
        given_work(engine), case.case_id, outcome="agreement-reached", resolved_on=APRIL, document=DOCUMENT
    )


async def correcting(engine: AsyncEngine, case: Case, **changes: Any) -> Case:
    said = {
        "outcome": case.outcome, "resolved_on": case.resolved_on or APRIL, "document": case.document or DOCUMENT,
        "mediator_ids": case.mediator_ids, "reason": BECAUSE,
    }  # fmt: skip
    work = changes.pop("work", None) or given_work(engine)
    return await correct_resolution(work, case.case_id, **{**said, **changes})


async def reopening(engine: AsyncEngine, case_id: UUID, **more: Any) -> Case:
    work = more.pop("work", None) or given_work(engine)
    return await reopen_case(work, case_id, reason="误点办结", **more)


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
            State.RESOLVED, case.version + 1, county.mediators[1:],
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
        assert (reopened.state, reopened.version, reopened.mediator_ids) == (State.ASSIGNED, 4, county.mediators[:1])
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
        assert (again.state, again.version) == (State.RESOLVED, 5)
        assert [version for version, _ in await published_events(benefits_engine, CaseResolved)] == [3, 5]
        assert ("reopen-case", f"case {case.case_id}", "done") in await audited(benefits_engine)

    async def test_takes_a_withdrawn_case_up_with_its_mediators_or_without_any(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        work = given_work(benefits_engine)
        for case, state in (
            (await given_case(work, county), State.OPENED),
            (await given_assigned_case(benefits_engine, county), State.ASSIGNED),
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
        with pytest.raises(CaseUnitClosed):
            await reopening(benefits_engine, case.case_id)
        await given_closing(benefits_engine, asked=False)
        await reopening(benefits_engine, case.case_id)
        closed = OrgUnitClosed(org_code=code_of(ROOM), org_path=ROOM, kind="room", closed_on=date(2019, 4, 20))
        await given_learned(benefits_engine, [closed])
        with pytest.raises(CaseUnitClosed):
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


async def test_what_was_said_before_is_nobodys_to_rewrite(benefits_engine: AsyncEngine, county: County) -> None:
    case = await given_resolved(benefits_engine, county)
    await correcting(benefits_engine, case, outcome="failed")
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with benefits_engine.begin() as connection:
            await connection.execute(delete(CASE_PAST))


class TestItsPage:
    async def test_leads_to_both_forms_and_shows_what_was_said(
        self, browser_of: BrowserOf, county: County, benefits_engine: AsyncEngine
    ) -> None:
        case = await given_resolved(benefits_engine, county)
        browser, path = await browser_of(Role.STATION_STAFF, STATION), f"/benefits/cases/{case.case_id}"
        assert {f"{path}/resolution/correction", f"{path}/reopening"} <= set(links_of(await browser.get(path)))
        form = (await browser.get(f"{path}/resolution/correction")).text
        assert DOCUMENT in form
        assert f'value="{county.mediators[0]}" checked' in form
        right = {
            "outcome": "failed", "resolved_on": "2019-04-09", "document": "新民调〔2019〕13号",
            "mediator_ids": [str(county.mediators[0])], "reason": BECAUSE,
        }  # fmt: skip
        stale = await browser.post(f"{path}/resolution/correction", data={**right, "version": "2"})
        assert stale.status_code == 409
        # The reason is of the form, and is compared with nothing.
        assert ("项目 您填写的 现在的" in words_of(stale), words_of(stale).count("更正原因")) == (True, 1)
        assert (await browser.post(f"{path}/resolution/correction", data={**right, "version": "3"})).status_code == 303
        words = words_of(await browser.get(path))
        for each in ("调解不成", "新民调〔2019〕13号", "更正办结登记", BECAUSE, "此前登记：", DOCUMENT):
            assert each in words
        wrong = await browser.post(f"{path}/reopening", data={"reason": "", "version": "4"})
        assert wrong.status_code == 422
        assert (await browser.post(f"{path}/reopening", data={"reason": "误办结", "version": "4"})).status_code == 303
        links = links_of(await browser.get(path))
        assert f"{path}/resolution" in links
        assert f"{path}/reopening" not in links
        assert "恢复办理" in words_of(await browser.get(path))
        room = await browser_of(Role.ROOM_STAFF, ROOM)
        for step in ("resolution/correction", "reopening"):
            assert (await room.get(f"{path}/{step}")).status_code == 403
        elsewhere = await browser_of(Role.STATION_STAFF, OTHER_STATION)
        for step in ("resolution/correction", "reopening"):
            assert (await elsewhere.get(f"{path}/{step}")).status_code == 404

    async def test_prints_a_letter_that_takes_the_place_of_the_one_before(
        self, browser_of: BrowserOf, county: County, benefits_engine: AsyncEngine
    ) -> None:
        case = await given_resolved(benefits_engine, county)
        browser = await browser_of(Role.STATION_STAFF, STATION)
        path = f"/benefits/cases/{case.case_id}/letter.pdf"
        assert "以本告知书为准" not in words_on((await browser.get(path)).content)
        corrected = await correcting(benefits_engine, case, outcome="failed")
        said = words_on((await browser.get(path)).content)
        for each in ("调解终结告知书", "此前出具的告知书作废，以本告知书为准"):
            assert each in said
        await reopening(benefits_engine, corrected.case_id)
        said = words_on((await browser.get(path)).content)
        for each in ("恢复办理告知书", "此前误登记为结束", "结束告知书作废"):
            assert each in said
        await resolve_case(
            given_work(benefits_engine), case.case_id, outcome="failed", resolved_on=APRIL, document=DOCUMENT
        )
        assert "以本告知书为准" not in words_on((await browser.get(path)).content)
