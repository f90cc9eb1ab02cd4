"""What somebody sees of his own matters."""

from datetime import date

import pytest

from services.benefits.applications.commands import apply_for_benefit
from services.benefits.jobs.schemas.applications import APPLICATIONS
from shared.auth.roles import Role
from shared.entries.commands import record_entry
from shared.ids import new_id
from tests.benefits.given import ROOM, given_learned, unit_established, veteran_registered
from tests.benefits.jobs.given import given_employer, given_posting, given_wish, told
from tests.benefits.mine.conftest import APPLIED, Both
from tests.browsers import as_browser, links_of, words_of
from tests.given import CENTRE, given_grant, given_work
from tests.lives import veterans_merged

OWN = ("/mine/benefits", "/mine/payments", "/mine/awards", "/mine/entries")


class TestAVeteran:
    async def test_sees_what_he_is_entitled_to_and_how_his_own_applications_stand(self, both: Both) -> None:
        client = both.client(both.account)
        [found] = (await client.get("/mine/entitlements")).json()
        assert (found["programme_code"], found["outcome"]) == ("hardship-aid", "entitled")
        [application] = (await client.get("/mine/applications")).json()
        assert (application["applied_on"], application["waits_for"]) == ("2019-04-01", "room")
        assert (await client.get("/mine/entitlements", params={"on": "2018-01-01"})).json() == []

    async def test_sees_the_same_in_a_browser(self, both: Both) -> None:
        words = words_of(await as_browser(both.client(both.account)).get("/benefits/mine"))
        assert "我的申请" in words
        assert "hardship-aid" not in words
        assert "家庭人均收入不高于标准。" in words

    async def test_whose_file_was_merged_sees_what_the_file_has_that_goes_on(self, both: Both) -> None:
        survivor = new_id()
        await given_learned(both.benefits, [veteran_registered(survivor)])
        await apply_for_benefit(
            given_work(both.benefits), person_id=survivor, programme_code="hardship-aid", applied_on=APPLIED,
            document="申请书",
        )  # fmt: skip
        merged = veterans_merged(ROOM, APPLIED, merged_id=both.person, surviving_id=survivor)
        await given_learned(both.benefits, [merged])
        assert len((await both.client(both.account).get("/mine/applications")).json()) == 2


class TestWork:
    async def test_that_suits_is_told_until_he_wishes_for_it_no_more(self, both: Both) -> None:
        client = both.client(both.account)
        none = await client.post("/mine/jobs", json={"told": False})
        assert (none.status_code, none.json()["code"]) == (404, "job-wish-not-found")
        await given_learned(both.benefits, [unit_established(CENTRE)])
        posting = await given_posting(both.benefits, await given_employer(both.benefits))
        wish = await given_wish(both.benefits, both.person)
        found = (await client.get("/mine/jobs")).json()
        assert (found["is_told"], [each["posting_id"] for each in found["matches"]]) == (True, [str(posting)])
        for _ in range(2):
            assert (await client.post("/mine/jobs", json={"told": False})).status_code == 204
        assert [name for name, _ in await told(both.benefits)][-2:] == ["job-preference-recorded", "job-push-opted-out"]
        assert (await client.get("/mine/jobs")).json()["is_told"] is False
        browser, page = as_browser(client), "/benefits/mine/jobs"
        assert page in links_of(await browser.get("/benefits/mine"))
        assert {"已停止推送。", "保安员"} <= set(words_of(await browser.get(page)).split())
        key = {"idempotency_key": str(new_id())}
        stale = await browser.post(page, data={**key, "version": "1"})
        assert stale.status_code == 409
        again = await browser.post(page, data={"idempotency_key": str(new_id()), "version": "2"})
        assert again.status_code == 303, again.text
        name, event = (await told(both.benefits))[-1]
        assert (name, event["entry_id"]) == ("job-push-opted-in", str(wish))
        assert "每周一按您的求职意向汇集岗位。" in words_of(await browser.get(page))

    async def test_is_applied_for_by_one_tap_and_withdrawn_by_himself_alone(self, both: Both) -> None:
        client = both.client(both.account)
        await given_learned(both.benefits, [unit_established(CENTRE)])
        employer = await given_employer(both.benefits)
        posting, second = [await given_posting(both.benefits, employer, title=each) for each in ("保安员", "押运员")]
        browser, page = as_browser(both.client(both.account)), "/benefits/mine/jobs"
        assert "应聘" in words_of(await browser.get(page))

        async def press(path: str, version: str = "") -> int:
            sent = {"idempotency_key": str(new_id()), **({"version": version} if version else {})}
            return (await browser.post(path, data=sent)).status_code

        assert [await press(f"{page}/{posting}") for _ in range(2)] == [303, 422]
        assert await press(f"{page}/{new_id()}") == 404
        made = await client.post("/mine/job-applications", json={"posting_id": str(second)})
        assert made.status_code == 201, made.text
        found = (await client.get("/mine/job-applications")).json()
        assert [(each["title"], each["state"]) for each in found] == [("押运员", "applied"), ("保安员", "applied")]
        shown = words_of(await browser.get(page))
        assert {"我的应聘", "已应聘", "撤回", "新野县保安服务公司"} <= set(shown.split())
        withdrawal = f"/benefits/mine/job-applications/{found[0]['entry_id']}/withdrawal"
        assert [await press(withdrawal, each) for each in ("2", "1")] == [409, 303]
        assert "已撤回" in words_of(await browser.get(page))
        work = given_work(both.benefits)
        said = {"posting_id": posting, "person_id": both.other, "applied_on": date(2019, 4, 16)}
        others = await record_entry(work, APPLICATIONS.definition, said, document="求职登记表")
        assert (await client.post(f"/mine/job-applications/{others}/withdrawal")).status_code == 404
        assert len((await client.get("/mine/job-applications")).json()) == 2
        own = f"/mine/job-applications/{found[1]['entry_id']}/withdrawal"
        assert (await client.post(own)).status_code == 204
        name, event = (await told(both.benefits))[-1]
        assert (name, event["person_id"]) == ("job-application-withdrawn", str(both.person))


class TestWhoeverHasNoFile:
    async def test_is_told_so(self, both: Both) -> None:
        stranger = new_id()  # benefits was told of his role, registry knows nothing of him
        await given_grant(both.benefits, stranger, Role.VETERAN, ROOM)
        answer = await both.client(stranger).get("/mine/applications")
        assert answer.status_code in {401, 403, 404}
        assert "items" not in answer.json()

    @pytest.mark.parametrize("role", [Role.STATION_STAFF, Role.CENTRE_STAFF])
    async def test_has_no_matters_here_as_staff(self, both: Both, role: Role) -> None:
        clerk = new_id()
        await given_grant(both.benefits, clerk, role)
        for path in ("/mine/applications", "/mine/entitlements", "/mine/jobs", "/mine/job-applications", *OWN):
            assert (await both.client(clerk).get(path)).status_code == 403
