"""What our service of benefits gets of files, and nobody else; each file recorded, each time."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.facts.parameters import ASKED
from services.registry.veterans.parameters.fields import PERSONAL
from shared.auth.roles import Role
from tests.registry.conftest import ClientFor
from tests.registry.contacts.given import given_service
from tests.registry.given import audited, given_network, published
from tests.registry.persons import given_number, given_veteran
from tests.registry.registrations.given import given_handed_in, room

ClientOf = Callable[[UUID], httpx2.AsyncClient]
OTHER_KEY = ECKey.generate_key("P-256").as_pem(private=True).decode()
DISCLOSURES = "/facts/disclosures"
FIELDS: dict[str, Any] = {
    "household_code": "1",
    "employment_code": "3",
    "pension_code": "3",
    "disability_grade_code": "6",
    "disability_cause_code": "1",
    "enlisted_on": "1976-12-20",
    "conscript_from": "1976-12-20",
    "conscript_to": "1980-01",
    "discharged_on": "1980-01-10",
    "discharge_household_code": "1",
}


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine, **FIELDS)


@pytest.fixture
def client_of(
    registry_app: FastAPI, token_for: Callable[[UUID], str], api_client: Callable[..., httpx2.AsyncClient]
) -> ClientOf:
    """A client of an account with the grants it has."""
    return lambda account_id: api_client(registry_app, token_for(account_id))


def asking(*persons: UUID, purpose: str = "benefit-handling") -> dict[str, object]:
    return {"purpose": purpose, "person_ids": [str(each) for each in persons]}


def test_nothing_that_names_somebody_is_asked() -> None:
    assert not [field.name for field in ASKED if field.pii is PERSONAL]


async def test_our_service_gets_what_files_say_each_recorded(
    registry_engine: AsyncEngine, client_of: ClientOf, veteran: UUID
) -> None:
    silent, erased = [await given_veteran(registry_engine, id_number=given_number(each)) for each in (1, 2)]
    draft = await given_handed_in(room(registry_engine), id_number=given_number(3))
    async with registry_engine.begin() as connection:
        await connection.execute(text("DELETE FROM data_key WHERE person_id = :id"), {"id": erased})
    account = await given_service(registry_engine, "benefits")
    for _ in range(2):
        answer = await client_of(account).post(DISCLOSURES, json=asking(veteran, silent, erased, draft))
        assert answer.status_code == 201
        said = {each["person_id"]: each["fields"] for each in answer.json()}
        assert said == {
            str(veteran): {"sex_code": "1", **FIELDS},
            str(silent): {"sex_code": "1", "discharged_on": "1984-12-01"},
        }
    views = await published(registry_engine, "sensitive-record-viewed")
    assert sorted((view["person_id"], view["account_id"], view["purpose"]) for _, _, view in views) == sorted(
        [(str(each), str(account), "benefit-handling") for each in (veteran, silent)] * 2
    )
    assert {tuple(view["fields"]) for _, _, view in views} == {tuple(field.name for field in ASKED)}
    assert await audited(registry_engine, "disclose-facts") == [("facts", "done")] * 2
    async with registry_engine.connect() as connection:
        rows = await connection.execute(text("SELECT veteran_id, account_id, purpose FROM disclosure"))
        assert {tuple(row) for row in rows} == {(each, account, "benefit-handling") for each in (veteran, silent)}


async def test_nobody_else_gets_anything_and_nothing_without_a_purpose(
    registry_engine: AsyncEngine, client_for: ClientFor, client_of: ClientOf, veteran: UUID
) -> None:
    for role in (Role.CENTRE_STAFF, Role.BUREAU_LEADER, Role.SUBSCRIBER):
        assert (await (await client_for(role)).post(DISCLOSURES, json=asking(veteran))).status_code == 403
    other = client_of(await given_service(registry_engine, "notifications", key=OTHER_KEY))
    assert (await other.post(DISCLOSURES, json=asking(veteran))).json()["code"] == "not-allowed"
    assert await published(registry_engine, "sensitive-record-viewed") == []
    own = client_of(await given_service(registry_engine, "benefits"))
    for field, body in (
        ("purpose", asking(veteran, purpose="home-visit")),
        ("person_ids", asking()),
        ("person_ids", asking(*(UUID(int=each) for each in range(1001)))),
    ):
        refused = await own.post(DISCLOSURES, json=body)
        assert (refused.status_code, [each["field"] for each in refused.json()["fields"]]) == (422, [field])
