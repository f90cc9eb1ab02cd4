"""What is sensitive in a file is opened group by group, for a purpose that needs it, and never without a trace."""

from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.veterans.parameters.fields import FIELDS, SENSITIVE
from services.registry.veterans.parameters.groups import GROUPS, Group
from services.registry.veterans.parameters.purposes import PURPOSES
from shared.auth.roles import Role
from tests.registry.conftest import ClientFor
from tests.registry.given import audited, given_network, published
from tests.registry.persons import ROOM_PATH, given_veteran

HEALTH: dict[str, Any] = {"purpose": "home-visit", "reason": "春节走访慰问"}


async def given_file(engine: AsyncEngine) -> UUID:
    """Somebody of whom all is known that is sensitive."""
    await given_network(engine)
    return await given_veteran(
        engine, health_code="3", self_care_code="1", monthly_income_fen=120000, minimum_living_allowance=True,
        category_codes=("51", "61"), sex_code="2", birth_on="1959-03-06",
    )  # fmt: skip


async def opened(client: httpx2.AsyncClient, veteran_id: UUID, group: str, **form: Any) -> httpx2.Response:
    return await client.post(f"/veterans/{veteran_id}/sensitive-groups/{group}", json={**HEALTH, **form})


class TestTheGroups:
    def test_hold_every_sensitive_field_once(self) -> None:
        held = [name for content in GROUPS.values() for name in content.fields]
        assert sorted(set(held) - {"discrepancies"}) == sorted(each.name for each in FIELDS if each.pii is SENSITIVE)
        assert len(held) == len(set(held))

    def test_are_opened_for_purposes_of_the_list(self) -> None:
        assert set(GROUPS) == set(Group)
        assert {purpose for content in GROUPS.values() for purpose in content.purposes} <= set(PURPOSES)


class TestOpeningAGroup:
    @pytest.mark.parametrize(
        ("group", "values"),
        [
            ("health", {"health_code": "3", "self_care_code": "1"}),
            ("income", {"monthly_income_fen": 120000}),
            ("hardship", {"minimum_living_allowance": True}),
            ("categories", {"category_codes": ["51", "61"]}),
            (
                "discrepancies",
                {
                    "discrepancies": [
                        {"field": "birth_on", "stated": "1959-03-06", "derived": "1959-02-26"},
                        {"field": "sex_code", "stated": "2", "derived": "1"},
                    ]
                },
            ),
        ],
    )
    async def test_shows_that_group_and_tells_of_it(
        self, client_for: ClientFor, registry_engine: AsyncEngine, group: str, values: dict[str, Any]
    ) -> None:
        veteran_id = await given_file(registry_engine)
        client = await client_for(Role.STATION_STAFF, "411329.411329104")
        answer = await opened(client, veteran_id, group, purpose="data-correction")
        assert answer.status_code == 201, answer.text
        assert answer.headers["cache-control"] == "no-store"
        [(_, _, event)] = await published(registry_engine, "sensitive-record-viewed")
        assert answer.json() == {"view_id": event["view_id"], "group": group, "values": values}
        assert (event["purpose"], event["fields"]) == ("data-correction", sorted(GROUPS[Group(group)].fields))
        assert await audited(registry_engine, "disclose-fields") == [(f"veteran {veteran_id}", "done")]
        async with registry_engine.connect() as connection:
            seen = (await connection.execute(text("SELECT veteran_id, reason FROM disclosure"))).one()
        assert tuple(seen) == (veteran_id, "春节走访慰问")

    async def test_is_refused_for_a_purpose_that_does_not_need_it(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await given_file(registry_engine)
        refused = await opened(await client_for(Role.CENTRE_STAFF), veteran_id, "income", purpose="home-visit")
        assert (refused.status_code, refused.json()["code"]) == (422, "purpose-unfit")
        [fault] = refused.json()["fields"]
        assert (fault["field"], fault["code"]) == ("purpose", "does-not-need-it")
        assert "benefit-handling（待遇办理）" in fault["message"]
        assert await published(registry_engine, "sensitive-record-viewed") == []

    @pytest.mark.parametrize(
        ("group", "form", "field"),
        [
            ("everything", {}, "group"),
            ("health", {"purpose": "curiosity"}, "purpose"),
            ("health", {"reason": ""}, "reason"),
            ("health", {"fields": ["monthly_income_fen"]}, "fields"),
        ],
    )
    async def test_is_refused_without_one_group_a_purpose_and_a_reason(
        self, client_for: ClientFor, registry_engine: AsyncEngine, group: str, form: dict[str, Any], field: str
    ) -> None:
        veteran_id = await given_file(registry_engine)
        refused = await opened(await client_for(Role.CENTRE_STAFF), veteran_id, group, **form)
        assert (refused.status_code, [fault["field"] for fault in refused.json()["fields"]]) == (422, [field])

    @pytest.mark.parametrize(
        ("role", "path"),
        [(Role.ROOM_STAFF, ROOM_PATH), (Role.BUREAU_LEADER, "411329"), (Role.AUDITOR, "411329")],
    )
    async def test_is_not_for(self, client_for: ClientFor, registry_engine: AsyncEngine, role: Role, path: str) -> None:
        veteran_id = await given_file(registry_engine)
        assert (await opened(await client_for(role, path), veteran_id, "health")).status_code == 403

    async def test_is_recorded_each_time_that_a_request_is_repeated(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await given_file(registry_engine)
        client = await client_for(Role.CENTRE_STAFF, **{"Idempotency-Key": "once"})
        answers = [await opened(client, veteran_id, "health") for _ in range(2)]
        assert {answer.status_code for answer in answers} == {201}
        assert len(await published(registry_engine, "sensitive-record-viewed")) == 2

    async def test_counts_with_the_disclosures_of_the_hour(
        self, client_for: ClientFor, registry_engine: AsyncEngine, settings_of: Any, registry_app: Any
    ) -> None:
        veteran_id = await given_file(registry_engine)
        registry_app.state.settings = settings_of("registry", disclosures_an_hour=3)
        client = await client_for(Role.CENTRE_STAFF)
        shown = {**HEALTH, "fields": ["id_number"]}
        answers = [
            await opened(client, veteran_id, "health"),
            await client.post(f"/veterans/{veteran_id}/disclosures", json=shown),
            await opened(client, veteran_id, "hardship"),
            await client.post(f"/veterans/{veteran_id}/disclosures", json=shown),
            await opened(client, veteran_id, "health"),
        ]
        assert [answer.status_code for answer in answers] == [201, 201, 201, 429, 429]
        assert answers[-1].json()["code"] == "too-many-disclosures"
        assert len(await published(registry_engine, "sensitive-record-viewed")) == 3

    async def test_shows_nothing_once_the_persons_key_is_gone(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await given_file(registry_engine)
        async with registry_engine.begin() as connection:
            await connection.execute(text("DELETE FROM data_key"))
        answer = await opened(
            await client_for(Role.CENTRE_STAFF), veteran_id, "discrepancies", purpose="data-correction"
        )
        assert answer.json()["values"] == {"discrepancies": []}
