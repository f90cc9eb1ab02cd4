"""Parties of cases by HTTP and in a browser, and how long they are kept."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.case_parties.domain import (
    Counted,
    Wanted,
)
from services.registry.erasures.commands.parties import FORGET_PARTIES
from services.registry.registrations.commands import hand_in_anew, withdraw_registration
from services.registry.registrations.domain import KnownByAnotherNumber
from shared.auth.roles import Role
from shared.command import command
from shared.ids import new_id
from shared.schedule import Due
from tests.browsers import links_of, words_of
from tests.registry.case_parties.given import (
    NEIGHBOUR,
    correcting,
    given_case,
    hearing,
    listed_at,
    naming,
    resolved,
    room,
    somebody,
)
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.erasures.given import DIED, erasing, given_dead
from tests.registry.families.given import SHI_AN, WIFE, keeper, relating
from tests.registry.given import TODAY, audited, given_network, given_work, published
from tests.registry.persons import (
    OTHER_ROOM_PATH,
    REGISTRAR,
    ROOM,
    ROOM_PATH,
    given_form,
    given_number,
    given_veteran,
)
from tests.registry.recipients.given import ending, given_recipient
from tests.registry.registrations.given import given_handed_in, scalar


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine)


class TestErasure:
    async def test_comes_once_the_last_case_has_been_kept_long_enough(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        engine = registry_engine
        first, second = await given_case(engine, veteran), await given_case(engine, veteran)
        for case_id in (first, second):
            await naming(room(engine), case_id)
        await relating(keeper(engine), veteran)
        await naming(room(engine), first, somebody(WIFE, "李梅"))
        await hearing(engine, resolved(first))
        later = datetime(2029, 4, 21, tzinfo=UTC)
        assert not await self.forgotten(engine, later)  # the other case is under way
        await hearing(engine, resolved(second, TODAY))
        assert not await self.forgotten(engine, datetime(2029, 4, 29, tzinfo=UTC))
        assert await self.forgotten(engine, datetime(2029, 4, 30, tzinfo=UTC))
        assert not await self.forgotten(engine, later + timedelta(days=4000))  # the wife is kept for the veteran's sake
        shown = await listed_at(engine, first)
        assert [each.name and each.name.reveal() for each in shown.parties] == [None, "李梅"]
        assert shown.counted == Counted(3, 2)
        runs = await audited(engine, "forget-case-parties")
        assert [subject for subject, _ in runs if subject] == [f"case-party {shown.parties[0].party.person_id}"]
        await naming(room(engine), await given_case(engine, veteran), somebody(name="另人"))

    async def test_does_not_come_with_a_registration_that_is_withdrawn(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        engine = registry_engine
        case_id = await given_case(engine, veteran)
        await naming(room(engine), case_id)
        handed_in = await given_handed_in(room(engine), id_number=NEIGHBOUR, name="赵邻")
        another = given_form(id_number=given_number(7), name="赵邻")
        with pytest.raises(KnownByAnotherNumber):
            await hand_in_anew(room(engine), handed_in, another, registrar=REGISTRAR)
        await withdraw_registration(room(engine), handed_in, reason="本人要求撤回")
        [party] = (await listed_at(engine, case_id)).parties
        assert (party.name and party.name.reveal()) == "赵邻"
        await hearing(engine, resolved(case_id))
        assert await self.forgotten(engine, datetime(2029, 4, 21, tzinfo=UTC))
        assert (await listed_at(engine, case_id)).parties[0].name is None

    async def forgotten(self, engine: AsyncEngine, at: datetime) -> bool:
        """Whether a run found somebody."""
        return await command(FORGET_PARTIES.run)(given_work(engine, now=at), Due("", at, {})) is not None

    async def test_of_a_veteran_leaves_a_relative_who_is_a_party(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        engine = registry_engine
        other = await given_veteran(engine, id_number=given_number(21))
        case_id = await given_case(engine, other)
        await relating(keeper(engine), veteran)
        await naming(room(engine), case_id, somebody(WIFE, "李梅"))
        await naming(room(engine), case_id, Wanted(veteran))
        await given_dead(engine, veteran)
        await erasing(engine, veteran)
        # Nor does that of a recipient.
        recipient = await given_recipient(engine, number=NEIGHBOUR, name="赵邻")
        await naming(room(engine), case_id)
        await ending(keeper(engine), recipient, "deceased", DIED)
        await erasing(engine, recipient)
        shown = await listed_at(engine, case_id)
        assert [each.name and each.name.reveal() for each in shown.parties] == ["李梅", None, "赵邻"]
        assert shown.counted == Counted(3, 3)
        # They are parties alone from then on, and kept no longer than others.
        await hearing(engine, resolved(case_id))
        assert not await self.forgotten(engine, datetime(2029, 4, 19, tzinfo=UTC))
        for _ in range(2):
            assert await self.forgotten(engine, datetime(2029, 4, 21, tzinfo=UTC))
        assert [each.name for each in (await listed_at(engine, case_id)).parties] == [None] * 3

    async def test_comes_at_once_where_a_relative_of_who_was_erased_never_was_a_party(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        engine = registry_engine
        case_id = await given_case(engine, await given_veteran(engine, id_number=given_number(21)))
        await relating(keeper(engine), veteran)
        party = await naming(room(engine), case_id, somebody(WIFE, "李梅"))
        wife = (await listed_at(engine, case_id)).parties[0].party.person_id
        await given_dead(engine, veteran)
        await erasing(engine, veteran)
        kept = "SELECT count(*) FROM data_key WHERE person_id = :id"
        assert await scalar(engine, kept, id=wife) == 1
        await correcting(room(engine), party, somebody())
        assert await scalar(engine, kept, id=wife) == 0


class TestByHttpAndThePages:
    async def test_a_room_names_parties_and_a_station_sees_them_in_clear(
        self, registry_engine: AsyncEngine, client_for: ClientFor, browser_of: BrowserOf, veteran: UUID
    ) -> None:
        case_id = await given_case(registry_engine, veteran, count=2)
        at = f"/cases/{case_id}/parties"
        clerk, station = await client_for(Role.ROOM_STAFF, ROOM_PATH), await client_for(Role.STATION_STAFF, SHI_AN)
        posted = await clerk.post(at, json={"name": "赵邻", "id_number": NEIGHBOUR})
        assert posted.status_code == 201
        differs = await clerk.post(at, json={"name": "钱邻", "id_number": NEIGHBOUR})
        assert (differs.status_code, differs.json()["code"]) == (409, "name-differs")
        assert [(each["field"], each["code"]) for each in differs.json()["fields"]] == [("name", "name-differs")]
        one = f"/case-parties/{posted.json()['party_id']}"
        shown = (await clerk.get(at)).json()
        assert {name: shown[name] for name in ("applicant_id", "parties_count", "named", "unnamed")} == {
            "applicant_id": str(veteran), "parties_count": 2, "named": 1, "unnamed": 0,
        }  # fmt: skip
        [each] = shown["parties"]
        assert (each["name"], each["has_file"], NEIGHBOUR in str(each)) == ("赵*", False, False)
        elsewhere = await client_for(Role.STATION_STAFF, OTHER_ROOM_PATH)
        assert (await elsewhere.get(at)).status_code == 404
        why = {"purpose": "benefit-handling", "reason": "核对当事人"}
        assert (await clerk.post(f"{one}/disclosures", json=why)).status_code == 403
        assert (await elsewhere.post(f"{one}/disclosures", json=why)).status_code == 404
        seen = await station.post(f"{one}/disclosures", json=why)
        assert (seen.status_code, seen.json()["values"]) == (201, {"name": "赵邻", "id_number": NEIGHBOUR})
        [(_, _, viewed)] = await published(registry_engine, "sensitive-record-viewed")
        assert viewed["person_id"] == each["person_id"]
        typed = {"name": "赵林", "document": "身份证", "version": 1}
        assert (await clerk.post(f"{one}/identity-correction", json=typed)).status_code == 204
        [again] = (await clerk.get(at)).json()["parties"]
        assert (again["person_id"], again["version"]) == (each["person_id"], 2)
        late = await clerk.post(f"{one}/identity-correction", json={**typed, "name": "赵霖"})
        assert (late.status_code, late.json()["code"]) == (409, "case-party-changed")
        body = {"name": "赵森", "document": "身份证", "version": 2}
        assert (await clerk.post(f"{one}/correction", json=body)).json() == {"version": 3}
        gone = {"reason": "left", "removed_on": "2019-04-30", "document": "说明", "version": 3}
        assert (await clerk.post(f"{one}/removal", json=gone)).json() == {"version": 4}
        [each] = (await clerk.get(at)).json()["parties"]
        assert (each["reason"], each["document"], each["removed_on"]) == ("left", "说明", "2019-04-30")
        await self._listed(clerk, elsewhere, case_id)
        await self._again_by_the_pages(await browser_of(Role.STATION_STAFF, SHI_AN), case_id)

    async def test_the_part_of_a_case_that_is_not_known_here_yet_asks_again(self, browser_of: BrowserOf) -> None:
        browser, parties = await browser_of(Role.STATION_STAFF, SHI_AN), f"/registry/cases/{new_id()}/parties"
        part = await browser.get(parties, headers={"HX-Request": "true"})
        assert (part.status_code, f"{parties}?tries=1" in part.text) == (200, True)
        last = await browser.get(parties, params={"tries": "15"}, headers={"HX-Request": "true"})
        assert (last.status_code, "刚刚立案" in last.text) == (409, True)
        assert (await browser.get(parties)).status_code == 404

    async def _listed(self, clerk: Any, elsewhere: Any, case_id: UUID) -> None:
        async def found(client: Any, **asked: str) -> list[tuple[str | None, str, str, str]]:
            answer = await client.get("/case-parties", params=asked)
            assert answer.status_code == 200, answer.text
            names = ("name", "case_id", "org_code", "state")
            return [tuple(each[name] for name in names) for each in answer.json()["items"]]

        [gone] = await found(clerk)
        assert gone == ("赵*", str(case_id), ROOM, "removed")
        assert await found(clerk, unit=ROOM, state="removed") == [gone]
        assert await found(clerk, state="party") == await found(elsewhere) == []
        assert (await clerk.get("/case-parties", params={"state": "lost"})).status_code == 422
        taken = await clerk.post("/case-parties/exports", json={"state": "removed", "purpose": "核对当事人"})
        assert taken.status_code == 200, taken.text
        sheet = CalamineWorkbook.from_filelike(BytesIO(taken.content)).get_sheet_by_index(0)
        cells = {str(cell) for row in sheet.to_python() for cell in row}
        assert {"赵*", ROOM, "已移除", str(case_id)} <= cells
        assert [each for each in cells if "赵邻" in each or NEIGHBOUR in each] == []

    async def _again_by_the_pages(self, clerk: Any, case_id: UUID) -> None:
        parties = f"/registry/cases/{case_id}/parties"
        page = await clerk.get(parties)
        for each in (
            "登记当事人 赵*",
            "移除当事人 赵*",
            "已移除",
            "说明",
            "改为登记有误",
            "未登记 1 人",
            "查看当事人的完整信息",
        ):
            assert each in words_of(page)
        # By itself the page has its heading, and the part of a case one of its own.
        part = await clerk.get(parties, headers={"HX-Request": "true"})
        assert [("<h2>当事人</h2>" in each.text, f"{parties}/new" in each.text) for each in (page, part)] == [
            (False, True), (True, True),
        ]  # fmt: skip
        assert f"{parties}/new" in links_of(page)
        assert (await clerk.get(f"{parties}/new")).status_code == 200
        empty = await clerk.post(f"{parties}/new", data={"name": "", "id_number": "", "person_id": ""})
        assert (empty.status_code, "请填写姓名" in words_of(empty)) == (422, True)
        listed = words_of(await clerk.get("/registry/case-parties?state=removed&unit="))
        assert [each in listed for each in ("赵*", "已移除", "孙*")] == [True, True, False]
        named = await clerk.post(f"{parties}/new", data={"name": "孙邻", "idempotency_key": "one"})
        assert (named.status_code, named.headers["location"].split("?")[0]) == (303, parties)
        acts = [each for each in links_of(await clerk.get(parties)) if each.startswith("/registry/case-parties/")]
        [correction] = [each for each in acts if each.endswith("/correction")]
        removal = correction.replace("/correction", "/removal")
        [of_who_left] = [each for each in acts if each.endswith("/removal") and each != removal]
        never = {"reason": "recorded-in-error", "removed_on": "2019-04-30", "document": "说明", "version": "4"}
        assert "移除当事人" in words_of(await clerk.get(of_who_left))
        assert (await clerk.post(of_who_left, data=never)).status_code == 303
        assert of_who_left not in links_of(await clerk.get(parties))
        identity = correction.replace("/correction", "/identity")
        assert identity in acts
        assert "孙*" in words_of(await clerk.get(identity))
        unsaid = await clerk.post(identity, data={"name": "", "id_number": "", "document": "身份证", "version": "1"})
        assert (unsaid.status_code, "请填写姓名或者身份证号" in words_of(unsaid)) == (422, True)
        typed = {"name": "孙霖", "id_number": "", "document": "身份证", "version": "1", "idempotency_key": "three"}
        renamed = await clerk.post(identity, data=typed)
        assert (renamed.status_code, renamed.headers["location"].split("?")[0]) == (303, parties)
        assert "更正当事人的姓名、号码 孙*" in words_of(await clerk.get(parties))
        [clear] = {each for each in acts if each.endswith("/clear")} & {correction.replace("/correction", "/clear")}
        assert "孙*" in words_of(await clerk.get(correction))
        stale = await clerk.post(correction, data={"name": "孙林", "document": "身份证", "version": "9"})
        assert stale.status_code == 409
        right = {"name": "孙林", "document": "身份证", "version": "2", "idempotency_key": "two"}
        assert (await clerk.post(correction, data=right)).status_code == 303
        assert "已更正 1 次" in words_of(await clerk.get(parties))
        assert (await clerk.get(clear)).status_code == 200
        unsaid = await clerk.post(clear, data={"purpose": "", "reason": ""})
        assert unsaid.status_code == 422
        seen = await clerk.post(clear, data={"purpose": "benefit-handling", "reason": "核对"})
        assert "孙林" in words_of(seen)
        assert "查看当事人的完整信息 孙*" in words_of(await clerk.get(parties))
        assert "移除当事人" in words_of(await clerk.get(removal))
        gone = {"reason": "recorded-in-error", "removed_on": "2019-04-30", "document": "说明", "version": "3"}
        assert (await clerk.post(removal, data=gone)).status_code == 303
        assert "已删除" in words_of(await clerk.get(parties))
