"""Deliveries over HTTP: what became of every message, for those who may know."""

from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications import SERVICE
from services.notifications.deliveries.driver import GatewayUnavailable
from services.notifications.deliveries.parameters import REASONS, STATES, DeliveryState
from shared.auth.roles import Role
from shared.events.catalogue import consumed_by
from shared.ids import new_id
from shared.service.assembly import projections_of
from tests.notifications.drivers import Gateway, answer_with
from tests.notifications.given import (
    MOBILE,
    OTHER_STATION,
    STATION,
    case_resolved,
    given_delivered,
    given_owed,
    given_person,
    given_reachable,
    given_requested,
    given_sender,
)


class TestDeliveriesOverHttp:
    async def ask(self, client: httpx2.AsyncClient, **query: str) -> list[dict[str, Any]]:
        answer = await client.get("/deliveries", params=query)
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    async def test_tell_state_and_reason_in_both_languages(self, notifications_engine: AsyncEngine, by: Any) -> None:
        sent = await given_owed(notifications_engine, await given_reachable(notifications_engine))
        unreachable = await given_owed(notifications_engine, await given_person(notifications_engine))
        await given_sender(notifications_engine, Gateway()).send_due()
        waiting = await given_owed(notifications_engine, await given_reachable(notifications_engine))
        items = {item["notification_id"]: item for item in await self.ask(await by())}
        assert items[str(sent)]["state"] == {"code": "sent", "zh": "已发送", "en": "sent"}
        assert (items[str(sent)]["reason"], items[str(sent)]["attempts"]) == (None, 1)
        assert items[str(unreachable)]["state"]["code"] == "suppressed"
        assert items[str(unreachable)]["reason"]["zh"] == "没有已核实的联系方式"
        assert (items[str(waiting)]["state"]["code"], items[str(waiting)]["attempts"]) == ("pending", 0)
        assert items[str(waiting)]["next_attempt_at"] is not None
        assert items[str(sent)]["next_attempt_at"] is None

    async def test_tell_why_a_message_still_waits(self, notifications_engine: AsyncEngine, by: Any) -> None:
        await given_owed(notifications_engine, await given_reachable(notifications_engine))
        await given_sender(notifications_engine, Gateway(answer_with(GatewayUnavailable("no route")))).send_due()
        [item] = await self.ask(await by())
        assert (item["state"]["code"], item["reason"]["code"]) == ("pending", "gateway-unavailable")

    async def test_show_neither_number_nor_text(self, notifications_engine: AsyncEngine, by: Any) -> None:
        await given_owed(notifications_engine, await given_reachable(notifications_engine))
        await given_sender(notifications_engine, Gateway()).send_due()
        shown = str(await self.ask(await by()))
        assert MOBILE not in shown
        assert "办结" not in shown

    async def test_can_be_asked_by_cause_person_and_state(self, notifications_engine: AsyncEngine, by: Any) -> None:
        first, second = await given_reachable(notifications_engine), await given_person(notifications_engine)
        delivered = given_delivered(case_resolved(first))
        await given_requested(notifications_engine, [delivered, given_delivered(case_resolved(second))])
        await given_sender(notifications_engine, Gateway()).send_due()
        clerk = await by()
        for query, person in (
            ({"cause": str(delivered.id)}, first),
            ({"person": str(second)}, second),
            ({"state": "sent"}, first),
            ({"state": "suppressed"}, second),
        ):
            [item] = await self.ask(clerk, **query)
            assert item["person_id"] == str(person), query
        assert await self.ask(clerk, state="failed") == []
        assert (await clerk.get("/deliveries", params={"state": "lost"})).status_code == 422

    async def test_come_in_pages_the_latest_first(self, notifications_engine: AsyncEngine, by: Any) -> None:
        batch = [given_delivered(case_resolved(new_id())) for _ in range(5)]
        await given_requested(notifications_engine, batch)
        clerk, seen = await by(), []
        cursor: dict[str, str] = {}
        while True:
            page = (await clerk.get("/deliveries", params={"limit": "2", **cursor})).json()
            seen += [item["cause_event_id"] for item in page["items"]]
            if page["next"] is None:
                break
            cursor = {"cursor": page["next"]}
        assert sorted(seen) == sorted(str(delivered.id) for delivered in batch)

    async def test_end_at_the_scope(self, notifications_engine: AsyncEngine, by: Any) -> None:
        here, there = case_resolved(new_id()), case_resolved(new_id(), org_path=OTHER_STATION)
        await given_requested(notifications_engine, [given_delivered(here), given_delivered(there)])
        assert len(await self.ask(await by())) == 2
        [item] = await self.ask(await by(Role.CENTRE_STAFF, STATION))
        assert item["person_id"] == str(here.applicant_id)

    @pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR, Role.MERCHANT_CLERK, Role.VETERAN])
    async def test_are_for_the_centre_and_the_administrator(
        self, app: FastAPI, by: Any, api_client: Any, role: Role
    ) -> None:
        assert (await (await by(role)).get("/deliveries")).status_code == 403
        assert (await api_client(app).get("/deliveries")).status_code == 401


class TestTheTables:
    def test_name_every_state_and_reason_in_both_languages(self) -> None:
        assert set(STATES) == set(DeliveryState)
        assert all(named.zh and named.en for named in (*STATES.values(), *REASONS.values()))


class TestTheProjections:
    def test_fold_exactly_what_the_catalogue_says(self) -> None:
        folded = {contract for projection in projections_of(SERVICE) for contract in projection.contracts}
        assert folded == {entry.contract for entry in consumed_by("notifications")}
