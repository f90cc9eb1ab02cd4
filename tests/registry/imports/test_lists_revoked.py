"""What a list of deaths or moves did is taken back as a whole, each record by the command of the desk."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.deaths.commands import revoke_death_record
from services.registry.imports.parameters import ImportKind
from services.registry.relocations.commands import Reported, record_relocation
from services.registry.relocations.parameters import Kind
from shared.auth.roles import Role
from shared.clock import now
from tests.browsers import links_of, words_of
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import KEYRING, audited, given_network, given_work, published
from tests.registry.imports.files import given_import, line, rows_of, work_off
from tests.registry.imports.lists import REGISTERED, death, done_with, given_list, move
from tests.registry.persons import OTHER_ROOM, REGISTRAR, ROOM, given_number, given_veteran

DEATHS, MOVES = ImportKind.DEATHS, ImportKind.RELOCATIONS
SHI_AN = "411329.411329104"
GROUND = {"reason": "another-person", "document": "更正说明第9号"}
STATION: dict[str, Any] = {"path": SHI_AN, "role": Role.STATION_STAFF}


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


async def people(engine: AsyncEngine, count: int) -> dict[str, UUID]:
    return {
        number: await given_veteran(engine, id_number=number, **REGISTERED)
        for number in map(given_number, range(count))
    }


class TestAListThatWasWrong:
    async def test_is_seen_by_the_centre_and_revoked_whole_but_for_what_was_recorded_since(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        persons = await people(registry_engine, 4)
        [one, two, *others] = persons
        rows = [death(身份证号=number) for number in persons]
        import_id = await given_list(registry_engine, DEATHS, rows, **STATION)
        await work_off(registry_engine)
        # The first is revoked at the desk, the second too, and recorded anew on another day.
        for number in (one, two):
            desk = given_work(registry_engine, now=now())
            await revoke_death_record(
                desk, persons[number], reason="wrong-date", document="更正说明第1号", keyring=KEYRING
            )
        anew = death(身份证号=two, 死亡日期="2019-04-02")
        assert [outcome for outcome, _ in await done_with(registry_engine, DEATHS, anew)] == ["accepted"]
        centre = await client_for(Role.CENTRE_STAFF)
        assert (await centre.get(f"/imports/{import_id}")).json()["accepted_count"] == 4
        answer = await centre.post(f"/imports/{import_id}/revocation", json=GROUND)
        await work_off(registry_engine)
        revoking = (await centre.get(f"/imports/{answer.json()['import_id']}")).json()
        assert (revoking["kind"], revoking["revokes"], revoking["state"], revoking["accepted_count"]) == (
            "death-revocations", str(import_id), "done", 2,
        )  # fmt: skip
        standing = "SELECT person_id, died_on::text AS day FROM death WHERE revoked_at IS NULL"
        assert await rows_of(registry_engine, standing) == [{"person_id": persons[two], "day": "2019-04-02"}]
        by_it = "SELECT person_id FROM death WHERE revocation_document = '更正说明第9号' ORDER BY 1"
        assert [row["person_id"] for row in await rows_of(registry_engine, by_it)] == sorted(
            persons[each] for each in others
        )
        assert len(await audited(registry_engine, "revoke-death-record")) == 4
        again = await centre.post(f"/imports/{import_id}/revocation", json=GROUND)
        assert (again.status_code, again.json()["code"]) == (409, "nothing-to-revoke")

    async def test_of_moves_is_revoked_from_the_last_to_the_first(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        [number] = await people(registry_engine, 1)
        back = {"迁入区划代码或名称": ROOM, "迁入机构代码或名称": ROOM, "迁移日期": "2019-05-01"}
        rows = [move(身份证号=number), move(身份证号=number, **back), move(身份证号=number, 迁移类别="residence")]
        import_id = await given_list(registry_engine, MOVES, rows)
        await work_off(registry_engine)
        centre = await client_for(Role.CENTRE_STAFF)
        await centre.post(f"/imports/{import_id}/revocation", json={**GROUND, "reason": "unfounded"})
        await work_off(registry_engine)
        assert await rows_of(registry_engine, "SELECT 1 FROM relocation WHERE revoked_at IS NULL") == []
        assert await rows_of(registry_engine, "SELECT org_code, residence_org_code FROM veteran") == [
            {"org_code": ROOM, "residence_org_code": None}
        ]
        assert len(await published(registry_engine, "relocation-revoked")) == 3

    async def test_is_revoked_without_what_the_same_clerk_did_by_hand_in_the_same_second(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        [(number, person_id)] = (await people(registry_engine, 1)).items()
        import_id = await given_list(registry_engine, MOVES, [move(身份证号=number)])
        lives = Reported(Kind.RESIDENCE, OTHER_ROOM, OTHER_ROOM, date(2019, 4, 1), "户迁〔2019〕6号")
        await record_relocation(given_work(registry_engine), person_id, lives, registrar=REGISTRAR)
        await work_off(registry_engine)
        at_once = "UPDATE relocation SET recorded_by = account_id, recorded_at = requested_at FROM register_import"
        async with registry_engine.begin() as connection:
            assert (await connection.execute(text(at_once))).rowcount == 2
        centre = await client_for(Role.CENTRE_STAFF)
        await centre.post(f"/imports/{import_id}/revocation", json={**GROUND, "reason": "unfounded"})
        await work_off(registry_engine)
        standing = "SELECT kind FROM relocation WHERE revoked_at IS NULL"
        assert await rows_of(registry_engine, standing) == [{"kind": "residence"}]

    async def test_is_revoked_by_the_centre_alone_and_only_where_that_can_be(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        [number] = await people(registry_engine, 1)
        account = (await rows_of(registry_engine, "SELECT gen_random_uuid() AS id"))[0]["id"]
        station = await client_for(Role.STATION_STAFF, SHI_AN, account_id=account)
        mine: dict[str, Any] = {"account_id": account, **STATION}
        rehearsed = await given_list(registry_engine, DEATHS, [death(身份证号=number)], dry_run=True, **mine)
        done = await given_list(registry_engine, DEATHS, [death(身份证号=number)], **mine)
        register = await given_import(registry_engine, [line()], **mine)
        await work_off(registry_engine)
        refused = await station.post(f"/imports/{done}/revocation", json=GROUND)
        assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")
        centre = await client_for(Role.CENTRE_STAFF)
        codes = [
            (await centre.post(f"/imports/{import_id}/revocation", json={**GROUND, **changes})).json()["code"]
            for import_id, changes in ((rehearsed, {}), (register, {}), (done, {"reason": "wrong-place"}))
        ]
        assert codes == ["list-not-revocable", "import-not-found", "list-revocation-invalid"]
        assert (await centre.get(f"/imports/{register}")).status_code == 404
        other = await client_for(Role.STATION_STAFF, SHI_AN)
        assert (await other.get(f"/imports/{done}")).status_code == 404
        template = await centre.get("/imports/template.xlsx", params={"kind": "death-revocations"})
        assert template.status_code == 422

    async def test_is_revoked_in_a_browser(self, browser_of: BrowserOf, registry_engine: AsyncEngine) -> None:
        [number] = await people(registry_engine, 1)
        import_id = await given_list(registry_engine, DEATHS, [death(身份证号=number)], **STATION)
        await work_off(registry_engine)
        clerk = await browser_of(Role.CENTRE_STAFF)
        page = f"/registry/imports/{import_id}"
        assert page in links_of(await clerk.get("/registry/imports"))
        assert f"{page}/revocation" in links_of(await clerk.get(page))
        wrong = await clerk.post(f"{page}/revocation", data={"reason": "", "document": ""})
        assert wrong.status_code == 422
        sent = await clerk.post(f"{page}/revocation", data=GROUND)
        assert sent.status_code == 303
        await work_off(registry_engine)
        done = await clerk.get(sent.headers["location"])
        assert "撤销死亡登记" in words_of(done)
        assert page in links_of(done)
        assert len(await published(registry_engine, "death-record-revoked")) == 1
