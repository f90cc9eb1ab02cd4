"""A person's death is recorded, and the record revoked (R6)."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from faults.oracle.copies import rows
from faults.oracle.figures import OF_REGISTRY, count
from services.registry.contacts.commands.keeping import verify_mobile
from services.registry.corrections.commands import correct_field
from services.registry.corrections.commands.correcting import Correction
from services.registry.deaths.commands import Reported, record_death, revoke_death_record
from services.registry.deaths.domain import Death, DeathInvalid, NoDeathRecorded
from services.registry.roles.commands import assume_role
from services.registry.roles.domain import RoleKind
from services.registry.self_accounts.commands import open_self_account
from services.registry.veterans.domain.standing import FileChanged, PersonIsDeceased
from services.registry.veterans.queries.files import VeteranNotFound
from services.registry.veterans.queries.occupancy import ACTIVE_VETERANS
from shared.auth.roles import Role
from shared.privacy.personal import Personal, PhoneNumber
from tests.races import race
from tests.registry.closed import close_org_unit
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import KEYRING, audited, given_network, given_work, published
from tests.registry.logged import logged
from tests.registry.persons import OTHER_ROOM_PATH, REGISTRAR, ROOM, ROOM_PATH, codes_of, given_number, given_veteran

SHI_AN = "411329.411329104"
REGISTERED: dict[str, Any] = {"registered_on": "2019-03-01"}
APRIL = date(2019, 4, 1)
DOCUMENT = "死亡证字第12号"
BODY = {"died_on": "2019-04-01", "source": "medical-certificate", "document": DOCUMENT}
REVOCATION = {"reason": "another-person", "document": "更正说明第1号"}


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


async def recording(
    engine: AsyncEngine, veteran_id: UUID, on: date = APRIL, *, path: str = SHI_AN, version: int | None = None
) -> int:
    work = given_work(engine, Role.STATION_STAFF, path)
    reported = Reported(on, "medical-certificate", DOCUMENT)
    return (await record_death(work, veteran_id, reported, keyring=KEYRING, version=version)).version


async def revoking(engine: AsyncEngine, veteran_id: UUID) -> int:
    return await revoke_death_record(
        given_work(engine), veteran_id, reason="another-person", document="更正说明", keyring=KEYRING
    )


async def becoming(engine: AsyncEngine, veteran_id: UUID, code: str, since: date | None = None) -> int:
    said = Correction("political_code", Personal(code), since, "县组〔2019〕7号")
    return await correct_field(given_work(engine), veteran_id, said, registrar=REGISTRAR)


class TestRecordingADeath:
    async def test_ends_what_only_the_living_do_until_it_is_revoked(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        assert await recording(registry_engine, veteran_id) == 2
        [(_, sequence, event)] = await published(registry_engine, "veteran-deceased")
        told = {
            "person_id": str(veteran_id), "org_path": ROOM_PATH, "party_member": True, "death_date": "2019-04-01",
            "effective_on": "2019-04-01",
        }  # fmt: skip
        assert (sequence, event) == (2, {**told, "source": "medical-certificate"})
        mediator: dict[str, Any] = {"kind": RoleKind.MEDIATOR, "assumed_on": APRIL, "source": "名册"}
        for act in (
            becoming(registry_engine, veteran_id, "13"),
            recording(registry_engine, veteran_id),
            assume_role(given_work(registry_engine), veteran_id, **mediator, keyring=KEYRING),
            open_self_account(given_work(registry_engine), veteran_id),
            verify_mobile(
                given_work(registry_engine),
                veteran_id,
                value=PhoneNumber("13800138000"),
                verification="in-person",
                keyring=KEYRING,
                most_an_hour=9,
            ),
        ):
            with pytest.raises(PersonIsDeceased):
                await act
        assert await revoking(registry_engine, veteran_id) == 3
        [(_, sequence, event)] = await published(registry_engine, "death-record-revoked")
        assert (sequence, event) == (3, {**told, "reason": "another-person"})
        await assume_role(given_work(registry_engine), veteran_id, **mediator, keyring=KEYRING)
        with pytest.raises(NoDeathRecorded):
            await revoking(registry_engine, veteran_id)
        assert await recording(registry_engine, veteran_id, date(2019, 4, 2)) == 4
        assert await audited(registry_engine, "record-death") == [
            (f"veteran {veteran_id}", result) for result in ("done", "person-is-deceased", "done")
        ]

    async def test_of_who_died_before_he_was_registered_counts_on_the_day_of_registration(
        self, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        await recording(registry_engine, veteran_id, date(2017, 5, 1))
        [(_, _, event)] = await published(registry_engine, "veteran-deceased")
        assert (event["death_date"], event["effective_on"]) == ("2017-05-01", "2019-03-01")

    async def test_is_refused_where_it_cannot_be(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, political_code="13", **REGISTERED)
        await becoming(registry_engine, veteran_id, "02", date(2019, 4, 15))
        found = []
        for on in (date(2019, 5, 1), date(1959, 2, 25), date(2019, 4, 14)):
            with pytest.raises(DeathInvalid) as refused:
                await recording(registry_engine, veteran_id, on)
            found.append(codes_of(refused.value))
        assert found == [{"died_on": code} for code in ("in-future", "before-birth", "changed-after-death")]
        await recording(registry_engine, veteran_id, date(2019, 4, 15))

    async def test_elsewhere_is_as_unknown_as_of_nobody(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        for who in (veteran_id, UUID(int=1)):
            with pytest.raises(VeteranNotFound):
                await recording(registry_engine, who, path=OTHER_ROOM_PATH)

    async def test_by_two_at_once_is_done_by_one(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        answers = await race(registry_engine, "veteran", [recording(registry_engine, veteran_id) for _ in range(2)])
        assert sorted(type(each).__name__ for each in answers) == ["PersonIsDeceased", "int"]
        with pytest.raises(FileChanged):
            await recording(registry_engine, veteran_id, version=1)

    async def test_beside_a_role_that_begins_at_once_lets_only_one_of_the_two_be_first(
        self, registry_engine: AsyncEngine
    ) -> None:
        """R6: nobody takes up a role after the record of his death."""
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        role = assume_role(
            given_work(registry_engine),
            veteran_id,
            kind=RoleKind.MEDIATOR,
            assumed_on=APRIL,
            source="名册",
            keyring=KEYRING,
        )
        death, begun = await race(registry_engine, "veteran", [recording(registry_engine, veteran_id), role])
        assert death == 2
        order = [name for name, _, _ in await published(registry_engine)]
        if isinstance(begun, PersonIsDeceased):
            assert "social-role-assumed" not in order
        else:
            assert order.index("social-role-assumed") < order.index("veteran-deceased")

    async def test_frees_its_unit_to_close_and_is_then_revoked_to_the_one_above(
        self, registry_engine: AsyncEngine, postgres: Postgres
    ) -> None:
        """R10: the dead hold no unit open; R2: the living need one."""
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        await recording(registry_engine, veteran_id)
        closed: dict[str, Any] = {"occupancies": [ACTIVE_VETERANS], "closed_on": date(2019, 4, 20)}
        await close_org_unit(given_work(registry_engine), ROOM, **closed)
        assert await revoking(registry_engine, veteran_id) == 4
        [(_, sequence, event)] = await published(registry_engine, "veteran-relocated")
        assert (sequence, event["to_org_code"], event["effective_on"]) == (4, "411329104", "2019-04-20")
        assert [each["org_path"] for each in event["counted"]] == ["411329.411329104"]
        assert count(await logged(registry_engine)) == await rows(postgres.admin_url, OF_REGISTRY)

    async def test_and_its_revocation_leave_figures_that_the_tables_and_the_log_tell_alike(
        self, registry_engine: AsyncEngine, postgres: Postgres
    ) -> None:
        """The two halves of the oracle: what registry holds now, and what it has told."""
        living, dead, returned, early = [
            await given_veteran(registry_engine, id_number=given_number(n), political_code=code, **REGISTERED)
            for n, code in enumerate(("13", "13", "01", "01"))
        ]
        await becoming(registry_engine, living, "02", APRIL)
        await becoming(registry_engine, living, "01", date(2019, 3, 10))
        await becoming(registry_engine, dead, "01")
        await recording(registry_engine, dead)
        await recording(registry_engine, returned)
        await revoking(registry_engine, returned)
        await becoming(registry_engine, returned, "13", date(2019, 4, 2))
        await recording(registry_engine, early, date(2018, 1, 1))
        told = {row for row in count(await logged(registry_engine)) if row[1] in {"F01", "F02"}}
        assert told == {row for row in await rows(postgres.admin_url, OF_REGISTRY) if row[1] in {"F01", "F02"}}
        assert told == {
            (ROOM_PATH, "F01", "2019-03-01", "3"), (ROOM_PATH, "F01", "2019-04-01", "-1"),
            (ROOM_PATH, "F02", "2019-03-01", "2"), (ROOM_PATH, "F02", "2019-03-10", "1"),
            (ROOM_PATH, "F02", "2019-04-01", "-1"), (ROOM_PATH, "F02", "2019-04-02", "-1"),
        }  # fmt: skip


class TestByHttp:
    async def test_a_station_records_and_the_centre_revokes(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        station, centre = await client_for(Role.STATION_STAFF, SHI_AN), await client_for(Role.CENTRE_STAFF)
        at = f"/veterans/{veteran_id}/death"
        assert (await (await client_for(Role.ROOM_STAFF, ROOM_PATH)).post(at, json=BODY)).status_code == 403
        wrong = await station.post(at, json={**BODY, "source": "hearsay", "document": ""})
        assert {each["field"]: each["code"] for each in wrong.json()["fields"]} == {
            "source": "not-a-source", "document": "too-short",
        }  # fmt: skip
        done = await station.post(at, json={**BODY, "version": 1})
        assert (done.status_code, done.json()) == (201, {"version": 2})
        assert (await station.get(f"/veterans/{veteran_id}")).json()["state"] == "deceased"
        assert (await station.post(f"{at}/revocation", json=REVOCATION)).status_code == 403
        assert (await centre.post(f"{at}/revocation", json={**REVOCATION, "version": 1})).status_code == 409
        assert (await centre.post(f"{at}/revocation", json=REVOCATION)).json() == {"version": 3}
        [record] = (await station.get(f"/veterans/{veteran_id}/deaths")).json()
        assert (record["died_on"], record["revocation_reason"]) == ("2019-04-01", "another-person")


class TestThePages:
    async def test_record_and_revoke_and_tell_of_it(self, browser_of: BrowserOf, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        station, centre = await browser_of(Role.STATION_STAFF, SHI_AN), await browser_of(Role.CENTRE_STAFF)
        person = f"/registry/persons/{veteran_id}"
        assert f"{person}/death" in (await station.get(person)).text
        sent = {**BODY, "version": "1", "idempotency_key": "one"}
        assert 'name="version" value="1"' in (await station.get(f"{person}/death")).text
        assert (await station.post(f"{person}/death", data=sent)).status_code == 303
        stale = await station.post(f"{person}/death", data={**sent, "idempotency_key": "two"})
        assert (stale.status_code, "已故" in stale.text) == (409, True)
        shown = (await station.get(person)).text
        assert "已故" in shown
        assert f"{person}/corrections" not in shown
        assert DOCUMENT in (await station.get(f"{person}/deaths")).text
        assert f"{person}/death/revocation" in (await centre.get(person)).text
        revoked = {**REVOCATION, "version": "2", "idempotency_key": "three"}
        assert "撤销死亡登记" in (await centre.get(f"{person}/death/revocation")).text
        assert (await centre.post(f"{person}/death/revocation", data=revoked)).status_code == 303
        again = (await centre.get(person)).text
        assert ("已登记" in again, "撤销死亡登记" in again, "已故" in again) == (True, True, False)

    async def test_list_the_roles_that_are_to_be_ended(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        dead, living = [await given_veteran(registry_engine, id_number=given_number(n), **REGISTERED) for n in (1, 2)]
        facts: dict[str, Any] = {"kind": RoleKind.MEDIATOR, "assumed_on": date(2019, 3, 2), "source": "名册"}
        roles = [
            await assume_role(given_work(registry_engine), person, **facts, keyring=KEYRING)
            for person in (dead, living)
        ]
        await recording(registry_engine, dead)
        station = await browser_of(Role.STATION_STAFF, SHI_AN)
        shown = (await station.get("/registry/deaths/roles")).text
        assert [f"/registry/roles/{role.role_id}/end" in shown for role in roles] == [True, False]
        assert "/registry/deaths/roles" in (await station.get(f"/registry/persons/{dead}/deaths")).text
        elsewhere = await browser_of(Role.STATION_STAFF, "411329.411329105")
        assert "没有需要终止的社会身份。" in (await elsewhere.get("/registry/deaths/roles")).text


class TestTheDayItCountsOn:
    def test_is_that_of_the_registration_for_who_died_before(self) -> None:
        day = date(2019, 3, 1)
        death = Death(APRIL, date(1959, 2, 26), day, None, date(2019, 4, 30))
        assert (death.counted_on, Death(date(2017, 1, 1), death.born_on, day, None, APRIL).counted_on) == (APRIL, day)
