"""Who moves within the county takes along his application: the station he left reads nothing that is recorded later."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from faults.oracle.copies import rows
from faults.oracle.figures import OF_REGISTRY
from services.registry.applicants.domain import Application
from services.registry.applicants.queries import find_application
from services.registry.party.domain import PartyKind
from services.registry.party_applications.commands import (
    Submitted,
    advance_application,
    close_application,
    submit_application,
)
from shared.auth.roles import Role
from tests.registry.conftest import ClientFor
from tests.registry.given import KEYRING, given_network, given_party, given_work, published
from tests.registry.persons import OTHER_ROOM, OTHER_ROOM_PATH, ROOM, ROOM_PATH, given_veteran
from tests.registry.relocations.given import APRIL, SHI_AN, TENTH, WAI_ZI, moving, returning

SUBMITTED, ACTIVIST = date(2019, 3, 8), date(2019, 3, 20)
TARGET = TENTH
BRANCH, OTHER, ELSEWHERE = "411329104-DZB", "411329105-DZB", "411329U01-DZB"
PAPER = "支委会决议"


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    for station in ("411329104", "411329105", "411329U01"):
        await given_party(registry_engine, PartyKind.BRANCH, station)
    return await given_veteran(registry_engine, political_code="13", registered_on="2019-01-05")


async def submitted(engine: AsyncEngine, person: UUID, on: date = SUBMITTED, to: str | None = None) -> UUID:
    said = Submitted(on, "入党申请书", to)
    return (await submit_application(given_work(engine), person, said, keyring=KEYRING)).application_id


async def advanced(engine: AsyncEngine, application: UUID, *days: date) -> None:
    for on in days:
        await advance_application(given_work(engine), application, on=on, document=PAPER, keyring=KEYRING)


async def stands(engine: AsyncEngine, application: UUID) -> Application:
    async with engine.connect() as connection:
        found = await find_application(connection, application)
    assert found is not None
    return found


def days_of(application: Application) -> list[tuple[str, date, date | None]]:
    return [(each.org_path, each.starts_on, each.ends_on) for each in application.applied]


class TestWhoMoves:
    async def test_is_handled_where_he_is_and_by_nobody_else(
        self, registry_engine: AsyncEngine, client_for: ClientFor, veteran: UUID
    ) -> None:
        application = await submitted(registry_engine, veteran)
        await advanced(registry_engine, application, ACTIVIST)
        await moving(registry_engine, veteran)
        left, there = await client_for(Role.STATION_STAFF, SHI_AN), await client_for(Role.STATION_STAFF, WAI_ZI)
        one = f"/party-applications/{application}"
        step = {"on": TARGET.isoformat(), "document": PAPER}
        assert (await left.post(f"{one}/stages", json=step)).status_code == 404
        assert (await there.post(f"{one}/stages", json=step)).status_code == 201
        assert (await left.get(one)).status_code == 404
        for asked in ({}, {"on": ACTIVIST.isoformat()}, {"person_id": str(veteran)}):
            assert (await left.get("/party-applications", params=asked)).json()["items"] == []
        told = (await there.get(one)).json()
        assert (told["org_code"], told["party_org_code"], told["stage"]) == (OTHER_ROOM, OTHER, "development-target")

    async def test_is_counted_at_both_each_for_its_days(
        self, registry_engine: AsyncEngine, postgres: Postgres, veteran: UUID
    ) -> None:
        application = await submitted(registry_engine, veteran)
        await moving(registry_engine, veteran)
        assert days_of(await stands(registry_engine, application)) == [
            (ROOM_PATH, SUBMITTED, APRIL),
            (OTHER_ROOM_PATH, APRIL, None),
        ]
        [(_, sequence, told)] = await published(registry_engine, "party-application-corrected")
        assert (sequence, told["org_path"]) == (2, OTHER_ROOM_PATH)
        assert [each["ends_on"] for each in told["applied_before"]] == [None]
        assert [each["ends_on"] for each in told["applied"]] == ["2019-04-01", None]
        ended: dict[str, Any] = {"on": TENTH, "reason": "withdrawn", "document": "本人申请"}
        await close_application(given_work(registry_engine), application, **ended)
        counted = {row for row in await rows(postgres.admin_url, OF_REGISTRY) if row[1] == "F16"}
        assert counted == {
            (ROOM_PATH, "F16", "2019-03-08", "1"),
            (ROOM_PATH, "F16", "2019-04-01", "-1"),
            (OTHER_ROOM_PATH, "F16", "2019-04-01", "1"),
            (OTHER_ROOM_PATH, "F16", "2019-04-10", "-1"),
        }

    async def test_is_where_he_was_when_that_is_taken_back(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        application = await submitted(registry_engine, veteran)
        await moving(registry_engine, veteran)
        await returning(registry_engine, veteran)
        back = await stands(registry_engine, application)
        assert days_of(back) == [(ROOM_PATH, SUBMITTED, None)]
        assert (back.org_code, back.party_org_code, back.earlier) == (ROOM, BRANCH, [])

    async def test_again_and_back_is_counted_where_he_was_each_time(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        application = await submitted(registry_engine, veteran)
        once = [(ROOM_PATH, SUBMITTED, APRIL), (OTHER_ROOM_PATH, APRIL, None)]
        await moving(registry_engine, veteran)
        await moving(registry_engine, veteran, ROOM, TENTH, division=ROOM)
        assert days_of(await stands(registry_engine, application)) == [
            once[0],
            (OTHER_ROOM_PATH, APRIL, TENTH),
            (ROOM_PATH, TENTH, None),
        ]
        await returning(registry_engine, veteran)
        assert days_of(await stands(registry_engine, application)) == once

    async def test_before_he_applied_was_there_all_along(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        application = await submitted(registry_engine, veteran, TENTH)
        await moving(registry_engine, veteran)
        assert days_of(await stands(registry_engine, application)) == [(OTHER_ROOM_PATH, TENTH, None)]

    async def test_as_a_probationary_member_is_made_a_full_one_there(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        application = await submitted(registry_engine, veteran)
        await advanced(registry_engine, application, ACTIVIST, ACTIVIST, ACTIVIST)
        before = days_of(await stands(registry_engine, application))
        await moving(registry_engine, veteran)
        moved = await stands(registry_engine, application)
        assert (moved.org_code, days_of(moved)) == (OTHER_ROOM, before)
        await advanced(registry_engine, application, TENTH)
        *_, (_, _, told) = await published(registry_engine, "party-application-advanced")
        assert (told["stage"], told["org_path"]) == ("full", OTHER_ROOM_PATH)

    async def test_leaves_what_has_ended(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        application = await submitted(registry_engine, veteran)
        ended: dict[str, Any] = {"on": ACTIVIST, "reason": "withdrawn", "document": "本人申请"}
        await close_application(given_work(registry_engine), application, **ended)
        await moving(registry_engine, veteran)
        assert (await stands(registry_engine, application)).org_code == ROOM

    async def test_leaves_it_with_an_organisation_elsewhere(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        application = await submitted(registry_engine, veteran, to=ELSEWHERE)
        await moving(registry_engine, veteran)
        moved = await stands(registry_engine, application)
        assert (moved.org_code, moved.party_org_code) == (OTHER_ROOM, ELSEWHERE)
