"""What was said anew of files, across persons: by field, unit and whether it is believed still."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.browsers import links_of, words_of
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.corrections.test_correcting import DOCUMENT, correcting
from tests.registry.given import given_network
from tests.registry.persons import OTHER_ROOM, OTHER_ROOM_PATH, ROOM, given_number, given_veteran


class TestTheList:
    async def test_has_what_was_said_anew_and_whether_it_holds(
        self, registry_engine: AsyncEngine, client_for: ClientFor, browser_of: BrowserOf
    ) -> None:
        await given_network(registry_engine)
        one = await given_veteran(registry_engine, mobile="19900001234", education_code="70")
        other = await given_veteran(registry_engine, id_number=given_number(9), org_code=OTHER_ROOM, health_code="3")
        await correcting(registry_engine, one, "education_code", "60")
        await correcting(registry_engine, one, "education_code", "40", later=timedelta(hours=1))
        await correcting(registry_engine, one, "mobile", None)
        await correcting(registry_engine, other, "health_code", "1", path=OTHER_ROOM_PATH)
        centre = await client_for(Role.CENTRE_STAFF)

        async def found(**asked: str) -> list[tuple[str, str | None, bool]]:
            answer = await centre.get("/corrections", params=asked)
            assert answer.status_code == 200, answer.text
            assert {each["document"] for each in answer.json()["items"]} <= {DOCUMENT}
            return [(each["field"], each["value"], each["known_until"] is None) for each in answer.json()["items"]]

        health, mobile = ("health_code", None, True), ("mobile", None, True)
        schooling = [("education_code", "40", True), ("education_code", "60", False)]
        assert await found() == [health, mobile, *schooling]
        assert await found(person_id=str(one)) == [mobile, *schooling]
        assert await found(unit=ROOM, field="education_code") == schooling
        assert await found(holds="false") == schooling[1:]
        assert await found(unit=OTHER_ROOM) == [health]
        assert (await centre.get("/corrections", params={"field": "no-such"})).status_code == 422
        room = await client_for(Role.ROOM_STAFF, OTHER_ROOM_PATH)
        assert len((await room.get("/corrections")).json()["items"]) == 1
        browser = await browser_of(Role.CENTRE_STAFF)
        assert "/registry/corrections" in links_of(await browser.get("/registry/identity-corrections"))
        page = await browser.get("/registry/corrections?holds=false&person_id=&field=")
        assert "高中" in words_of(page)
        assert "中等职业" not in words_of(page).partition("记录时间")[2]
