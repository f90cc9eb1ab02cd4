"""What everybody reads of what is under public notice, and what nobody reads there."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.applications.commands import apply_for_benefit, object_to_application
from services.benefits.applications.tables import APPLICATION
from services.benefits.main import create_app
from shared.clock import local_date, now
from shared.ids import new_id
from shared.web.formats import short
from tests.benefits.applications.given import given_applicant
from tests.benefits.given import ROOM, STATION, given_learned, unit_established, veteran_registered
from tests.benefits.publicity.given import MERITS, given_round
from tests.browsers import links_of, words_of
from tests.given import CENTRE, given_work

PAGE = "/benefits/public/publicity"
LONG_AGO = date(2019, 4, 8)
DOCUMENT = "困难申请书及诊断证明"


@pytest.fixture
def visitor(
    benefits_engine: AsyncEngine, settings_of: Any, api_client: Callable[..., httpx2.AsyncClient]
) -> httpx2.AsyncClient:
    return api_client(create_app(settings_of("benefits")), None, Accept="text/html")


async def given_application(engine: AsyncEngine, person: UUID, published_on: date | None) -> UUID:
    """Before the county decides on it, or, without a day, before the village has said anything."""
    application_id = await apply_for_benefit(
        given_work(engine), person_id=person, programme_code="hardship-aid", applied_on=date(2019, 4, 1),
        document=DOCUMENT,
    )  # fmt: skip
    if published_on is not None:
        stands = {"state": "publicity", "waits_for": "centre", "published_on": published_on}
        async with engine.begin() as connection:
            own = APPLICATION.c.application_id == application_id
            await connection.execute(update(APPLICATION).where(own).values(stands))
    return application_id


async def test_everybody_reads_what_is_on_show_and_of_nobody_who_he_is(
    visitor: httpx2.AsyncClient, benefits_engine: AsyncEngine
) -> None:
    assert "现在没有正在公示的事项。" in words_of(await visitor.get(PAGE))
    persons = [await given_applicant(benefits_engine)] + [new_id() for _ in range(3)]
    units = [unit_established(each) for each in (CENTRE, STATION, ROOM)]
    await given_learned(benefits_engine, [*units, *(veteran_registered(each) for each in persons[1:])])
    today = local_date(now())
    days = (today, LONG_AGO, LONG_AGO, None)
    begun, over, objected, waiting = [
        await given_application(benefits_engine, person, day) for person, day in zip(persons, days, strict=True)
    ]
    work = given_work(benefits_engine)
    await object_to_application(work, objected, said="家中有车", raised_on=date(2019, 4, 10))
    nominees = await given_round(benefits_engine, today)
    ended = await given_round(benefits_engine, LONG_AGO, year=2018)
    granted = await given_round(benefits_engine, today, year=2017, stage="awarded", ended_on=today)
    answer = await visitor.get(PAGE)
    words = words_of(answer)
    for number in (begun, objected, nominees["chosen"]):
        assert short(number) in words
    nobodys = (over, waiting, nominees["other"], nominees["gone"], ended["chosen"], granted["chosen"])
    assert [number for number in nobodys if short(number) in answer.text] == []
    assert "有异议待处理，暂停计算" in words
    assert "2019 最美退役军人" in words
    assert f"{STATION.rpartition('.')[2]}服务机构" in words
    secrets = (*map(str, persons), ROOM, ROOM.rpartition(".")[2] + "服务机构", DOCUMENT, MERITS, "家中有车", "甲评委")
    assert [secret for secret in secrets if secret in answer.text] == []
    led_to = links_of(answer)
    assert [link for link in led_to if not link.startswith(("/benefits/public/", "/help", "/static/"))] == ["/"]
    english = words_of(await visitor.get(PAGE, headers={"Accept-Language": "en"}))
    assert "Who objects tells the service station" in english
    withdrawn = update(APPLICATION).values(state="withdrawn", waits_for=None, ended_on=today)
    async with benefits_engine.begin() as connection:
        await connection.execute(withdrawn)
    assert short(begun) not in (await visitor.get(PAGE)).text
