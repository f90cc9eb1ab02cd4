"""Hardship aid as the county's file has it: from an application with its kind of hardship to what is paid."""

import json
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.amounts.commands import set_amount
from services.benefits.applications.domain import ApplicationInvalid, must_say_hardship, with_hardship
from services.benefits.conditions.domain import Known
from services.benefits.programmes.commands import activate_programme, draft_programme
from services.benefits.programmes.domain import Draft
from services.benefits.programmes.schemas import ProgrammeContent
from shared.auth.roles import Role
from shared.clock import local_date, now
from shared.events.benefit_codes import HARDSHIP_KIND
from shared.events.benefits import ApplicationSubmitted
from shared.ids import new_id
from tests.benefits.applications.given import published
from tests.benefits.conftest import BrowserOf, ClientOf
from tests.benefits.given import (
    OTHER_ROOM,
    OTHER_STATION,
    ROOM,
    STATION,
    given_learned,
    unit_established,
    veteran_registered,
)
from tests.benefits.payees.given import given_account
from tests.benefits.seen import published_events
from tests.browsers import words_of
from tests.given import CENTRE, given_work

FILE = Path(__file__).parents[3] / "deploy" / "counties" / "xinye" / "programmes" / "hardship-aid.json"
AGREE = {"outcome": "agree"}
THIS_MONTH = str(local_date(now()))[:7]


def the_countys() -> Draft:
    return ProgrammeContent.model_validate_json(FILE.read_text(encoding="utf-8")).draft()


async def given_hardship_aid(engine: AsyncEngine, draft: Draft) -> None:
    """In force, with 3,000 yuan at most since 2019."""
    drafted = await draft_programme(given_work(engine), draft, document="县困难帮扶办法")
    await activate_programme(given_work(engine), drafted, version=1)
    await set_amount(
        given_work(engine), table="hardship-cap", key="", since=date(2019, 1, 1), value=300_000, source="县办法"
    )


async def given_veteran(engine: AsyncEngine, org_path: str = ROOM) -> UUID:
    person_id: UUID = new_id()
    await given_learned(engine, [veteran_registered(person_id, org_path)])
    await given_account(engine, person_id)
    return person_id


def paper(person: UUID, **own: Any) -> dict[str, Any]:
    said = {"programme_code": "hardship-aid", "applied_on": "2019-04-01", "document": "困难帮扶申请书"}
    return {"person_id": str(person), "household_no": person.hex[-12:], **said, **own}


async def agreed(engine: AsyncEngine, hands: tuple[httpx2.AsyncClient, ...], at: str) -> None:
    """By the village and the township, published, and by the county."""
    room, station, centre = hands
    for hand in (room, station):
        assert (await hand.post(f"{at}/opinions", json=AGREE)).status_code == 204
    early = await centre.post(f"{at}/opinions", json=AGREE)
    assert early.json()["code"] == "publicity-not-over"
    await published(engine, "2019-04-08")
    assert (await centre.post(f"{at}/opinions", json=AGREE)).status_code == 204


@pytest.fixture
async def hands(client_of: ClientOf) -> tuple[httpx2.AsyncClient, ...]:
    """Somebody of the room, the station, the centre."""
    room = await client_of(Role.ROOM_STAFF, ROOM)
    return room, await client_of(Role.STATION_STAFF, STATION), await client_of()


async def owed(client: httpx2.AsyncClient, leader: httpx2.AsyncClient, month: str = THIS_MONTH) -> list[int]:
    """What a batch of the month pays, in fen; the leader releases it."""
    made = await client.post("/payments/batches", json={"month": month, "document": "发放表"})
    assert made.status_code == 201, made.text
    at = f"/payments/batches/{made.json()['batch_id']}"
    lines = (await client.get(f"{at}/payments")).json()["items"]
    assert (await leader.post(f"{at}/release")).status_code == 204
    done = {"on": str(local_date(now())), "document": "代发回盘", "rest_paid": True}
    assert (await client.post(f"{at}/results", json=done)).json() == {"changed": len(lines)}
    return [each["fen"] for each in lines]


class TestHardshipAid:
    async def test_goes_from_its_application_to_what_is_paid(
        self, benefits_engine: AsyncEngine, hands: tuple[httpx2.AsyncClient, ...], client_of: ClientOf,
        browser_of: BrowserOf,
    ) -> None:  # fmt: skip
        room, _, centre = hands
        leader = await client_of(Role.BUREAU_LEADER)
        units = (CENTRE, STATION, OTHER_STATION, ROOM, OTHER_ROOM)
        await given_learned(benefits_engine, [unit_established(path) for path in units])
        await given_hardship_aid(benefits_engine, the_countys())
        person, other = await given_veteran(benefits_engine), await given_veteran(benefits_engine, OTHER_ROOM)
        for wrong, code in (({}, "kind-missing"), ({"hardship_kind": "x"}, "not-a-kind")):
            refused = await room.post("/applications", json=paper(person, **wrong))
            assert (refused.status_code, refused.json()["fields"][0]["code"]) == (422, code)
        made = await room.post("/applications", json=paper(person, hardship_kind="medical"))
        at = f"/applications/{made.json()['application_id']}"
        assert (await centre.post("/applications", json=paper(other, hardship_kind="housing"))).status_code == 201
        told = [event.hardship_kind for _, event in await published_events(benefits_engine, ApplicationSubmitted)]
        assert told == ["medical", "housing"]

        for wanted, number in (
            ({"hardship_kind": "medical"}, 1),
            ({"hardship_kind": "medical", "unit": "411329105"}, 0),
            ({"hardship_kind": "housing", "unit": "411329105"}, 1),
            ({"hardship_kind": "living"}, 0),
        ):
            assert len((await leader.get("/applications", params=wanted)).json()["items"]) == number
        taken = await leader.post("/applications/exports", json={"purpose": "报告", "hardship_kind": "medical"})
        sheet = CalamineWorkbook.from_filelike(BytesIO(taken.content)).get_sheet_by_index(0).to_python()
        lines = [[str(cell) for cell in row] for row in sheet]
        assert [line for line in lines if str(person) in line and "医疗困难" in line]
        assert not [line for line in lines if str(other) in line]

        await agreed(benefits_engine, hands, at)
        [held] = (await centre.get("/payments/entitlements")).json()["items"]
        assert (held["first_month"], held["last_month"], held["fen"]) == (THIS_MONTH, THIS_MONTH, None)
        correction = f"/payments/entitlements/{held['entitlement_id']}/correction"
        decided = {
            "first_month": THIS_MONTH, "last_month": THIS_MONTH, "reason_code": "papers-found", "document": "审批表"
        }  # fmt: skip
        above = await centre.post(correction, json={**decided, "fen": 300_001})
        assert (above.status_code, above.json()["fields"][0]["code"]) == (422, "above-cap")
        assert (await centre.post(correction, json={**decided, "fen": 200_000})).status_code == 204
        assert await owed(centre, leader) == [200_000]
        listed, browser = "/payments/entitlements", await browser_of()
        [paid] = (await centre.get(listed, params={"hardship_kind": "medical"})).json()["items"]
        assert (paid["hardship_kind"], paid["state"]) == ("medical", "once")
        assert (await centre.get(listed, params={"hardship_kind": "housing"})).json()["items"] == []
        page = words_of(await browser.get(f"/benefits{listed}?hardship_kind=medical"))
        assert "困难退役军人帮扶援助 医疗困难" in page
        one = words_of(await browser.get(f"/benefits{listed}/{paid['entitlement_id']}"))
        assert ("一次性发放" in one, "发放中" in one, "困难类型 医疗困难" in one) == (True, False, True)

    async def test_of_a_kind_that_the_county_does_not_help_is_not_approved(
        self, benefits_engine: AsyncEngine, hands: tuple[httpx2.AsyncClient, ...]
    ) -> None:
        """B1: the kind that the application says is known, so its clause is weighed."""
        room, station, centre = hands
        county = the_countys()
        [kind] = [rule for rule in county.rules if rule.code == "kind"]
        only = replace(kind, when={"fact": "hardship.kind", "op": "in", "value": ["medical"]})
        rules = tuple(only if rule.code == "kind" else rule for rule in county.rules)
        await given_hardship_aid(benefits_engine, replace(county, rules=rules))
        made = await room.post("/applications", json=paper(await given_veteran(benefits_engine), hardship_kind="other"))
        at = f"/applications/{made.json()['application_id']}"
        for hand in (room, station):
            assert (await hand.post(f"{at}/opinions", json=AGREE)).status_code == 204
        await published(benefits_engine, "2019-04-08")
        refused = await centre.post(f"{at}/opinions", json=AGREE)
        assert (refused.status_code, refused.json()["code"]) == (409, "applicant-not-entitled")
        assert kind.text.rstrip("。") in refused.text

    async def test_is_paid_each_month_where_the_county_gives_it_so(
        self, benefits_engine: AsyncEngine, hands: tuple[httpx2.AsyncClient, ...], client_of: ClientOf,
        browser_of: BrowserOf,
    ) -> None:  # fmt: skip
        room, _, centre = hands
        county = the_countys()
        terms = replace(county.terms, gives="monthly", emergency_workdays=0)
        await given_hardship_aid(benefits_engine, replace(county, terms=terms))
        said = paper(await given_veteran(benefits_engine), hardship_kind="living")
        made = await room.post("/applications", json=said)
        await agreed(benefits_engine, hands, f"/applications/{made.json()['application_id']}")
        [held] = (await centre.get("/payments/entitlements")).json()["items"]
        assert (held["last_month"], held["paid_through"]) == (None, None)
        decided = {"first_month": "2019-03", "fen": 30_000, "reason_code": "papers-found", "document": "审批表"}
        path = f"/payments/entitlements/{held['entitlement_id']}"
        assert (await centre.post(f"{path}/correction", json=decided)).status_code == 204
        ended = {"month": "2019-05", "reason_code": "condition-not-met", "document": "复核表"}
        assert (await centre.post(f"{path}/end", json=ended)).status_code == 204
        held_now = (await centre.get(path)).json()
        assert (held_now["first_month"], held_now["paid_through"]) == ("2019-03", "2019-05")
        assert await owed(centre, await client_of(Role.BUREAU_LEADER), "2019-05") == [30_000] * 3


async def test_it_is_said_and_found_in_a_browser(browser_of: BrowserOf, benefits_engine: AsyncEngine) -> None:
    await given_hardship_aid(benefits_engine, the_countys())
    room, person = await browser_of(Role.ROOM_STAFF, ROOM), await given_veteran(benefits_engine)
    new, said = "/benefits/applications/new", paper(person)
    assert "医疗困难" in words_of(await room.get(new))
    lacking = await room.post(new, data={"idempotency_key": str(new_id()), **said, "hardship_kind": ""})
    assert (lacking.status_code, "该项目须填写困难类型。" in words_of(lacking)) == (422, True)
    made = await room.post(new, data={"idempotency_key": str(new_id()), **said, "hardship_kind": "medical"})
    assert made.status_code == 303, made.text
    assert "医疗困难" in words_of(await room.get(made.headers["location"]))
    shown = await room.get("/benefits/applications?hardship_kind=medical")
    assert "困难退役军人帮扶援助" in words_of(shown)
    assert "没有符合条件的申请。" in words_of(await room.get("/benefits/applications?hardship_kind=housing"))


class TestTheKind:
    def test_is_said_of_a_programme_that_is_weighed_by_it_and_of_no_other(self) -> None:
        must_say_hardship("medical", is_asked=True)
        must_say_hardship(None, is_asked=False)
        for kind, is_asked, code in ((None, True, "kind-missing"), ("medical", False, "no-kind")):
            with pytest.raises(ApplicationInvalid) as refused:
                must_say_hardship(kind, is_asked=is_asked)
            assert [(each.field, each.code) for each in refused.value.fields] == [("hardship_kind", code)]

    def test_is_known_beside_what_is_known_of_the_person(self) -> None:
        known = Known(date(2019, 4, 10), {"person.status": "living"}, {})
        assert with_hardship(known, "medical").facts == {"person.status": "living", "hardship.kind": "medical"}
        assert with_hardship(known, None) is known

    def test_of_the_countys_file_are_those_of_the_list(self) -> None:
        [rule] = [each for each in json.loads(FILE.read_text(encoding="utf-8"))["rules"] if each["code"] == "kind"]
        assert set(rule["when"]["value"]) == HARDSHIP_KIND.words
