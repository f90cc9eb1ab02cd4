"""The day by which the level that is asked decides, and who is told that he is late."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.applications.commands import (
    apply_for_benefit,
    give_benefit_opinion,
    object_to_application,
    settle_objection,
    supply_application,
)
from services.benefits.applications.domain import Application, ApplicationState, due_on, submitted
from services.benefits.applications.tables import APPLICATION
from services.benefits.programmes.domain import ProgrammeRefused
from shared.approval import Agreed, Returned
from shared.auth.roles import Role
from shared.calendar.working_days import Notice, WorkingCalendar
from shared.clock import local_date, now
from shared.command import Work
from shared.ids import new_id
from shared.publicity import Objection, Publicity
from tests.benefits.applications.given import AID, RULES
from tests.benefits.conftest import BrowserOf, ClientOf
from tests.benefits.given import ROOM, STATION, given_learned, keyring, veteran_registered
from tests.benefits.programmes.given import drafted, given_programme
from tests.browsers import links_of, words_of
from tests.given import CENTRE, given_caller, given_work

STEPS = ("village", "township", "county")
WITHIN = {"village": 3, "county": 2}
# 清明: Friday 2019-04-05 is off.
CALENDAR = WorkingCalendar((Notice(2019, "国办发明电〔2018〕15号", frozenset({date(2019, 4, 5)}), frozenset()),))
APRIL = date(2019, 4, 1)


def due(application: Application, since: date = APRIL, within: Mapping[str, int] = WITHIN) -> date | None:
    return due_on(application, since, within, CALENDAR)


class TestTheDay:
    def test_is_counted_in_working_days_of_the_step_that_is_asked(self) -> None:
        new = submitted(STEPS, 5)
        assert due(new) == date(2019, 4, 4)
        assert due(new, date(2019, 4, 3)) == date(2019, 4, 9)
        assert due(new, within={}) is None
        assert due(replace(new, waits_for="station")) is None

    def test_is_none_while_it_is_with_whoever_applied_and_once_it_has_ended(self) -> None:
        new = submitted(STEPS, 5)
        assert due(replace(new, state=ApplicationState.RETURNED)) is None
        assert due(replace(new, state=ApplicationState.APPROVED, waits_for=None)) is None

    def test_of_the_county_counts_from_the_last_day_of_publicity(self) -> None:
        asked = replace(submitted(STEPS, 5), state=ApplicationState.PUBLICITY, waits_for="centre")
        published = Publicity(date(2019, 4, 8), 5)
        assert due(replace(asked, publicity=published)) == date(2019, 4, 17)
        objected = replace(published, objections=(Objection(date(2019, 4, 10)),))
        assert due(replace(asked, publicity=objected)) is None

    def test_is_none_where_it_is_not_known_which_days_are_worked(self) -> None:
        assert due(submitted(STEPS, 5), date(2019, 12, 30)) is None


@pytest.fixture
async def person(benefits_engine: AsyncEngine) -> UUID:
    found: UUID = new_id()
    await given_learned(benefits_engine, [veteran_registered(found)])
    terms = replace(AID, decide_within={"village": 3, "township": 2, "county": 2})
    await given_programme(benefits_engine, programme_code="hardship-aid", slot=None, rules=RULES, terms=terms)
    return found


def hand(engine: AsyncEngine, role: Role, path: str, day: int) -> Work:
    caller = given_caller(role, path)
    return given_work(engine, caller, now=datetime(2019, 4, day, 2, 0, tzinfo=UTC))


async def applied(engine: AsyncEngine, person: UUID, day: date = APRIL) -> UUID:
    """On a day, by the person's room."""
    said: dict[str, Any] = {"programme_code": "hardship-aid", "document": "申请书", "applied_on": day}
    own: UUID = await apply_for_benefit(hand(engine, Role.ROOM_STAFF, ROOM, 2), person_id=person, **said)
    return own


async def kept(engine: AsyncEngine) -> date | None:
    async with engine.connect() as connection:
        return await connection.scalar(select(APPLICATION.c.due_on))


async def test_it_is_kept_with_every_step(person: UUID, benefits_engine: AsyncEngine) -> None:
    engine, own = benefits_engine, await applied(benefits_engine, person)
    assert await kept(engine) == date(2019, 4, 4)
    lacks = Returned("papers-missing", None)
    await give_benefit_opinion(hand(engine, Role.ROOM_STAFF, ROOM, 2), own, lacks, keyring=keyring())
    assert await kept(engine) is None
    await supply_application(hand(engine, Role.ROOM_STAFF, ROOM, 3), own, document="收入证明")
    assert await kept(engine) == date(2019, 4, 9)
    agreed: dict[str, Any] = {"said": Agreed(None), "keyring": keyring()}
    await give_benefit_opinion(hand(engine, Role.ROOM_STAFF, ROOM, 3), own, **agreed)
    assert await kept(engine) == date(2019, 4, 8)
    await give_benefit_opinion(hand(engine, Role.STATION_STAFF, STATION, 8), own, **agreed)
    assert await kept(engine) == date(2019, 4, 17)
    said: dict[str, Any] = {"said": "家中有车", "raised_on": date(2019, 4, 9)}
    await object_to_application(hand(engine, Role.ROOM_STAFF, ROOM, 9), own, **said)
    assert await kept(engine) is None
    found: dict[str, Any] = {"settled_on": date(2019, 4, 10), "is_upheld": False, "found": "不属实"}
    await settle_objection(hand(engine, Role.CENTRE_STAFF, CENTRE, 10), own, 0, **found)
    assert await kept(engine) == date(2019, 4, 18)
    await give_benefit_opinion(hand(engine, Role.CENTRE_STAFF, CENTRE, 19), own, **agreed)
    assert await kept(engine) is None


async def test_whoever_is_late_is_told_on_the_first_page_and_finds_it_listed(
    person: UUID, benefits_engine: AsyncEngine, browser_of: BrowserOf, client_of: ClientOf
) -> None:
    own = await applied(benefits_engine, person)
    path = "/benefits/applications?mine=true&overdue=true"
    room, station = await browser_of(Role.ROOM_STAFF, ROOM), await browser_of(Role.STATION_STAFF, STATION)
    first = await room.get("/benefits/due")
    assert path in links_of(first)
    assert "优待申请：本级逾期未提出意见 1" in words_of(first)
    assert path not in links_of(await station.get("/benefits/due"))
    listed = await room.get(path)
    assert f"/benefits/applications/{own}" in links_of(listed)
    assert "2019-04-04 已逾期" in words_of(listed)
    assert "办理期限 2019-04-04 已逾期" in words_of(await room.get(f"/benefits/applications/{own}"))
    centre = await client_of(Role.CENTRE_STAFF)
    late = (await centre.get("/applications", params={"overdue": "true"})).json()["items"]
    assert [(each["application_id"], each["due_on"]) for each in late] == [(str(own), "2019-04-04")]
    async with benefits_engine.begin() as connection:
        await connection.execute(update(APPLICATION).values(due_on=local_date(now())))
    assert (await centre.get("/applications", params={"overdue": "true"})).json()["items"] == []
    assert path not in links_of(await room.get("/benefits/due"))


async def test_days_are_only_of_steps_that_are_asked(benefits_engine: AsyncEngine) -> None:
    terms = replace(AID, chain=("county",), publicity_workdays=0, decide_within={"village": 3})
    with pytest.raises(ProgrammeRefused) as refused:
        await drafted(benefits_engine, terms=terms)
    assert [fault.code for fault in refused.value.fields] == ["step-not-asked"]
