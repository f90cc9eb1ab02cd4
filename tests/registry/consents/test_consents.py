"""What persons agree to, and what holds no longer."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.consents.commands import Given, record_consent, withdraw_consent
from services.registry.consents.domain import ConsentEnded, ConsentGiven, ConsentInvalid, ConsentNotFound
from services.registry.veterans.domain.standing import PersonIsDeceased
from services.registry.veterans.queries.files import VeteranNotFound
from shared.auth.roles import Role
from shared.command import Work
from tests.browsers import links_of
from tests.races import race
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.erasures.given import erasing, given_dead
from tests.registry.given import KEYRING, TODAY, audited, given_network, given_work, published
from tests.registry.persons import OTHER_ROOM_PATH, ROOM_PATH, codes_of, given_veteran

DOCUMENT = "同意书第1号"
BODY = {"agreed_to": "media", "form": "written", "given_on": "2019-04-01", "document": DOCUMENT}
END = {"ground": "by-person", "withdrawn_on": "2019-04-30"}
APRIL = date(2019, 4, 1)


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    return await given_veteran(registry_engine)


def clerk(engine: AsyncEngine, path: str = ROOM_PATH) -> Work:
    return given_work(engine, Role.ROOM_STAFF, path)


async def agreeing(work: Work, veteran_id: UUID, on: date = APRIL, purpose: str = "media") -> UUID:
    return await record_consent(work, veteran_id, Given(purpose, "written", on, DOCUMENT), keyring=KEYRING)


async def withdrawing(work: Work, consent_id: UUID, on: date = TODAY, reason: str = "by-person") -> None:
    await withdraw_consent(work, consent_id, reason=reason, withdrawn_on=on)


class TestAConsent:
    async def test_holds_until_it_is_withdrawn_and_may_be_given_again(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        work = clerk(registry_engine)
        consent = await agreeing(work, veteran)
        told: dict[str, Any] = {
            "consent_id": str(consent), "person_id": str(veteran), "org_path": ROOM_PATH, "purpose": "media",
        }  # fmt: skip
        [(_, sequence, event)] = await published(registry_engine, "consent-recorded")
        assert (sequence, event) == (1, {**told, "form": "written", "given_on": "2019-04-01"})
        with pytest.raises(ConsentGiven):
            await agreeing(work, veteran)
        await agreeing(work, veteran, purpose="training")
        await withdrawing(work, consent)
        [(_, sequence, event)] = await published(registry_engine, "consent-withdrawn")
        assert (sequence, event) == (2, {**told, "reason": "by-person", "withdrawn_on": "2019-04-30"})
        with pytest.raises(ConsentEnded):
            await withdrawing(work, consent)
        assert await agreeing(work, veteran) != consent
        assert (await audited(registry_engine, "withdraw-consent"))[0] == (f"veteran {veteran}", "done")

    async def test_is_given_and_withdrawn_on_days_that_can_be(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        work, tomorrow = clerk(registry_engine), date(2019, 5, 1)
        with pytest.raises(ConsentInvalid) as refused:
            await agreeing(work, veteran, tomorrow)
        assert codes_of(refused.value) == {"given_on": "in-future"}
        consent = await agreeing(work, veteran)
        for day, code in ((tomorrow, "in-future"), (date(2019, 3, 31), "before-given")):
            with pytest.raises(ConsentInvalid) as refused:
                await withdrawing(work, consent, day)
            assert codes_of(refused.value) == {"withdrawn_on": code}

    async def test_is_not_given_by_the_dead_whose_kin_may_withdraw_it(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        consent = await agreeing(clerk(registry_engine), veteran)
        await given_dead(registry_engine, veteran)
        with pytest.raises(PersonIsDeceased):
            await agreeing(clerk(registry_engine), veteran, purpose="training")
        await withdrawing(clerk(registry_engine), consent, reason="next-of-kin")

    async def test_ends_with_the_erasure_of_the_person(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        await agreeing(clerk(registry_engine), veteran)
        await given_dead(registry_engine, veteran)
        await erasing(registry_engine, veteran)
        [(_, _, event)] = await published(registry_engine, "consent-withdrawn")
        assert event["reason"] == "erased"

    async def test_elsewhere_is_as_unknown_as_none(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        elsewhere = clerk(registry_engine, OTHER_ROOM_PATH)
        consent = await agreeing(clerk(registry_engine), veteran)
        for each in (consent, UUID(int=1)):
            with pytest.raises(ConsentNotFound):
                await withdrawing(elsewhere, each)
        with pytest.raises(VeteranNotFound):
            await agreeing(elsewhere, veteran)

    async def test_recorded_or_withdrawn_twice_at_once_is_so_once(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        answers = await race(
            registry_engine, "consent", [agreeing(clerk(registry_engine), veteran) for _ in range(2)]
        )  # fmt: skip
        assert sorted(type(each).__name__ for each in answers) == ["ConsentGiven", "UUID"]
        [consent] = [each for each in answers if isinstance(each, UUID)]
        answers = await race(
            registry_engine, "consent", [withdrawing(clerk(registry_engine), consent) for _ in range(2)]
        )  # fmt: skip
        assert sorted(type(each).__name__ for each in answers) == ["ConsentEnded", "NoneType"]


class TestByHttp:
    async def test_is_recorded_found_by_purpose_and_withdrawn(self, client_for: ClientFor, veteran: UUID) -> None:
        room, auditor = await client_for(Role.ROOM_STAFF, ROOM_PATH), await client_for(Role.AUDITOR)
        at = f"/veterans/{veteran}/consents"
        assert (await auditor.post(at, json=BODY)).status_code == 403
        wrong = await room.post(at, json={**BODY, "agreed_to": "anything", "form": "wink"})
        assert {each["field"]: each["code"] for each in wrong.json()["fields"]} == {
            "agreed_to": "not-a-purpose", "form": "not-a-form",
        }  # fmt: skip
        given = await room.post(at, json=BODY)
        assert given.status_code == 201, given.text
        consent = given.json()["consent_id"]
        asked = {"agreed_to": "media", "holds": "true"}
        assert [each["consent_id"] for each in (await auditor.get("/consents", params=asked)).json()["items"]] == [
            consent
        ]
        ending = f"/consents/{consent}/withdrawal"
        assert (await room.post(ending, json={**END, "ground": "erased"})).status_code == 422
        assert (await room.post(ending, json=END)).status_code == 204
        assert (await auditor.get("/consents", params=asked)).json()["items"] == []
        [kept] = (await auditor.get(at)).json()
        assert (kept["reason"], kept["withdrawn_on"]) == ("by-person", "2019-04-30")


class TestThePages:
    async def test_record_show_and_withdraw(self, browser_of: BrowserOf, veteran: UUID) -> None:
        room = await browser_of(Role.ROOM_STAFF, ROOM_PATH)
        person = f"/registry/persons/{veteran}"
        assert f"{person}/consents" in (await room.get(person)).text
        assert f"{person}/consents/new" in (await room.get(f"{person}/consents")).text
        assert "媒体宣传" in (await room.get(f"{person}/consents/new")).text
        refused = await room.post(f"{person}/consents/new", data={**BODY, "given_on": "", "idempotency_key": "no"})
        assert refused.status_code == 422
        sent = {**BODY, "idempotency_key": "one"}
        assert (await room.post(f"{person}/consents/new", data=sent)).status_code == 303
        shown = await room.get("/registry/consents?holds=true&agreed_to=media")
        [ending] = [link for link in links_of(shown) if link.endswith("/withdrawal")]
        assert "撤回日期" in (await room.get(ending)).text
        assert (await room.post(ending, data={**END, "idempotency_key": "two"})).status_code == 303
        assert "本人撤回" in (await room.get(f"{person}/consents")).text
