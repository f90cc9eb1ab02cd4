"""A category in a browser: handed in by a room, agreed to, recognised, printed, suspended."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.browsers import links_of, words_of
from tests.papers import printed
from tests.registry.categories.given import CERTIFICATE, RETURNS, SINCE, applying, given_recognised, saying
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import TODAY, audited, given_network
from tests.registry.persons import ROOM_PATH, given_veteran
from tests.registry.registrations.given import room, scalar, station

SHI_AN = "411329.411329104"
LIST = "/registry/categories"


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestACategoryInABrowser:
    async def test_goes_from_the_room_to_the_centre_and_is_printed(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        person = f"/registry/persons/{await given_veteran(registry_engine)}"
        clerk = await browser_of(Role.ROOM_STAFF, ROOM_PATH)
        assert f'href="{person}/categories/new"' in (await clerk.get(person)).text
        form = {"category": "42", "evidence_kind": "personal-file", "document": "档案第3页", "certificate": CERTIFICATE}
        empty = await clerk.post(f"{person}/categories/new", data={**form, "document": ""})
        assert empty.status_code == 422
        handed = await clerk.post(f"{person}/categories/new", data=form)
        one = handed.headers["location"]
        assert (handed.status_code, one.startswith(LIST)) == (303, True)
        verifier = await browser_of(Role.STATION_STAFF, SHI_AN)
        waiting = await verifier.get(f"{LIST}?mine=true")
        assert one in waiting.text
        assert "带病回乡" not in waiting.text
        assert "带病回乡" not in (await verifier.get(one)).text
        why = {"purpose": "benefit-handling", "reason": "逐级审核"}
        seen = words_of(await verifier.post(f"{one}/opening", data=why))
        assert "带病回乡退伍军人" in seen
        assert CERTIFICATE in seen
        assert len(await audited(registry_engine, "open-category")) == 1
        stale = {"outcome": "agree", "version": "7"}
        assert (await verifier.post(f"{one}/opinion", data=stale)).status_code == 409
        assert (await verifier.post(f"{one}/opinion", data={**stale, "version": "1"})).status_code == 303
        centre = await browser_of(Role.CENTRE_STAFF)
        agrees = {"outcome": "agree", "recognised_on": SINCE.isoformat(), "has_benefit": "true", "version": "2"}
        bare = await centre.post(f"{one}/opinion", data=agrees)
        assert (bare.status_code, "末级同意的必填" in bare.text) == (422, True)
        done = await centre.post(f"{one}/opinion", data={**agrees, "clause": "pension-2019-53"})
        assert done.status_code == 303
        letter = words_of(await centre.get(f"{one}/opinions/3/letter"))
        assert "予以认定" in letter
        assert "带病回乡" not in letter
        for told in (letter, words_of(await verifier.get(one))):
            assert "军人抚恤优待条例" not in told, "which category it is"
        assert "《军人抚恤优待条例》（2019年）第五十三条" in words_of(await verifier.post(f"{one}/opening", data=why))
        suspends = {
            "reason_code": "under-review",
            "effective_on": TODAY.isoformat(),
            "document": "决定第2号",
            "version": "3",
        }
        assert (await centre.post(f"{one}/changes/suspend", data=suspends)).status_code == 303
        assert "已中止" in words_of(await centre.get(f"{person}/categories"))
        assert await scalar(registry_engine, "SELECT state FROM category_holding") == "suspended"

    async def test_offers_to_return_what_there_is_somebody_to_return_to(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        veteran = await given_veteran(registry_engine)
        one = (await applying(room(registry_engine), veteran)).holding_id
        verifier = await browser_of(Role.STATION_STAFF, SHI_AN)
        assert 'value="supplement"' in (await verifier.get(f"{LIST}/{one}/opinion")).text
        wrong = await verifier.post(f"{LIST}/{one}/opinion", data={"outcome": "supplement", "version": "1"})
        assert "原因应为以下之一：缺少证明材料、" in wrong.text
        await saying(station(registry_engine), one, RETURNS)
        clerk = await browser_of(Role.ROOM_STAFF, ROOM_PATH)
        assert 'value="supplement"' not in (await clerk.get(f"{LIST}/{one}/opinion")).text

    async def test_prints_a_letter_of_what_is_missing_and_none_of_what_is_asked(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        holding_id = (await applying(room(registry_engine), await given_veteran(registry_engine))).holding_id
        clerk = await browser_of(Role.ROOM_STAFF, ROOM_PATH)
        assert (await clerk.get(f"{LIST}/{holding_id}/opinions/2/letter")).status_code == 404
        await saying(station(registry_engine), holding_id, RETURNS)
        letter = words_of(await clerk.get(f"{LIST}/{holding_id}/opinions/2/letter"))
        assert "需要补正材料" in letter
        assert "缺少证明材料" in letter
        given_up = {"reason": "withdrawn", "document": "本人申请第1号", "version": "2"}
        assert (await clerk.post(f"{LIST}/{holding_id}/withdrawal", data=given_up)).status_code == 303

    async def test_prints_the_letter_of_a_return_after_it_was_handed_in_anew(
        self, browser_of: BrowserOf, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        veteran = await given_veteran(registry_engine)
        holding = (await applying(room(registry_engine), veteran)).holding_id
        await saying(station(registry_engine), holding, RETURNS)
        await applying(room(registry_engine), veteran)
        clerk, client = await browser_of(Role.ROOM_STAFF, ROOM_PATH), await client_for(Role.ROOM_STAFF, ROOM_PATH)
        one = f"/registry/categories/{holding}"
        shown = await clerk.get(one)
        letters = sorted(each for each in links_of(shown) if each.endswith("/letter"))
        assert letters == [f"{one}/opinions/2/letter"], "what a level agrees to is handed to nobody"
        assert "补正材料告知书" in words_of(await clerk.get(letters[0]))
        assert "请补交证明" in await printed(client, f"/category-holdings/{holding}/opinions/2/letter")
        for number in (0, 1, 3, 4):
            none = await client.get(f"/category-holdings/{holding}/opinions/{number}/letter")
            assert (none.status_code, none.json()["code"]) == (404, "letter-not-found")

    async def test_offers_the_centre_what_the_state_allows(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        holding_id = await given_recognised(registry_engine, await given_veteran(registry_engine))
        centre = await browser_of(Role.CENTRE_STAFF)
        page = (await centre.get(f"{LIST}/{holding_id}")).text
        assert {act for act in ("suspend", "stop", "cancel", "end-benefit") if f"changes/{act}" in page} == {
            "suspend", "stop", "cancel", "end-benefit",
        }  # fmt: skip
        assert "changes/resume" not in page
        assert (await centre.get(f"{LIST}/{holding_id}/changes/apply")).status_code == 404
        corrected = {"recognised_on": SINCE.isoformat(), "evidence_kind": "written-proof", "document": "证明第8号"}
        corrected["version"] = "3"
        assert (await centre.post(f"{LIST}/{holding_id}/correction", data=corrected)).status_code == 303

    async def test_that_was_only_claimed_shows_how_it_stands_to_whoever_decides_on_what_nobody_applied_for(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        await given_veteran(registry_engine, category_codes=("42",))
        claimed = await scalar(registry_engine, "SELECT holding_id FROM category_holding")
        clerk = await browser_of(Role.ROOM_STAFF, ROOM_PATH)
        stale = await clerk.post(f"{LIST}/{claimed}/opinion", data={"outcome": "agree", "version": "7"})
        assert (stale.status_code, "最近一次变动" in stale.text) == (409, True)
