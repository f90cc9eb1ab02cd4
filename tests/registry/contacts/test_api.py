"""Contact points over HTTP and in a browser; and what our service of messages gets, and nobody else."""

from collections.abc import Callable
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.contacts.commands import withdraw_verification
from services.registry.machines.commands import add_key, set_addresses
from services.registry.machines.domain import KeptByConfiguration
from shared.auth.roles import Role
from tests.browsers import words_of
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.contacts.given import MOBILE, OTHER, given_service, verifying
from tests.registry.given import KEYRING, audited, given_network, given_work, published
from tests.registry.machines.given import given_machine, keeping, public_pem
from tests.registry.persons import ROOM_PATH, given_number, given_veteran

ClientOf = Callable[[UUID], httpx2.AsyncClient]
DISCLOSURES = "/contact-points/disclosures"


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine, mobile=MOBILE)


@pytest.fixture
def client_of(
    registry_app: FastAPI, token_for: Callable[[UUID], str], api_client: Callable[..., httpx2.AsyncClient]
) -> ClientOf:
    """A client of an account with the grants it has."""
    return lambda account_id: api_client(registry_app, token_for(account_id))


class TestARoom:
    async def test_verifies_and_withdraws_a_number(self, client_for: ClientFor, veteran: UUID) -> None:
        room, path = await client_for(Role.ROOM_STAFF, ROOM_PATH), f"/veterans/{veteran}/mobile"
        assert (await room.get(path)).json()["verified_on"] is None
        said = {"value": MOBILE, "verification": "callback"}
        assert (await room.post(f"{path}/verification", json=said)).status_code == 204
        assert (await room.get(path)).json()["value"] == "199****1234"
        assert (await room.get(path)).json()["verification"] == "callback"
        assert (await room.post(f"{path}/verification", json=said)).json()["code"] == "verified-already"
        why = {"reason": "request-of-the-person"}
        assert (await room.post(f"{path}/withdrawal", json=why)).status_code == 204
        assert (await room.post(f"{path}/withdrawal", json=why)).json()["code"] == "mobile-not-verified"

    @pytest.mark.parametrize(
        ("path", "body"),
        [("withdrawal", {"reason": "number-changed"}), ("verification", {"value": MOBILE, "verification": "guess"}),
         ("verification", {"value": "12345", "verification": "callback"})],
    )  # fmt: skip
    async def test_is_told_which_field_is_wrong(
        self, client_for: ClientFor, veteran: UUID, path: str, body: dict[str, str]
    ) -> None:
        room = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        refused = await room.post(f"/veterans/{veteran}/mobile/{path}", json=body)
        assert refused.status_code == 422
        assert refused.json()["fields"] != []

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.BUREAU_LEADER, Role.SUBSCRIBER])
    async def test_is_nobody_else(self, client_for: ClientFor, veteran: UUID, role: Role) -> None:
        other = await client_for(role)
        said = {"value": MOBILE, "verification": "in-person"}
        assert (await other.post(f"/veterans/{veteran}/mobile/verification", json=said)).status_code == 403


class TestThePage:
    async def test_of_a_person_leads_to_what_can_be_done(self, browser_of: BrowserOf, veteran: UUID) -> None:
        clerk, at = await browser_of(Role.ROOM_STAFF, ROOM_PATH), f"/registry/persons/{veteran}/mobile"
        assert at in (await clerk.get(f"/registry/persons/{veteran}")).text
        assert "未经核实" in words_of(await clerk.get(at))
        for form in ("verification", "withdrawal"):
            assert (await clerk.get(f"{at}/{form}")).status_code == 200
        wrong = await clerk.post(f"{at}/verification", data={"value": OTHER, "verification": "in-person"})
        assert wrong.status_code == 409
        assert OTHER not in words_of(wrong)
        said = {"value": MOBILE, "verification": "in-person", "idempotency_key": "k-1"}
        for _ in range(2):
            done = await clerk.post(f"{at}/verification", data=said)
            assert done.headers["location"] == f"/registry/persons/{veteran}"
        assert "本人当面确认" in words_of(await clerk.get(at))
        assert "核实手机号" in words_of(await clerk.get(f"/registry/persons/{veteran}"))
        assert (await clerk.post(f"{at}/withdrawal", data={"reason": "not-the-persons"})).status_code == 303
        station = await browser_of(Role.STATION_STAFF, "411329.411329104")
        assert f"/registry/persons/{veteran}/corrections/mobile" in (await station.get(at)).text


class TestOurServiceOfMessages:
    async def test_gets_verified_numbers_each_recorded(
        self, registry_engine: AsyncEngine, client_of: ClientOf, veteran: UUID
    ) -> None:
        unverified = await given_veteran(registry_engine, id_number=given_number(1), mobile=OTHER)
        point = await verifying(given_work(registry_engine), veteran)
        account = await given_service(registry_engine)
        asked = {"purpose": "notification", "person_ids": [str(veteran), str(unverified)]}
        service = client_of(account)
        for _ in range(2):
            answer = await service.post(DISCLOSURES, json=asked)
            assert answer.status_code == 201
            assert answer.json() == [
                {
                    "contact_id": str(point.contact_id), "person_id": str(veteran), "channel": "sms", "version": 1,
                    "verification": "in-person", "verified_on": "2019-04-30", "value": MOBILE,
                }
            ]  # fmt: skip
        views = await published(registry_engine, "sensitive-record-viewed")
        seen = [(view["person_id"], view["account_id"], view["purpose"], view["fields"]) for _, _, view in views]
        assert seen == [(str(veteran), str(account), "notification", ["mobile"])] * 2
        assert await audited(registry_engine, "disclose-contacts") == [("contact-points", "done")] * 2
        async with registry_engine.connect() as connection:
            rows = await connection.execute(text("SELECT veteran_id, account_id, purpose FROM disclosure"))
            assert {tuple(row) for row in rows} == {(veteran, account, "notification")}

    async def test_gets_nothing_that_was_withdrawn_or_erased(
        self, registry_engine: AsyncEngine, client_of: ClientOf, veteran: UUID
    ) -> None:
        work = given_work(registry_engine)
        erased = await given_veteran(registry_engine, id_number=given_number(1), mobile=OTHER)
        await verifying(work, veteran)
        await verifying(work, erased, OTHER)
        await withdraw_verification(work, veteran, reason="not-the-persons", keyring=KEYRING)
        async with registry_engine.begin() as connection:
            await connection.execute(text("DELETE FROM data_key WHERE person_id = :id"), {"id": erased})
        asked = {"purpose": "notification", "person_ids": [str(veteran), str(erased)]}
        service = client_of(await given_service(registry_engine))
        assert (await service.post(DISCLOSURES, json=asked)).json() == []
        assert await published(registry_engine, "sensitive-record-viewed") == []

    @pytest.mark.parametrize(
        ("field", "body"),
        [("purpose", {"purpose": "home-visit", "person_ids": [str(UUID(int=1))]}),
         ("person_ids", {"purpose": "notification", "person_ids": []}),
         ("person_ids", {"purpose": "notification", "person_ids": [str(UUID(int=n)) for n in range(1001)]})],
    )  # fmt: skip
    async def test_asks_for_a_purpose_and_for_so_many(
        self, registry_engine: AsyncEngine, client_of: ClientOf, field: str, body: dict[str, object]
    ) -> None:
        refused = await client_of(await given_service(registry_engine)).post(DISCLOSURES, json=body)
        assert refused.status_code == 422
        assert [each["field"] for each in refused.json()["fields"]] == [field]

    async def test_is_nobody_else(
        self, registry_engine: AsyncEngine, client_for: ClientFor, client_of: ClientOf, veteran: UUID
    ) -> None:
        await verifying(given_work(registry_engine), veteran)
        asked = {"purpose": "notification", "person_ids": [str(veteran)]}
        for role in (Role.CENTRE_STAFF, Role.SYSTEM_ADMINISTRATOR, Role.SUBSCRIBER):
            assert (await (await client_for(role)).post(DISCLOSURES, json=asked)).status_code == 403
        other = client_of(await given_service(registry_engine, "benefits"))
        assert (await other.post(DISCLOSURES, json=asked)).json()["code"] == "not-allowed"
        async with registry_engine.begin() as connection:
            await connection.execute(text("DELETE FROM access_grant"))
            await connection.execute(text("UPDATE account SET username = 'service.elsewhere'"))
        machine = await given_machine(registry_engine, "audience", ECKey.generate_key("P-256"))
        async with registry_engine.begin() as connection:
            await connection.execute(
                text("UPDATE account SET username = 'service.notifications' WHERE account_id = :id"),
                {"id": machine.account_id},
            )
        assert (await client_of(machine.account_id).post(DISCLOSURES, json=asked)).json()["code"] == "not-allowed"
        assert await published(registry_engine, "sensitive-record-viewed") == []

    async def test_is_made_of_no_key_that_somebody_registers(self, registry_engine: AsyncEngine) -> None:
        account, work = await given_service(registry_engine), keeping(registry_engine)
        key = public_pem(ECKey.generate_key("P-256"))
        with pytest.raises(KeptByConfiguration):
            await add_key(work, account, public_key=key, expires_at=work.now, reason="接入")
        with pytest.raises(KeptByConfiguration):
            await set_addresses(work, account, addresses="192.0.2.7", reason="接入")
