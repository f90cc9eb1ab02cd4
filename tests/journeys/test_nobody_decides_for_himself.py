"""A member of the staff is a veteran himself. Once it is said which person holds his account, no door of benefits lets
him decide on himself or on his wife, by whichever role; nor whoever stands in for him."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.applications.commands import apply_for_benefit
from services.benefits.overpayments.commands import Returned, identify_overpayment, record_recovery
from services.benefits.payments.commands.changing import Change, end_entitlement
from services.benefits.payments.domain.months import Month
from shared.auth.roles import Role
from shared.entries.commands import record_entry
from shared.ids import new_id
from tests.benefits.awards.given import Round
from tests.benefits.batches.given import proposed as batch_proposed
from tests.benefits.beside_registry import beside_registry
from tests.benefits.cards.test_course import BODY as CARD
from tests.benefits.cards.test_course import DEFINITION, DOCUMENT
from tests.benefits.emergency_aid.given import APRIL, PROGRAMME, given_channel
from tests.benefits.emergency_aid.given import proposed as emergency_proposed
from tests.benefits.given import (
    ROOM,
    STATION,
    given_learned,
    keyring,
    role_assumed,
    unit_established,
    veteran_registered,
)
from tests.benefits.merits.test_course import BODY as MERIT
from tests.benefits.payees.given import given_account as given_payee
from tests.benefits.payments.given import given_county_pays, granted
from tests.benefits.plates.test_course import BODY as PLATE
from tests.benefits.redemptions.given import given_relations, relation
from tests.benefits.visits.given import BODY as VISIT
from tests.browsers import as_browser, words_of
from tests.given import CENTRE, given_grant, given_work
from tests.issuer import Issuer
from tests.registry.account_holders.given import given_holder_named
from tests.registry.given import given_account, given_network
from tests.registry.persons import given_veteran

OWN, KIN, STANDS_IN = "decides-on-oneself", "decides-on-kin", "stands-in-for-party"
BOOKS = (("/cards", CARD), ("/visits", VISIT), ("/honour-plates", PLATE), ("/merit-bulletins", MERIT))
BACK = {"yuan": "1.00", "way_code": "by-family", "recovered_on": "2026-01-05", "document": "收据"}


@dataclass(frozen=True, slots=True)
class Town:
    """The clerk who is a veteran, his wife, who is one as well, and somebody else; clients of his, of who stands in for
    him, and of two others of the centre."""

    account: UUID
    him: UUID
    his_wife: UUID
    stranger: UUID
    clerk: httpx2.AsyncClient
    deputy: httpx2.AsyncClient
    other: httpx2.AsyncClient
    second: httpx2.AsyncClient


@pytest.fixture(autouse=True)
def _events_vouch(events_vouch: None) -> None:
    """A test may take more than a minute."""


@pytest.fixture
async def town(
    benefits_engine: AsyncEngine,
    registry_engine: AsyncEngine,
    issuer: Issuer,
    settings_of: Any,
    api_client: Callable[..., httpx2.AsyncClient],
) -> AsyncIterator[Town]:
    await given_network(registry_engine)
    him = await given_veteran(registry_engine)
    account, deputy, other, second = [
        await given_account(registry_engine, each) for each in ("clerk", "deputy", "other", "second")
    ]
    for role in (Role.CENTRE_STAFF, Role.BUREAU_LEADER):
        for whose, lender in ((account, None), (other, None), (second, None), (deputy, account)):
            for engine in (benefits_engine, registry_engine):
                told = engine is benefits_engine
                await given_grant(engine, whose, role, CENTRE, on_behalf_of=lender, vouched=told)
    wife, stranger = new_id(), new_id()
    people = [veteran_registered(each) for each in (him, wife, stranger)]
    await given_learned(benefits_engine, [*(unit_established(each) for each in (CENTRE, STATION, ROOM)), *people])
    await given_relations(benefits_engine, relation(him, wife, "spouse"))
    await given_holder_named(registry_engine, account, him)
    async with beside_registry(settings_of, issuer, api_client) as client:
        yield Town(account, him, wife, stranger, *[client(each) for each in (account, deputy, other, second)])


async def refused(client: httpx2.AsyncClient, at: str, said: Mapping[str, Any]) -> str:
    answer = await client.post(at, json=said)
    assert answer.status_code == 409, (at, answer.status_code, answer.text)
    return str(answer.json()["code"])


async def must_be_refused(town: Town, at: str, said: Mapping[str, Any], code: str) -> None:
    """To him by this rule, in both languages; to who stands in for him by another."""
    assert await refused(town.clerk, at, said) == code, at
    assert await refused(town.deputy, at, said) == STANDS_IN, at
    zh, en = [
        (await town.clerk.post(at, json=said, headers={"Accept-Language": language})).json()["detail"]
        for language in ("zh-CN", "en")
    ]
    assert (zh.startswith("这是您"), en.startswith("This is")) == (True, True)


class TestWhoIsAVeteranHimself:
    async def test_gives_and_hands_out_nothing_to_himself_or_his_wife(
        self, town: Town, benefits_engine: AsyncEngine
    ) -> None:
        for whose, code in ((town.him, OWN), (town.his_wife, KIN)):
            for at, body in BOOKS:
                said = {"document": DOCUMENT, **body, "person_id": str(whose)}
                await must_be_refused(town, at, said, code)
            card = await record_entry(
                given_work(benefits_engine), DEFINITION,
                {"person_id": whose, "kind": "veteran", "applied_on": date(2022, 9, 1)}, document=DOCUMENT,
            )  # fmt: skip
            step = {"on": "2023-03-02", "document": DOCUMENT}
            await must_be_refused(town, f"/cards/{card}/arrival", step, code)
            correction = {"document": DOCUMENT, **CARD, "person_id": str(whose)}
            await must_be_refused(town, f"/cards/{card}/correction", correction, code)
            await must_be_refused(town, f"/cards/{card}/revocation", {"reason": "误登"}, code)
            assert (await town.other.post(f"/cards/{card}/arrival", json=step)).status_code == 200
        said = {"document": DOCUMENT, **CARD, "person_id": str(town.stranger)}
        assert (await town.clerk.post("/cards", json=said)).status_code == 201
        form = {**said, "person_id": str(town.his_wife), "idempotency_key": str(new_id())}
        page = await as_browser(town.clerk).post("/benefits/cards/new", data=form)
        assert "您应当回避，由他人办理" in words_of(page)

    async def test_releases_no_batch_that_pays_them_and_says_of_no_payment_to_them_that_it_failed(
        self, town: Town, benefits_engine: AsyncEngine
    ) -> None:
        await given_county_pays(benefits_engine)
        await granted(benefits_engine, town.his_wife)
        await granted(benefits_engine, town.stranger)
        batch = await batch_proposed(town.other)
        await must_be_refused(town, f"{batch}/release", {}, KIN)
        released = await town.second.post(f"{batch}/release")
        assert released.status_code == 204, released.text
        lines = (await town.other.get(f"{batch}/payments")).json()["items"]
        of = {UUID(each["person_id"]): each["payment_id"] for each in lines}
        failed = {"outcome": "failed", "reason_code": "returned"}
        for whose in (town.his_wife, town.stranger):
            said = {"on": "2019-06-02", "document": "代发回盘", "results": [{"payment_id": of[whose], **failed}]}
            answer = await town.clerk.post(f"{batch}/results", json=said)
            code = answer.json().get("code")
            assert (answer.status_code, code) == ((409, KIN) if whose == town.his_wife else (200, None)), answer.text

    async def test_asks_back_records_and_ends_nothing_that_they_were_overpaid(
        self, town: Town, benefits_engine: AsyncEngine
    ) -> None:
        at = "/payments/overpayments"
        await given_county_pays(benefits_engine)
        entitlement = await granted(benefits_engine, town.his_wife)
        batch = await batch_proposed(town.other)
        assert (await town.second.post(f"{batch}/release")).status_code == 204
        work = given_work(benefits_engine)
        await end_entitlement(work, entitlement, Change(Month(2019, 4), "waived", "死亡证明"))
        await must_be_refused(town, at, {"entitlement_id": str(entitlement), "document": "追缴通知"}, KIN)
        owed = await identify_overpayment(work, entitlement, document="追缴通知", keyring=keyring())
        one = f"{at}/{owed}"
        await must_be_refused(town, f"{one}/recoveries", BACK, KIN)
        back = await record_recovery(work, owed, Returned(100, "by-family", date(2026, 1, 5), "收据"))
        for end, said in (
            (f"recoveries/{back}/revocation", {"reason": "登错"}),
            (f"recoveries/{back}/confirmation", {}),
            ("write-off", {"document": "批示"}),
            ("withdrawal", {"reason": "误列"}),
        ):
            await must_be_refused(town, f"{one}/{end}", said, KIN)

    async def test_gives_and_ends_no_case_of_theirs(self, town: Town, benefits_engine: AsyncEngine) -> None:
        mediator = new_id()
        await given_learned(benefits_engine, [veteran_registered(mediator), role_assumed(mediator, "mediator")])
        assignment = {"mediator_ids": [str(mediator)], "assigned_on": "2019-04-03"}
        resolution = {"outcome": "agreement-reached", "resolved_on": "2019-04-10", "document": "调解协议书"}
        for applicant, code in ((town.him, OWN), (town.his_wife, KIN)):
            opening = {
                "kind": "dispute", "org_code": ROOM.rpartition(".")[2], "applicant_id": str(applicant),
                "parties_count": 2, "opened_on": "2019-04-02", "summary": "宅基地边界纠纷",
            }  # fmt: skip
            opened = await town.other.post("/cases", json=opening)
            assert opened.status_code == 201, opened.text
            case = f"/cases/{opened.json()['case_id']}"
            await must_be_refused(town, f"{case}/assignment", assignment, code)
            assert (await town.other.post(f"{case}/assignment", json=assignment)).status_code == 200
            for end, said in (
                ("assignment", assignment),
                ("resolution", resolution),
                ("withdrawal", {"reason": "settled-privately", "withdrawn_on": "2019-04-10"}),
            ):
                await must_be_refused(town, f"{case}/{end}", said, code)
        handover = {"mediator_id": str(mediator), "to": [str(mediator)], "assigned_on": "2019-04-10"}
        assert await refused(town.clerk, "/cases/handover", handover) in {OWN, KIN}

    async def test_takes_down_neither_votes_nor_a_draw_in_which_they_stand(
        self, town: Town, benefits_engine: AsyncEngine
    ) -> None:
        """Between others he takes down a draw in which they have no part."""
        [one, another] = [new_id() for _ in range(2)]
        await given_learned(benefits_engine, [veteran_registered(each) for each in (one, another)])
        selection = await voted_on(town, town.his_wife, one, another, awards=2)
        await selection.scored((400, 300, 300), (90, 80, 80))
        assert await selection.does("draw", town.clerk, **draw_of(selection.nominees[1:])) == ""
        for year, whose, code in ((2017, town.him, OWN), (2018, town.his_wife, KIN)):
            selection = await voted_on(town, whose, one, year=year)
            lines = [{"nomination_id": each, "votes": 300} for each in selection.nominees]
            counted = {"lines": lines, "document": "计票报告", "counted_on": "2019-04-01"}
            await must_be_refused(town, f"{selection.path}/count", counted, code)
            await selection.scored((300, 300), (80, 80))
            await must_be_refused(town, f"{selection.path}/draw", draw_of(selection.nominees), code)
        draw = draw_of(selection.nominees)
        lots = {f"lines.{at}.{name}": value for at, line in enumerate(draw["lines"]) for name, value in line.items()}
        said = {**lots, "document": draw["document"], "drawn_on": draw["drawn_on"]}
        key = {"version": (await selection.shown())["version"], "idempotency_key": str(new_id())}
        page = await as_browser(town.clerk).post(f"/benefits{selection.path}/draw", data={**said, **key})
        assert (page.status_code, "由他人办理" in words_of(page)) == (409, True)
        assert await selection.does("draw", **draw) == ""

    async def test_completes_corrects_and_refuses_nothing_that_they_are_paid_in_an_emergency(
        self, town: Town, benefits_engine: AsyncEngine
    ) -> None:
        engine = benefits_engine
        await given_channel(engine)
        papers = {"papers_on": "2019-04-20", "document": "材料清单"}
        truth = {"cause": "fire", "happened_on": "2019-04-08", "document": "登记有误"}
        for whose, code in ((town.him, OWN), (town.his_wife, KIN)):
            await given_payee(engine, whose)
            said: dict[str, Any] = {"programme_code": PROGRAMME, "applied_on": date(2019, 4, 9), "document": "申请书"}
            work = given_work(engine, now=APRIL)
            application = await apply_for_benefit(work, person_id=whose, **said)
            at = f"/emergency-aid/{await emergency_proposed(engine, application)}"
            await must_be_refused(town, f"{at}/refusal", {"reason": "不符"}, code)
            await must_be_refused(town, f"{at}/release", {}, code)
            assert (await town.other.post(f"{at}/release", json={})).status_code == 204
            for end, body in (("papers", papers), ("correction", truth)):
                await must_be_refused(town, f"{at}/{end}", body, code)
                assert (await town.other.post(f"{at}/{end}", json=body)).status_code == 204


async def voted_on(town: Town, *people: UUID, awards: int = 1, year: int = 2019) -> Round:
    """A round of so many awards, whose nominees passed."""
    selection = Round(town.other, town.other, town.second)
    await selection.open(awards=awards, year=year)
    await selection.nominate(*people)
    await selection.vetted()
    return selection


def draw_of(nominees: Sequence[str]) -> dict[str, Any]:
    """In this order, by the minutes."""
    lines = [{"nomination_id": each, "drawn": place} for place, each in enumerate(nominees, start=1)]
    return {"lines": lines, "document": "会议记录2019年2号", "drawn_on": "2019-04-03"}
