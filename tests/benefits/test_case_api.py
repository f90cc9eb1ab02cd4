"""Cases over HTTP: who may do what, what is answered, what is never shown."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.main import create_app
from shared.audit.tables import AUDIT
from shared.auth.roles import Role
from shared.ids import new_id
from tests.benefits.given import (
    OTHER_STATION,
    ROOM,
    SUMMARY,
    County,
    code_of,
    given_assigned_case,
    given_case,
    given_county,
)
from tests.given import CENTRE, given_grant, given_work

RESOLUTION = {"outcome": "agreement-reached", "resolved_on": "2019-04-10", "document": "新民调〔2019〕12号"}


class Api:
    """The application, and clients of it for callers with one grant each."""

    def __init__(self, engine: AsyncEngine, app: FastAPI, token_for: Any, api_client: Any) -> None:
        self._engine, self._app, self._token_for, self._client = engine, app, token_for, api_client

    async def by(self, role: Role, path: str = CENTRE, **headers: str) -> httpx2.AsyncClient:
        account = new_id()
        await given_grant(self._engine, account, role, path)
        client: httpx2.AsyncClient = self._client(self._app, self._token_for(account), **headers)
        return client

    def nobody(self) -> httpx2.AsyncClient:
        client: httpx2.AsyncClient = self._client(self._app)
        return client


@pytest.fixture
async def api(benefits_engine: AsyncEngine, settings_of: Any, token_for: Any, api_client: Callable[..., Any]) -> Api:
    return Api(benefits_engine, create_app(settings_of("benefits")), token_for, api_client)


@pytest.fixture
async def county(benefits_engine: AsyncEngine) -> County:
    return await given_county(benefits_engine)


def opening(county: County, **changes: Any) -> dict[str, Any]:
    facts = {
        "kind": "dispute",
        "org_code": code_of(ROOM),
        "applicant_id": str(county.applicant),
        "parties_count": 2,
        "opened_on": "2019-04-02",
        "summary": SUMMARY,
    }
    return {**facts, **changes}


def assignment(county: County) -> dict[str, Any]:
    return {"mediator_ids": [str(mediator) for mediator in county.mediators[:2]], "assigned_on": "2019-04-03"}


class TestACase:
    async def test_goes_from_opening_to_resolution(self, api: Api, county: County) -> None:
        clerk = await api.by(Role.CENTRE_STAFF)
        opened = await clerk.post("/cases", json=opening(county))
        assert opened.status_code == 201, opened.text
        case = opened.json()
        assert (case["state"], case["due_on"], case["days"]) == ("opened", "2019-05-02", None)
        place = f"/cases/{case['case_id']}"
        assigned = await clerk.post(f"{place}/assignment", json=assignment(county))
        assert assigned.json()["mediator_ids"] == assignment(county)["mediator_ids"]
        resolved = (await clerk.post(f"{place}/resolution", json=RESOLUTION)).json()
        assert (resolved["state"], resolved["days"], resolved["confirm_by"]) == ("resolved", 8, "2019-05-10")
        assert resolved["outcome"] == {"code": "agreement-reached", "zh": "达成调解协议", "en": "agreement reached"}
        assert (await clerk.get(place)).json() == {**resolved, "past": []}
        right = {**RESOLUTION, "outcome": "failed", "mediator_ids": assigned.json()["mediator_ids"], "reason": "选错"}
        stale = await clerk.post(f"{place}/resolution/correction", json={**right, "version": 2})
        assert (stale.status_code, stale.json()["code"]) == (409, "case-changed")
        corrected = await clerk.post(f"{place}/resolution/correction", json={**right, "version": resolved["version"]})
        assert (corrected.status_code, corrected.json()["outcome"]["code"]) == (200, "failed")
        reopened = await clerk.post(f"{place}/reopening", json={"reason": "误办结", "version": 4})
        assert (reopened.status_code, reopened.json()["state"]) == (200, "assigned")
        past = (await clerk.get(place)).json()["past"]
        assert [(each["act"], each["because"], each["outcome"]["code"]) for each in past] == [
            ("reopened", "误办结", "failed"), ("corrected", "选错", "agreement-reached"),
        ]  # fmt: skip

    async def test_answers_a_second_resolution_with_a_conflict_in_both_languages(
        self, api: Api, county: County
    ) -> None:
        clerk = await api.by(Role.CENTRE_STAFF)
        english = await api.by(Role.CENTRE_STAFF, **{"Accept-Language": "en"})
        place = f"/cases/{(await clerk.post('/cases', json=opening(county))).json()['case_id']}"
        early = await english.post(f"{place}/resolution", json=RESOLUTION)
        assert (early.status_code, early.json()["code"]) == (409, "case-not-assigned")
        await clerk.post(f"{place}/assignment", json=assignment(county))
        await clerk.post(f"{place}/resolution", json=RESOLUTION)
        for client, sentence in (
            (clerk, "案件已经办结，不能再指派、办结或撤回；"),
            (english, "The case has been resolved"),
        ):
            again = await client.post(f"{place}/resolution", json=RESOLUTION)
            assert (again.status_code, again.json()["code"]) == (409, "case-already-resolved")
            assert again.json()["detail"].startswith(sentence)

    async def test_takes_no_identity_number_for_its_document(self, api: Api, county: County) -> None:
        clerk = await api.by(Role.CENTRE_STAFF)
        place = f"/cases/{(await clerk.post('/cases', json=opening(county))).json()['case_id']}"
        refused = await clerk.post(f"{place}/resolution", json={**RESOLUTION, "document": "张伟 999123199001010012"})
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid-request")
        assert [(fault["field"], fault["code"]) for fault in refused.json()["fields"]] == [("document", "wrong-form")]

    async def test_may_be_withdrawn_and_says_why(self, api: Api, county: County) -> None:
        clerk = await api.by(Role.ROOM_STAFF)
        place = f"/cases/{(await clerk.post('/cases', json=opening(county))).json()['case_id']}"
        asked = {"reason": "opened-in-error", "withdrawn_on": "2019-04-02"}
        withdrawn = (await clerk.post(f"{place}/withdrawal", json=asked)).json()
        assert (withdrawn["state"], withdrawn["withdrawn_on"]) == ("withdrawn", "2019-04-02")
        assert withdrawn["withdrawal"] == {"code": "opened-in-error", "zh": "立案有误", "en": "opened in error"}
        assert [case["state"] for case in (await clerk.get("/cases?state=withdrawn")).json()["items"]] == ["withdrawn"]

    async def test_names_the_broken_rules_by_field(self, api: Api, county: County) -> None:
        clerk = await api.by(Role.CENTRE_STAFF)
        refused = await clerk.post("/cases", json=opening(county, parties_count=1, opened_on="2090-01-01"))
        assert (refused.status_code, refused.json()["code"]) == (422, "opening-refused")
        assert [(fault["field"], fault["code"]) for fault in refused.json()["fields"]] == [
            ("parties_count", "two-parties-at-least"),
            ("opened_on", "opened-in-the-future"),
        ]

    async def test_takes_no_outcome_outside_the_table(self, api: Api, county: County, benefits_engine: Any) -> None:
        case = await given_assigned_case(benefits_engine, county)
        clerk = await api.by(Role.CENTRE_STAFF)
        refused = await clerk.post(f"/cases/{case.case_id}/resolution", json={**RESOLUTION, "outcome": "solved"})
        assert refused.status_code == 422
        assert refused.json()["fields"][0]["field"] == "outcome"
        assert "solved" not in refused.text

    async def test_says_that_a_fresh_veteran_may_be_asked_for_again(self, api: Api, county: County) -> None:
        clerk = await api.by(Role.CENTRE_STAFF)
        refused = await clerk.post("/cases", json=opening(county, applicant_id=str(new_id())))
        assert (refused.status_code, refused.json()["code"]) == (409, "veteran-not-known-yet")
        assert "稍后重试" in refused.json()["detail"]

    async def test_shows_its_content_only_for_a_purpose(self, api: Api, county: County) -> None:
        clerk = await api.by(Role.CENTRE_STAFF)
        opened = await clerk.post("/cases", json=opening(county))
        place = f"/cases/{opened.json()['case_id']}"
        assert SUMMARY not in opened.text + (await clerk.get(place)).text + (await clerk.get("/cases")).text
        unlisted = [await clerk.post(f"{place}/disclosures", json=asked) for asked in ({}, {"purpose": "复核协议"})]
        assert {refused.status_code for refused in unlisted} == {422}
        told = (await clerk.post(f"{place}/disclosures", json={"purpose": "supervision"})).json()
        assert told["summary"] == SUMMARY

    async def test_is_opened_once_for_one_idempotency_key(self, api: Api, county: County) -> None:
        clerk = await api.by(Role.CENTRE_STAFF, **{"Idempotency-Key": "counter-3-0017"})
        first = await clerk.post("/cases", json=opening(county))
        assert (await clerk.post("/cases", json=opening(county))).json() == first.json()
        other = await clerk.post("/cases", json=opening(county, parties_count=3))
        assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")

    async def test_discloses_nothing_that_an_idempotency_key_would_keep(
        self, api: Api, county: County, benefits_engine: AsyncEngine
    ) -> None:
        case = await given_case(given_work(benefits_engine), county)
        clerk = await api.by(Role.CENTRE_STAFF, **{"Idempotency-Key": "look-1"})
        for _ in range(2):
            disclosed = await clerk.post(f"/cases/{case.case_id}/disclosures", json={"purpose": "mediation"})
            assert disclosed.json()["summary"] == SUMMARY
        async with benefits_engine.connect() as connection:
            looks = await connection.execute(select(AUDIT.c.audit_id).where(AUDIT.c.action == "disclose-case"))
            assert len(looks.all()) == 2


class TestWhoMay:
    async def test_is_asked_of_everybody(self, api: Api, county: County, benefits_engine: AsyncEngine) -> None:
        case = await given_case(given_work(benefits_engine), county)
        place = f"/cases/{case.case_id}"
        calls = [
            ("POST", "/cases"),
            ("GET", "/cases"),
            ("GET", place),
            ("POST", f"{place}/assignment"),
            ("POST", f"{place}/resolution"),
            ("POST", f"{place}/resolution/correction"),
            ("POST", f"{place}/reopening"),
            ("POST", f"{place}/withdrawal"),
            ("POST", f"{place}/disclosures"),
        ]
        for method, path in calls:
            answer = await api.nobody().request(method, path, json={})
            assert answer.status_code == 401, (method, path)

    @pytest.mark.parametrize(
        ("role", "opens", "handles", "reads"),
        [
            (Role.CENTRE_STAFF, True, True, True),
            (Role.STATION_STAFF, True, True, True),
            (Role.ROOM_STAFF, True, False, True),
            (Role.BUREAU_LEADER, False, False, True),
            (Role.AUDITOR, False, False, True),
            (Role.SYSTEM_ADMINISTRATOR, False, False, False),
            (Role.MERCHANT_CLERK, False, False, False),
        ],
    )
    async def test_depends_on_the_role(
        self,
        api: Api,
        county: County,
        benefits_engine: AsyncEngine,
        role: Role,
        opens: bool,
        handles: bool,
        reads: bool,
    ) -> None:
        case = await given_case(given_work(benefits_engine), county)
        client, place = await api.by(role), f"/cases/{case.case_id}"
        statuses = {
            "open": (await client.post("/cases", json=opening(county))).status_code,
            "assign": (await client.post(f"{place}/assignment", json=assignment(county))).status_code,
            "disclose": (await client.post(f"{place}/disclosures", json={"purpose": "mediation"})).status_code,
            "read": (await client.get(place)).status_code,
            "list": (await client.get("/cases")).status_code,
        }
        assert statuses == {
            "open": 201 if opens else 403,
            "assign": 200 if handles else 403,
            "disclose": 200 if handles else 403,
            "read": 200 if reads else 403,
            "list": 200 if reads else 403,
        }

    async def test_ends_at_the_scope_and_leaves_an_audit_row(
        self, api: Api, county: County, benefits_engine: AsyncEngine
    ) -> None:
        case = await given_case(given_work(benefits_engine), county)
        elsewhere = await api.by(Role.STATION_STAFF, OTHER_STATION)
        place = f"/cases/{case.case_id}"
        answers = [
            await elsewhere.get(place),
            await elsewhere.post(f"{place}/assignment", json=assignment(county)),
            await elsewhere.post("/cases", json=opening(county)),
        ]
        told = [(answer.status_code, answer.json()["code"]) for answer in answers]
        assert told == [(404, "case-not-found"), (404, "case-not-found"), (409, "veteran-not-known-yet")]
        unknown = await elsewhere.get(f"/cases/{new_id()}")
        assert {**unknown.json(), "correlation_id": ""} == {**answers[0].json(), "correlation_id": ""}
        async with benefits_engine.connect() as connection:
            denied = await connection.execute(select(AUDIT.c.action).where(AUDIT.c.result == "out-of-scope"))
            assert len(denied.all()) == 3

    async def test_is_told_of_a_case_that_is_not_there(self, api: Api) -> None:
        clerk = await api.by(Role.CENTRE_STAFF)
        missing = await clerk.get(f"/cases/{new_id()}")
        assert (missing.status_code, missing.json()["code"]) == (404, "case-not-found")
