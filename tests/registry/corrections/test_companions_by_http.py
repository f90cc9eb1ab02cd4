"""The same over HTTP and in a browser: from the family to the list of what waits, and back to the file."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.families.domain import CompanionNotFound
from shared.approval.proposal import ProposalOpen
from shared.auth.roles import Role
from tests.browsers import links_of, words_of
from tests.papers import words_on
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.corrections.given import PAPER, SHI_AN, given_wife
from tests.registry.families.given import WIFE
from tests.registry.given import audited, given_network
from tests.registry.persons import (
    OTHER_ROOM,
    OTHER_ROOM_PATH,
    given_veteran,
)
from tests.registry.recipients.given import given_recipient


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestByHttpAndThePages:
    async def test_one_proposes_from_the_family_and_another_confirms(
        self, client_for: ClientFor, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        veteran_id, wife, _ = await given_wife(registry_engine)
        family = f"/registry/persons/{veteran_id}/family"
        clerk, leader = await browser_of(Role.STATION_STAFF, SHI_AN), await browser_of(Role.CENTRE_STAFF)
        one = f"/registry/persons/{veteran_id}/companions/{wife}/identity"
        assert one in links_of(await clerk.get(family))
        shown = words_of(await clerk.get(one))
        assert "配偶" in shown
        assert "李梅" not in shown
        wrong = await clerk.post(one, data={"kind": "name", "value": "1", **PAPER})
        assert wrong.status_code == 422
        sent = await clerk.post(one, data={"kind": "name", "value": "李玫", **PAPER})
        listed = await leader.get(sent.headers["location"])
        assert "家属、代办人" in words_of(listed)
        [confirmation] = [each for each in links_of(listed) if each.endswith("/confirmation")]
        assert "身份信息更正：待第二人核对" in words_of(await leader.get("/registry/waiting"))
        form = await leader.get(confirmation)
        assert "/attachments/of/identity-correction/" in form.text
        assert "配偶" in words_of(form)
        [refusal] = [each for each in links_of(listed) if each.endswith("/refusal")]
        assert "配偶" in words_of(await leader.get(refusal))
        done = await leader.post(confirmation, data={"value": "李玫"})
        assert done.headers["location"].split("?")[0] == f"/registry/persons/{veteran_id}"
        assert "更正家属、代办人身份信息" in words_of(await leader.get(f"/registry/persons/{veteran_id}"))
        client = await client_for(Role.STATION_STAFF, SHI_AN)
        [told] = (await client.get(f"/identity-corrections?person_id={wife}")).json()["items"]
        assert (told["has_file"], told["beside_id"], told["outcome"]) == (False, str(veteran_id), "confirmed")
        letter = await client.get(f"/identity-corrections/{told['correction_id']}/letter")
        assert "您家属、代办人登记" in words_on(letter.content)
        evidence = await client.get(f"/attachments/of/identity-correction/{told['correction_id']}")
        assert evidence.status_code == 200
        elsewhere = await client_for(Role.STATION_STAFF, OTHER_ROOM_PATH.rpartition(".")[0])
        assert (await elsewhere.get("/identity-corrections")).json()["items"] == []

    async def test_the_api_says_why_not(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        veteran_id, wife, _ = await given_wife(registry_engine)
        client = await client_for(Role.STATION_STAFF, SHI_AN)
        path = f"/veterans/{veteran_id}/companions/{wife}/identity-corrections"
        named = {"kind": "name", "value": "李玫", **PAPER}
        none = await client.post(f"/veterans/{veteran_id}/companions/{veteran_id}/identity-corrections", json=named)
        assert (none.status_code, none.json()["code"]) == (404, CompanionNotFound.code)
        posted = await client.post(path, json=named)
        assert posted.status_code == 201
        again = await client.post(path, json=named)
        assert (again.status_code, again.json()["code"]) == (409, ProposalOpen.code)
        one = f"/identity-corrections/{posted.json()['correction_id']}"
        taken_back = await client.post(f"{one}/withdrawal", json={"reason": "填错"})
        assert taken_back.status_code == 204
        assert await audited(registry_engine, "withdraw-companion-correction") == [(f"veteran {veteran_id}", "done")]

    async def test_who_is_corrected_elsewhere_is_said_so_before_anything_is_filled_in(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        veteran_id, wife, _ = await given_wife(registry_engine)
        await given_recipient(registry_engine, number=WIFE, name="李梅")
        clerk = await browser_of(Role.STATION_STAFF, SHI_AN)
        told = await clerk.get(f"/registry/persons/{veteran_id}/companions/{wife}/identity")
        assert told.status_code == 409
        assert "本人有档案或优抚对象登记" in words_of(told)

    async def test_that_he_has_a_record_elsewhere_is_told_as_often_as_one_may_search(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        veteran_id, wife, _ = await given_wife(registry_engine)
        await given_veteran(registry_engine, id_number=WIFE, name="李梅", org_code=OTHER_ROOM)
        clerk = await browser_of(Role.STATION_STAFF, SHI_AN)
        one = f"/registry/persons/{veteran_id}/companions/{wife}/identity"
        assert (await clerk.get(one)).status_code == 200
        assert (await clerk.post(one, data={"kind": "name", "value": "李玫", **PAPER})).status_code == 409
