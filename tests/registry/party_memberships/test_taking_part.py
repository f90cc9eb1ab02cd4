"""Who takes part where as of a day, and what was said wrongly of it, or of formal membership."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services import registry
from services.registry.corrections.commands import correct_field
from services.registry.corrections.commands.correcting import Correction
from services.registry.deaths.commands import revoke_death_record
from services.registry.party.domain import PartyKind
from services.registry.party_memberships.commands import Stated, record_affiliation, record_membership
from services.registry.party_memberships.domain import NoFormalMembership
from services.registry.party_memberships.queries import count_affiliated, list_homes, list_past_affiliations
from shared.auth.roles import Role
from shared.privacy.personal import Personal
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.erasures.given import given_dead
from tests.registry.given import KEYRING, TODAY, given_network, given_party, given_work
from tests.registry.merges.given import given_pair, merging, unmerging
from tests.registry.party_memberships.test_counted import counted
from tests.registry.persons import REGISTRAR, given_number, given_veteran
from tests.registry.transfers.given import arriving, left

BRANCH, OTHER, STATION = "411329104-DZB", "411329105-DZB", "411329.411329104"
SINCE, TENTH, LATER = date(2019, 3, 5), date(2019, 4, 10), date(2019, 4, 20)
DAYS = ("2019-03-04", "2019-03-05", "2019-04-09", "2019-04-10", "2019-04-19", "2019-04-20")
SCRIPT = (Path(registry.__file__).parent / "migrations/versions/0101_taking_part_before.py").read_text()


@pytest.fixture
async def member(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    for station in ("411329104", "411329105"):
        await given_party(registry_engine, PartyKind.BRANCH, station)
    return await given_veteran(registry_engine, registered_on="2019-03-01")


async def takes_part(engine: AsyncEngine, person: UUID, code: str, since: date, **said: Any) -> None:
    how = {"party_org_code": code, "since": since, "document": "党员名册", **said}
    await record_affiliation(given_work(engine), person, **how)


async def listed(client_for: ClientFor, person: UUID, *days: str) -> list[str]:
    """With which organisation the lists of the days have the person."""
    centre, found = await client_for(Role.CENTRE_STAFF), []
    for day in days or DAYS:
        answer = await centre.get("/party-members", params={"kind": "taking-part", "on": day})
        assert answer.status_code == 200, answer.text
        found.append([each["party_org_code"] for each in answer.json()["items"] if each["person_id"] == str(person)])
    assert all(len(each) < 2 for each in found)
    return [each[0] if each else "" for each in found]


class TestTakingPart:
    async def test_is_listed_as_of_each_day(
        self, client_for: ClientFor, browser_of: BrowserOf, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        await takes_part(registry_engine, member, BRANCH, SINCE)
        await takes_part(registry_engine, member, OTHER, TENTH)
        assert await listed(client_for, member) == ["", BRANCH, BRANCH, OTHER, OTHER, OTHER]
        centre = await client_for(Role.CENTRE_STAFF)
        held = (await centre.get(f"/veterans/{member}/party-membership")).json()
        past = {"party_org_code": BRANCH, "since": "2019-03-05", "until": "2019-04-10"}
        assert (held["affiliated_to"], held["past_affiliations"]) == (OTHER, [past])
        clerk = await browser_of(Role.CENTRE_STAFF)
        assert "参加过的党组织" in (await clerk.get(f"/registry/persons/{member}/party-membership")).text
        page = await clerk.get(f"/registry/party-members?organisation={BRANCH}&on=2019-04-09")
        assert f'data-person="{member}"' in page.text

    async def test_that_was_said_wrongly_never_was_and_what_it_ended_goes_on(
        self, client_for: ClientFor, browser_of: BrowserOf, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        await takes_part(registry_engine, member, BRANCH, SINCE)
        await takes_part(registry_engine, member, OTHER, TENTH)
        clerk = await browser_of(Role.CENTRE_STAFF)
        at = f"/registry/persons/{member}/party-membership/affiliation"
        said = {"party_org_code": OTHER, "since": "2019-04-20", "document": "名册更正", "instead": "true"}
        assert 'name="instead"' in (await clerk.get(at)).text
        assert (await clerk.post(at, data=said)).status_code == 303
        assert await listed(client_for, member) == ["", BRANCH, BRANCH, BRANCH, BRANCH, OTHER]
        await takes_part(registry_engine, member, OTHER, SINCE, instead=True)
        assert await listed(client_for, member) == ["", OTHER, OTHER, OTHER, OTHER, OTHER]

    async def test_that_began_earlier_than_was_said_leaves_nothing_of_what_was_said_after(
        self, client_for: ClientFor, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        for code, since in ((BRANCH, SINCE), (OTHER, LATER), (BRANCH, TENTH)):
            await takes_part(registry_engine, member, code, since)
        assert await listed(client_for, member) == ["", BRANCH, BRANCH, BRANCH, BRANCH, BRANCH]

    async def test_ends_with_a_death_and_with_membership(
        self, client_for: ClientFor, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        await takes_part(registry_engine, member, BRANCH, SINCE)
        await given_dead(registry_engine, member, TENTH)
        assert await listed(client_for, member) == ["", BRANCH, BRANCH, "", "", ""]
        revoked: Mapping[str, Any] = {"reason": "unfounded", "document": "第6号", "keyring": KEYRING}
        await revoke_death_record(given_work(registry_engine), member, **revoked)
        assert await listed(client_for, member) == ["", BRANCH, BRANCH, BRANCH, BRANCH, BRANCH]
        said = Correction("political_code", Personal("13"), LATER, "组织部门函")
        await correct_field(given_work(registry_engine), member, said, registrar=REGISTRAR)
        assert await listed(client_for, member) == ["", BRANCH, BRANCH, BRANCH, BRANCH, ""]
        async with registry_engine.connect() as connection:
            assert await count_affiliated(connection, BRANCH) == 0
            [over] = await list_past_affiliations(connection, member)
        assert (over.since, over.until) == (SINCE, LATER)

    async def test_of_who_comes_back_is_recorded_anew(
        self, client_for: ClientFor, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        await takes_part(registry_engine, member, BRANCH, SINCE)
        await left(registry_engine, member, TENTH)
        await arriving(registry_engine, member)
        assert await listed(client_for, member) == ["", BRANCH, BRANCH, "", "", ""]
        await takes_part(registry_engine, member, BRANCH, TODAY)
        assert await listed(client_for, member, "2019-04-20", TODAY.isoformat()) == ["", BRANCH]

    async def test_is_the_survivors_of_two_files(
        self, client_for: ClientFor, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        other = await given_veteran(registry_engine, id_number=given_number(2))
        await takes_part(registry_engine, other, OTHER, SINCE)
        pair = await given_pair(registry_engine, member, other)
        await merging(registry_engine, pair, member)
        assert await listed(client_for, other, "2019-04-09") == [""]
        await unmerging(registry_engine, pair, member)
        assert await listed(client_for, other, "2019-04-09") == [OTHER]


class TestFormalMembership:
    async def test_that_was_said_wrongly_never_was_and_what_it_ended_goes_on(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        """A day that was typed too early is corrected to a later one."""
        stated = Stated(BRANCH, None, SINCE, "名册", instead=True)
        with pytest.raises(NoFormalMembership):
            await record_membership(given_work(registry_engine), member, stated)
        for code, since in ((BRANCH, SINCE), (OTHER, TENTH)):
            await record_membership(given_work(registry_engine), member, Stated(code, None, since, "名册"))
        clerk = await browser_of(Role.CENTRE_STAFF)
        at = f"/registry/persons/{member}/party-membership/new"
        said = {"party_org_code": OTHER, "since": "2019-04-20", "document": "名册更正", "instead": "true"}
        assert 'name="instead"' in (await clerk.get(at)).text
        assert (await clerk.post(at, data=said)).status_code == 303
        here, there = STATION, "411329.411329105"
        assert await counted(registry_engine) == {(here, SINCE): 1, (here, LATER): -1, (there, LATER): 1}
        async with registry_engine.connect() as connection:
            stands = [(each.since, each.until) for each in await list_homes(connection, member)]
        assert stands == [(LATER, None), (TENTH, TENTH), (SINCE, LATER)]


class TestMigration:
    async def test_takes_what_was_before_from_what_was_told(
        self, client_for: ClientFor, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        for code, since in ((BRANCH, SINCE), (OTHER, LATER), (OTHER, TENTH)):
            await takes_part(registry_engine, member, code, since)
        before = await listed(client_for, member)
        filling = SCRIPT[SCRIPT.index("INSERT INTO party_affiliation_past") : SCRIPT.index("UPDATE party_affiliation")]
        async with registry_engine.begin() as connection:
            await connection.execute(text("DELETE FROM party_affiliation_past"))
            for statement in filling.split(";")[:-1]:
                await connection.execute(text(statement))
        assert await listed(client_for, member) == before == ["", BRANCH, BRANCH, OTHER, OTHER, OTHER]
