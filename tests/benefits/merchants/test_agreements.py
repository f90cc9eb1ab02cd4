"""An agreement with a merchant: intention, signed by a leader, in force, suspended, resumed, ended; over HTTP and in a
browser."""

from collections.abc import Awaitable, Callable
from datetime import date
from io import BytesIO
from typing import Any

import httpx2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.directory.domain import OrgUnitNotKnownYet
from services.benefits.directory.tables import ORG_UNIT
from services.benefits.entries.domain import UnitTakesInNothing
from services.benefits.main import create_app
from services.benefits.merchants.schemas import AGREEMENTS
from shared.auth.roles import Role
from shared.entries.commands import correct_entry, revoke_entry
from shared.entries.domain import EntryExists, EntryInvalid, StepNotPossible
from shared.ids import new_id
from tests.benefits.conftest import BrowserOf
from tests.benefits.given import STATION
from tests.benefits.merchants.given import (
    ACTIVE,
    DEFINITION,
    DOCUMENT,
    INTENTION,
    SIGNED,
    TERMS,
    given_agreement,
    given_centre,
    given_intention,
    stepping,
    told,
)
from tests.browsers import links_of, words_of
from tests.given import CENTRE, given_grant, given_work

ClientOf = Callable[..., Awaitable[httpx2.AsyncClient]]
AT, PAGES = "/merchants", "/benefits/merchants"
JUNE, JULY = date(2019, 6, 3), date(2019, 7, 1)
SIGNATURE = {
    "on": "2019-03-25", "document": DOCUMENT, "base": "lowest-price", "rate_bp": 1_000, "subject": "family",
    "valid_from": "2019-04-01",
}  # fmt: skip


@pytest.fixture
async def engine(benefits_engine: AsyncEngine) -> AsyncEngine:
    await given_centre(benefits_engine)
    return benefits_engine


@pytest.fixture
def client_of(
    engine: AsyncEngine, settings_of: Any, token_for: Any, api_client: Callable[..., httpx2.AsyncClient]
) -> ClientOf:
    app = create_app(settings_of("benefits"))

    async def make(role: Role = Role.CENTRE_STAFF, path: str = CENTRE) -> httpx2.AsyncClient:
        account = new_id()
        await given_grant(engine, account, role, path)
        return api_client(app, token_for(account))

    return make


def faults(refused: pytest.ExceptionInfo[EntryInvalid]) -> dict[str, str]:
    return {each.field: each.code for each in refused.value.fields}


class TestAnAgreement:
    async def test_goes_from_the_intention_to_its_end(self, engine: AsyncEngine) -> None:
        agreement = await given_agreement(engine)
        await stepping(engine, agreement, "suspension", JUNE)
        await stepping(engine, agreement, "resumption", JULY)
        await stepping(engine, agreement, "suspension", JULY)
        await stepping(engine, agreement, "end", JULY)
        names, events = zip(*await told(engine), strict=True)
        assert names == (
            "merchant-intention-recorded", "merchant-agreement-signed", "merchant-agreement-activated",
            "merchant-agreement-suspended", "merchant-agreement-resumed", "merchant-agreement-suspended",
            "merchant-agreement-ended",
        )  # fmt: skip
        assert (events[0]["rate_bp"], events[1]["rate_bp"], events[1]["before"]["rate_bp"]) == (None, 1_000, None)
        assert (events[4]["suspended_on"], events[5]["suspended_on"]) == (None, str(JULY))
        assert "shop" not in events[0]

    async def test_is_not_in_force_before_it_was_signed(self, engine: AsyncEngine) -> None:
        agreement = await given_intention(engine)
        with pytest.raises(StepNotPossible):
            await stepping(engine, agreement, "activation", ACTIVE)

    async def test_is_one_a_shop_until_it_ends(self, engine: AsyncEngine) -> None:
        agreement = await given_intention(engine)
        with pytest.raises(EntryExists):
            await given_intention(engine)
        other = await given_intention(engine, shop="奥通置业")
        await stepping(engine, agreement, "end", JUNE)
        await revoke_entry(given_work(engine), DEFINITION, other, reason="误录")
        for shop in ("新兴驾校", "奥通置业"):
            await given_intention(engine, shop=shop)

    @pytest.mark.parametrize(
        ("terms", "found"),
        [
            ({"valid_until": date(2019, 3, 31)}, {"valid_until": "too-early"}),
            ({"most_each": 2}, {"period": "limit-incomplete"}),
            ({"period": "year"}, {"most_each": "limit-incomplete"}),
        ],
        ids=["ends-before-it-begins", "no-period", "no-number"],
    )
    async def test_has_terms_that_agree(self, engine: AsyncEngine, terms: dict[str, Any], found: Any) -> None:
        agreement = await given_intention(engine)
        with pytest.raises(EntryInvalid) as refused:
            await stepping(engine, agreement, "signature", SIGNED, **{**TERMS, **terms})
        assert faults(refused) == found
        await stepping(engine, agreement, "signature", SIGNED, **{**TERMS, "valid_until": date(2019, 4, 1)})

    async def test_says_at_a_correction_what_was_left_empty_at_the_signature(self, engine: AsyncEngine) -> None:
        agreement = await given_intention(engine)
        said = {**TERMS, "valid_until": date(2020, 3, 31)}
        facts = AGREEMENTS.form.model_validate(INTENTION).facts()

        async def correct() -> None:
            await correct_entry(given_work(engine), DEFINITION, agreement, {**facts, **said}, document=DOCUMENT)

        with pytest.raises(EntryInvalid) as refused:
            await correct()
        assert set(faults(refused).values()) == {"not-yet"}
        await stepping(engine, agreement, "signature", SIGNED, **TERMS)
        await correct()
        name, event = (await told(engine))[-1]
        assert (name, event["valid_until"], event["before"]["valid_until"]) == (
            "merchant-agreement-corrected", "2020-03-31", None,
        )  # fmt: skip
        with pytest.raises(EntryInvalid) as refused:
            await correct_entry(
                given_work(engine), DEFINITION, agreement, {**facts, "active_on": ACTIVE}, document=DOCUMENT
            )
        assert faults(refused) == {"active_on": "not-yet"}

    async def test_is_of_a_unit_that_works(self, engine: AsyncEngine) -> None:
        with pytest.raises(OrgUnitNotKnownYet):
            await given_intention(engine, org_code="411329999")
        agreement = await given_intention(engine)
        async with engine.begin() as connection:
            await connection.execute(update(ORG_UNIT).values(closed_on=JUNE))
        with pytest.raises(UnitTakesInNothing):
            await given_intention(engine, shop="奥通置业")
        await stepping(engine, agreement, "end", JULY)


class TestTheApi:
    async def test_lets_a_leader_sign_and_the_centre_do_the_rest(
        self, client_of: ClientOf, engine: AsyncEngine
    ) -> None:
        centre, leader = await client_of(), await client_of(Role.BUREAU_LEADER)
        made = await centre.post(AT, json=INTENTION)
        assert made.status_code == 201, made.text
        one = f"{AT}/{made.json()['entry_id']}"
        assert (await centre.post(f"{one}/signature", json=SIGNATURE)).status_code == 403
        wrong = await leader.post(f"{one}/signature", json={**SIGNATURE, "rate_bp": 10_000, "subject": "friends"})
        assert {each["field"]: each["code"] for each in wrong.json()["fields"]} == {
            "rate_bp": "too-large",
            "subject": "not-a-subject",
        }
        signed = await leader.post(f"{one}/signature", json=SIGNATURE)
        assert (signed.status_code, signed.json()["version"]) == (200, 2), signed.text
        on = {"on": "2019-04-01", "document": DOCUMENT}
        assert (await leader.post(f"{one}/activation", json=on)).status_code == 403
        assert (await centre.post(f"{one}/activation", json=on)).status_code == 200
        assert (await centre.post(f"{one}/correction", json={**INTENTION, "rate_bp": 9_000})).status_code == 403
        corrected = await leader.post(f"{one}/correction", json={**INTENTION, "rate_bp": 1_500})
        assert corrected.status_code == 200, corrected.text
        shown = (await centre.get(one)).json()
        assert (shown["state"], shown["rate_bp"], shown["subject"]) == ("active", 1_500, "family")
        station = await client_of(Role.STATION_STAFF, STATION)
        assert (await station.get(AT)).status_code == 403

    async def test_lists_by_state_and_takes_the_list_away(self, client_of: ClientOf, engine: AsyncEngine) -> None:
        agreement = await given_agreement(engine)
        await given_intention(engine, shop="纪和超市")
        centre = await client_of()
        listed = (await centre.get(AT, params={"state": "active"})).json()["items"]
        assert [each["entry_id"] for each in listed] == [str(agreement)]
        taken = await centre.post(f"{AT}/exports", json={"purpose": "核对优惠协议"})
        assert taken.status_code == 200, taken.text
        sheet = CalamineWorkbook.from_filelike(BytesIO(taken.content)).get_sheet_by_index(0).to_python()
        assert {"新兴驾校", "纪和超市"} <= {line[0] for line in sheet}


class TestWhatCanBeHad:
    async def test_is_what_is_in_force_today_for_whoever_asks_for_it(
        self, client_of: ClientOf, browser_of: BrowserOf, engine: AsyncEngine
    ) -> None:
        await given_agreement(engine, most_each=2, period="year")
        await given_agreement(engine, "过期商店", valid_until=date(2019, 5, 1))
        await given_agreement(engine, "明天商店", valid_from=date(2099, 1, 1))
        paused = await given_agreement(engine, "停业商店")
        await stepping(engine, paused, "suspension", JUNE)
        await given_intention(engine, shop="纪和超市")
        for role in (Role.VETERAN, Role.STATION_STAFF):
            [found] = (await (await client_of(role, STATION)).get("/discounts")).json()
            assert (found["shop"], found["rate_bp"], found["subject"]) == ("新兴驾校", 1_000, "family")
        words = words_of(await (await browser_of(Role.VETERAN, STATION)).get("/benefits/discounts"))
        assert {"新兴驾校", "最低价减", "10%", "2", "次（自然年）"} <= set(words.split())
        assert "纪和超市" not in words
        assert (await (await client_of(Role.MERCHANT_CLERK)).get("/discounts")).status_code == 403


class TestPages:
    async def test_offer_each_what_he_may_do(self, browser_of: BrowserOf, engine: AsyncEngine) -> None:
        centre, leader = await browser_of(), await browser_of(Role.BUREAU_LEADER)
        made = await send(centre, f"{PAGES}/new", **INTENTION)
        assert made.status_code == 303, made.text
        one = made.headers["location"]
        assert acts(await centre.get(one), one) == {"end", "revocation"}
        assert acts(await leader.get(one), one) == {"signature", "correction"}
        form = words_of(await leader.get(f"{one}/signature"))
        assert {"基准价", "优惠对象", "每人次数"} <= set(form.split())
        terms = {**SIGNATURE, "most_each": "", "period": "", "valid_until": ""}
        alone = await send(leader, f"{one}/signature", **{**terms, "rate_bp": "15"})
        assert alone.status_code == 422
        assert "请写明百分比或者折扣，如 15% 或 8.5折。" in words_of(alone)
        signed = await send(leader, f"{one}/signature", **{**terms, "rate_bp": "8.5折"})
        assert signed.status_code == 303, signed.text
        assert acts(await centre.get(one), one) == {"activation", "end", "revocation"}
        assert acts(await leader.get(one), one) == {"correction", "step-back"}
        assert "已签订" in words_of(await centre.get(PAGES))
        shown = await leader.get(f"{one}/correction")
        assert 'value="15%"' in shown.text
        assert 'name="valid_until"' in shown.text, "left empty at the signature, and known by now"
        assert 'name="active_on"' not in shown.text


def acts(answer: httpx2.Response, one: str) -> set[str]:
    return {link.removeprefix(f"{one}/") for link in links_of(answer) if link.startswith(f"{one}/")}


async def send(browser: httpx2.AsyncClient, path: str, version: int = 1, /, **said: Any) -> httpx2.Response:
    """A form as a browser sends it."""
    return await browser.post(path, data={"idempotency_key": str(new_id()), "version": str(version), **said})
