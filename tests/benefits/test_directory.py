"""The directory folded from registry's events, and who may mediate."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import httpx2
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.directory.domain import MediatorNotKnownYet, Term
from services.benefits.directory.projection import DIRECTORY
from services.benefits.directory.queries import files_of, get_terms, going_on
from services.benefits.directory.tables import MEDIATOR, MERGED_VETERAN, ORG_UNIT, VETERAN
from services.benefits.main import create_app
from services.benefits.redemptions.queries import find_holder
from shared.auth.roles import Role
from shared.events.contract import Event
from shared.events.registry import OrgUnitClosed, OrgUnitRenamed, SocialRoleAssumed, SocialRoleEnded
from shared.events.registry.org_units import OrgUnitClosureRevoked
from shared.ids import new_id
from tests.benefits.given import (
    OTHER_STATION,
    ROOM,
    STATION,
    County,
    code_of,
    given_county,
    given_delivered,
    given_learned,
    mediator_assumed,
    role_assumed,
    veteran_registered,
)
from tests.benefits.seen import audited
from tests.given import given_grant
from tests.lives import (
    as_survivors_tell,
    death_record_revoked,
    deregistration_revoked,
    relocation_revoked,
    residence_moved,
    veteran_deceased,
    veteran_deregistered,
    veteran_relocated,
    veterans_merged,
    veterans_unmerged,
)

Client = Callable[..., httpx2.AsyncClient]


async def content(engine: AsyncEngine) -> list[list[tuple[Any, ...]]]:
    """All rows of the directory in a fixed order."""
    async with engine.connect() as connection:
        return [
            [tuple(row) for row in await connection.execute(select(table).order_by(*table.primary_key.columns))]
            for table in (VETERAN, MERGED_VETERAN, ORG_UNIT, MEDIATOR)
        ]


async def learn_one_by_one(engine: AsyncEngine, events: Sequence[Event]) -> None:
    for event in events:
        await given_learned(engine, [event])


def role_ended(assumed: SocialRoleAssumed, ended_on: date) -> SocialRoleEnded:
    return SocialRoleEnded(
        role_id=assumed.role_id,
        person_id=assumed.person_id,
        kind=assumed.kind,
        org_code=assumed.org_code,
        org_path=assumed.org_path,
        ended_on=ended_on,
    )


def a_life() -> list[Event]:
    """Units that are renamed twice and closed, roles that end, another role; one who died and was deregistered, one who
    did not and was not; both have moved, and one of them back."""
    county = County()
    assumed = mediator_assumed(county.mediators[0])
    entrepreneur = role_assumed(county.stranger, "entrepreneur")
    code, station = code_of(ROOM), code_of(STATION)
    died = [veteran_deceased(ROOM, date(2019, 4, day), person_id=county.applicant) for day in (2, 3)]
    mistaken = veteran_deceased(ROOM, date(2019, 4, 2), person_id=county.stranger)
    void = [veteran_deregistered(ROOM, date(2019, 3, day), person_id=county.applicant) for day in (1, 2)]
    held = veteran_deregistered(ROOM, date(2019, 3, 1), person_id=county.stranger)
    one = veterans_merged(ROOM, date(2019, 3, 1), merged_id=county.applicant, surviving_id=county.stranger)
    other = veterans_merged(ROOM, date(2019, 3, 1), merged_id=county.stranger, surviving_id=county.applicant)
    return [
        *county.events(),
        assumed,
        entrepreneur,
        OrgUnitRenamed(org_code=code, org_path=ROOM, kind="room", name="一", renamed_on=date(2019, 2, 1)),
        OrgUnitRenamed(org_code=code, org_path=ROOM, kind="room", name="二", renamed_on=date(2019, 3, 1)),
        role_ended(assumed, date(2019, 4, 1)),
        role_ended(entrepreneur, date(2019, 4, 1)),
        OrgUnitClosed(org_code=code, org_path=ROOM, kind="room", closed_on=date(2019, 5, 3)),
        OrgUnitClosureRevoked(org_code=code, org_path=ROOM, kind="room", closed_on=date(2019, 5, 3)),
        OrgUnitClosed(org_code=code, org_path=ROOM, kind="room", closed_on=date(2019, 5, 1)),
        OrgUnitClosed(org_code=station, org_path=STATION, kind="station", closed_on=date(2019, 5, 1)),
        OrgUnitClosureRevoked(org_code=station, org_path=STATION, kind="station", closed_on=date(2019, 5, 1)),
        *(died[0], death_record_revoked(died[0]), died[1]),
        *(mistaken, death_record_revoked(mistaken)),
        *(void[0], deregistration_revoked(void[0]), void[1]),
        *(held, deregistration_revoked(held)),
        *_moves(county),
        *(one, as_survivors_tell(one), veterans_unmerged(one), other, as_survivors_tell(other)),
    ]


def _moves(county: County) -> list[Event]:
    """The applicant's domicile moves, back, and again; the stranger lives elsewhere, which is revoked."""
    moved = veteran_relocated(ROOM, OTHER_STATION, date(2019, 4, 1), person_id=county.applicant)
    lives = residence_moved(OTHER_STATION, ROOM, date(2019, 4, 1), person_id=county.applicant)
    mistaken = residence_moved(ROOM, OTHER_STATION, date(2019, 4, 1), person_id=county.stranger)
    return [moved, relocation_revoked(moved, ROOM), moved, lives, mistaken, relocation_revoked(mistaken, None)]


class TestTheDirectory:
    async def test_is_the_same_however_the_events_are_cut_into_batches(self, benefits_engine: AsyncEngine) -> None:
        life = a_life()
        await given_learned(benefits_engine, life)
        at_once = await content(benefits_engine)
        async with benefits_engine.begin() as connection:
            for table in (VETERAN, MERGED_VETERAN, ORG_UNIT, MEDIATOR):
                await connection.execute(table.delete())
        await learn_one_by_one(benefits_engine, life)
        assert await content(benefits_engine) == at_once

    async def test_is_unchanged_by_events_that_come_again(self, benefits_engine: AsyncEngine) -> None:
        life = a_life()
        await given_learned(benefits_engine, life)
        once = await content(benefits_engine)
        await given_learned(benefits_engine, life)
        assert await content(benefits_engine) == once

    async def test_keeps_the_last_name_and_the_closing_date(self, benefits_engine: AsyncEngine) -> None:
        await given_learned(benefits_engine, a_life())
        async with benefits_engine.connect() as connection:
            rows = await connection.execute(select(ORG_UNIT.c.org_code, ORG_UNIT.c.name, ORG_UNIT.c.closed_on))
            kept = {row.org_code: (row.name, row.closed_on) for row in rows}
        assert (kept[code_of(ROOM)], kept[code_of(STATION)][1]) == (("二", date(2019, 5, 1)), None)

    async def test_knows_who_has_died_or_is_deregistered_and_of_whom_that_was_revoked(
        self, benefits_engine: AsyncEngine
    ) -> None:
        await given_learned(benefits_engine, a_life())
        async with benefits_engine.connect() as connection:
            days = (await connection.execute(select(VETERAN.c.deceased_on, VETERAN.c.deregistered_on))).all()
        assert [tuple(day) for day in days if any(day)] == [(date(2019, 4, 3), date(2019, 3, 2))]

    async def test_knows_where_domiciles_and_residences_have_moved(self, benefits_engine: AsyncEngine) -> None:
        await given_learned(benefits_engine, a_life())
        async with benefits_engine.connect() as connection:
            found = select(VETERAN.c.org_code, VETERAN.c.org_path, VETERAN.c.residence_path)
            rows = (await connection.execute(found.where(VETERAN.c.org_path == OTHER_STATION))).all()
            assert [tuple(row) for row in rows] == [(code_of(OTHER_STATION), OTHER_STATION, ROOM)]
            elsewhere = found.where(VETERAN.c.org_path != OTHER_STATION, VETERAN.c.residence_path.is_not(None))
            assert (await connection.execute(elsewhere)).all() == []

    async def test_reads_files_that_lead_round_in_a_ring(self, benefits_engine: AsyncEngine) -> None:
        """The second merge is told by another stream than the end of the first."""
        county = await given_county(benefits_engine)
        pair = county.applicant, county.stranger
        ring = [
            veterans_merged(ROOM, date(2019, 3, 1), merged_id=merged, surviving_id=survivor)
            for merged, survivor in (pair, pair[::-1])
        ]
        await given_learned(benefits_engine, ring)
        async with asyncio.timeout(10), benefits_engine.connect() as connection:
            assert await going_on(connection, pair[0]) in pair
            assert (await find_holder(connection, pair[0], date(2019, 4, 1))).person_id in pair

    async def test_knows_a_person_by_every_file_that_was_merged_into_his(self, benefits_engine: AsyncEngine) -> None:
        first, second, third = (new_id() for _ in range(3))
        merges = [
            veterans_merged(ROOM, date(2019, 3, 1), merged_id=merged, surviving_id=survivor)
            for merged, survivor in ((first, second), (second, third))
        ]
        found = []
        for events in (merges, [veterans_unmerged(merges[1])]):
            await given_learned(benefits_engine, events)
            async with benefits_engine.connect() as connection:
                found.append([set(await connection.scalars(files_of(each))) for each in (second, third)])
        assert found == [[{first, second}, {first, second, third}], [{first, second}, {third}]]

    async def test_keeps_mediators_alone_of_all_roles(self, benefits_engine: AsyncEngine) -> None:
        county = County()
        other = mediator_assumed(county.stranger)
        kinds = ("village-reserve-cadre", "village-two-committees", "entrepreneur")
        roles = [role_assumed(county.stranger, kind) for kind in kinds]
        await given_learned(benefits_engine, [other, *roles])
        async with benefits_engine.connect() as connection:
            assert (await connection.execute(select(MEDIATOR.c.role_id))).scalars().all() == [other.role_id]

    async def test_takes_a_role_before_it_knows_the_veteran(self, benefits_engine: AsyncEngine) -> None:
        veteran_id = new_id()
        await given_learned(benefits_engine, [mediator_assumed(veteran_id)])
        await given_learned(benefits_engine, [veteran_registered(veteran_id)])
        async with benefits_engine.connect() as connection:
            assert await get_terms(connection, [veteran_id]) == {veteran_id: (Term(date(2019, 3, 1), None),)}

    async def test_knows_a_second_term_of_the_same_veteran(self, benefits_engine: AsyncEngine) -> None:
        veteran_id = new_id()
        first = mediator_assumed(veteran_id, assumed_on=date(2018, 1, 1))
        second = mediator_assumed(veteran_id, assumed_on=date(2019, 3, 1))
        await given_learned(benefits_engine, [first, role_ended(first, date(2018, 6, 1)), second])
        async with benefits_engine.connect() as connection:
            terms = (await get_terms(connection, [veteran_id]))[veteran_id]
        assert set(terms) == {Term(date(2018, 1, 1), date(2018, 6, 1)), Term(date(2019, 3, 1), None)}

    async def test_remembers_who_is_invented(self, benefits_engine: AsyncEngine) -> None:
        real, invented = new_id(), new_id()
        async with benefits_engine.begin() as connection:
            batch = [
                given_delivered(veteran_registered(real), synthetic=False),
                given_delivered(veteran_registered(invented), synthetic=True),
            ]
            await DIRECTORY.apply(connection, batch)
            rows = await connection.execute(select(VETERAN.c.veteran_id, VETERAN.c.synthetic))
            assert {tuple(row) for row in rows} == {(real, False), (invented, True)}

    async def test_says_that_an_unknown_mediator_may_still_come(self, benefits_engine: AsyncEngine) -> None:
        async with benefits_engine.connect() as connection:
            with pytest.raises(MediatorNotKnownYet) as refused:
                await get_terms(connection, [new_id(), new_id()])
        assert refused.value.facts == {"count": 2}


class TestTheListOfMediators:
    @pytest.fixture
    async def county(self, benefits_engine: AsyncEngine) -> County:
        return await given_county(benefits_engine)

    async def ask(self, client: httpx2.AsyncClient, **query: str) -> list[str]:
        answer = await client.get("/mediators", params=query)
        assert answer.status_code == 200, answer.text
        return [item["veteran_id"] for item in answer.json()["items"]]

    async def test_shows_who_holds_the_role_on_the_day(
        self, benefits_engine: AsyncEngine, county: County, settings_of: Any, token_for: Any, api_client: Client
    ) -> None:
        account = new_id()
        await given_grant(benefits_engine, account)
        leaver = new_id()
        assumed = mediator_assumed(leaver)
        await given_learned(benefits_engine, [assumed, role_ended(assumed, date(2019, 4, 1))])
        client = api_client(create_app(settings_of("benefits")), token_for(account))
        of_county = [str(mediator) for mediator in county.mediators]
        assert await self.ask(client, on="2019-02-28") == []
        assert set(await self.ask(client, on="2019-03-31")) == {*of_county, str(leaver)}
        assert set(await self.ask(client, on="2019-04-01")) == set(of_county)
        assert set(await self.ask(client)) == set(of_county)

    async def test_shows_no_more_than_the_scope_and_the_unit(
        self, benefits_engine: AsyncEngine, county: County, settings_of: Any, token_for: Any, api_client: Client
    ) -> None:
        here, there = new_id(), new_id()
        await given_grant(benefits_engine, here, Role.STATION_STAFF, STATION)
        await given_grant(benefits_engine, there, Role.STATION_STAFF, OTHER_STATION)
        app = create_app(settings_of("benefits"))
        assert len(await self.ask(api_client(app, token_for(here)))) == len(county.mediators)
        assert await self.ask(api_client(app, token_for(there))) == []
        client = api_client(app, token_for(here))
        assert len(await self.ask(client, unit=code_of(ROOM))) == len(county.mediators)
        assert await self.ask(client, unit="999999") == []
        refused = await client.get("/mediators", params={"unit": code_of(OTHER_STATION)})
        assert (refused.status_code, refused.json()["code"]) == (403, "out-of-scope")
        assert (await audited(benefits_engine))[-1] == (
            "list-mediators",
            f"unit {code_of(OTHER_STATION)}",
            "out-of-scope",
        )

    async def test_comes_in_pages(
        self, benefits_engine: AsyncEngine, county: County, settings_of: Any, token_for: Any, api_client: Client
    ) -> None:
        account = new_id()
        await given_grant(benefits_engine, account)
        client = api_client(create_app(settings_of("benefits")), token_for(account))
        first = (await client.get("/mediators", params={"limit": 2})).json()
        second = (await client.get("/mediators", params={"limit": 2, "cursor": first["next"]})).json()
        seen = [item["veteran_id"] for item in [*first["items"], *second["items"]]]
        assert sorted(seen) == sorted(str(mediator) for mediator in county.mediators)
        assert second["next"] is None

    async def test_is_for_staff_alone(
        self, benefits_engine: AsyncEngine, settings_of: Any, token_for: Any, api_client: Client
    ) -> None:
        administrator = new_id()
        await given_grant(benefits_engine, administrator, Role.SYSTEM_ADMINISTRATOR)
        app = create_app(settings_of("benefits"))
        assert (await api_client(app).get("/mediators")).status_code == 401
        assert (await api_client(app, token_for(administrator)).get("/mediators")).status_code == 403
