"""T18 and T19 over the running service, and what the centre, a clerk and others see of it."""

from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.main import create_app
from services.benefits.redemptions.commands import assign_clerk
from shared.auth.roles import Role
from shared.ids import new_id
from tests.benefits.merchants.given import given_agreement, given_intention, told
from tests.benefits.redemptions.given import CONTRACT, SURNAME, Town, given_code, given_town
from tests.browsers import as_browser, links_of, words_of
from tests.given import CENTRE, given_grant, given_work

Client = httpx2.AsyncClient
AsOf = Callable[..., Awaitable[Client]]


@pytest.fixture
def engine(benefits_engine: AsyncEngine) -> AsyncEngine:
    return benefits_engine


@pytest.fixture
async def town(engine: AsyncEngine) -> Town:
    return await given_town(engine)


@pytest.fixture
def as_of(engine: AsyncEngine, settings_of: Any, token_for: Any, api_client: Callable[..., Client]) -> AsOf:
    """Somebody of a role, or a clerk by his account."""
    app = create_app(settings_of("benefits"))

    async def make(role: Role | None = None, account: UUID | None = None) -> Client:
        who = account or new_id()
        if role is not None:
            await given_grant(engine, who, role, CENTRE)
        return api_client(app, token_for(who))

    return make


def sale(code: str, price: str, order: str = CONTRACT, **more: str) -> dict[str, str]:
    return {"code": code, "price_yuan": price, "order_no": order, **more}


class TestAHouse:
    async def test_is_sold_to_a_veteran_once(self, as_of: AsOf, engine: AsyncEngine, town: Town) -> None:
        """T18."""
        clerk, centre = await as_of(account=town.house), await as_of(Role.CENTRE_STAFF)
        code = await given_code(engine, town.veteran)
        verified = await clerk.post("/verifications", json={"code": f"{code[:3]} {code[3:]}"})
        assert verified.json() == {
            "eligible": True, "surname": SURNAME, "shop": "奥通置业", "rate_bp": 100, "base": "general-offer-price",
            "uses_left": 1,
        }  # fmt: skip
        asked = sale(code, "500000.00", general_percent="2")
        key = {"Idempotency-Key": str(new_id())}
        first, second = [await clerk.post("/redemptions", json=asked, headers=key) for _ in range(2)]
        assert first.json() == second.json(), first.text
        said = first.json()
        assert (said["outcome"], said["paid_fen"], said["saved_fen"]) == ("redeemed", 48_510_000, 490_000)
        again = await clerk.post("/redemptions", json=asked)  # a double click without a key
        assert again.json() == said
        assert len(await told(engine, "discount-redeemed")) == 1
        await centre.post(f"/redemptions/{said['redemption_id']}/reversal", json={"reason": "mistyped"})
        for order, reason in ((CONTRACT, None), (CONTRACT, "limit-reached"), ("另一份合同", "limit-reached")):
            outcome = await clerk.post("/redemptions", json=sale(await given_code(engine, town.veteran), "1.00", order))
            assert outcome.json()["reason"] == reason
        [*_, last] = await told(engine, "discount-rejected")
        assert (last[1]["reason"], last[1]["person_id"]) == ("limit-reached", str(town.veteran))

    async def test_is_claimed_on_one_contract_once(self, as_of: AsOf, engine: AsyncEngine) -> None:
        """T18: DUPLICATE."""
        town = await given_town(engine, most_each=None, period=None)
        clerk = await as_of(account=town.house)
        once = await clerk.post("/redemptions", json=sale(await given_code(engine, town.veteran), "1.00"))
        assert once.json()["outcome"] == "redeemed"
        two = await given_code(engine, town.veteran)
        twice = (await clerk.post("/redemptions", json=sale(two, "2.00", f" {CONTRACT}"))).json()
        assert (twice["outcome"], twice["reason"], twice["paid_fen"]) == ("refused", "duplicate-order", None)


class TestADrivingSchool:
    async def test_teaches_the_wife_and_nobody_else(self, as_of: AsOf, engine: AsyncEngine, town: Town) -> None:
        """T19. The shop is told no more than that somebody may not; why not is kept and told."""
        clerk = await as_of(account=town.school)
        for who in (town.veteran, town.grandson, town.former_wife):
            code = await given_code(engine, who)
            verified = (await clerk.post("/verifications", json={"code": code})).json()
            assert (verified["eligible"], verified["surname"], verified["uses_left"]) == (False, None, None)
            refused = (await clerk.post("/redemptions", json=sale(code, "2800.00", str(who)))).json()
            assert (refused["outcome"], refused["reason"]) == ("refused", "not-eligible")
        reasons = [event["reason"] for _, event in await told(engine, "discount-rejected")]
        assert reasons == ["subject-not-covered", "relation-not-covered", "relation-ended"]
        code = await given_code(engine, town.wife)
        assert (await clerk.post("/verifications", json={"code": code})).json()["eligible"] is True
        had = (await clerk.post("/redemptions", json=sale(code, "2800.00", "C1-18"))).json()
        assert (had["outcome"], had["paid_fen"], had["saved_fen"]) == ("redeemed", 252_000, 28_000)
        wrong = await clerk.post("/redemptions", json=sale(code, "2800.00", "C1-19", general_percent="2"))
        assert (wrong.status_code, wrong.json()["fields"][0]["field"]) == (422, "general_bp")

    async def test_teaches_a_relative_once_for_each_class_of_licence(
        self, as_of: AsOf, engine: AsyncEngine, town: Town
    ) -> None:
        """E06."""
        agreement = await given_agreement(engine, "城关驾校", most_each=1, period="agreement")
        account = new_id()
        clerk = await as_of(Role.MERCHANT_CLERK, account)
        await assign_clerk(given_work(engine), account, agreement, document="店员名单")
        code = await given_code(engine, town.wife)
        verified = (await clerk.post("/verifications", json={"code": code})).json()
        assert (verified["eligible"], verified["uses_left"]) == (True, None)
        unsaid = await clerk.post("/redemptions", json=sale(code, "2800.00", "1"))
        assert [(each["field"], each["code"]) for each in unsaid.json()["fields"]] == [
            ("licence_class", "class-missing")
        ]
        for order, licence_class, reason in (("1", "c1", None), ("2", "d", None), ("3", "c1", "limit-reached")):
            shown = await given_code(engine, town.wife)
            asked = sale(shown, "2800.00", order, licence_class=licence_class)
            outcome = await clerk.post("/redemptions", json=asked)
            assert outcome.json()["reason"] == reason, outcome.text
        browser = as_browser(clerk)
        shown = await given_code(engine, town.wife)
        page = words_of(await browser.post("/benefits/verify", data={"code": shown}))
        assert "准驾车型" in page
        assert "C1（小型汽车）" in page
        centre = as_browser(await as_of(Role.CENTRE_STAFF))
        [first, *_] = [each for _, each in await told(engine, "discount-redeemed")]
        shown_to_centre = words_of(await centre.get(f"/benefits/redemptions/{first['redemption_id']}"))
        assert "准驾车型 C1（小型汽车）" in shown_to_centre

    async def test_answers_a_wrong_code_as_it_answers_somebody_who_may_not(
        self, as_of: AsOf, engine: AsyncEngine, town: Town
    ) -> None:
        clerk = await as_of(account=town.school)
        code = await given_code(engine, town.veteran)
        wrong = f"{(int(code) + 1) % 10**6:06}"
        answers = [(await clerk.post("/verifications", json={"code": each})).json() for each in (code, wrong)]
        assert answers[0] == answers[1]
        for bad in ("12345", "1234567", "abcdef", ""):
            assert (await clerk.post("/verifications", json={"code": bad})).status_code == 422


class TestWhoMayWhat:
    async def test_is_a_clerks_own_shop_alone(self, as_of: AsOf, engine: AsyncEngine, town: Town) -> None:
        school, house = await as_of(account=town.school), await as_of(account=town.house)
        code = await given_code(engine, town.wife)
        had = (await school.post("/redemptions", json=sale(code, "2800.00"))).json()
        for path in ("/redemptions", "/merchant-clerks", "/discount-codes", "/merchants", f"/redemptions/{new_id()}"):
            assert (await house.get(path)).status_code == 403
        one = f"/redemptions/{had['redemption_id']}"
        assert (await house.post(f"{one}/return", json={"reason": "goods-returned"})).status_code == 404
        assert (await house.post(f"{one}/reversal", json={"reason": "goods-returned"})).status_code == 403
        assert (await school.post(f"{one}/return", json={"reason": "rain"})).status_code == 422
        assert (await school.post(f"{one}/return", json={"reason": "goods-returned"})).status_code == 200
        stranger = await as_of(Role.MERCHANT_CLERK)
        answer = await stranger.post("/verifications", json={"code": code})
        assert (answer.status_code, answer.json()["code"]) == (409, "not-a-clerk-of-a-shop")

    async def test_is_said_by_the_centre_of_clerks(self, as_of: AsOf, engine: AsyncEngine, town: Town) -> None:
        centre, account = await as_of(Role.CENTRE_STAFF), new_id()
        shop = str(await given_intention(engine, shop="纪和超市"))
        form = {"account_id": str(account), "agreement": shop, "document": "店员名单"}
        assert (await centre.post("/merchant-clerks", json=form)).json()["code"] == "clerk-has-no-role"
        clerk = await as_of(Role.MERCHANT_CLERK, account)
        assert (await centre.post("/merchant-clerks", json=form)).status_code == 201
        assert (await centre.post("/merchant-clerks", json=form)).json()["code"] == "clerk-exists"
        listed = (await centre.get("/merchant-clerks", params={"agreement": shop})).json()["items"]
        assert [each["account_id"] for each in listed] == [str(account)]
        code = await given_code(engine, town.veteran)
        refused = (await clerk.post("/redemptions", json=sale(code, "1.00"))).json()
        assert refused["reason"] == "agreement-not-active"  # E07: an intention
        gone = await centre.post(f"/merchant-clerks/{account}/dismissal", json={"reason": "离职"})
        assert gone.status_code == 200
        assert (await clerk.post("/verifications", json={"code": code})).status_code == 409

    async def test_is_printed_seen_revoked_and_taken_away_by_the_centre(
        self, as_of: AsOf, engine: AsyncEngine, town: Town
    ) -> None:
        centre, clerk = await as_of(Role.CENTRE_STAFF), await as_of(account=town.school)
        form = {"person_id": str(town.wife), "surname": "李", "until": "2027-01-31", "document": "申请书"}
        made = [(await centre.post("/discount-codes", json=form)).json() for _ in range(2)]
        assert (await clerk.post("/verifications", json={"code": made[0]["digits"]})).json()["surname"] == "李**"
        await clerk.post("/redemptions", json=sale(made[0]["digits"], "2800.00"))
        gone = await centre.post(f"/discount-codes/{made[1]['code_id']}/revocation", json={"reason": "遗失"})
        assert gone.status_code == 200
        listed = (await centre.get("/discount-codes", params={"person": str(town.wife)})).json()["items"]
        assert [bool(each["used_at"]) for each in listed] == [False, True]
        assert "digits" not in listed[0]
        assert (await centre.get("/redemptions", params={"state": "rejected"})).json()["items"] == []
        [one] = (await centre.get("/redemptions")).json()["items"]
        assert (await centre.get("/redemptions", params={"person": str(town.veteran)})).json()["items"] == []
        assert (await centre.get("/redemptions", params={"person": str(town.wife)})).json()["items"] == [one]
        assert (await centre.get(f"/redemptions/{one['redemption_id']}")).json() == one
        taken = await centre.post("/redemptions/exports", json={"purpose": "核对核销"})
        assert taken.status_code == 200, taken.text
        sheet = CalamineWorkbook.from_filelike(BytesIO(taken.content)).get_sheet_by_index(0).to_python()
        assert any("新兴驾校" in line and 280.0 in line for line in sheet)


class TestPages:
    async def test_lead_a_clerk_from_the_digits_to_the_sale_and_back(
        self, as_of: AsOf, engine: AsyncEngine, town: Town
    ) -> None:
        clerk = as_browser(await as_of(account=town.house))
        assert "奥通置业" in words_of(await clerk.get("/benefits/verify"))
        code = await given_code(engine, town.veteran)
        answer = await send(clerk, "/benefits/verify", code=code)
        assert {"可以享受", SURNAME} <= set(words_of(answer).split())
        assert code in answer.text
        wrong = await send(clerk, "/benefits/verify/sale", **sale(code, "五十万"))
        assert (wrong.status_code, f'name="code" value="{code}"' in wrong.text) == (422, True)  # not to be typed again
        done = await send(clerk, "/benefits/verify/sale", **sale(code, "500000", general_percent="2"))
        assert {"485,100.00", "4,900.00"} <= set(words_of(done).split()), words_of(done)
        shown = await clerk.get("/benefits/verify")
        [back] = [link for link in links_of(shown) if link.endswith("/return")]
        assert CONTRACT in words_of(await clerk.get(back))
        assert (await send(clerk, back, reason="contract-cancelled")).status_code == 303
        assert "已撤回" in words_of(await clerk.get("/benefits/verify"))
        no = await send(clerk, "/benefits/verify", code="000000000000")
        assert "不能享受" in words_of(no)

    async def test_say_who_has_no_shop_his_number(self, as_of: AsOf, engine: AsyncEngine, town: Town) -> None:
        account = new_id()
        stranger = as_browser(await as_of(Role.MERCHANT_CLERK, account))
        assert str(account) in words_of(await stranger.get("/benefits/verify"))

    async def test_lead_the_centre_through_all_of_it(self, as_of: AsOf, engine: AsyncEngine, town: Town) -> None:
        centre, clerk = as_browser(await as_of(Role.CENTRE_STAFF)), await as_of(account=town.school)
        said = {"person_id": str(town.wife), "surname": "欧阳", "until": "2027-01-31", "document": "申请书"}
        paper = await send(centre, "/benefits/discount-codes/new", **said)
        assert "欧阳**" in words_of(paper)
        code = await given_code(engine, town.wife)
        await clerk.post("/redemptions", json=sale(code, "2800.00"))
        listed = await centre.get("/benefits/redemptions")
        [one] = [
            link for link in links_of(listed) if link.startswith("/benefits/redemptions/") and "export" not in link
        ]
        assert one in links_of(await centre.get(f"/benefits/redemptions?person={town.wife}"))
        of_another = await centre.get(f"/benefits/redemptions?person={town.veteran}")
        assert f'data-person="{town.veteran}"' in of_another.text
        assert one not in links_of(of_another)
        assert CONTRACT in words_of(await centre.get(one))
        assert (await send(centre, f"{one}/reversal", reason="other")).status_code == 303
        assert "已撤回" in words_of(await centre.get(one))
        codes = await centre.get("/benefits/discount-codes")
        [revocation] = [link for link in links_of(codes) if link.endswith("/revocation")]
        assert (await centre.get(revocation)).status_code == 200
        assert (await send(centre, revocation, reason="遗失")).status_code == 303
        clerks = await centre.get("/benefits/merchant-clerks")
        assert {"奥通置业", "新兴驾校"} <= set(words_of(clerks).split())
        end = f"/benefits/merchant-clerks/{town.school}/dismissal"
        assert end in links_of(clerks)
        assert (await centre.get(end)).status_code == 200
        assert (await send(centre, end, reason="离职")).status_code == 303
        shop = next(link for link in links_of(clerks) if link.startswith("/benefits/merchants/"))
        new = f"/benefits/merchant-clerks/new?agreement={shop.rpartition('/')[2]}"
        offered = (await centre.get(new)).text
        assert f'value="{town.school}"' in offered
        assert f'value="{town.house}"' not in offered, "the clerk of a shop already"
        form = {"account_id": str(town.school), "agreement": shop.rpartition("/")[2], "document": "店员名单"}
        assert (await send(centre, "/benefits/merchant-clerks/new", **form)).status_code == 303
        assert f"/benefits/merchant-clerks?agreement={shop.rpartition('/')[2]}" in links_of(await centre.get(shop))


async def send(browser: Client, path: str, /, **said: Any) -> httpx2.Response:
    """A form as a browser sends it."""
    return await browser.post(path, data={"idempotency_key": str(new_id()), **said})
