"""/parked: what an operator sees, and who may."""

from collections.abc import Callable
from uuid import UUID

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.events.contract import PiiClass
from shared.ids import new_id
from shared.inbox.breaker import BreakerOpened, record_opened
from tests.given import CENTRE, NOW, given_grant
from tests.shared.inbox.given import PYTHON_BUG, AmountAdded, Bank
from tests.shared.wire import scalar

Client = httpx2.AsyncClient


async def given_parked(bank: Bank) -> UUID:
    account = await bank.open_account(1, PYTHON_BUG, 3)
    await bank.consume()
    return account


class TestParked:
    async def test_lists_the_aggregates_that_wait(self, bank: Bank, operator: Client) -> None:
        account = await given_parked(bank)
        (item,) = (await operator.get("/parked")).json()["items"]
        assert (item["topic"], item["key"], item["cause"]) == (bank.topic, str(account), "handler")
        assert (item["event_count"], item["last_sequence"]) == (2, 2)
        assert (await operator.get(f"/parked/{item['parked_id']}")).json() == item

    async def test_pages_through_them(self, bank: Bank, operator: Client) -> None:
        for _ in range(3):
            await bank.open_account(1)
            await bank.send_raw(str(new_id()).encode(), b"rubbish")
        await bank.consume()
        first = (await operator.get("/parked", params={"limit": 2})).json()
        second = (await operator.get("/parked", params={"limit": 2, "cursor": first["next"]})).json()
        assert (len(first["items"]), len(second["items"]), second["next"]) == (2, 1, None)

    async def test_shows_the_records_as_they_arrived(self, bank: Bank, operator: Client) -> None:
        account = await given_parked(bank)
        events = (await operator.get(f"/parked/{await parked_id(operator)}/events")).json()["items"]
        assert [(e["sequence"], e["cause"]) for e in events] == [(3, "handler"), (4, "behind")]
        assert f'"account_id":"{account}"' in events[0]["payload"]
        assert events[0]["headers"]["ce_subject"] == str(account)
        assert "six hundred" in events[0]["detail"]

    @pytest.mark.parametrize("pii", [PiiClass.P2, PiiClass.P3])
    async def test_withholds_what_is_sensitive(self, bank: Bank, operator: Client, pii: PiiClass) -> None:
        account = await bank.open_account()
        await bank.send(AmountAdded(account_id=account, amount=PYTHON_BUG), 2, piiclass=pii)
        await bank.consume()
        (event,) = (await operator.get(f"/parked/{await parked_id(operator)}/events")).json()["items"]
        assert (event["withheld"], event["payload"], event["headers"]) == (True, None, {})
        assert event["payload_bytes"] > 0

    async def test_withholds_what_nobody_can_classify(self, bank: Bank, operator: Client) -> None:
        await bank.send_raw(b"somebody", b"13812345678")
        await bank.consume()
        answer = await operator.get(f"/parked/{await parked_id(operator)}/events")
        assert "13812345678" not in answer.text

    async def test_redrives(self, bank: Bank, operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        account = await given_parked(bank)
        parked = await parked_id(operator)
        stuck = (await operator.post(f"/parked/{parked}/redrive")).json()
        assert (stuck["redriven"], stuck["cause"]) == (False, "handler")
        monkeypatch.setattr("tests.shared.inbox.given.PYTHON_BUG", -1)
        answer = (await operator.post(f"/parked/{parked}/redrive")).json()
        assert answer == {"redriven": True, "applied": 2, "cause": None, "detail": ""}
        assert await bank.balance(account) == (670, 3)
        assert (await operator.post(f"/parked/{parked}/redrive")).status_code == 404

    async def test_discards_one_with_a_reason(self, bank: Bank, operator: Client) -> None:
        await given_parked(bank)
        parked = await parked_id(operator)
        first, second = (await operator.get(f"/parked/{parked}/events")).json()["items"]
        unreasoned = await operator.post(f"/parked/{parked}/events/{first['event_id']}/discard", json={"reason": " \n"})
        assert unreasoned.status_code == 422
        answer = await operator.post(f"/parked/{parked}/events/{first['event_id']}/discard", json={"reason": "a bug"})
        assert answer.json() == {"last_sequence": 3, "waiting": 1}
        answer = await operator.post(f"/parked/{parked}/events/{second['event_id']}/discard", json={"reason": "a bug"})
        assert answer.json() == {"last_sequence": 4, "waiting": 0}

    async def test_discards_up_to_a_sequence(self, bank: Bank, operator: Client) -> None:
        await given_parked(bank)
        parked = await parked_id(operator)
        answer = await operator.post(f"/parked/{parked}/discard", json={"reason": "a bug", "through": 4})
        assert answer.json() == {"last_sequence": 4, "waiting": 0}
        assert (await operator.get(f"/parked/{parked}")).status_code == 404


class TestAnyoneElse:
    @pytest.mark.parametrize("role", [Role.CENTRE_STAFF, Role.BUREAU_LEADER, Role.AUDITOR])
    async def test_is_refused(self, role: Role, kernel_engine: AsyncEngine, clients: Callable[[UUID], Client]) -> None:
        account = new_id()
        await given_grant(kernel_engine, account, role, CENTRE)
        client = clients(account)
        assert (await client.get("/parked")).status_code == 403
        assert (await client.post(f"/parked/{new_id()}/redrive")).status_code == 403


async def parked_id(client: Client) -> str:
    return str((await client.get("/parked")).json()["items"][0]["parked_id"])


class TestAnAdministratorOfAPart:
    async def test_does_nothing_to_a_consumer_of_the_county(
        self, kernel_engine: AsyncEngine, clients: Callable[[UUID], Client]
    ) -> None:
        account = new_id()
        await given_grant(kernel_engine, account, Role.SYSTEM_ADMINISTRATOR, f"{CENTRE}.TOWN01.ROOM01")
        client = clients(account)
        answers = [await client.get(path) for path in ("/parked", "/unreadable", "/breaker")]
        for path in (f"/parked/{new_id()}/redrive", f"/parked/{new_id()}/discard", "/breaker/permit"):
            answers.append(await client.post(path, json={"reason": "mine", "through": 4, "events": 40}))
        assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(403, "out-of-scope")}


class TestTheBreaker:
    async def test_is_closed_where_it_never_opened(self, bank: Bank, operator: Client) -> None:
        said = (await operator.get("/breaker")).json()
        assert said == {"open": False, "opened_at": None, "reason": "", "may_park": 0}

    async def test_is_shown_open_with_its_reason(self, bank: Bank, operator: Client) -> None:
        async with bank.engine.begin() as connection:
            await record_opened(connection, bank.group, BreakerOpened("6 of 6"), now=NOW)
        said = (await operator.get("/breaker")).json()
        assert (said["open"], said["reason"]) == (True, "6 of 6")

    async def test_takes_a_permission_that_is_audited(self, bank: Bank, operator: Client) -> None:
        answer = await operator.post("/breaker/permit", json={"events": 40, "reason": "poison of the import"})
        assert answer.json() == {"may_park": 40}
        assert (await operator.get("/breaker")).json()["may_park"] == 40
        audited = "SELECT count(*) FROM audit WHERE action = 'permit-parking' AND purpose = 'poison of the import'"
        assert await scalar(bank.engine, audited) == 1

    @pytest.mark.parametrize("path", ["/breaker", "/breaker/permit"])
    async def test_is_no_business_of_others(self, path: str, clients: Callable[[UUID], Client]) -> None:
        stranger = clients(new_id())
        asked = {"events": 1, "reason": "curious"}
        answer = await (stranger.post(path, json=asked) if path.endswith("permit") else stranger.get(path))
        assert answer.status_code == 403
