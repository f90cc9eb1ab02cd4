"""What somebody sees of what he was given and of what is recorded of him, and nobody else does."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.batches.commands import propose_payment_batch, record_payment_results, release_payment_batch
from services.benefits.batches.domain import Result
from services.benefits.batches.tables import PAYMENT
from services.benefits.cards.schemas import CARDS
from services.benefits.checks.schemas import HEALTH_CHECKS
from services.benefits.merits.schemas import MERIT_BULLETINS
from services.benefits.overpayments.commands import (
    Returned,
    identify_overpayment,
    record_recovery,
    write_off_overpayment,
)
from services.benefits.payments.commands.changing import Change, end_entitlement
from services.benefits.payments.domain.months import Month
from services.benefits.plates.schemas import HONOUR_PLATES
from services.benefits.training.schemas.enrolments import ENROLMENTS
from services.benefits.visits.schemas.book import VISITS
from shared.clock import local_date, now
from shared.entries.schemas import Book
from tests.benefits.given import ROOM, STATION, given_learned, keyring, unit_established
from tests.benefits.mine.conftest import Both
from tests.benefits.payments.given import given_county_pays, granted
from tests.benefits.publicity.given import given_round
from tests.benefits.training.given import given_course, recorded
from tests.browsers import as_browser, links_of, words_of
from tests.given import CENTRE, given_work

OWN = (
    "/mine/benefits",
    "/mine/payments",
    "/mine/payee-accounts",
    "/mine/awards",
    "/mine/entries",
    "/mine/applications",
)
JULY = datetime(2019, 7, 2, 1, 0, tzinfo=UTC)
ENTRIES: tuple[tuple[Book, Mapping[str, Any]], ...] = (
    (CARDS, {"kind": "veteran", "applied_on": "2022-09-01"}),
    (HONOUR_PLATES, {"household_no": "104210-{no}", "household": "own", "ground": "veteran", "hung_on": "2019-04-12"}),
    (MERIT_BULLETINS, {
        "merit": "third-class", "granted_on": "2021-12-20", "received_on": "2022-01-10", "due_on": "2022-01-31",
    }),
    (HEALTH_CHECKS, {"year": 2019, "batch": 1, "provider": "第{no}人民医院", "scheduled_on": "2019-05-06"}),
    (ENROLMENTS, {"enrolled_on": "2019-02-25"}),
    (VISITS, {
        "year": 2019, "occasion": "spring-festival", "level": "village", "planned_on": "2019-01-28",
        "gift_yuan": "200.00",
    }),
)  # fmt: skip


async def given_entries(engine: AsyncEngine, person: UUID, no: str) -> list[UUID]:
    """One of each book, told apart by a number."""
    course = await given_course(engine, name=f"电焊工第{no}期", provider=f"第{no}职业学校")
    made = []
    for book, said in ENTRIES:
        own = {name: value.format(no=no) if isinstance(value, str) else value for name, value in said.items()}
        under = {"course_id": course} if book is ENROLMENTS else {}
        made.append(await recorded(engine, book, {"person_id": person, **own, **under}))
    return made


async def payments_of(engine: AsyncEngine, entitlement: UUID) -> dict[str, UUID]:
    """By month."""
    async with engine.connect() as connection:
        rows = await connection.execute(select(PAYMENT).where(PAYMENT.c.entitlement_id == entitlement))
        return {str(Month.of(row.month)): row.payment_id for row in rows}


async def test_a_veteran_sees_what_he_was_given_and_nothing_of_others(both: Both) -> None:
    engine = both.benefits
    await given_learned(engine, [unit_established(each) for each in (CENTRE, STATION, ROOM)])
    await given_county_pays(engine)
    mine, others = [await granted(engine, person) for person in (both.person, both.other)]
    work = given_work(engine, now=JULY)
    batch = await propose_payment_batch(work, month=Month(2019, 6), document="发放表", keyring=keyring())
    client = both.client(both.account)
    assert (await client.get("/mine/payments")).json()["items"] == []  # nobody has released it yet
    await release_payment_batch(given_work(engine, now=JULY), batch, keyring=keyring())
    paid = await payments_of(engine, mine)
    results = [Result(paid["2019-04"], "paid"), Result(paid["2019-05"], "failed", "account-closed")]
    await record_payment_results(work, batch, results, on=date(2019, 7, 2), document="回盘")
    made = [await given_entries(engine, person, no) for person, no in ((both.person, "31"), (both.other, "47"))]
    awards = [await given_round(engine, local_date(now()), chosen=both.person)]
    awards.append(await given_round(engine, local_date(now()), chosen=both.other, year=2018))

    items = (await client.get("/mine/payments")).json()["items"]
    assert [(each["month"], each["outcome"], each["reason_code"], each["fen"]) for each in items] == [
        ("2019-06", None, None, 60_000), ("2019-05", "failed", "account-closed", 60_000),
        ("2019-04", "paid", None, 60_000),
    ]  # fmt: skip
    [benefit] = (await client.get("/mine/benefits")).json()
    assert (benefit["entitlement_id"], benefit["state"], benefit["asked_back_fen"]) == (str(mine), "paid", 0)
    [account] = (await client.get("/mine/payee-accounts")).json()
    last = f"****{both.person.int % 10_000:04}"
    assert account == {"bank": "psbc", "number": last, "since": "2019-04-01", "state": "to-check"}
    [award] = (await client.get("/mine/awards")).json()
    assert (award["nomination_id"], award["standing"]) == (str(awards[0]["chosen"]), "standing")
    entries = (await client.get("/mine/entries")).json()
    assert {each["entry_id"] for each in entries} == {str(each) for each in made[0]}
    assert {name for each in entries for name in each["facts"]}.isdisjoint({"person_id", "document", "org_path"})

    browser = as_browser(both.client(both.account))
    page = await browser.get("/benefits/mine")
    shown = words_of(page)
    money = ("参战补助", "发放失败", "待反馈", "核对收款账户", "200.00 元", "中国邮政储蓄银行", last)
    for words in (*money, "第31人民医院", "电焊工第31期", "104210-31", "优待证", "正在公示"):
        assert words in shown
    all_of_them = "/benefits/mine/payments"
    assert all_of_them in links_of(page)
    whole = await browser.get(all_of_them)
    assert "2019-04" in words_of(whole)

    strangers = {str(both.other), str(others), *map(str, made[1]), str(awards[1]["chosen"]), "第47", "104210-47"}
    strangers |= {str(each) for each in (await payments_of(engine, others)).values()}
    answers = [page, whole, *[await client.get(path) for path in OWN]]
    assert [each for answer in answers for each in strangers if each in answer.text] == []
    asked = [await browser.get(f"{path}?person={both.other}") for path in ("/benefits/mine", all_of_them)]
    strangers.remove(str(both.other))  # a page names its own address
    assert [each for answer in asked for each in strangers if each in answer.text] == []
    for path in OWN:
        assert (await client.get(path, params={"person": str(both.other)})).status_code == 422


async def test_a_veteran_is_asked_for_nothing_that_was_written_off(both: Both) -> None:
    """Of what was paid and not due some came back, and the rest is asked back no longer."""
    engine = both.benefits
    await given_county_pays(engine)
    mine, work = await granted(engine, both.person), given_work(engine, now=JULY)
    batch = await propose_payment_batch(work, month=Month(2019, 6), document="发放表", keyring=keyring())
    await release_payment_batch(given_work(engine, now=JULY), batch, keyring=keyring())
    await end_entitlement(work, mine, Change(Month(2019, 4), "condition-not-met", "核查通知"))
    overpayment = await identify_overpayment(work, mine, document="追缴通知", keyring=keyring())
    client = both.client(both.account)

    async def asked_back() -> tuple[int, int]:
        [benefit] = (await client.get("/mine/benefits")).json()
        return benefit["asked_back_fen"], benefit["recovered_fen"]

    await record_recovery(work, overpayment, Returned(50_000, "by-family", date(2019, 7, 2), "收据"))
    assert await asked_back() == (120_000, 50_000)
    await write_off_overpayment(given_work(engine, now=JULY), overpayment, document="批示")
    assert await asked_back() == (50_000, 50_000)
