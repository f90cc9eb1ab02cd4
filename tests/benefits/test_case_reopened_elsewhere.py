"""A case that ended by mistake at a unit that is closed by now goes on at the one that took over its work."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.cases.commands import resolve_case, return_cases
from services.benefits.cases.domain import Case, CaseState
from services.benefits.cases.rules import ReopeningRefused
from services.benefits.cases.tables import REVOKED_MERGER
from services.benefits.directory.domain import OrgUnitNotKnownYet
from shared.auth.caller import OutOfScope
from shared.auth.roles import Role
from shared.clearance.tables import CLOSING_UNIT
from shared.events.benefits import CaseTransferred
from shared.events.benefits.cases import CaseReopened
from shared.events.registry import OrgUnitClosed
from tests.benefits.conftest import BrowserOf
from tests.benefits.given import (
    OTHER_ROOM,
    OTHER_STATION,
    ROOM,
    STATION,
    County,
    code_of,
    given_county,
    given_learned,
)
from tests.benefits.mending import APRIL, DOCUMENT, given_resolved, reopening
from tests.benefits.seen import published_events
from tests.browsers import words_of
from tests.given import given_caller, given_work
from tests.races import race


@pytest.fixture
async def county(benefits_engine: AsyncEngine) -> County:
    return await given_county(benefits_engine)


async def closed(engine: AsyncEngine, path: str, successor: str | None = None) -> None:
    event = OrgUnitClosed(
        org_code=code_of(path), org_path=path, kind="room", closed_on=date(2019, 4, 20),
        successor_code=successor and code_of(successor),
    )  # fmt: skip
    await given_learned(engine, [event])


async def refused_as(engine: AsyncEngine, case_id: UUID, **named: str) -> list[tuple[str, str]]:
    with pytest.raises(ReopeningRefused) as refused:
        await reopening(engine, case_id, **named)
    return [(fault.field, fault.code) for fault in refused.value.fields]


async def given_ended(engine: AsyncEngine, county: County) -> Case:
    """Resolved at a room that was merged into the other one since."""
    case = await given_resolved(engine, county)
    await closed(engine, ROOM, OTHER_ROOM)
    return case


async def test_it_goes_on_where_it_is_said_to_and_may_end_there(benefits_engine: AsyncEngine, county: County) -> None:
    case = await given_ended(benefits_engine, county)
    going_on = await reopening(benefits_engine, case.case_id, org_code=code_of(OTHER_ROOM), version=case.version)
    assert (going_on.state, going_on.org_code, going_on.org_path) == (
        CaseState.ASSIGNED,
        code_of(OTHER_ROOM),
        OTHER_ROOM,
    )
    assert (going_on.version, going_on.came_from, going_on.due_on) == (5, (code_of(ROOM),), case.due_on)
    # Out of the figures where it was counted; then it goes.
    [(first, reopened)] = await published_events(benefits_engine, CaseReopened)
    [(second, transferred)] = await published_events(benefits_engine, CaseTransferred)
    assert (first, reopened.org_path, reopened.resolved_on) == (4, ROOM, APRIL)
    assert (second, transferred.from_org_path, transferred.org_path) == (5, ROOM, OTHER_ROOM)
    theirs = given_work(benefits_engine, given_caller(Role.STATION_STAFF, OTHER_STATION))
    again = await resolve_case(theirs, case.case_id, outcome="failed", resolved_on=APRIL, document=DOCUMENT)
    assert (again.state, again.version, again.org_path) == (CaseState.RESOLVED, 6, OTHER_ROOM)


async def test_it_comes_back_where_the_merger_is_taken_back(benefits_engine: AsyncEngine, county: County) -> None:
    case = await given_ended(benefits_engine, county)
    await reopening(benefits_engine, case.case_id, org_code=code_of(OTHER_ROOM))
    async with benefits_engine.begin() as connection:
        revoked = {"org_code": code_of(ROOM), "successor_code": code_of(OTHER_ROOM)}
        await connection.execute(insert(REVOKED_MERGER).values(revoked))
    assert await return_cases(given_work(benefits_engine), code_of(ROOM)) == 1
    *_, (version, back) = await published_events(benefits_engine, CaseTransferred)
    assert (version, back.from_org_path, back.org_path) == (6, OTHER_ROOM, ROOM)


async def test_each_field_says_who_may_go_on_with_it(benefits_engine: AsyncEngine, county: County) -> None:
    case = await given_resolved(benefits_engine, county)
    other = {"org_code": code_of(OTHER_ROOM)}
    assert await refused_as(benefits_engine, case.case_id, **other) == [("org_code", "unit-goes-on-itself")]
    await closed(benefits_engine, ROOM)
    unsaid = [("org_code", "reopened-at-a-closed-unit")]
    assert await refused_as(benefits_engine, case.case_id) == unsaid
    assert await refused_as(benefits_engine, case.case_id, org_code=code_of(ROOM)) == unsaid
    async with benefits_engine.begin() as connection:
        await connection.execute(insert(CLOSING_UNIT).values(org_code=code_of(OTHER_ROOM), asked=2))
    assert await refused_as(benefits_engine, case.case_id, **other) == [("org_code", "taken-over-by-a-closed-unit")]
    with pytest.raises(OrgUnitNotKnownYet):
        await reopening(benefits_engine, case.case_id, org_code="411329999999")
    station = given_work(benefits_engine, given_caller(Role.STATION_STAFF, STATION))
    with pytest.raises(OutOfScope):
        await reopening(benefits_engine, case.case_id, work=station, **other)
    assert await published_events(benefits_engine, CaseReopened) == []
    going_on = await reopening(benefits_engine, case.case_id, work=station, org_code=code_of(STATION))
    assert going_on.org_path == STATION


async def test_of_two_who_send_it_one_does(benefits_engine: AsyncEngine, county: County) -> None:
    case = await given_ended(benefits_engine, county)
    tries = [reopening(benefits_engine, case.case_id, org_code=code_of(path)) for path in (OTHER_ROOM, STATION)]
    ends = await race(benefits_engine, "dispute_case", tries)
    assert sum(isinstance(end, Case) for end in ends) == 1
    assert len(await published_events(benefits_engine, CaseTransferred)) == 1


async def test_the_form_asks_for_it_where_the_unit_is_closed(
    browser_of: BrowserOf, county: County, benefits_engine: AsyncEngine
) -> None:
    case = await given_resolved(benefits_engine, county)
    browser, path = await browser_of(Role.CENTRE_STAFF), f"/benefits/cases/{case.case_id}/reopening"
    assert 'name="org_code"' not in (await browser.get(path)).text
    await closed(benefits_engine, ROOM, OTHER_ROOM)
    assert 'name="org_code"' in (await browser.get(path)).text
    unsaid = await browser.post(path, data={"reason": "误办结", "org_code": "", "version": "3"})
    assert (unsaid.status_code, "请填写接续办理的机构" in words_of(unsaid)) == (422, True)
    said = {"reason": "误办结", "org_code": code_of(OTHER_ROOM), "version": "3"}
    assert (await browser.post(path, data=said)).status_code == 303
    assert f"{code_of(OTHER_ROOM)}服务机构" in words_of(await browser.get(f"/benefits/cases/{case.case_id}"))
