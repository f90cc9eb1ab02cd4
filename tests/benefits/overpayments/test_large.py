"""A large sum that came back counts once a second person confirmed it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.amounts.commands import set_amount
from services.benefits.overpayments.commands import confirm_recovery
from services.benefits.overpayments.domain import RecordedByOneself
from services.benefits.overpayments.tables import RECOVERY
from shared.auth.caller import Caller, Grant
from shared.auth.roles import Role
from shared.command import Work
from shared.events.benefits import OverpaymentRecovered, OverpaymentRecoveryRevoked
from shared.ids import new_id
from tests.benefits.conftest import BrowserOf
from tests.benefits.overpayments.given import BACK, BATCHES, LAST, LIST, Hands, asked_back, said
from tests.benefits.seen import audited, published_events
from tests.browsers import links_of, words_of
from tests.given import given_work


@pytest.fixture(autouse=True)
async def _five_hundred(benefits_engine: AsyncEngine) -> None:
    """Up to 500 yuan one person alone records; from 2099 on less, which holds for nobody yet."""
    for since, value in ((date(2019, 1, 1), 50_000), (date(2099, 1, 1), 1)):
        work = given_work(benefits_engine)
        await set_amount(work, table="recovery-alone", key="", since=since, value=value, source="县财务制度")


async def recorded(client: httpx2.AsyncClient, at: str, yuan: str) -> str:
    """The address of what came back."""
    answer = await client.post(f"{at}/recoveries", json={**BACK, "yuan": yuan})
    assert answer.status_code == 201, answer.text
    return f"{at}/recoveries/{answer.json()['recovery_id']}"


async def shown(client: httpx2.AsyncClient, at: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (await client.get(at)).json()
    return found


async def standing_in_for_who_recorded(engine: AsyncEngine) -> Work:
    async with engine.connect() as connection:
        lender = await connection.scalar(select(RECOVERY.c.recorded_by).limit(1))
    grant = Grant(new_id(), Role.CENTRE_STAFF, "411329", "testing", lender)
    return given_work(engine, Caller(new_id(), (grant,)))


class TestALargeSum:
    async def test_counts_once_another_confirmed_it(
        self, benefits_engine: AsyncEngine, hands: Hands, overpaid: UUID
    ) -> None:
        centre, second, leader, room = hands
        at = await asked_back(centre, overpaid)
        small, large = await recorded(centre, at, "500.00"), await recorded(centre, at, "500.01")
        assert [each.amount_fen for _, each in await published_events(benefits_engine, OverpaymentRecovered)] == [
            50_000
        ]
        now = await shown(leader, at)
        assert (now["state"], now["recovered_fen"], now["version"]) == ("confirming", 50_000, 2)
        assert [each["is_large"] for each in now["recoveries"]] == [False, True]
        listed = (await leader.get(LIST, params={"state": "confirming"})).json()["items"]
        assert [each["overpayment_id"] for each in listed] == [now["overpayment_id"]]
        more = {**BACK, "yuan": "300"}
        assert await said(await centre.post(f"{at}/recoveries", json=more)) == (422, "more-than-open")
        assert await said(await leader.post(f"{at}/write-off", json={"document": "批示"})) == (409, "recovery-waits")
        assert await said(await centre.post(f"{at}/withdrawal", json={"reason": "写错了"})) == (409, "recovery-waits")
        assert await said(await centre.post(f"{large}/confirmation", json={})) == (403, "recorded-by-oneself")
        assert (await room.post(f"{large}/confirmation", json={})).status_code == 403
        deputy = await standing_in_for_who_recorded(benefits_engine)
        with pytest.raises(RecordedByOneself):
            await confirm_recovery(deputy, UUID(now["overpayment_id"]), UUID(large.rsplit("/", 1)[-1]))
        assert await said(await second.post(f"{small}/confirmation", json={})) == (404, "recovery-not-found")
        assert await said(await second.post(f"{large}/confirmation", json={"version": 1})) == (
            409, "overpayment-changed"
        )  # fmt: skip
        assert await said(await second.post(f"{large}/confirmation", json={"version": 2})) == (204, "")
        assert await said(await leader.post(f"{large}/confirmation", json={})) == (404, "recovery-not-found")
        told = await published_events(benefits_engine, OverpaymentRecovered)
        assert [(version, each.amount_fen, each.open_fen) for version, each in told] == [
            (2, 50_000, 80_000), (3, 50_001, 29_999)
        ]  # fmt: skip
        now = await shown(leader, at)
        assert (now["state"], now["recovered_fen"]) == ("open", 100_001)
        assert "confirm-recovery" in [action for action, *_ in await audited(benefits_engine)]
        assert await said(await centre.post(f"{large}/revocation", json={"reason": "登错"})) == (204, "")
        [(version, wrong)] = await published_events(benefits_engine, OverpaymentRecoveryRevoked)
        assert (version, wrong.open_fen) == (4, 80_000)

    async def test_is_one_in_pieces_as_well(self, hands: Hands, overpaid: UUID) -> None:
        """What somebody recorded by himself is added up, without what was taken back; another one begins anew."""
        centre, second, *_ = hands
        at = await asked_back(centre, overpaid)
        first = await recorded(centre, at, "300")
        for client, yuan in ((centre, "200"), (centre, "0.01"), (second, "500")):
            await recorded(client, at, yuan)
        assert [each["is_large"] for each in (await shown(centre, at))["recoveries"]] == [False, False, True, False]
        assert await said(await centre.post(f"{first}/revocation", json={"reason": "登错"})) == (204, "")
        await recorded(centre, at, "300")
        assert (await shown(centre, at))["recoveries"][-1]["is_large"] is False

    async def test_that_was_recorded_wrongly_is_taken_back_before_it_counts(
        self, benefits_engine: AsyncEngine, hands: Hands, overpaid: UUID
    ) -> None:
        """No batch pays again what waits, and nobody was told of it."""
        centre, second, *_ = hands
        at = await asked_back(centre, overpaid)
        large = await recorded(centre, at, "1300")
        owed = await centre.post(BATCHES, json={"month": str(LAST), "document": "补发"})
        assert await said(owed) == (409, "nothing-owed")
        assert await said(await centre.post(f"{large}/revocation", json={"reason": "登错"})) == (204, "")
        assert await said(await second.post(f"{large}/confirmation", json={})) == (404, "recovery-not-found")
        now = await shown(centre, at)
        assert (now["state"], now["recovered_fen"], now["version"]) == ("open", 0, 1)
        for contract in (OverpaymentRecovered, OverpaymentRecoveryRevoked):
            assert await published_events(benefits_engine, contract) == []
        assert await said(await second.post(f"{at}/withdrawal", json={"reason": "写错了"})) == (204, "")


async def test_it_is_confirmed_in_a_browser(browser_of: BrowserOf, hands: Hands, overpaid: UUID) -> None:
    at = f"/benefits{await asked_back(hands[0], overpaid)}"
    centre, leader = await browser_of(), await browser_of(Role.BUREAU_LEADER)
    key = {"idempotency_key": str(new_id()), "version": "1"}
    assert (await centre.post(f"{at}/recovery", data={**key, **BACK})).status_code == 303
    own, others = await centre.get(at), await leader.get(at)
    assert ("待另一人核对" in words_of(own), "追回待核对" in words_of(own)) == (True, True)
    confirming = "/benefits/payments/overpayments?state=confirming"
    assert confirming in links_of(await leader.get("/benefits/due"))
    [form] = [link for link in links_of(others) if link.endswith("/confirmation")]
    assert form not in links_of(own)
    assert "600.00" in words_of(await leader.get(form))
    assert (await leader.post(form, data={"idempotency_key": str(new_id()), "version": "1"})).status_code == 303
    assert form not in links_of(await leader.get(at))
    assert confirming not in links_of(await leader.get("/benefits/due"))
    missing = f"{at}/recoveries/{new_id()}/confirmation"
    assert (await leader.get(missing)).status_code == 404
    assert at in links_of(await leader.get("/benefits/payments/overpayments?state=open"))
