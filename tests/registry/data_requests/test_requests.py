"""What persons ask for about what is known of them: by when it is answered, and how."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.data_requests.commands import Answer, Asked, close_request, open_request
from services.registry.data_requests.domain import (
    DataRequestClosedBefore,
    DataRequestInvalid,
    DataRequestNotFound,
)
from services.registry.veterans.queries.files import VeteranNotFound
from shared.auth.roles import Role
from shared.clock import local_date, now
from shared.command import Work
from tests.browsers import links_of
from tests.races import race
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.erasures.given import given_dead
from tests.registry.given import KEYRING, audited, given_network, given_work, published
from tests.registry.persons import OTHER_ROOM_PATH, ROOM_PATH, codes_of, given_veteran

DOCUMENT = "申请书第1号"
BODY = {"kind": "access", "asked_by": "person", "received_on": "2019-04-01", "document": DOCUMENT}
ANSWER = {"outcome": "refused", "clause": "secrecy", "document": "复函第1号"}
APRIL = date(2019, 4, 1)


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    return await given_veteran(registry_engine)


def room(engine: AsyncEngine, path: str = ROOM_PATH) -> Work:
    return given_work(engine, Role.ROOM_STAFF, path)


async def asking(work: Work, veteran_id: UUID, by: str = "person", on: date = APRIL) -> UUID:
    return await open_request(work, veteran_id, Asked("access", by, on, DOCUMENT), keyring=KEYRING)


async def answering(work: Work, request_id: UUID, outcome: str = "granted", clause: str | None = None) -> None:
    await close_request(work, request_id, Answer(outcome, clause, "复函第1号"))


class TestARequest:
    async def test_is_due_after_thirty_days_and_answered_once(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        request = await asking(room(registry_engine), veteran)
        told: dict[str, Any] = {
            "request_id": str(request), "person_id": str(veteran), "org_path": ROOM_PATH, "kind": "access",
        }  # fmt: skip
        [(_, sequence, event)] = await published(registry_engine, "data-request-opened")
        assert (sequence, event) == (1, {**told, "received_on": "2019-04-01", "due_on": "2019-05-01"})
        await answering(given_work(registry_engine), request)
        [(_, sequence, event)] = await published(registry_engine, "data-request-closed")
        assert (sequence, event["outcome"], event.get("clause"), event["closed_on"]) == (
            2, "granted", None, "2019-04-30",
        )  # fmt: skip
        with pytest.raises(DataRequestClosedBefore):
            await answering(given_work(registry_engine), request)
        assert (await audited(registry_engine, "close-request"))[0] == (f"veteran {veteran}", "done")

    @pytest.mark.parametrize(
        ("outcome", "clause", "code"),
        [("refused", None, "clause-missing"), ("granted", "secrecy", "clause-needless")],
    )
    async def test_is_refused_with_a_clause_and_only_then(
        self, registry_engine: AsyncEngine, veteran: UUID, outcome: str, clause: str | None, code: str
    ) -> None:
        request = await asking(room(registry_engine), veteran)
        with pytest.raises(DataRequestInvalid) as refused:
            await answering(given_work(registry_engine), request, outcome, clause)
        assert codes_of(refused.value) == {"clause": code}
        await answering(given_work(registry_engine), request, "refused", "kept-by-law")

    async def test_is_made_by_kin_for_the_dead_alone(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        with pytest.raises(DataRequestInvalid) as refused:
            await asking(room(registry_engine), veteran, "next-of-kin", date(2019, 5, 1))
        assert codes_of(refused.value) == {"asked_by": "living", "received_on": "in-future"}
        await given_dead(registry_engine, veteran)
        with pytest.raises(DataRequestInvalid) as refused:
            await asking(room(registry_engine), veteran)
        assert codes_of(refused.value) == {"asked_by": "deceased"}
        await asking(room(registry_engine), veteran, "next-of-kin")

    async def test_elsewhere_is_as_unknown_as_none(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        elsewhere = given_work(registry_engine, Role.CENTRE_STAFF, OTHER_ROOM_PATH)
        request = await asking(room(registry_engine), veteran)
        for each in (request, UUID(int=1)):
            with pytest.raises(DataRequestNotFound):
                await answering(elsewhere, each)
        with pytest.raises(VeteranNotFound):
            await asking(elsewhere, veteran)

    async def test_answered_twice_at_once_is_answered_once(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        request = await asking(room(registry_engine), veteran)
        twice = [answering(given_work(registry_engine), request) for _ in range(2)]
        answers = await race(registry_engine, "data_request", twice)
        assert sorted(type(each).__name__ for each in answers) == ["DataRequestClosedBefore", "NoneType"]


class TestByHttp:
    async def test_a_room_records_and_the_centre_answers_what_is_overdue_first(
        self, client_for: ClientFor, veteran: UUID
    ) -> None:
        clerk, centre = await client_for(Role.ROOM_STAFF, ROOM_PATH), await client_for(Role.CENTRE_STAFF)
        at = f"/veterans/{veteran}/data-requests"
        wrong = await clerk.post(at, json={**BODY, "kind": "anything", "asked_by": "anybody"})
        assert {each["field"]: each["code"] for each in wrong.json()["fields"]} == {
            "kind": "not-a-kind", "asked_by": "not-an-asker",
        }  # fmt: skip
        today = local_date(now()).isoformat()
        fresh, old = [
            (await clerk.post(at, json={**BODY, "received_on": day})).json()["request_id"]
            for day in (today, "2019-04-01")
        ]
        listed = (await centre.get("/data-requests")).json()["items"]
        assert [each["request_id"] for each in listed] == [old, fresh]
        late = (await centre.get("/data-requests", params={"overdue": "true"})).json()["items"]
        assert [(each["request_id"], each["late_days"] > 2_000) for each in late] == [(old, True)]
        assert (await clerk.post(f"/data-requests/{old}/answer", json=ANSWER)).status_code == 403
        assert (await centre.post(f"/data-requests/{old}/answer", json=ANSWER)).status_code == 204
        [closed] = (await centre.get("/data-requests", params={"is_open": "false"})).json()["items"]
        assert (closed["outcome"], closed["clause"], closed["late_days"]) == ("refused", "secrecy", 0)


class TestThePages:
    async def test_record_show_what_is_late_and_answer(self, browser_of: BrowserOf, veteran: UUID) -> None:
        clerk, centre = await browser_of(Role.ROOM_STAFF, ROOM_PATH), await browser_of(Role.CENTRE_STAFF)
        at = f"/registry/persons/{veteran}/data-requests/new"
        assert at in (await clerk.get(f"/registry/persons/{veteran}")).text
        assert "30日内" in (await clerk.get(at)).text
        assert (await clerk.post(at, data={**BODY, "received_on": "", "idempotency_key": "no"})).status_code == 422
        assert (await clerk.post(at, data={**BODY, "idempotency_key": "one"})).status_code == 303
        assert "/answer" not in (await clerk.get("/registry/data-requests")).text
        shown = await centre.get(f"/registry/data-requests?overdue=true&is_open=true&person_id={veteran}")
        assert ("逾期" in shown.text, shown.text.count(" selected"), f'value="{veteran}"' in shown.text) == (
            True,
            2,
            True,
        )
        [answer] = [link for link in links_of(shown) if link.endswith("/answer")]
        assert "不予办理的依据" in (await centre.get(answer)).text
        sent = {**ANSWER, "clause": "", "idempotency_key": "two"}
        assert (await centre.post(answer, data=sent)).status_code == 422
        assert (await centre.post(answer, data={**ANSWER, "idempotency_key": "three"})).status_code == 303
        assert "不予办理" in (await centre.get("/registry/data-requests")).text
