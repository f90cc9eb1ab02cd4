"""Evidence of the work of units over HTTP and in a browser."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.attachments.parameters import Kind, UnitKind
from shared.auth.roles import Role
from shared.ids import new_id
from tests.browsers import links_of, words_of
from tests.registry.attachments.given import attaching, evidencing, given_record, jpeg, pdf, picture_of
from tests.registry.attachments.test_over_http import must_not_run, sent
from tests.registry.books.given import given_entry
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import given_network, given_work
from tests.registry.persons import OTHER_ROOM_PATH, given_veteran
from tests.registry.registrations.given import STATION_PATH, scalar

WHY = {"reason": "核对核查结果"}


@pytest.fixture
async def engine(registry_engine: AsyncEngine) -> AsyncEngine:
    await given_network(registry_engine)
    return registry_engine


class TestOverHttp:
    async def test_it_is_attached_listed_seen_and_withdrawn(self, client_for: ClientFor, engine: AsyncEngine) -> None:
        track = await given_entry(engine, "work-tracks")
        clerk, auditor = await client_for(Role.STATION_STAFF, STATION_PATH), await client_for(Role.AUDITOR)
        at = f"/attachments/of-unit/book-entry/{track}"
        wrong = await clerk.post(at, files=sent(pdf()), data={"paper": "household-register"})
        assert [(each["field"], each["code"]) for each in wrong.json()["fields"]] == [("paper", "not-a-paper")]
        posted = await clerk.post(at, files=sent(jpeg()), data={"paper": "picture"})
        assert posted.status_code == 201
        [listed] = (await auditor.get(at)).json()
        assert (listed["attachment_id"], listed["kind"], listed["paper"], listed["has_thumbnail"]) == (
            posted.json()["attachment_id"], "book-entry", "picture", True,
        )  # fmt: skip
        one = f"/attachments/unit/{listed['attachment_id']}"
        small = await auditor.get(f"{one}/thumbnail")
        assert picture_of(small.content).size == (200, 150)
        must_not_run(small)
        without = await auditor.post(f"{one}/disclosures", json={})
        assert [each["field"] for each in without.json()["fields"]] == ["reason"]
        seen = await auditor.post(f"{one}/disclosures", json=WHY)
        assert picture_of(seen.content).size == (320, 240)
        must_not_run(seen)
        assert (await auditor.post(f"{one}/withdrawal", json=WHY)).status_code == 403
        assert (await clerk.post(f"{one}/withdrawal", json={"reason": "附错了"})).status_code == 204
        assert [each["reason"] for each in (await auditor.get(at)).json()] == ["附错了"]
        assert (await auditor.post(f"{one}/disclosures", json=WHY)).status_code == 404

    async def test_neither_door_opens_what_lies_behind_the_other(
        self, client_for: ClientFor, engine: AsyncEngine
    ) -> None:
        veteran, track = await given_veteran(engine), await given_entry(engine, "work-tracks")
        centre = await client_for(Role.CENTRE_STAFF)
        of_person = await attaching(given_work(engine), Kind.PHOTOGRAPH, veteran, jpeg())
        of_unit = await evidencing(given_work(engine), UnitKind.BOOK_ENTRY, track, jpeg())
        assert (await centre.get(f"/attachments/of/book-entry/{track}")).status_code == 422
        assert (await centre.get(f"/attachments/of-unit/photograph/{veteran}")).status_code == 422
        assert (await centre.get(f"/attachments/unit/{of_person}/thumbnail")).status_code == 404
        assert (await centre.get(f"/attachments/{of_unit}/thumbnail")).status_code == 404
        elsewhere = await client_for(Role.STATION_STAFF, OTHER_ROOM_PATH)
        assert (await elsewhere.get(f"/attachments/of-unit/book-entry/{track}")).status_code == 404


class TestOfWhatAnotherUnitDoes:
    async def test_it_is_attached_by_who_does_it_and_taken_back_by_who_attached_it(
        self, client_for: ClientFor, browser_of: BrowserOf, engine: AsyncEngine
    ) -> None:
        decision = await given_entry(engine, "meeting-decisions", owner_code="411329104")
        doer, centre = await client_for(Role.STATION_STAFF, STATION_PATH), await client_for(Role.CENTRE_STAFF)
        elsewhere = await client_for(Role.STATION_STAFF, "411329.411329105")
        at = f"/attachments/of-unit/book-entry/{decision}"
        assert (await elsewhere.get(at)).status_code == 404
        assert (await elsewhere.post(at, files=sent(jpeg()))).status_code == 404
        posted = await doer.post(at, files=sent(jpeg()), data={"paper": "picture"})
        assert posted.status_code == 201, posted.text
        of_centre = await centre.post(at, files=sent(pdf()))
        assert of_centre.status_code == 201, of_centre.text
        assert len((await doer.get(at)).json()) == 2
        one, other = (f"/attachments/unit/{each.json()['attachment_id']}" for each in (posted, of_centre))
        assert (await doer.post(f"{other}/disclosures", json=WHY)).status_code == 200
        assert (await doer.post(f"{other}/withdrawal", json=WHY)).status_code == 403
        assert (await doer.post(f"{one}/withdrawal", json=WHY)).status_code == 204
        assert (await centre.post(f"{other}/withdrawal", json=WHY)).status_code == 204
        clerk = await browser_of(Role.STATION_STAFF, STATION_PATH)
        page = await clerk.get(f"/registry/meeting-decisions/{decision}")
        of = f"/registry/attachments/of-unit/book-entry/{decision}"
        assert of in page.text
        assert f"{of}/new" in links_of(await clerk.get(of))
        again = await evidencing(given_work(engine), UnitKind.BOOK_ENTRY, decision, pdf("会议"))
        seen = set(links_of(await clerk.get(of)))
        assert f"/registry/attachments/unit/{again}/content" in seen
        assert f"/registry/attachments/unit/{again}/withdrawal" not in seen


class TestThePages:
    async def test_lead_from_an_entry_to_its_evidence(self, browser_of: BrowserOf, engine: AsyncEngine) -> None:
        track = await given_entry(engine, "work-tracks")
        clerk, at = await browser_of(Role.STATION_STAFF, STATION_PATH), f"/registry/work-tracks/{track}"
        of = f"/registry/attachments/of-unit/book-entry/{track}"
        assert of in (await clerk.get(at)).text
        assert f"{of}/new" in links_of(await clerk.get(of))
        form = await clerk.get(f"{of}/new")
        assert "个人信息不要上传" in words_of(form)
        assert 'value="check-sheet"' in form.text
        missing = await clerk.post(f"{of}/new", data={"idempotency_key": "none"})
        assert (missing.status_code, "请选择文件。" in words_of(missing)) == (422, True)
        data = {"idempotency_key": "one", "paper": "check-sheet"}
        for _ in range(2):
            assert (await clerk.post(f"{of}/new", data=data, files=sent(jpeg()))).headers["location"] == of
        attached = await scalar(engine, "SELECT attachment_id FROM unit_attachment")
        one = f"/registry/attachments/unit/{attached}"
        listed = await clerk.get(of)
        assert f'<img src="{one}/thumbnail"' in listed.text
        assert "核查表" in words_of(listed)
        must_not_run(await clerk.get(f"{one}/thumbnail"))
        leader = await browser_of(Role.BUREAU_LEADER)
        assert not {f"{of}/new", f"{one}/withdrawal"} & set(links_of(await leader.get(of)))
        assert f"{one}/content" in links_of(await leader.get(of))
        # Nor to who reads here and writes elsewhere.
        other = new_id()
        for role, path in ((Role.STATION_STAFF, "411329.411329105"), (Role.BUREAU_LEADER, "411329")):
            both = await browser_of(role, path, account_id=other)
        assert not {f"{of}/new", f"{one}/withdrawal"} & set(links_of(await both.get(of)))
        without = await leader.post(f"{one}/content", data={"reason": ""})
        assert (without.status_code, 'id="e-reason"' in without.text) == (422, True)
        shown = await leader.post(f"{one}/content", data=WHY)
        assert shown.headers["content-disposition"].startswith("inline; ")
        must_not_run(shown)
        gone = await clerk.post(f"{one}/withdrawal", data={"reason": "附错了", "idempotency_key": "two"})
        assert gone.headers["location"] == of
        assert "已撤回" in words_of(await clerk.get(of))

    async def test_tell_of_it_in_the_story_of_a_record_of_branch_life(
        self, browser_of: BrowserOf, engine: AsyncEngine
    ) -> None:
        record = await given_record(engine)
        clerk = await browser_of(Role.ROOM_STAFF, STATION_PATH)
        await evidencing(given_work(engine), UnitKind.BRANCH_RECORD, record, jpeg())
        page = await clerk.get(f"/registry/branch-records/{record}")
        of = f"/registry/attachments/of-unit/branch-record/{record}"
        assert of in page.text
        assert "添加佐证材料" in words_of(page)
        # What is written on a record sheet is for whom it is opened to.
        assert "thumbnail" not in (await clerk.get(of)).text
