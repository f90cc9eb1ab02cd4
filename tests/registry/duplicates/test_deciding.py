"""Somebody decides about a pair; nothing is merged by machine."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.duplicates.commands import reopen_suspicion, report_duplicate, rule_out_duplicate
from services.registry.duplicates.commands.deciding import Decision
from services.registry.duplicates.domain.suspicion import (
    OneFile,
    SuspectedAlready,
    SuspicionChanged,
    SuspicionDecided,
    SuspicionNotFound,
    SuspicionOpen,
)
from services.registry.veterans.queries.files import VeteranNotFound
from shared.auth.roles import Role
from tests.browsers import links_of, words_of
from tests.races import race
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.duplicates.given import comparing, pair_of, pairs
from tests.registry.duplicates.test_finding import SAME_BIRTH
from tests.registry.given import audited, given_network, given_work, published
from tests.registry.persons import ROOM_PATH, ZHANG_WEI, given_number, given_veteran

TWO = Decision("identity-documents", "核对两人身份证，户字第12号")
LIST = "/registry/duplicates"


@pytest.fixture
async def persons(registry_engine: AsyncEngine) -> list[UUID]:
    """Two persons of one name, village and date of birth."""
    await given_network(registry_engine)
    return [await given_veteran(registry_engine, id_number=number) for number in (ZHANG_WEI, SAME_BIRTH)]


@pytest.fixture
async def pair(registry_engine: AsyncEngine, persons: list[UUID]) -> UUID:
    """The suspicion about them."""
    await comparing(registry_engine)
    [(_, _, event)] = await published(registry_engine, "duplicate-suspected")
    assert pair_of(*persons) == frozenset({event["person_id"], event["other_person_id"]})
    return UUID(event["suspicion_id"])


class TestTwoOfOneNameVillageAndBirth:
    async def test_stay_two_and_are_not_suspected_again(
        self, registry_engine: AsyncEngine, persons: list[UUID], pair: UUID
    ) -> None:
        work = given_work(registry_engine)
        assert await rule_out_duplicate(work, pair, TWO, version=1) == 2
        [(_, sequence, event)] = await published(registry_engine, "duplicate-ruled-out")
        assert (sequence, event["difference"], event["suspicion_id"]) == (2, "identity-documents", str(pair))
        for version in (None, 2):
            with pytest.raises(SuspicionDecided):
                await rule_out_duplicate(work, pair, TWO, version=version)
        with pytest.raises(SuspectedAlready):
            await report_duplicate(work, persons[1], persons[0], reason="来信反映")
        # A third of the kind is compared with both, and the two are left alone.
        third = await given_veteran(registry_engine, id_number=given_number(9))
        await comparing(registry_engine)
        assert await pairs(registry_engine) == {pair_of(*persons)}
        assert third not in persons
        told = {kind for kind, _, _ in await published(registry_engine)}
        assert not any("merge" in each for each in told)

    async def test_are_looked_at_again_where_that_was_wrong(self, registry_engine: AsyncEngine, pair: UUID) -> None:
        work = given_work(registry_engine)
        with pytest.raises(SuspicionOpen):
            await reopen_suspicion(work, pair, reason="新线索")
        await rule_out_duplicate(work, pair, TWO)
        with pytest.raises(SuspicionChanged):
            await reopen_suspicion(work, pair, reason="新线索", version=1)
        assert await reopen_suspicion(work, pair, reason="新线索", version=2) == 3
        sequences = [sequence for _, sequence, _ in await published(registry_engine, "duplicate-suspected")]
        assert sequences == [1, 3]
        assert await rule_out_duplicate(work, pair, TWO) == 4
        assert [result for _, result in await audited(registry_engine, "reopen-suspicion")] == [
            "suspicion-open", "suspicion-changed", "done",
        ]  # fmt: skip

    async def test_are_decided_about_once_when_two_decide_at_once(
        self, registry_engine: AsyncEngine, pair: UUID
    ) -> None:
        deciding = [rule_out_duplicate(given_work(registry_engine), pair, TWO, version=1) for _ in range(2)]
        answers = await race(registry_engine, "duplicate_suspicion", deciding)
        assert sorted(map(str, map(type, answers))) == sorted(map(str, (int, SuspicionChanged)))
        assert len(await published(registry_engine, "duplicate-ruled-out")) == 1


class TestReporting:
    async def test_is_of_two_files_once(self, registry_engine: AsyncEngine, persons: list[UUID]) -> None:
        work = given_work(registry_engine)
        other = await given_veteran(registry_engine, id_number=given_number(3), name="李四")
        both = [report_duplicate(work, *pair, reason="来信反映") for pair in ((other, persons[0]), (persons[0], other))]
        answers = await race(registry_engine, "duplicate_suspicion", both)
        assert {type(answer) for answer in answers} == {UUID, SuspectedAlready}
        with pytest.raises(OneFile):
            await report_duplicate(work, other, other, reason="来信反映")
        with pytest.raises(VeteranNotFound):
            await report_duplicate(work, other, UUID(int=1), reason="来信反映")
        with pytest.raises(SuspicionNotFound):
            await rule_out_duplicate(work, UUID(int=1), TWO)
        [(_, _, event)] = await published(registry_engine, "duplicate-suspected")
        assert (event["grounds"], event["score"]) == (["reported"], 80)


class TestTheApi:
    async def test_shows_both_masked_and_takes_what_was_decided(self, client_for: ClientFor, pair: UUID) -> None:
        centre, path = await client_for(Role.CENTRE_STAFF), f"/duplicates/{pair}"
        listed = (await centre.get("/duplicates?state=open")).json()["items"]
        assert [each["suspicion_id"] for each in listed] == [str(pair)]
        shown = (await centre.get(path)).json()
        assert [file["name"] for file in shown["files"]] == ["张*", "张*"]
        assert ZHANG_WEI not in str(shown)
        assert "1959" not in str(shown)
        wrong: dict[str, Any] = {"difference": "guess", "reason": "看过", "version": 1}
        assert (await centre.post(f"{path}/different", json=wrong)).status_code == 422
        right = {**wrong, "difference": "met-both"}
        assert (await centre.post(f"{path}/different", json=right)).json() == {"version": 2}
        assert (await centre.post(f"{path}/different", json=right)).json()["code"] == "suspicion-changed"
        decided = (await centre.get(path)).json()
        assert (decided["state"], decided["difference"], decided["reason"]) == ("different", "met-both", "看过")
        again = await centre.post(f"{path}/reopening", json={"reason": "新线索"})
        assert again.json() == {"version": 3}
        assert (await centre.get("/duplicates?state=different")).json()["items"] == []

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.BUREAU_LEADER])
    async def test_is_read_but_not_decided_by_others(self, client_for: ClientFor, pair: UUID, role: Role) -> None:
        other, path = await client_for(role), f"/duplicates/{pair}"
        assert (await other.get(path)).status_code == 200
        assert (await other.post(f"{path}/reopening", json={"reason": "看过"})).status_code == 403

    async def test_is_nothing_for_a_township(self, client_for: ClientFor, pair: UUID) -> None:
        station = await client_for(Role.STATION_STAFF, "411329.411329104")
        assert (await station.get("/duplicates")).status_code == 403
        assert (await station.get(f"/duplicates/{pair}")).status_code == 403


class TestThePages:
    async def test_put_both_files_side_by_side_and_lead_on(
        self, browser_of: BrowserOf, persons: list[UUID], pair: UUID
    ) -> None:
        centre, at = await browser_of(Role.CENTRE_STAFF), f"{LIST}/{pair}"
        listed = await centre.get(f"{LIST}?state=open&person_id={persons[1]}")
        assert (at in links_of(listed), f'type="search" value="{persons[1]}"' in listed.text) == (True, True)
        shown = await centre.get(at)
        assert {f"/registry/persons/{each}" for each in persons} | {f"{at}/different"} <= links_of(shown)
        assert "1984-12" in words_of(shown)
        for each in persons:  # what the forms call them by, names of one person do not tell them apart
            assert f'<span class="small">{str(each)[-8:]}</span>' in shown.text
        for form in ("different", "reopening"):
            assert (await centre.get(f"{at}/{form}")).status_code == 200
        said = {"difference": "household-register", "reason": "户字第12号", "version": "1"}
        assert (await centre.post(f"{at}/different", data=said)).status_code == 303
        assert "户籍登记" in words_of(await centre.get(at))
        stale = await centre.post(f"{at}/different", data=said)
        assert stale.status_code == 409
        assert "确为两人" in words_of(stale)
        assert (await centre.post(f"{at}/reopening", data={"reason": "新线索", "version": "2"})).status_code == 303

    async def test_report_another_file_of_a_person(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, persons: list[UUID]
    ) -> None:
        centre, at = await browser_of(Role.CENTRE_STAFF), f"/registry/persons/{persons[0]}/duplicate"
        assert at in links_of(await centre.get(f"/registry/persons/{persons[0]}"))
        assert (await centre.get(at)).status_code == 200
        assert (await centre.post(at, data={"other_person_id": "12", "reason": "来信"})).status_code == 422
        sent = await centre.post(at, data={"other_person_id": str(persons[1]), "reason": "来信"})
        assert sent.status_code == 303
        assert await pairs(registry_engine) == {pair_of(*persons)}

    async def test_are_not_for_a_room(self, browser_of: BrowserOf, persons: list[UUID]) -> None:
        room = await browser_of(Role.ROOM_STAFF, ROOM_PATH)
        assert (await room.get(LIST)).status_code == 403
        assert "duplicate" not in (await room.get(f"/registry/persons/{persons[0]}")).text
