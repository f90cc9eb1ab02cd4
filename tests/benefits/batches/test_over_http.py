"""Batches of payments over HTTP: proposed by one, released by another, results taken back to the fen."""

from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.batches import queries
from services.benefits.batches.parameters import PART_ROWS
from services.benefits.payees.commands import clear_payee_check
from services.benefits.payments.commands.changing import Change, suspend_entitlement
from services.benefits.payments.domain.months import Month
from shared.events.benefits import BenefitPaid, PaymentBatchIssued, PaymentFailed
from shared.export import taking
from shared.ids import new_id
from tests.benefits.batches.given import LIST, MAY, TOLD, payments, proposed, said
from tests.benefits.given import ROOM, given_learned
from tests.benefits.payments.given import COMBAT, NAMES
from tests.benefits.seen import audited, published_events
from tests.given import given_work
from tests.lives import veteran_deceased


async def found_right(engine: AsyncEngine, account_id: str) -> None:
    """The bank says that an account for which a payment failed is right."""
    await clear_payee_check(given_work(engine), UUID(account_id), document="银行核对单")


def lines_of(answer: httpx2.Response) -> list[list[str]]:
    """The rows of a workbook."""
    assert answer.status_code == 200, answer.text
    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0)
    return [[str(cell) for cell in row] for row in sheet.to_python()]


async def handed_in(client: httpx2.AsyncClient, at: str, content: bytes, dry_run: str) -> Any:
    """What became of a workbook of results."""
    file = {"file": ("results.csv", content)}
    return (await client.post(f"{at}/results/workbooks", files=file, data={"dry_run": dry_run})).json()


class TestABatch:
    async def test_is_proposed_by_one_and_released_by_another(
        self, benefits_engine: AsyncEngine, held: tuple[UUID, UUID], hands: tuple[httpx2.AsyncClient, ...]
    ) -> None:
        centre, second, leader, room = hands
        assert await said(await centre.post(LIST, json={**MAY, "month": "2099-01"})) == (422, "not-in-future")
        assert await said(await centre.post(LIST, json={**MAY, "month": "2019-03"})) == (409, "nothing-owed")
        assert (await room.post(LIST, json=MAY)).status_code == 403
        at = await proposed(centre)
        assert await said(await second.post(LIST, json=MAY)) == (409, "proposal-open")
        shown = (await leader.get(at)).json()
        assert (shown["payments"], shown["fen"], shown["unpriced"], shown["outcome"]) == (4, 240_000, 2, None)
        assert await said(await centre.post(f"{at}/results", json={**TOLD, "rest_paid": True})) == (
            409, "batch-not-released"
        )  # fmt: skip
        assert (await said(await centre.post(f"{at}/release")))[1] == "proposed-by-oneself"
        assert await said(await leader.post(f"{at}/release")) == (204, "")
        assert await said(await second.post(f"{at}/release")) == (409, "proposal-decided")
        [(version, told)] = await published_events(benefits_engine, PaymentBatchIssued)
        assert (version, told.month, told.payments, told.amount_fen) == (1, "2019-05", 4, 240_000)
        assert ("release-payment-batch", at.replace(f"{LIST}/", "payment-batch "), "done") in await audited(
            benefits_engine
        )  # fmt: skip
        listed = (await leader.get(LIST, params={"is_open": False})).json()["items"]
        assert [each["outcome"] for each in listed] == ["released"]

    async def test_is_no_longer_released_once_something_has_changed(
        self, benefits_engine: AsyncEngine, held: tuple[UUID, UUID], hands: tuple[httpx2.AsyncClient, ...]
    ) -> None:
        centre, second, _, _ = hands
        at = await proposed(centre)
        change = Change(Month(2019, 5), "under-review", "核查通知")
        await suspend_entitlement(given_work(benefits_engine), held[0], change)
        assert await said(await second.post(f"{at}/release")) == (409, "batch-outdated")
        assert await said(await second.post(f"{at}/refusal", json={"reason": "有变化"})) == (204, "")
        again = await proposed(centre)
        assert (await centre.get(again)).json()["payments"] == 3
        assert (await second.post(f"{again}/withdrawal", json={"reason": "写错了"})).status_code == 404
        assert await said(await centre.post(f"{again}/withdrawal", json={"reason": "月份有误"})) == (204, "")

    async def test_pays_nobody_after_the_month_that_the_law_continues(
        self, benefits_engine: AsyncEngine, held: tuple[UUID, UUID], hands: tuple[httpx2.AsyncClient, ...]
    ) -> None:
        """B4: six months after that of the death."""
        centre, *_ = hands
        row = (await centre.get(f"/payments/entitlements/{held[0]}")).json()
        died = veteran_deceased(ROOM, date(2019, 4, 30), person_id=UUID(row["person_id"]))
        await given_learned(benefits_engine, [died])
        at = await proposed(centre, month="2020-03")
        mine = [each["month"] for each in await payments(centre, at) if each["entitlement_id"] == str(held[0])]
        assert max(mine) == "2019-10"


class TestItsResults:
    async def test_are_taken_back_and_what_failed_is_owed_again(
        self, benefits_engine: AsyncEngine, held: tuple[UUID, UUID], hands: tuple[httpx2.AsyncClient, ...]
    ) -> None:
        centre, second, _, _ = hands
        at = await proposed(centre)
        assert (await second.post(f"{at}/release")).status_code == 204
        first, *rest = await payments(centre, at)
        failed = {"payment_id": first["payment_id"], "outcome": "failed", "reason_code": "account-closed"}
        for wrong, expected in (
            ({**failed, "reason_code": None}, (422, "reason-missing")),
            ({**failed, "outcome": "paid"}, (422, "no-reason")),
            ({**failed, "reason_code": "x"}, (422, "not-a-reason")),
            ({**failed, "payment_id": str(new_id())}, (404, "payment-not-found")),
        ):
            assert await said(await centre.post(f"{at}/results", json={**TOLD, "results": [wrong]})) == expected
        for day, code in (("2099-01-01", "not-in-future"), ("2019-04-30", "not-before-month")):
            wrong_day = {**TOLD, "on": day, "rest_paid": True}
            assert await said(await centre.post(f"{at}/results", json=wrong_day)) == (422, code)
        twice = [failed, {"payment_id": first["payment_id"], "outcome": "paid"}]
        assert await said(await centre.post(f"{at}/results", json={**TOLD, "results": twice})) == (422, "told-twice")
        whole = {**TOLD, "results": [failed], "rest_paid": True}
        assert (await centre.post(f"{at}/results", json=whole)).json() == {"changed": 4}
        assert (await centre.post(f"{at}/results", json=whole)).json() == {"changed": 0}
        totals = {each["result"]: (each["payments"], each["fen"]) for each in (await centre.get(at)).json()["totals"]}
        assert totals == {"paid": (3, 180_000), "failed": (1, 60_000)}
        told = await published_events(benefits_engine, PaymentFailed)
        assert [(version, each.month, each.amount_fen, each.reason) for version, each in told] == [
            (2, first["month"], 60_000, "account-closed")
        ]
        assert len(await published_events(benefits_engine, BenefitPaid)) == len(rest)
        assert [each["payment_id"] for each in await payments(centre, at, result="failed")] == [first["payment_id"]]
        assert await said(await centre.post(LIST, json=MAY)) == (409, "accounts-missing")
        await found_right(benefits_engine, first["account_id"])
        again = await proposed(centre)
        owed = [(each["entitlement_id"], each["month"], each["fen"]) for each in await payments(centre, again)]
        assert owed == [(first["entitlement_id"], first["month"], 60_000)]
        assert (await second.post(f"{again}/release")).status_code == 204
        changed_mind = {**TOLD, "results": [{"payment_id": first["payment_id"], "outcome": "paid"}]}
        assert await said(await centre.post(f"{at}/results", json=changed_mind)) == (409, "payment-made-again")

    async def test_are_corrected_while_nothing_else_pays_the_month(
        self, benefits_engine: AsyncEngine, held: tuple[UUID, UUID], hands: tuple[httpx2.AsyncClient, ...]
    ) -> None:
        centre, second, _, _ = hands
        at = await proposed(centre)
        assert (await second.post(f"{at}/release")).status_code == 204
        own = (await payments(centre, at))[0]["payment_id"]
        for result in (
            {"outcome": "paid"},
            {"outcome": "failed", "reason_code": "returned"},
            {"outcome": "paid"},
        ):
            answer = await centre.post(f"{at}/results", json={**TOLD, "results": [{"payment_id": own, **result}]})
            assert answer.json() == {"changed": 1}
        assert [version for version, _ in await published_events(benefits_engine, BenefitPaid)] == [2, 4]
        assert [version for version, _ in await published_events(benefits_engine, PaymentFailed)] == [3]

    async def test_go_out_as_a_workbook(self, held: tuple[UUID, UUID], hands: tuple[httpx2.AsyncClient, ...]) -> None:
        centre, second, *_ = hands
        at = await proposed(centre)
        paper = {"purpose": "交代发银行", "batch": at.rpartition("/")[2], "result": "open"}
        assert await said(await centre.post("/payments/exports", json=paper)) == (422, "not-released")
        assert (await second.post(f"{at}/release")).status_code == 204
        _, _, head, *lines = lines_of(await centre.post("/payments/exports", json=paper))
        assert {line[head.index("项目")] for line in lines} == {NAMES[COMBAT]}
        # Numbers, which a workbook adds up to what was released.
        amounts = [float(line[head.index("金额（元）")]) for line in lines]
        assert (amounts, sum(amounts) * 100) == ([600.0] * 4, (await centre.get(at)).json()["fen"])

    async def test_go_out_in_parts_where_one_file_takes_no_more(
        self,
        held: tuple[UUID, UUID],
        hands: tuple[httpx2.AsyncClient, ...],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        centre, second, *_ = hands
        assert PART_ROWS <= taking.MOST_ROWS
        monkeypatch.setattr(taking, "MOST_ROWS", 3)
        monkeypatch.setattr(queries, "PART_ROWS", 3)
        at = await proposed(centre)
        assert (await second.post(f"{at}/release")).status_code == 204
        paper = {"purpose": "交代发银行", "batch": at.rpartition("/")[2]}
        assert (await centre.post("/payments/exports", json=paper)).json()["code"] == "list-too-long"
        listed = [each["payment_id"] for each in await payments(centre, at)]

        async def taken(**own: Any) -> list[str]:
            answer = await centre.post("/payments/exports", json={**paper, **own})
            assert answer.status_code == 200, answer.text
            return [line[0] for line in lines_of(answer) if line[0] in listed]

        parts = [await taken(part=part) for part in (1, 2, 3)]
        assert [len(part) for part in parts] == [3, 1, 0]
        assert [*parts[0], *parts[1]] == listed
        told = {**TOLD, "results": [{"payment_id": listed[0], "outcome": "paid"}]}
        assert (await centre.post(f"{at}/results", json=told)).json() == {"changed": 1}
        # What has a result moves nothing from one part into another.
        assert await taken(part=1, result="open") == listed[1:3]
        assert (await centre.post("/payments/exports", json={**paper, "part": 0})).status_code == 422
        assert [each["payment_id"] for each in await payments(centre, at, part="2")] == listed[3:]

    async def test_come_back_as_a_workbook_row_by_row(
        self, benefits_engine: AsyncEngine, held: tuple[UUID, UUID], hands: tuple[httpx2.AsyncClient, ...]
    ) -> None:
        centre, second, _, room = hands
        at = await proposed(centre)
        assert (await second.post(f"{at}/release")).status_code == 204
        assert (await room.get(f"{at}/results/template.xlsx")).status_code == 403
        head, *lines = lines_of(await centre.get(f"{at}/results/template.xlsx"))
        assert (len(lines), {(line[1], line[3]) for line in lines}) == (4, {(NAMES[COMBAT], "600.00")})
        filled = [
            [*lines[0][:4], "已发放", "", "2019-06-02", "代发回盘"],
            [*lines[1][:4], "发放失败", "账户已销户或者冻结", "2019-06-02", "代发回盘"],
            [*lines[2][:4], "发放失败", "", "2019-06-02", "代发回盘"],
            [str(new_id()), *lines[3][1:4], "已发放", "", "2019-06-02", "代发回盘"],
            [*lines[3][:4], "", "", "2019-06-02", "代发回盘"],
            [*lines[0][:4], "发放失败", "银行退回", "2019-06-02", "代发回盘"],
        ]
        content = "\n".join(",".join(row) for row in [head, *filled]).encode()
        for dry_run in ("true", "false"):
            answer = await handed_in(centre, at, content, dry_run)
            assert (answer["recorded"], answer["refused"]) == (2, 4)
            wrong = [[each["code"], *(fault["code"] for fault in each["faults"])] for each in answer["rows"][2:]]
            assert wrong == [
                ["batch-invalid", "reason-missing"], ["payment-not-found"], ["row-invalid", "required"],
                ["row-repeated"],
            ]  # fmt: skip
            assert len(await payments(centre, at, result="open")) == (4 if dry_run == "true" else 2)
        again = await handed_in(centre, at, content, "false")
        assert [each["outcome"] for each in again["rows"][:2]] == ["present", "present"]
        assert len(await published_events(benefits_engine, PaymentFailed)) == 1
