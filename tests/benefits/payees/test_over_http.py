"""Accounts over HTTP and in a browser, from the counter to the bank's file; and where their numbers never are."""

from io import BytesIO
from typing import Any
from uuid import UUID

import httpx2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.payees.tables import PAYEE_ACCOUNT
from shared.audit.tables import AUDIT
from shared.auth.roles import Role
from shared.ids import new_id
from shared.outbox.tables import OUTBOX
from tests.benefits.conftest import BrowserOf, ClientOf
from tests.benefits.given import OTHER_STATION, ROOM, STATION, given_learned, unit_established
from tests.benefits.payees.given import CARD, NAME, OTHER_CARD, PAPER
from tests.benefits.payments.given import COMBAT, NAMES, given_county_pays, given_veteran, granted
from tests.benefits.seen import audited
from tests.browsers import links_of, words_of
from tests.given import CENTRE

LIST, MISSING, BATCHES = "/payee-accounts", "/payee-accounts-missing", "/payments/batches"
MAY = {"month": "2019-05", "document": "发放表"}
GROUPS = "6222 0212 3456 7890 128"


def paper(person: UUID, **own: Any) -> dict[str, Any]:
    said = {"bank": "psbc", "name": NAME, "number": GROUPS, "since": "2019-04-01", "document": PAPER}
    return {"person_id": str(person), **said, **own}


def said(answer: httpx2.Response) -> tuple[int, str]:
    if answer.status_code == 422:
        return 422, answer.json()["fields"][0]["code"]
    return answer.status_code, answer.json().get("code", "") if answer.content else ""


def lines_of(answer: httpx2.Response) -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0)
    return [[str(cell) for cell in row] for row in sheet.to_python()]


@pytest.fixture
async def person(benefits_engine: AsyncEngine) -> UUID:
    """Paid from April 2019 on, without an account."""
    await given_learned(benefits_engine, [unit_established(each) for each in (CENTRE, STATION, ROOM)])
    await given_county_pays(benefits_engine)
    own = await given_veteran(benefits_engine)
    await granted(benefits_engine, own, COMBAT, has_account=False)
    return own


READABLE = text("""
    SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND has_table_privilege(oid, 'SELECT')
""")


async def written(engine: AsyncEngine) -> list[tuple[str, str]]:
    """Every row of every table, as text: what a dump, the log of changes and Kafka are made of."""
    async with engine.connect() as connection:
        names = (await connection.scalars(READABLE)).all()
        return [
            (name, row)
            for name in names
            for row in (await connection.scalars(text(f'SELECT row_to_json(t)::text FROM "{name}" AS t'))).all()
        ]


async def test_goes_from_the_counter_to_the_banks_file_and_nowhere_else(
    benefits_engine: AsyncEngine, client_of: ClientOf, person: UUID, capfd: pytest.CaptureFixture[str]
) -> None:
    engine = benefits_engine
    station, other = await client_of(Role.STATION_STAFF, STATION), await client_of(Role.STATION_STAFF, OTHER_STATION)
    room, centre, second = await client_of(Role.ROOM_STAFF, ROOM), await client_of(), await client_of()
    leader = await client_of(Role.BUREAU_LEADER)
    assert said(await centre.post(BATCHES, json=MAY)) == (409, "accounts-missing")
    lacking = {"person_id": str(person), "org_code": ROOM.rpartition(".")[2], "entitlements": 1, "lack": "no-account"}
    assert (await station.get(MISSING)).json()["items"] == [lacking]
    assert (await other.get(MISSING)).json()["items"] == []

    for client, expected in ((other, (409, "veteran-not-known-yet")), (room, (403, "not-allowed"))):
        assert said(await client.post(LIST, json=paper(person))) == expected
    slip = paper(person, number=CARD[:-1] + "7")
    answer = await station.post(LIST, json=slip)
    assert said(answer) == (422, "check-digit")
    assert slip["number"] not in answer.text
    assert said(await station.post(LIST, json=paper(person, bank="x"))) == (422, "not-a-bank")
    assert said(await station.post(LIST, json=paper(person, document=CARD))) == (422, "wrong-form")
    made = await station.post(LIST, json=paper(person))
    assert made.status_code == 201, made.text
    at = f"{LIST}/{made.json()['account_id']}"
    assert [each["lack"] for each in (await room.get(MISSING)).json()["items"]] == ["to-confirm"]
    for client in (other, leader):
        assert (await client.get(at)).status_code in {403, 404}
    assert (await other.get(LIST)).json()["items"] == []
    assert said(await station.post(f"{at}/confirmation", json={"number": CARD}))[0] == 403
    assert said(await centre.post(f"{at}/confirmation", json={"number": OTHER_CARD})) == (422, "differs")
    assert said(await centre.post(f"{at}/confirmation", json={"number": GROUPS})) == (204, "")
    shown = (await room.get(at)).json()
    assert (shown["number"], shown["name"], shown["state"]) == ("****0128", "欧阳*试", "in-force")
    assert (await station.get(MISSING)).json()["items"] == []
    masked = lines_of(await station.post(f"{LIST}/exports", json={"purpose": "核对收款账户"}))
    assert any("****0128" in line for line in masked)

    batch = f"{BATCHES}/{(await centre.post(BATCHES, json=MAY)).json()['batch_id']}"
    assert said(await second.post(f"{batch}/release")) == (204, "")
    form = {"purpose": "交代发银行", "batch": batch.rpartition("/")[2]}
    for client in (leader, station):
        assert said(await client.post("/payments/exports", json=form))[0] == 403
    assert said(await centre.post("/payments/exports", json={"batch": form["batch"]})) == (422, "missing")
    out = [line for line in lines_of(await centre.post("/payments/exports", json=form)) if CARD in line]
    assert [line[line.index(CARD) - 1] for line in out] == [NAME] * 2
    assert {"中国邮政储蓄银行", "600.0", NAMES[COMBAT]} <= set(out[0])

    assert (await station.post(LIST, json=paper(person, number=OTHER_CARD))).status_code == 201
    again = [line for line in lines_of(await centre.post("/payments/exports", json=form)) if CARD in line]
    assert len(again) == 2  # what was released goes where it was to go then
    taken = [row for row in await audited(engine) if row[0] == "export-payments"]
    assert [row[1] for row in taken if row[2] == "done"] == [f"batch {form['batch']}, rows 2"] * 2

    rows = await written(engine)
    assert {AUDIT.name, OUTBOX.name, PAYEE_ACCOUNT.name} <= {name for name, _ in rows}
    secrets = [CARD, OTHER_CARD, GROUPS, NAME, CARD.encode().hex(), NAME.encode().hex()]
    assert [(name, row) for name, row in rows for each in secrets if each in row] == []
    answers = [await client.get(path) for client in (station, centre) for path in (LIST, at, f"{batch}/payments")]
    assert [answer.url for answer in answers for each in secrets if each in answer.text] == []
    logged = capfd.readouterr()
    assert [each for each in secrets if each in logged.out + logged.err] == []


async def test_whoever_confirms_it_is_told_how_many_are_paid_into_it(
    benefits_engine: AsyncEngine, client_of: ClientOf, person: UUID
) -> None:
    station, centre = await client_of(Role.STATION_STAFF, STATION), await client_of()
    wards = [person, *[await given_veteran(benefits_engine) for _ in range(2)]]
    said = [paper(each, holder="proxy", reason="本人住院") for each in wards]
    made = [(await station.post(LIST, json=each)).json()["account_id"] for each in said]
    assert [(await centre.get(f"{LIST}/{each}")).json()["others"] for each in made] == [2, 2, 2]
    assert (await centre.post(f"{LIST}/{made[0]}/refusal", json={"reason": "不符"})).status_code == 204
    assert [(await centre.get(f"{LIST}/{each}")).json()["others"] for each in made[1:]] == [1, 1]


async def test_a_failed_payment_holds_the_next_one_until_somebody_looks(client_of: ClientOf, person: UUID) -> None:
    station, centre, second = await client_of(Role.STATION_STAFF, STATION), await client_of(), await client_of()
    made = (await station.post(LIST, json=paper(person))).json()["account_id"]
    at = f"{LIST}/{made}"
    assert said(await centre.post(f"{at}/check", json={"document": "核查记录"})) == (409, "payee-account-not-in-force")
    assert said(await centre.post(f"{at}/confirmation", json={"number": CARD})) == (204, "")
    batch = f"{BATCHES}/{(await centre.post(BATCHES, json=MAY)).json()['batch_id']}"
    assert said(await second.post(f"{batch}/release")) == (204, "")
    first, other = (await centre.get(f"{batch}/payments")).json()["items"]
    assert first["account_id"] == other["account_id"] == made

    async def called(payment: Any, outcome: str, why: str | None = None) -> str:
        result = {"payment_id": payment["payment_id"], "outcome": outcome, "reason_code": why}
        told = {"on": "2019-06-02", "document": "代发回盘", "results": [result]}
        assert (await centre.post(f"{batch}/results", json=told)).json() == {"changed": 1}
        return str((await station.get(at)).json()["state"])

    assert await called(first, "failed", "returned") == "in-force"
    # One of two is told to have gone out after all: the other one still failed.
    assert await called(first, "failed", "account-wrong") == "to-check"
    assert await called(other, "failed", "account-closed") == "to-check"
    assert await called(first, "paid") == "to-check"
    assert await called(other, "failed", "returned") == "in-force"
    assert await called(first, "failed", "account-wrong") == "to-check"
    assert await called(other, "paid") == "to-check"
    assert await called(first, "paid") == "in-force"
    assert await called(other, "failed", "account-closed") == "to-check"
    assert said(await centre.post(BATCHES, json=MAY)) == (409, "accounts-missing")
    assert said(await station.post(f"{at}/check", json={"document": "核查记录"}))[0] == 403
    assert said(await centre.post(f"{at}/check", json={"document": "核查记录"})) == (204, "")
    again = (await centre.post(BATCHES, json=MAY)).json()["batch_id"]
    assert (await centre.get(f"{BATCHES}/{again}")).json()["fen"] == other["fen"]


async def test_a_batch_names_whom_it_leaves_out_and_is_outdated_by_a_change(
    benefits_engine: AsyncEngine, client_of: ClientOf, person: UUID
) -> None:
    centre, second = await client_of(), await client_of()
    paid = await given_veteran(benefits_engine)
    await granted(benefits_engine, paid)
    batch = f"{BATCHES}/{(await centre.post(BATCHES, json=MAY)).json()['batch_id']}"
    shown = (await centre.get(batch)).json()
    assert (shown["payments"], shown["fen"], shown["held_back"], shown["held_back_fen"]) == (2, 120_000, 2, 120_000)
    left = (await centre.get(f"{batch}/held-back")).json()["items"]
    assert {(each["person_id"], each["month"], each["lack"]) for each in left} == {
        (str(person), "2019-04", "no-account"), (str(person), "2019-05", "no-account")
    }  # fmt: skip
    made = (await centre.post(LIST, json=paper(person))).json()["account_id"]
    assert said(await second.post(f"{LIST}/{made}/confirmation", json={"number": CARD})) == (204, "")
    change = (await centre.post(LIST, json=paper(paid, number=OTHER_CARD))).json()["account_id"]
    assert said(await second.post(f"{batch}/release")) == (409, "batch-outdated")
    assert said(await centre.post(f"{LIST}/{change}/withdrawal", json={"reason": "录错"})) == (204, "")
    assert said(await second.post(f"{batch}/release")) == (204, "")
    rest = (await centre.post(BATCHES, json=MAY)).json()["batch_id"]
    shown = (await centre.get(f"{BATCHES}/{rest}")).json()
    assert (shown["payments"], shown["fen"], shown["held_back"]) == (2, 120_000, 0)


async def send(browser: httpx2.AsyncClient, path: str, **own: Any) -> httpx2.Response:
    """A form as a browser sends it."""
    return await browser.post(path, data={"idempotency_key": str(new_id()), **own})


async def test_goes_through_its_forms(benefits_engine: AsyncEngine, browser_of: BrowserOf, person: UUID) -> None:
    at = "/benefits/payee-accounts"
    station, centre = await browser_of(Role.STATION_STAFF, STATION), await browser_of()
    assert at in links_of(await station.get("/benefits/payments/entitlements"))
    listed = await station.get(at)
    assert {f"{at}/new", "/benefits/payee-accounts-missing"} <= set(links_of(listed))
    missing = await station.get("/benefits/payee-accounts-missing?lack=no-account")
    new = f"{at}/new?person={person}"
    assert new in links_of(missing)
    assert str(person) in (await station.get(new)).text
    form = paper(person, compared="", corrects="", reason="", branch="", holder="child")
    wrong = await send(station, f"{at}/new", **form)
    assert (wrong.status_code, "须写明原因" in words_of(wrong), GROUPS in wrong.text) == (422, True, False)
    made = await send(station, f"{at}/new", **{**form, "reason": "本人住院，子女代领"})
    assert made.status_code == 303, words_of(made)
    one = made.headers["location"]
    own, others = links_of(await station.get(one)), links_of(await centre.get(one))
    assert (f"{one}/withdrawal" in own, f"{one}/confirmation" in own) == (True, False)
    assert {f"{one}/confirmation", f"{one}/refusal"} <= set(others)
    assert "收款账户：待另一人核对 1" in words_of(await centre.get("/benefits/due"))
    assert one in links_of(await centre.get(f"{at}?mine=true"))
    assert one not in links_of(await station.get(f"{at}?mine=true"))
    form_shown = words_of(await centre.get(f"{one}/confirmation"))
    assert ("重新填写一遍" in form_shown, "同时用于" in form_shown) == (True, False)
    ward = paper(await given_veteran(benefits_engine), compared="", corrects="", branch="", holder="proxy")
    other = (await send(station, f"{at}/new", **{**ward, "reason": "代领"})).headers["location"]
    for path in (other, f"{other}/confirmation"):
        assert "该账户同时用于其他 1 人" in words_of(await centre.get(path))
    differs = await send(centre, f"{one}/confirmation", number=OTHER_CARD)
    assert (differs.status_code, "与登记的账号不一致" in words_of(differs)) == (422, True)
    assert OTHER_CARD not in differs.text
    assert (await send(centre, f"{one}/confirmation", number=CARD)).status_code == 303
    shown = words_of(await station.get(one))
    for words in ("使用中", "****0128", "子女", "欧阳*试"):
        assert words in shown
    assert "没有缺账户的人员" in words_of(await station.get("/benefits/payee-accounts-missing"))
    assert "名称和编号" in words_of(await station.get(f"{one}/end"))
    assert (await send(station, f"{one}/end", document="本人声明")).status_code == 303
    assert "已停用" in words_of(await station.get(f"{at}?state=ended"))
