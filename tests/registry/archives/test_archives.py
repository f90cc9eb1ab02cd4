"""Which papers of a file are there is said whole, ticked with who and when, and kept."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.archives.commands import check_archive
from services.registry.archives.domain import ArchiveChanged, ArchiveInvalid, Checked, SamePapers
from services.registry.archives.parameters import REQUIRED
from services.registry.veterans.domain.standing import PersonIsDeregistered
from services.registry.veterans.queries.files import VeteranNotFound
from shared.auth.roles import Role
from tests.browsers import words_of
from tests.races import race
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.erasures.given import erasing, given_dead
from tests.registry.families.given import SHI_AN, keeper
from tests.registry.given import KEYRING, TODAY, audited, given_network, published
from tests.registry.merges.given import given_pair, merging
from tests.registry.persons import OTHER_ROOM_PATH, ROOM_PATH, codes_of, given_number, given_veteran

DOCUMENT = "移交函第8号"
WITHOUT_ONE = REQUIRED - {"medical-examination"}


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine)


async def checking(
    engine: AsyncEngine, veteran_id: UUID, papers: frozenset[str] = REQUIRED, version: int | None = None, *,
    on: date = TODAY, path: str = SHI_AN,
) -> int:  # fmt: skip
    return await check_archive(
        keeper(engine, path), veteran_id, Checked(papers, on), document=DOCUMENT, version=version, keyring=KEYRING
    )  # fmt: skip


class TestAFile:
    async def test_is_received_once_and_checked_again_with_what_was_ticked_kept(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        assert await checking(registry_engine, veteran, WITHOUT_ONE | {"awards"}, 0) == 1
        [(_, sequence, event)] = await published(registry_engine, "archive-received")
        assert (sequence, event["person_id"], event["org_path"]) == (1, str(veteran), ROOM_PATH)
        assert (event["checked_on"], event["missing"]) == ("2019-04-30", ["medical-examination"])
        with pytest.raises(SamePapers):
            await checking(registry_engine, veteran, WITHOUT_ONE | {"awards"})
        assert await checking(registry_engine, veteran, REQUIRED, 1) == 2
        [(_, sequence, event)] = await published(registry_engine, "archive-checked")
        assert (sequence, event["missing"]) == (2, [])
        async with registry_engine.connect() as connection:
            gone = "SELECT paper FROM archive_paper WHERE known_until IS NOT NULL"
            assert (await connection.execute(text(gone))).scalars().all() == ["awards"]
        assert await checking(registry_engine, veteran, frozenset()) == 3
        [*_, (_, _, emptied)] = await published(registry_engine, "archive-checked")
        assert emptied["missing"] == [
            "enlistment-registration", "political-review", "medical-examination", "discharge-registration",
        ]  # fmt: skip
        done = [result for _, result in await audited(registry_engine, "check-archive")]
        assert done == ["done", "same-papers", "done", "done"]

    async def test_is_checked_by_one_of_two_who_saw_the_same_list(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        asked = [checking(registry_engine, veteran, papers, 0) for papers in (REQUIRED, WITHOUT_ONE)]
        ended = await race(registry_engine, "veteran", asked)
        assert sorted(type(each).__name__ for each in ended) == ["ArchiveChanged", "int"]
        with pytest.raises(ArchiveChanged):
            await checking(registry_engine, veteran, frozenset(), 0)

    async def test_is_of_somebody_registered_in_scope_and_of_no_day_to_come(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        with pytest.raises(ArchiveInvalid) as refused:
            await checking(registry_engine, veteran, on=date(2019, 5, 1))
        assert codes_of(refused.value) == {"checked_on": "in-future"}
        with pytest.raises(VeteranNotFound):
            await checking(registry_engine, veteran, path=OTHER_ROOM_PATH)
        async with registry_engine.begin() as connection:
            await connection.execute(text("UPDATE veteran SET state = 'deregistered'"))
        with pytest.raises(PersonIsDeregistered):
            await checking(registry_engine, veteran)


class TestByHttp:
    async def test_a_station_ticks_and_a_room_sees_what_is_missing(self, client_for: ClientFor, veteran: UUID) -> None:
        at = f"/veterans/{veteran}/archive"
        station, room = await client_for(Role.STATION_STAFF, SHI_AN), await client_for(Role.ROOM_STAFF, ROOM_PATH)
        body = {"papers": sorted(WITHOUT_ONE), "checked_on": "2019-04-30", "document": DOCUMENT, "version": 0}
        assert (await room.post(at, json=body)).status_code == 403
        wrong = await station.post(at, json={**body, "papers": ["a-poem"], "document": ""})
        assert {each["field"] for each in wrong.json()["fields"]} == {"papers.0", "document"}
        none = (await room.get(at)).json()
        assert (none["version"], len(none["missing"])) == (0, 4)
        assert (await station.post(at, json=body)).json() == {"version": 1}
        assert (await station.post(at, json=body)).status_code == 409
        assert (await room.get(at)).json()["missing"] == ["medical-examination"]
        assert len((await room.get("/incomplete-archives")).json()["items"]) == 1
        whole = {**body, "papers": sorted(REQUIRED), "version": 1}
        assert (await station.post(at, json=whole)).json() == {"version": 2}
        assert (await room.get("/incomplete-archives")).json()["items"] == []
        elsewhere = await client_for(Role.ROOM_STAFF, OTHER_ROOM_PATH)
        assert (await elsewhere.get(at)).status_code == 404

    async def test_a_file_that_is_merged_or_erased_lacks_nothing(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        other = await given_veteran(registry_engine, id_number=given_number(7))
        await merging(registry_engine, await given_pair(registry_engine, veteran, other), veteran)
        room = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        assert [each["veteran_id"] for each in (await room.get("/incomplete-archives")).json()["items"]] == [
            str(veteran)
        ]  # fmt: skip
        await given_dead(registry_engine, veteran, date(2019, 4, 30))
        await erasing(registry_engine, veteran, later=timedelta(days=3660))
        assert (await room.get("/incomplete-archives")).json()["items"] == []


class TestThePages:
    async def test_lead_from_the_list_to_the_papers(self, browser_of: BrowserOf, veteran: UUID) -> None:
        clerk, person = await browser_of(Role.STATION_STAFF, SHI_AN), f"/registry/persons/{veteran}"
        at = f"{person}/archive"
        assert at in (await clerk.get("/registry/archives")).text
        assert at in (await clerk.get(person)).text
        assert "尚未接收纸质档案。" in words_of(await clerk.get(at))
        assert 'name="version" value="0"' in (await clerk.get(f"{at}/check")).text
        sent = {
            "papers": sorted(WITHOUT_ONE), "checked_on": "2019-04-30", "document": DOCUMENT, "version": "0",
            "idempotency_key": "one",
        }  # fmt: skip
        for _ in range(2):
            assert (await clerk.post(f"{at}/check", data=sent)).headers["location"] == at
        assert "缺少必备材料：体格检查表" in words_of(await clerk.get(at))
        stale = await clerk.post(f"{at}/check", data={**sent, "papers": ["awards"], "idempotency_key": "two"})
        assert (stale.status_code, "退役登记表" in words_of(stale)) == (409, True)
        assert (await clerk.get(f"{at}/check")).text.count(" checked>") == 3
        whole = {**sent, "papers": sorted(REQUIRED), "version": "1", "idempotency_key": "three"}
        assert (await clerk.post(f"{at}/check", data=whole)).status_code == 303
        assert "必备材料齐全" in words_of(await clerk.get(at))
        assert "没有材料不齐的人员。" in words_of(await clerk.get("/registry/archives"))
        assert "核对档案材料" in words_of(await clerk.get(person))
