"""Veterans by HTTP: who may see whom, and how much of them."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.veterans.parameters.fields import FIELDS
from services.registry.veterans.schemas.forms import RegistrationForm
from shared.auth.roles import Role
from shared.ids import new_id
from tests.given import CENTRE
from tests.registry.conftest import ClientFor
from tests.registry.given import audited, given_network, published
from tests.registry.persons import (
    OTHER_ROOM,
    OTHER_ROOM_PATH,
    ROOM,
    ROOM_PATH,
    ZHANG_WEI,
    given_form,
    given_number,
    given_veteran,
)

DISCLOSURE = {"purpose": "home-visit", "reason": "春节走访慰问", "fields": ["id_number", "mobile"]}


class TestRegisteringByHttp:
    async def test_answers_who_was_registered(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        client = await client_for(Role.CENTRE_STAFF)
        form = {**given_form(), "category_codes": ["51"], "monthly_income_fen": 100, "synthetic": True, "merits": None}
        answer = await client.post("/veterans", json=form)
        assert answer.status_code == 201, answer.text
        [(_, _, event)] = await published(registry_engine, "veteran-registered")
        assert answer.json() == {"veteran_id": event["person_id"], "state": "registered"}

    async def test_names_every_faulty_field_in_the_callers_language_and_echoes_none(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        client = await client_for(Role.CENTRE_STAFF)
        form = {**given_form(id_number="999329195902260010", mobile="13811"), "name": ""}
        refused = await client.post("/veterans", json={**form, "name": " 1 "})
        assert (refused.status_code, refused.json()["code"]) == (422, "registration-invalid")
        assert refused.json()["fields"] == [
            {"field": "id_number", "code": "checksum", "message": "身份证号校验位错误。"},
            {"field": "name", "code": "characters", "message": "含有不允许的字符。"},
            {"field": "mobile", "code": "phone", "message": "不是有效的电话号码；固定电话请带区号。"},
        ]
        assert "999329195902260010" not in refused.text
        english = await client.post("/veterans", json={}, headers={"Accept-Language": "en"})
        assert english.json()["fields"][0] == {
            "field": "id_number",
            "code": "required",
            "message": "A value is required.",
        }

    async def test_says_where_a_number_is_registered_already_to_who_may_read_that_file(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        """T1."""
        await given_network(registry_engine)
        await given_veteran(registry_engine)
        again = given_form(id_number="999329590226001", org_code=OTHER_ROOM)
        refused = [
            await (await client_for(role, *path)).post("/veterans", json=again)
            for role, path in ((Role.ROOM_STAFF, [OTHER_ROOM_PATH]), (Role.CENTRE_STAFF, []))
        ]
        assert [(each.status_code, each.json()["code"]) for each in refused] == [(409, "already-registered")] * 2
        assert {each.json()["detail"] for each in refused} == {"该身份证号已登记，请向县退役军人服务中心查询。"}
        elsewhere, here = (each.json()["fields"] for each in refused)
        assert elsewhere == []
        assert here == [{"field": "id_number", "code": "registered-at", "message": f"已在{ROOM}服务机构登记。"}]

    async def test_has_one_effect_for_one_idempotency_key(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        client = await client_for(Role.CENTRE_STAFF)
        answers = [
            await client.post("/veterans", json=given_form(), headers={"Idempotency-Key": "once"}) for _ in range(2)
        ]
        assert answers[0].json() == answers[1].json()
        assert len(await published(registry_engine, "veteran-registered")) == 1

    def test_takes_exactly_the_fields_of_the_table(self) -> None:
        assert list(RegistrationForm.model_fields) == [field.name for field in FIELDS]
        schema = RegistrationForm.model_json_schema()
        assert schema["required"] == [field.name for field in FIELDS if field.required]


class TestReadingVeterans:
    async def test_shows_those_of_the_callers_units_masked(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        own = await given_veteran(registry_engine, mobile="19900001234")
        await given_veteran(registry_engine, id_number=given_number(1), org_code=OTHER_ROOM)
        found = (await (await client_for(Role.ROOM_STAFF, ROOM_PATH)).get("/veterans")).json()
        assert found == {
            "items": [
                {
                    "veteran_id": str(own),
                    "org_code": ROOM,
                    "org_path": ROOM_PATH,
                    "name": "张*",
                    "id_number": "9****2",
                    "mobile": "199****1234",
                    "sex_code": "1",
                    "party_member": True,
                    "registered_on": "2019-04-30",
                    "synthetic": True,
                }
            ],
            "next": None,
        }

    async def test_pages_through_the_county_and_through_one_unit(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        known = [str(await given_veteran(registry_engine, id_number=given_number(n))) for n in range(5)]
        other = str(await given_veteran(registry_engine, org_code=OTHER_ROOM))
        client = await client_for(Role.AUDITOR)
        seen: list[str] = []
        cursor: dict[str, Any] = {}
        while len(seen) < 10:
            page = (await client.get("/veterans", params={"limit": 2, **cursor})).json()
            seen += [item["veteran_id"] for item in page["items"]]
            if page["next"] is None:
                break
            cursor = {"cursor": page["next"]}
        assert seen == [other, *reversed(known)]
        below = (await client.get("/veterans", params={"unit": "411329105"})).json()
        assert [item["veteran_id"] for item in below["items"]] == [other]
        station = await client_for(Role.STATION_STAFF, "411329.411329104")
        unknown, elsewhere = [
            await station.get("/veterans", params={"unit": unit}) for unit in ("411329999", "411329105")
        ]
        assert (unknown.status_code, unknown.json()["code"]) == (404, "org-unit-not-found")
        assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "org-unit-not-found")

    async def test_finds_by_number_in_a_body(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine)
        client = await client_for(Role.STATION_STAFF, "411329.411329104")
        for spelling in (ZHANG_WEI, "999329590226001", "９９９329 19590226 0012"):
            found = await client.post("/veterans/search", json={"id_number": spelling})
            assert (found.status_code, found.json()["veteran_id"]) == (200, str(veteran_id))
        unknown = await client.post("/veterans/search", json={"id_number": given_number(1)})
        assert (unknown.status_code, unknown.json()["code"]) == (404, "veteran-not-found")
        wrong = await client.post("/veterans/search", json={"id_number": "999329195902260010"})
        assert (wrong.status_code, wrong.json()["fields"][0]["code"]) == (422, "checksum")

    async def test_shows_a_file_masked_and_without_what_is_sensitive(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        veteran_id = await given_veteran(
            registry_engine,
            mobile="19900001234",
            bank_account="621700001234567890",
            enlisted_on="1980-12",
            health_code="3",
            category_codes=("51",),
            sex_code="2",
            education_code="初中",
        )
        station = await client_for(Role.STATION_STAFF, "411329.411329104")
        answer = await station.get(f"/veterans/{veteran_id}")
        file = answer.json()
        assert answer.headers["cache-control"] == "no-store"
        assert file["personal"] == {
            "id_number": "9****2",
            "name": "张*",
            "birth_on": "***",
            "mobile": "199****1234",
            "bank_account": "****7890",
        }
        assert file["values"] == {
            "domicile_code": ROOM,
            "residence_code": ROOM,
            "political_code": "01",
            "education_code": "70",
            "enlisted_on": "1980-12",
            "discharged_on": "1984-12-01",
        }
        assert file["discrepancies"] == ["sex_code"]
        for role, path in ((Role.ROOM_STAFF, ROOM_PATH), (Role.BUREAU_LEADER, CENTRE), (Role.AUDITOR, CENTRE)):
            assert (await (await client_for(role, path)).get(f"/veterans/{veteran_id}")).json() == file

    async def test_is_refused_to_a_clerk_of_another_room_and_to_an_administrator_and_audited(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        """T30."""
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine, org_code=OTHER_ROOM, domicile_code=OTHER_ROOM)
        clerk = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        administrator = await client_for(Role.SYSTEM_ADMINISTRATOR)
        answers = [
            await clerk.post("/veterans/search", json={"id_number": ZHANG_WEI}),
            await clerk.get(f"/veterans/{veteran_id}"),
            await administrator.post("/veterans/search", json={"id_number": ZHANG_WEI}),
            await administrator.get(f"/veterans/{veteran_id}"),
            await administrator.get("/veterans"),
        ]
        assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
            (404, "veteran-not-found"),
            (404, "veteran-not-found"),
            (403, "not-allowed"),
            (403, "not-allowed"),
            (403, "not-allowed"),
        ]
        assert await audited(registry_engine, "search-by-number") == [(f"veteran {veteran_id}", "out-of-scope")]
        assert await audited(registry_engine, "post-search") == [("", "not-allowed")]
        denied = [(f"veteran {veteran_id}", "out-of-scope"), (f"veteran {veteran_id}", "not-allowed")]
        assert await audited(registry_engine, "get-veteran") == denied
        assert await audited(registry_engine, "list-veterans") == [("", "not-allowed")]

    async def test_shows_no_personal_field_once_the_persons_key_is_gone(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine)
        async with registry_engine.begin() as connection:
            await connection.execute(text("DELETE FROM data_key"))
        client = await client_for(Role.CENTRE_STAFF)
        assert [item["name"] for item in (await client.get("/veterans")).json()["items"]] == [None]
        assert (await client.get(f"/veterans/{veteran_id}")).json()["personal"] == {}


class TestDisclosing:
    async def test_shows_the_fields_in_clear_and_tells_of_it(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine, mobile="19900001234")
        client = await client_for(Role.STATION_STAFF, "411329.411329104")
        body = {**DISCLOSURE, "fields": ["id_number", "mobile", "bank_account"]}
        answer = await client.post(f"/veterans/{veteran_id}/disclosures", json=body)
        assert answer.status_code == 201
        [(_, _, event)] = await published(registry_engine, "sensitive-record-viewed")
        assert answer.json() == {
            "view_id": event["view_id"],
            "values": {"id_number": ZHANG_WEI, "mobile": "19900001234"},
        }
        assert event["fields"] == ["bank_account", "id_number", "mobile"]

    async def test_is_recorded_each_time_that_a_request_is_repeated(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine, mobile="19900001234")
        client = await client_for(Role.STATION_STAFF, "411329.411329104")
        key = {"Idempotency-Key": "once"}
        answers = [
            await client.post(f"/veterans/{veteran_id}/disclosures", json=DISCLOSURE, headers=key) for _ in range(2)
        ]
        assert [answer.status_code for answer in answers] == [201, 201]
        assert await audited(registry_engine, "disclose-fields") == [(f"veteran {veteran_id}", "done")] * 2
        events = await published(registry_engine, "sensitive-record-viewed")
        assert {event["view_id"] for _, _, event in events} == {answer.json()["view_id"] for answer in answers}
        async with registry_engine.connect() as connection:
            assert await connection.scalar(text("SELECT count(*) FROM idempotency")) == 0

    @pytest.mark.parametrize(
        ("changes", "field", "code"),
        [
            ({"purpose": "curiosity"}, "purpose", "not-a-purpose"),
            ({"reason": ""}, "reason", "too-short"),
            ({"reason": "电话19900001234"}, "reason", "wrong-form"),
            ({"fields": []}, "fields", "too-few"),
            ({"fields": ["health_code"]}, "fields", "not-a-personal-field"),
        ],
    )
    async def test_is_refused_without_purpose_reason_and_fields(
        self, client_for: ClientFor, changes: dict[str, Any], field: str, code: str
    ) -> None:
        client = await client_for(Role.CENTRE_STAFF)
        refused = await client.post(f"/veterans/{new_id()}/disclosures", json={**DISCLOSURE, **changes})
        assert refused.status_code == 422
        assert [(fault["field"], fault["code"]) for fault in refused.json()["fields"]] == [(field, code)]

    @pytest.mark.parametrize("role", [Role.ROOM_STAFF, Role.BUREAU_LEADER, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR])
    async def test_is_not_for(self, client_for: ClientFor, registry_engine: AsyncEngine, role: Role) -> None:
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine)
        refused = await (await client_for(role)).post(f"/veterans/{veteran_id}/disclosures", json=DISCLOSURE)
        assert refused.status_code == 403
        assert await audited(registry_engine, "post-disclosure") == [(f"veteran {veteran_id}", "not-allowed")]
