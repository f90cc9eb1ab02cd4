"""Somebody who should not have been registered is taken out from the start, and back where that was wrong."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from faults.oracle.copies import rows
from faults.oracle.figures import OF_REGISTRY, count
from services.registry.corrections.commands import correct_field
from services.registry.corrections.commands.correcting import Correction
from services.registry.deaths.commands import Reported, record_death, revoke_death_record
from services.registry.deregistrations.commands import Ground, deregister_veteran, revoke_deregistration
from services.registry.deregistrations.domain import NotDeregistered
from services.registry.roles.commands import assume_role
from services.registry.roles.domain import RoleKind
from services.registry.self_accounts.commands import open_self_account
from services.registry.veterans.domain.registration import AlreadyRegistered
from services.registry.veterans.domain.standing import FileChanged, FileErased, PersonIsDeregistered
from services.registry.veterans.queries.files import VeteranNotFound
from services.registry.veterans.queries.occupancy import ACTIVE_VETERANS
from services.registry.veterans.tables import DATA_KEY
from shared.auth.roles import Role
from shared.privacy.personal import Personal
from tests.races import race
from tests.registry.closed import close_org_unit
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import KEYRING, audited, given_network, given_work, published
from tests.registry.logged import logged
from tests.registry.persons import REGISTRAR, ROOM, ROOM_PATH, given_number, given_veteran

REGISTERED: dict[str, Any] = {"registered_on": "2019-03-01", "political_code": "13"}
MARCH, APRIL = date(2019, 3, 1), date(2019, 4, 1)
OTHER_STATION = "411329.411329105"
GROUND = Ground("not-a-veteran", "核查〔2019〕3号")
BODY = {"reason": "not-a-veteran", "document": GROUND.document}
REVOCATION = {"reason": "evidence-found", "document": "复核〔2019〕1号"}
MEDIATOR: dict[str, Any] = {"kind": RoleKind.MEDIATOR, "assumed_on": APRIL, "source": "名册"}


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


async def deregistering(
    engine: AsyncEngine, veteran_id: UUID, *, path: str = "411329", version: int | None = None
) -> int:
    work = given_work(engine, path=path)
    return await deregister_veteran(work, veteran_id, GROUND, keyring=KEYRING, version=version)


async def revoking(engine: AsyncEngine, veteran_id: UUID, *, version: int | None = None) -> int:
    ground = Ground("evidence-found", "复核〔2019〕1号")
    return await revoke_deregistration(given_work(engine), veteran_id, ground, keyring=KEYRING, version=version)


async def becoming(engine: AsyncEngine, veteran_id: UUID, code: str, since: date) -> int:
    said = Correction("political_code", Personal(code), since, "县组〔2019〕7号")
    return await correct_field(given_work(engine), veteran_id, said, registrar=REGISTRAR)


async def dying(engine: AsyncEngine, veteran_id: UUID, on: date = APRIL) -> int:
    reported = Reported(on, "medical-certificate", "死亡证字第12号")
    return (await record_death(given_work(engine), veteran_id, reported, keyring=KEYRING)).version


class TestADeregistration:
    async def test_takes_the_person_out_and_its_revocation_back_with_all_that_was_counted(
        self, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        await becoming(registry_engine, veteran_id, "01", APRIL)
        assert await deregistering(registry_engine, veteran_id, version=2) == 3
        [(_, sequence, event)] = await published(registry_engine, "veteran-deregistered")
        counted = [
            {"org_path": ROOM_PATH, "starts_on": "2019-03-01", "ends_on": "2019-04-01", "party_member": False},
            {"org_path": ROOM_PATH, "starts_on": "2019-04-01", "ends_on": None, "party_member": True},
        ]
        told = {"person_id": str(veteran_id), "org_path": ROOM_PATH, "effective_on": "2019-03-01"}
        assert (sequence, event) == (3, {**told, "reason": "not-a-veteran", "counted_before": counted})
        for act in (
            becoming(registry_engine, veteran_id, "13", APRIL),
            dying(registry_engine, veteran_id),
            deregistering(registry_engine, veteran_id),
            assume_role(given_work(registry_engine), veteran_id, **MEDIATOR, keyring=KEYRING),
            open_self_account(given_work(registry_engine), veteran_id),
        ):
            with pytest.raises(PersonIsDeregistered):
                await act
        with pytest.raises(AlreadyRegistered):
            await given_veteran(registry_engine, **REGISTERED)
        assert await revoking(registry_engine, veteran_id, version=3) == 4
        [(_, sequence, event)] = await published(registry_engine, "deregistration-revoked")
        assert (sequence, event) == (4, {**told, "reason": "evidence-found", "counted": counted})
        await assume_role(given_work(registry_engine), veteran_id, **MEDIATOR, keyring=KEYRING)
        with pytest.raises(NotDeregistered):
            await revoking(registry_engine, veteran_id)
        assert await deregistering(registry_engine, veteran_id) == 5
        assert await audited(registry_engine, "deregister-veteran") == [
            (f"veteran {veteran_id}", result) for result in ("done", "person-is-deregistered", "done")
        ]

    async def test_of_somebody_who_has_died_leaves_him_dead(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        await dying(registry_engine, veteran_id)
        await deregistering(registry_engine, veteran_id)
        with pytest.raises(PersonIsDeregistered):
            await revoke_death_record(
                given_work(registry_engine), veteran_id, reason="another-person", document="说明", keyring=KEYRING
            )  # fmt: skip
        await close_org_unit(given_work(registry_engine), ROOM, occupancies=[ACTIVE_VETERANS])
        await revoking(registry_engine, veteran_id)
        assert await published(registry_engine, "veteran-relocated") == []
        await revoke_death_record(
            given_work(registry_engine), veteran_id, reason="another-person", document="说明", keyring=KEYRING
        )
        [(_, _, event)] = await published(registry_engine, "veteran-relocated")
        assert event["to_org_code"] == "411329104"

    async def test_frees_its_unit_to_close_and_is_then_revoked_to_the_one_above(
        self, registry_engine: AsyncEngine, postgres: Postgres
    ) -> None:
        """R10: who is deregistered holds no unit open; R2: the living need one."""
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        await deregistering(registry_engine, veteran_id)
        closed: dict[str, Any] = {"occupancies": [ACTIVE_VETERANS], "closed_on": date(2019, 4, 20)}
        await close_org_unit(given_work(registry_engine), ROOM, **closed)
        assert await revoking(registry_engine, veteran_id) == 4
        [(_, sequence, event)] = await published(registry_engine, "veteran-relocated")
        assert (sequence, event["to_org_code"], event["effective_on"]) == (4, "411329104", "2019-04-20")
        assert [each["org_path"] for each in event["counted"]] == ["411329.411329104"]
        assert count(await logged(registry_engine)) == await rows(postgres.admin_url, OF_REGISTRY)

    async def test_is_refused_elsewhere_and_where_nothing_can_be_read(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        for who in (veteran_id, UUID(int=1)):
            with pytest.raises(VeteranNotFound):
                await deregistering(registry_engine, who, path=OTHER_STATION)
        async with registry_engine.begin() as connection:
            await connection.execute(DATA_KEY.delete())
        with pytest.raises(FileErased):
            await deregistering(registry_engine, veteran_id)

    async def test_by_two_at_once_is_done_by_one(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        answers = await race(
            registry_engine, "veteran", [deregistering(registry_engine, veteran_id) for _ in range(2)]
        )  # fmt: skip
        assert sorted(type(each).__name__ for each in answers) == ["PersonIsDeregistered", "int"]
        answers = await race(registry_engine, "veteran", [revoking(registry_engine, veteran_id) for _ in range(2)])
        assert sorted(type(each).__name__ for each in answers) == ["NotDeregistered", "int"]
        for act in (deregistering, revoking):
            with pytest.raises(FileChanged):
                await act(registry_engine, veteran_id, version=1)

    async def test_beside_a_death_that_is_recorded_at_once_leaves_figures_that_agree(
        self, registry_engine: AsyncEngine, postgres: Postgres
    ) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        acts = [deregistering(registry_engine, veteran_id), dying(registry_engine, veteran_id)]
        gone, died = await race(registry_engine, "veteran", acts)
        assert gone == (3 if died == 2 else 2)
        assert count(await logged(registry_engine)) == await rows(postgres.admin_url, OF_REGISTRY)

    async def test_and_its_revocation_leave_figures_that_the_tables_and_the_log_tell_alike(
        self, registry_engine: AsyncEngine, postgres: Postgres
    ) -> None:
        """The two halves of the oracle: what registry holds now, and what it has told."""
        people = [
            await given_veteran(registry_engine, **{**REGISTERED, "id_number": given_number(n)}) for n in range(5)
        ]
        never, dead, returned, early, again = people
        for member in (never, dead, returned, again):
            await becoming(registry_engine, member, "02", date(2019, 3, 10))
        await becoming(registry_engine, returned, "13", date(2019, 3, 20))
        await dying(registry_engine, dead)
        await dying(registry_engine, early, date(2018, 1, 1))
        for each in people:
            await deregistering(registry_engine, each)
        for each in (dead, returned, again):
            await revoking(registry_engine, each)
        await becoming(registry_engine, again, "13", date(2019, 3, 5))
        told = {row for row in count(await logged(registry_engine)) if row[1] in {"F01", "F02"}}
        assert told == {row for row in await rows(postgres.admin_url, OF_REGISTRY) if row[1] in {"F01", "F02"}}
        assert told == {
            (ROOM_PATH, "F01", "2019-03-01", "3"), (ROOM_PATH, "F01", "2019-04-01", "-1"),
            (ROOM_PATH, "F02", "2019-03-10", "2"), (ROOM_PATH, "F02", "2019-03-20", "-1"),
            (ROOM_PATH, "F02", "2019-04-01", "-1"),
        }  # fmt: skip


class TestByHttp:
    async def test_the_centre_deregisters_and_revokes_and_a_station_may_see_it(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        station, centre = await client_for(Role.STATION_STAFF, "411329.411329104"), await client_for(Role.CENTRE_STAFF)
        at = f"/veterans/{veteran_id}/deregistration"
        assert (await station.post(at, json=BODY)).status_code == 403
        wrong = await centre.post(at, json={"reason": "because", "document": ""})
        assert {each["field"]: each["code"] for each in wrong.json()["fields"]} == {
            "reason": "not-a-reason", "document": "too-short",
        }  # fmt: skip
        done = await centre.post(at, json={**BODY, "version": 1})
        assert (done.status_code, done.json()) == (201, {"version": 2})
        assert (await station.get(f"/veterans/{veteran_id}")).json()["state"] == "deregistered"
        [listed] = (await station.get("/deregistrations", params={"is_standing": True})).json()["items"]
        elsewhere = await client_for(Role.STATION_STAFF, OTHER_STATION)
        assert (await elsewhere.get("/deregistrations")).json()["items"] == []
        assert (await centre.post(f"{at}/revocation", json={**REVOCATION, "version": 1})).status_code == 409
        assert (await centre.post(f"{at}/revocation", json=REVOCATION)).json() == {"version": 3}
        [record] = (await station.get(f"/veterans/{veteran_id}/deregistrations")).json()
        assert (record["deregistration_id"], record["reason"]) == (listed["deregistration_id"], "not-a-veteran")
        assert record["revocation_reason"] == "evidence-found"


class TestThePages:
    async def test_deregister_and_revoke_and_tell_of_it(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        role = await assume_role(given_work(registry_engine), veteran_id, **MEDIATOR, keyring=KEYRING)
        station, centre = await browser_of(Role.STATION_STAFF, "411329.411329104"), await browser_of(Role.CENTRE_STAFF)
        person, form = f"/registry/persons/{veteran_id}", f"/registry/persons/{veteran_id}/deregistration"
        assert [form in (await who.get(person)).text for who in (station, centre)] == [False, True]
        sent = {**BODY, "version": "1", "idempotency_key": "one"}
        assert 'name="version" value="1"' in (await centre.get(form)).text
        assert (await centre.post(form, data=sent)).status_code == 303
        stale = await centre.post(form, data={**sent, "idempotency_key": "two"})
        assert (stale.status_code, "已注销" in stale.text) == (409, True)
        shown = (await centre.get(person)).text
        assert ("已注销" in shown, f"{person}/corrections" in shown, f'{person}/death"' in shown) == (
            True,
            False,
            False,
        )
        assert f"{form}/revocation" in shown
        assert GROUND.document in (await station.get("/registry/deregistrations?is_standing=true")).text
        assert f"/registry/roles/{role.role_id}/end" in (await station.get("/registry/deaths/roles")).text
        revoked = {**REVOCATION, "version": "2", "idempotency_key": "three"}
        assert "撤销注销登记" in (await centre.get(f"{form}/revocation")).text
        assert (await centre.post(f"{form}/revocation", data=revoked)).status_code == 303
        assert "已登记" in (await centre.get(person)).text
        assert REVOCATION["document"] in (await station.get("/registry/deregistrations?is_standing=false")).text
