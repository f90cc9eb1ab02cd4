"""Merges over HTTP and in a browser."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.merges.commands import propose_merge
from shared.auth.roles import Role
from shared.ids import new_id
from tests.browsers import links_of, words_of
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.duplicates.test_finding import SAME_BIRTH
from tests.registry.given import given_network, given_work, published
from tests.registry.merges.given import TWICE, given_pair, merging
from tests.registry.persons import OTHER_ROOM, given_veteran

MERGE = {"reason": "registered-twice", "document": "户字第12号"}
UNMERGE = {"reason": "two-persons", "document": "户字第13号"}
IN_A_STORY = "合并档案或撤销合并"


@pytest.fixture
async def files(registry_engine: AsyncEngine) -> list[UUID]:
    await given_network(registry_engine)
    second: dict[str, Any] = {"domicile_code": OTHER_ROOM, "org_code": OTHER_ROOM}
    return [await given_veteran(registry_engine), await given_veteran(registry_engine, id_number=SAME_BIRTH, **second)]


@pytest.fixture
async def pair(registry_engine: AsyncEngine, files: list[UUID]) -> UUID:
    return await given_pair(registry_engine, *files)


class TestTheApi:
    async def test_merges_by_two_persons_and_says_where_the_file_went(
        self, client_for: ClientFor, files: list[UUID], pair: UUID
    ) -> None:
        first, second = map(str, files)
        centre, leader = await client_for(Role.CENTRE_STAFF), await client_for(Role.BUREAU_LEADER)
        at = f"/duplicates/{pair}"
        assert (
            await centre.post(f"{at}/merge", json={**MERGE, "surviving_id": first, "version": 2})
        ).status_code == 409
        wrong = await centre.post(f"{at}/merge", json={**MERGE, "surviving_id": str(new_id())})
        assert (wrong.status_code, [each["field"] for each in wrong.json()["fields"]]) == (422, ["surviving_id"])
        proposed = await centre.post(f"{at}/merge", json={**MERGE, "surviving_id": first, "version": 1})
        assert proposed.status_code == 201
        at_proposal = f"/merges/{proposed.json()['proposal_id']}"
        assert (await centre.get("/merges?is_open=true")).json()["items"][0]["surviving_id"] == first
        for file, found in ((first, 1), (second, 1), (str(new_id()), 0)):
            assert len((await centre.get("/merges", params={"person_id": file})).json()["items"]) == found
        own = await centre.post(f"{at_proposal}/confirmation", json={"surviving_id": first})
        assert (own.status_code, own.json()["code"]) == (403, "proposed-by-oneself")
        assert (await leader.post(f"{at}/merge", json={**MERGE, "surviving_id": first})).status_code == 403
        assert (await leader.post(f"{at_proposal}/confirmation", json={"surviving_id": first})).status_code == 204
        gone = (await centre.get(f"/veterans/{second}")).json()
        assert (gone["state"], gone["merged_into"]) == ("merged", first)
        stays = (await centre.get(f"/veterans/{first}")).json()
        assert (stays["state"], stays["merged_into"]) == ("registered", None)
        assert [each["veteran_id"] for each in (await centre.get("/veterans")).json()["items"]] == [first]
        assert (await centre.get(at)).json()["state"] == "merged"
        died = {"died_on": "2019-04-01", "source": "medical-certificate", "document": "第1号"}
        refused = await centre.post(f"/veterans/{second}/death", json=died)
        assert (refused.status_code, refused.json()["code"]) == (409, "person-is-merged")
        undone = await centre.post(f"{at}/unmerge", json=UNMERGE)
        confirmation = f"/merges/{undone.json()['proposal_id']}/confirmation"
        assert (await leader.post(confirmation, json={"surviving_id": first})).status_code == 204
        assert (await centre.get(f"/veterans/{second}")).json()["merged_into"] is None

    async def test_names_the_word_that_is_no_reason(self, client_for: ClientFor, files: list[UUID], pair: UUID) -> None:
        centre = await client_for(Role.CENTRE_STAFF)
        for path, form in (("merge", {**MERGE, "surviving_id": str(files[0])}), ("unmerge", UNMERGE)):
            refused = await centre.post(f"/duplicates/{pair}/{path}", json={**form, "reason": "because"})
            assert [each["field"] for each in refused.json()["fields"]] == ["reason"]

    @pytest.mark.parametrize("role", [Role.STATION_STAFF, Role.ROOM_STAFF, Role.AUDITOR])
    async def test_is_for_nobody_else(self, client_for: ClientFor, files: list[UUID], pair: UUID, role: Role) -> None:
        other = await client_for(role)
        refused = await other.post(f"/duplicates/{pair}/merge", json={**MERGE, "surviving_id": str(files[0])})
        assert refused.status_code == 403


class TestThePages:
    async def test_lead_two_persons_through_a_merge_and_back(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, files: list[UUID], pair: UUID
    ) -> None:
        centre, other = await browser_of(Role.CENTRE_STAFF), await browser_of(Role.CENTRE_STAFF)
        at, survivor = f"/registry/duplicates/{pair}", str(files[0])
        for kind, form in (("merge", {**MERGE, "surviving_id": survivor}), ("unmerge", UNMERGE)):
            assert f"{at}/{kind}" in links_of(await centre.get(at))
            form_page = await centre.get(f"{at}/{kind}")
            assert form_page.status_code == 200
            # Whose names are asked for stands on it.
            assert (kind == "merge") == (f'data-person="{survivor}"' in form_page.text)
            sent = await centre.post(f"{at}/{kind}", data=form)
            assert sent.status_code == 303
            waiting = f"/registry/merges?suspicion_id={pair}&is_open=true"
            assert waiting in links_of(await other.get(at))
            listed = links_of(await other.get(waiting))
            part = (await other.get(waiting, headers={"HX-Request": "true"})).text
            assert ("<h2>合并办理</h2>" in part, 'role="search"' in part) == (True, False)
            [confirmation] = [link for link in listed if link.endswith("/confirmation")]
            assert f"{confirmation.removesuffix('/confirmation')}/refusal" in listed
            assert not any(link.endswith("/confirmation") for link in links_of(await centre.get("/registry/merges")))
            assert {f"/registry/persons/{each}" for each in files} <= links_of(await other.get(confirmation))
            wrong = await other.post(confirmation, data={"surviving_id": str(files[1])})
            assert wrong.status_code == 422
            assert (await other.post(confirmation, data={"surviving_id": survivor})).status_code == 303
        assert [kind for kind, _, _ in await published(registry_engine)][-4:] == [
            "veterans-merged", "veterans-merged", "veterans-unmerged", "veterans-unmerged",
        ]  # fmt: skip
        for file in files:
            assert words_of(await centre.get(f"/registry/persons/{file}")).count(IN_A_STORY) == 2

    async def test_of_a_merged_file_lead_to_the_one_that_goes_on(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, files: list[UUID], pair: UUID
    ) -> None:
        await merging(registry_engine, pair, files[0])
        page = await (await browser_of(Role.CENTRE_STAFF)).get(f"/registry/persons/{files[1]}")
        assert f"/registry/persons/{files[0]}" in links_of(page)
        assert "已并入同一人的另一份档案" in words_of(page)
        assert f"/registry/duplicates?person_id={files[1]}" in links_of(page)
        assert not any(link.endswith(("/death", "/corrections", "/deregistration")) for link in links_of(page))

    async def test_end_a_proposal(self, browser_of: BrowserOf, registry_engine: AsyncEngine, pair: UUID) -> None:
        centre = await browser_of(Role.CENTRE_STAFF)
        for end, browser in (("refusal", centre), ("withdrawal", None)):
            work = given_work(registry_engine)
            row = await _survivor(registry_engine, pair)
            proposal = await propose_merge(work, pair, row, TWICE)
            acting = browser or await browser_of(Role.CENTRE_STAFF, account_id=work.caller.account_id)
            path = f"/registry/merges/{proposal}/{end}"
            assert (await acting.get(path)).status_code == 200
            assert (await acting.post(path, data={"reason": "证据不足"})).status_code == 303
        assert "证据不足" in words_of(await centre.get(f"/registry/merges?suspicion_id={pair}"))
        auditor = await browser_of(Role.AUDITOR)
        assert "证据不足" in words_of(await auditor.get(f"/registry/merges?person_id={row}"))
        assert "证据不足" not in words_of(await auditor.get(f"/registry/merges?person_id={new_id()}"))


async def _survivor(engine: AsyncEngine, pair: UUID) -> UUID:
    [event] = [event for _, _, event in await published(engine, "duplicate-suspected")]
    assert event["suspicion_id"] == str(pair)
    return UUID(event["person_id"])
