"""Applications over HTTP: taken down, looked at level by level, published, objected to, decided."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.main import create_app
from shared.auth.roles import Role
from shared.ids import new_id
from shared.outbox.tables import OUTBOX
from tests.benefits.applications.given import given_applicant, published
from tests.benefits.given import ROOM, STATION
from tests.benefits.programmes.given import given_programme
from tests.given import given_grant

LEVELS = ((Role.ROOM_STAFF, ROOM), (Role.STATION_STAFF, STATION), (Role.CENTRE_STAFF, "411329"))
AGREE = {"outcome": "agree"}
REFUSE = {"outcome": "refuse", "reason_code": "condition-not-met", "clause": "income"}
LACKS = {"outcome": "supplement", "reason_code": "papers-missing"}

Hands = tuple[httpx2.AsyncClient, httpx2.AsyncClient, httpx2.AsyncClient]


@pytest.fixture
async def person(benefits_engine: AsyncEngine) -> UUID:
    return await given_applicant(benefits_engine)


@pytest.fixture
async def hands(
    benefits_engine: AsyncEngine, settings_of: Any, token_for: Any, api_client: Callable[..., Any]
) -> Hands:
    """Somebody of the room, the station, the centre."""
    app, clients = create_app(settings_of("benefits")), []
    for role, path in LEVELS:
        account = new_id()
        await given_grant(benefits_engine, account, role, path)
        clients.append(api_client(app, token_for(account)))
    room, station, centre = clients
    return room, station, centre


async def applied(client: httpx2.AsyncClient, person: UUID, **own: Any) -> str:
    paper = {
        "person_id": str(person),
        "programme_code": "hardship-aid",
        "applied_on": "2019-04-01",
        "document": "申请书",
    }
    answer = await client.post("/applications", json={**paper, **own})
    assert answer.status_code == 201, answer.text
    return f"/applications/{answer.json()['application_id']}"


async def said(client: httpx2.AsyncClient, path: str, paper: Any) -> tuple[int, str]:
    answer = await client.post(f"{path}/opinions", json=paper)
    return answer.status_code, answer.json()["code"] if answer.content else ""


async def state(client: httpx2.AsyncClient, path: str) -> tuple[str, str | None]:
    shown = (await client.get(path)).json()
    return shown["state"], shown["waits_for"]


async def told(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        rows = await connection.execute(select(OUTBOX).order_by(OUTBOX.c.id))
    own = [row for row in rows if row.topic == "benefits.applications"]
    assert [row.aggregate_version for row in own] == list(range(1, len(own) + 1))
    return [row.type.split(".")[-2] for row in own]


class TestAnApplication:
    async def test_goes_from_village_to_county_with_publicity_between(
        self, person: UUID, hands: Hands, benefits_engine: AsyncEngine
    ) -> None:
        room, station, centre = hands
        path = await applied(room, person)
        assert await said(station, path, AGREE) == (409, "opinion-not-due")
        assert await said(room, path, AGREE) == (204, "")
        assert await said(station, path, AGREE) == (204, "")
        assert await said(centre, path, AGREE) == (409, "publicity-not-over")
        await published(benefits_engine, "2019-04-08")
        shown = (await centre.get(path)).json()
        assert (shown["state"], shown["published_on"], shown["published_until"]) == (
            "publicity", "2019-04-08", "2019-04-15"
        )  # fmt: skip
        assert await said(centre, path, AGREE) == (204, "")
        assert await state(centre, path) == ("approved", None)
        assert await said(centre, path, REFUSE) == (409, "application-ended")
        assert await told(benefits_engine) == [
            "application-submitted", "application-reviewed", "application-reviewed", "publicity-started",
            "application-reviewed", "benefit-approved",
        ]  # fmt: skip
        opinions = (await centre.get(path)).json()["opinions"]
        assert [(each["step"], each["outcome"]) for each in opinions] == [
            ("room", "agree"), ("station", "agree"), ("centre", "agree")
        ]  # fmt: skip
        assert all(len(each["facts_digest"]) == 64 for each in opinions)

    async def test_waits_while_an_objection_is_open(
        self, person: UUID, hands: Hands, benefits_engine: AsyncEngine
    ) -> None:
        room, station, centre = hands
        path = await applied(room, person)
        objection = {"said": "家中有车", "raised_on": "2019-04-10"}
        assert (await room.post(f"{path}/objections", json=objection)).status_code == 409
        for hand in (room, station):
            await said(hand, path, AGREE)
        await published(benefits_engine, "2019-04-08")
        early = await room.post(f"{path}/objections", json={**objection, "raised_on": "2019-04-07"})
        assert (early.status_code, early.json()["fields"][0]["code"]) == (422, "too-early")
        assert (await room.post(f"{path}/objections", json=objection)).json() == {"number": 0}
        assert await said(centre, path, AGREE) == (409, "publicity-not-over")
        assert (await centre.get(path)).json()["published_until"] is None
        found = {"settled_on": "2019-04-12", "is_upheld": "false", "found": "不属实"}
        assert (await station.post(f"{path}/objections/1/settlement", json=found)).status_code == 404
        assert (await station.post(f"{path}/objections/0/settlement", json=found)).status_code == 204
        assert (await station.post(f"{path}/objections/0/settlement", json=found)).status_code == 409
        assert (await centre.get(path)).json()["published_until"] == "2019-04-17"
        assert await said(centre, path, REFUSE) == (204, "")
        assert (await told(benefits_engine))[-4:] == [
            "objection-raised", "objection-answered", "application-reviewed", "benefit-refused"
        ]  # fmt: skip

    async def test_is_returned_supplemented_and_withdrawn(
        self, person: UUID, hands: Hands, benefits_engine: AsyncEngine
    ) -> None:
        room, station, _ = hands
        path = await applied(room, person)
        assert await said(room, path, LACKS) == (204, "")
        assert await state(room, path) == ("returned", "room")
        assert await said(room, path, AGREE) == (409, "opinion-not-due")
        assert (await room.post(f"{path}/supplement", json={"document": "收入证明", "version": 1})).status_code == 409
        assert (await room.post(f"{path}/supplement", json={"document": "收入证明", "version": 2})).status_code == 204
        assert await said(room, path, AGREE) == (204, "")
        assert await said(station, path, LACKS) == (204, "")
        assert await state(room, path) == ("reviewing", "room")
        assert (await room.post(f"{path}/withdrawal", json={"reason": "本人撤回"})).status_code == 204
        assert await state(room, path) == ("withdrawn", None)
        assert (await told(benefits_engine))[-1] == "application-withdrawn"
        await applied(room, person)

    async def test_is_one_of_a_person_and_programme_at_a_time(self, person: UUID, hands: Hands) -> None:
        room, station, centre = hands
        path = await applied(room, person)
        again = {
            "person_id": str(person),
            "programme_code": "hardship-aid",
            "applied_on": "2019-04-02",
            "document": "申请",
        }
        assert (await station.post("/applications", json=again)).json()["code"] == "application-exists"
        unknown = await room.post("/applications", json={**again, "programme_code": "nothing"})
        assert (unknown.status_code, unknown.json()["code"]) == (404, "programme-not-found")
        ahead = await room.post("/applications", json={**again, "applied_on": "2999-01-01"})
        assert ahead.status_code == 422
        for client, number in ((room, 1), (station, 0), (centre, 0)):
            listed = (await client.get("/applications?mine=true")).json()["items"]
            assert len(listed) == number
        assert [each["state"] for each in (await centre.get("/applications")).json()["items"]] == ["reviewing"]
        assert (await centre.get(path)).status_code == 200

    async def test_is_nobodys_elses_business(
        self,
        person: UUID,
        hands: Hands,
        benefits_engine: AsyncEngine,
        settings_of: Any,
        token_for: Any,
        api_client: Any,
    ) -> None:
        path = await applied(hands[0], person)
        account = new_id()
        await given_grant(benefits_engine, account, Role.STATION_STAFF, "411329.411329105")
        other: httpx2.AsyncClient = api_client(create_app(settings_of("benefits")), token_for(account))
        assert (await other.get(path)).status_code == 404
        assert await said(other, path, AGREE) == (404, "application-not-found")
        assert (await other.get("/applications")).json()["items"] == []

    async def test_of_what_is_had_without_one_is_refused(
        self, person: UUID, hands: Hands, benefits_engine: AsyncEngine
    ) -> None:
        await given_programme(benefits_engine)
        paper = {
            "person_id": str(person),
            "programme_code": "health-check",
            "applied_on": "2019-04-01",
            "document": "申请书",
        }
        refused = await hands[0].post("/applications", json=paper)
        assert (refused.status_code, refused.json()["code"]) == (409, "nobody-to-decide")

    async def test_is_refused_with_a_reason_and_a_clause_only(self, person: UUID, hands: Hands) -> None:
        path = await applied(hands[0], person)
        for paper in (
            {"outcome": "refuse"},
            {"outcome": "refuse", "reason_code": "no-proof"},
            {"outcome": "supplement"},
        ):
            assert (await said(hands[0], path, paper))[0] == 422
        assert await said(hands[0], path, REFUSE) == (204, "")
        assert await state(hands[0], path) == ("refused", None)
