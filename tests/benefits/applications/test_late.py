"""An application that was made under a version that has ended since: decided by that one, for three months."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.applications.commands import apply_for_benefit
from services.benefits.applications.domain import ApplicationInvalid, must_be_in_time
from services.benefits.applications.tables import APPLICATION
from services.benefits.programmes.commands import retire_programme
from services.benefits.programmes.domain import Version, ended_on, next_version
from shared.auth.roles import Role
from shared.clock import local_date, now
from shared.ids import new_id
from tests.benefits.applications.given import AID, RULES, given_applicant
from tests.benefits.conftest import BrowserOf
from tests.benefits.given import ROOM
from tests.benefits.programmes.given import DOCUMENT, given_draft, given_programme
from tests.browsers import words_of
from tests.given import given_work

MAY, AUGUST = date(2019, 5, 1), date(2019, 8, 1)
ENDED, WHY = MAY, "系统停用期间纸质受理"


def version(number: int, since: date, until: date | None = None) -> Version:
    return replace(
        next_version(given_draft(valid_from=since, valid_to=until), former=None, slot_holder=None), version=number
    )


class TestTheEndOfAVersion:
    def test_is_its_own_that_of_the_programme_or_the_first_day_of_a_later_one(self) -> None:
        first, second = version(1, date(2019, 1, 1)), version(2, MAY)
        assert ended_on(first, [first, second], None) == MAY
        assert ended_on(second, [first, second], None) is None
        assert ended_on(second, [first, second], AUGUST) == AUGUST
        assert ended_on(first, [first, second], date(2019, 3, 1)) == date(2019, 3, 1)
        assert ended_on(version(1, date(2019, 1, 1), AUGUST), [], None) == AUGUST


class TestWhetherItIsInTime:
    @pytest.mark.parametrize(
        ("ended", "today", "why", "codes"),
        [
            (None, AUGUST, None, []),
            (None, AUGUST, WHY, ["not-late"]),
            (ENDED, date(2019, 4, 30), None, []),
            (ENDED, date(2019, 4, 30), WHY, ["not-late"]),
            (ENDED, MAY, None, ["late-unsaid"]),
            (ENDED, MAY, WHY, []),
            (ENDED, AUGUST, WHY, []),
            (ENDED, date(2019, 8, 2), WHY, ["version-ended"]),
            (ENDED, date(2019, 8, 2), None, ["version-ended", "late-unsaid"]),
        ],
    )
    def test_rests_on_the_day_its_version_ended(
        self, ended: date | None, today: date, why: str | None, codes: list[str]
    ) -> None:
        with pytest.raises(ApplicationInvalid) if codes else nullcontext() as refused:
            must_be_in_time(ended, today, why)
        assert [fault.code for fault in (refused.value.fields if refused else ())] == codes


async def test_it_keeps_its_version_and_why_it_came_late(benefits_engine: AsyncEngine) -> None:
    engine, person = benefits_engine, await given_applicant(benefits_engine)
    other = {"programme_code": "hardship-aid", "slot": None, "rules": RULES, "valid_from": MAY}
    await given_programme(engine, **other, terms=replace(AID, chain=("county",), publicity_workdays=0))

    async def apply(on: date, day: datetime, why: str | None = None) -> tuple[int, str | None]:
        work = given_work(engine, now=day)
        said: dict[str, Any] = {"programme_code": "hardship-aid", "document": DOCUMENT, "late_because": why}
        own: UUID = await apply_for_benefit(work, person_id=person, applied_on=on, **said)
        async with engine.connect() as connection:
            row = (await connection.execute(select(APPLICATION).where(APPLICATION.c.application_id == own))).one()
        return row.programme_version, row.late_because

    april, june, august = date(2019, 4, 30), datetime(2019, 6, 3, 2, tzinfo=UTC), datetime(2019, 8, 5, 2, tzinfo=UTC)
    for day, why, code in ((june, None, "late-unsaid"), (august, WHY, "version-ended")):
        with pytest.raises(ApplicationInvalid) as refused:
            await apply(april, day, why)
        assert [fault.code for fault in refused.value.fields] == [code]
    assert await apply(april, june, WHY) == (1, WHY)


async def test_the_page_takes_one_of_a_programme_that_has_ended(
    benefits_engine: AsyncEngine, browser_of: BrowserOf
) -> None:
    person, today = await given_applicant(benefits_engine), local_date(now())
    await retire_programme(given_work(benefits_engine), "hardship-aid", retired_from=today, document=DOCUMENT)
    room, new = await browser_of(Role.ROOM_STAFF, ROOM), "/benefits/applications/new"
    assert '<option value="hardship-aid"' in (await room.get(new)).text
    said = {
        "person_id": str(person),
        "programme_code": "hardship-aid",
        "applied_on": "2019-04-01",
        "document": "申请书",
    }
    wrong = await room.post(new, data={"idempotency_key": str(new_id()), **said})
    assert (wrong.status_code, "须填写迟延受理的原因" in words_of(wrong)) == (422, True)
    made = await room.post(new, data={"idempotency_key": str(new_id()), **said, "late_because": WHY})
    assert made.status_code == 303, words_of(made)
    assert f"迟延受理原因 {WHY}" in words_of(await room.get(made.headers["location"]))
