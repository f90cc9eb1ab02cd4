"""R5: nobody is recognised without evidence, the three opinions of three persons and a clause, whichever way somebody
tries; and by them he is."""

import asyncio
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.journeys.conftest import Somebody
from tests.registry.given import CENTRE_CODE, given_network
from tests.registry.persons import ROOM_PATH, given_veteran

STATION_PATH = ROOM_PATH.rpartition(".")[0]
LEVELS = ((Role.ROOM_STAFF, ROOM_PATH), (Role.STATION_STAFF, STATION_PATH), (Role.CENTRE_STAFF, CENTRE_CODE))
PROOF = {"evidence_kind": "personal-file", "document": "个人档案第3页"}
EVIDENCE = {"category": "42", **PROOF}
AGREES = {"outcome": "agree"}
TERMS = {"recognised_on": "2019-04-01", "clause": "pension-2019-53", "has_benefit": True}
RECOGNISES = {**AGREES, **TERMS}
REFUSES = {"outcome": "refuse", "reason_code": "no-proof", "clause": "pension-2019-53"}
DEED = {"effective_on": "2019-04-30", "document": "决定第2号"}
RECOGNISED = ("enjoying", "recognised-no-benefit", "suspended")
# In the words of R5, and not of the code: evidence, three opinions of three persons in this application, a clause.
BROKEN = f"""
    SELECT count(*) FROM category_holding held WHERE state IN {RECOGNISED} AND NOT (
        evidence_kind IS NOT NULL AND document IS NOT NULL AND clause IS NOT NULL AND (
            SELECT count(DISTINCT step) = 3 AND count(DISTINCT given_by) = 3 FROM category_opinion said
            WHERE said.holding_id = held.holding_id AND said.round = held.round AND said.outcome = 'agree'
        )
    )"""


@pytest.fixture
async def file(registry_engine: AsyncEngine) -> str:
    await given_network(registry_engine)
    return f"/veterans/{await given_veteran(registry_engine, category_codes=('42',), registered_on='2019-03-01')}"


@pytest.fixture
async def three(somebody: Somebody) -> list[httpx2.AsyncClient]:
    """Of a room, its station and the centre."""
    return [await somebody(level) for level in LEVELS]


async def stands(engine: AsyncEngine) -> str:
    """Where the one holding stands; R5 holds."""
    async with engine.connect() as connection:
        assert await connection.scalar(text(BROKEN)) == 0
        state: str = (await connection.scalars(text("SELECT state FROM category_holding"))).one()
        return state


async def applied(client: httpx2.AsyncClient, file: str, **changes: Any) -> str:
    answer = await client.post(f"{file}/category-applications", json={**EVIDENCE, **changes})
    assert answer.status_code == 201, answer.text
    return f"/category-holdings/{UUID(answer.json()['holding_id'])}"


async def code_of(client: httpx2.AsyncClient, at: str, body: dict[str, Any]) -> str:
    """What it is refused for: the fields that are wrong, or the code; `done`."""
    answer = await client.post(at, json=body)
    said = answer.json()
    return " ".join(each["field"] for each in said.get("fields", ())) or said.get("code", "done")


class TestACategory:
    async def test_is_recognised_by_no_other_way(
        self, registry_engine: AsyncEngine, file: str, three: list[httpx2.AsyncClient], somebody: Somebody
    ) -> None:
        room, station, centre = three
        everywhere = await somebody(*LEVELS)
        assert await stands(registry_engine) == "received"  # claimed in the form of the registration
        for lacking in ("evidence_kind", "document"):
            bare = {name: value for name, value in EVIDENCE.items() if name != lacking}
            assert await code_of(room, f"{file}/category-applications", bare) == lacking
        holding = await applied(everywhere, file)
        opinions, changes = f"{holding}/opinions", f"{holding}/changes"
        tries: tuple[tuple[httpx2.AsyncClient, str, dict[str, Any], str], ...] = (
            (centre, opinions, RECOGNISES, "opinion-not-due"),
            (everywhere, opinions, AGREES, "opinion-of-another"),
            (station, opinions, RECOGNISES, "recognised_on"),
            (room, opinions, AGREES, "opinion-not-due"),
            (centre, f"{holding}/correction", {**PROOF, "recognised_on": "2019-04-01"}, "category-stands-otherwise"),
            *(
                (centre, changes, {"act": act, "reason_code": why, **DEED}, "category-stands-otherwise")
                for act, why in (("resume", "review-passed"), ("grant-benefit", "conditions-met"))
            ),
        )
        found = {(number, await code_of(client, at, body)) for number, (client, at, body, _) in enumerate(tries)}
        assert found == {(number, code) for number, (*_, code) in enumerate(tries)}
        assert await stands(registry_engine) == "received"

    async def test_that_was_refused_is_asked_of_all_three_anew(
        self, registry_engine: AsyncEngine, file: str, three: list[httpx2.AsyncClient]
    ) -> None:
        room, station, centre = three
        holding = await applied(room, file)
        opinions = f"{holding}/opinions"
        assert await code_of(station, opinions, AGREES) == "done"
        for lacking in TERMS:
            assert lacking in await code_of(centre, opinions, {**RECOGNISES, lacking: None})
        assert await code_of(centre, opinions, {**RECOGNISES, "clause": "because"}) == "clause"
        assert await code_of(centre, opinions, REFUSES) == "done"
        assert await stands(registry_engine) == "not-recognised"
        assert await code_of(centre, opinions, RECOGNISES) == "opinion-not-due"
        assert await applied(room, file, document="补充材料第1页") == holding
        assert await code_of(centre, opinions, RECOGNISES) == "opinion-not-due"
        assert await code_of(station, opinions, AGREES) == "done"
        both = await asyncio.gather(*(code_of(centre, opinions, RECOGNISES) for _ in range(2)))
        assert sorted(both) == ["done", "opinion-not-due"]
        assert await stands(registry_engine) == "enjoying"
        cancels = {"act": "cancel", "reason_code": "recognised-wrongly", **DEED}
        assert await code_of(centre, f"{holding}/changes", cancels) == "done"
        assert await code_of(centre, opinions, RECOGNISES) == "opinion-not-due"
        assert await stands(registry_engine) == "cancelled"
