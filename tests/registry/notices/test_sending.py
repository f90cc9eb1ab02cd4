"""Other systems bring their notices over HTTP; what is wrong with one they are told, by field."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.commands.opening import open_account
from services.registry.accounts.domain.account import Kind
from services.registry.notices.tables import EXTERNAL_NOTICE
from shared.auth.roles import Role
from tests.registry.conftest import ClientFor
from tests.registry.given import given_network
from tests.registry.machines.given import keeping
from tests.registry.notices.given import DEATH
from tests.registry.persons import given_veteran

NOTICE: dict[str, Any] = {
    "message_id": "m-1",
    "kind": "external-death-notice",
    "id_number": DEATH["id_number"],
    "name": DEATH["name"],
    "happened_on": DEATH["died_on"],
    "document": DEATH["document"],
}
MOVE: dict[str, Any] = {**NOTICE, "kind": "external-household-move", "to_division": "411302"}

SenderOf = Callable[..., Awaitable[httpx2.AsyncClient]]


@pytest.fixture
def sender_of(registry_engine: AsyncEngine, client_for: ClientFor) -> SenderOf:
    async def make(username: str, kind: Kind = Kind.MACHINE) -> httpx2.AsyncClient:
        account_id = await open_account(keeping(registry_engine), username=username, display_name="外部", kind=kind)
        return await client_for(Role.SUBSCRIBER, account_id=account_id)

    return make


async def waiting(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(EXTERNAL_NOTICE)) or 0


class TestASender:
    async def test_tells_of_a_death_which_waits_for_somebody(
        self, registry_engine: AsyncEngine, sender_of: SenderOf, client_for: ClientFor
    ) -> None:
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine)
        sender = await sender_of("civil-affairs")
        answered = await sender.post("/notices", json=NOTICE)
        assert (answered.status_code, answered.content) == (204, b""), "who is registered is not answered"
        [notice] = (await (await client_for(Role.CENTRE_STAFF)).get("/notices")).json()["items"]
        assert (notice["sender"], notice["match"], notice["person_id"]) == ("civil-affairs", "matched", str(veteran_id))
        assert (notice["message_id"], notice["happened_on"]) == ("m-1", DEATH["died_on"])

    async def test_is_answered_the_same_for_whom_nobody_knows(
        self, registry_engine: AsyncEngine, sender_of: SenderOf
    ) -> None:
        await given_network(registry_engine)
        sender = await sender_of("public-security")
        for said in (NOTICE, MOVE):
            assert (await sender.post("/notices", json=said)).status_code == 204
        assert await waiting(registry_engine) == 2

    async def test_says_the_same_again_and_nothing_changes(
        self, registry_engine: AsyncEngine, sender_of: SenderOf
    ) -> None:
        sender = await sender_of("civil-affairs")
        for _ in range(3):
            assert (await sender.post("/notices", json=NOTICE)).status_code == 204
        assert (await sender.post("/notices", json={**NOTICE, "message_id": "m-2"})).status_code == 204
        assert await waiting(registry_engine) == 2

    @pytest.mark.parametrize(
        ("changes", "field", "code"),
        [
            ({"kind": "external-household-move", "to_division": "411302"}, "kind", "type-not-the-senders"),
            ({"kind": "other"}, "kind", "not-a-kind"),
            ({"id_number": "110101199003070000"}, "id_number", "checksum"),
            ({"id_number": "440982"}, "id_number", "length"),
            ({"happened_on": "2099-01-01"}, "happened_on", "day-impossible"),
            ({"happened_on": "昨天"}, "happened_on", "wrong-form"),
            ({"document": ""}, "document", "too-short"),
            ({"name": "张\u202e伟"}, "name", "unfit-character"),
            ({"name": "张" * 101}, "name", "length"),
            ({"document": "证\u0007"}, "document", "unfit-character"),
            ({"message_id": "x" * 101}, "message_id", "too-long"),
            ({"to_division": "411302"}, "to_division", "not-of-this-kind"),
            ({"kind": "external-household-move"}, "to_division", "not-of-this-kind"),
            ({"rank": "少将"}, "rank", "unknown-field"),
        ],
    )
    async def test_is_told_field_and_rule_of_what_is_not_taken(
        self, registry_engine: AsyncEngine, sender_of: SenderOf, changes: dict[str, Any], field: str, code: str
    ) -> None:
        sender = await sender_of("civil-affairs")
        refused = await sender.post("/notices", json={**NOTICE, **changes})
        assert refused.status_code == 422
        assert [(each["field"], each["code"]) for each in refused.json()["fields"]] == [(field, code)]
        for hidden in (NOTICE["id_number"], changes.get("id_number", "·"), changes.get("name") or "·"):
            assert hidden not in refused.text
        assert await waiting(registry_engine) == 0

    @pytest.mark.parametrize(("username", "kind"), [("city-bureau", Kind.MACHINE), ("civil-affairs", Kind.PERSON)])
    async def test_is_a_machine_that_bears_the_name_of_the_system(
        self, registry_engine: AsyncEngine, sender_of: SenderOf, username: str, kind: Kind
    ) -> None:
        sender = await sender_of(username, kind)
        refused = await sender.post("/notices", json=NOTICE)
        assert (refused.status_code, refused.json()["code"]) == (403, "not-a-sender")
        assert await waiting(registry_engine) == 0
