"""What was paid and was not due: found, asked back, recovered, written off, taken back."""

from datetime import date
from io import BytesIO
from uuid import UUID

from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.clock import local_date, now
from shared.events.benefits import (
    OverpaymentIdentified,
    OverpaymentRecovered,
    OverpaymentRecoveryRevoked,
    OverpaymentWithdrawn,
    OverpaymentWrittenOff,
)
from tests.benefits.given import ROOM, given_learned
from tests.benefits.overpayments.given import BACK, BATCHES, LAST, LIST, Hands, asked_back, paid, said
from tests.benefits.payments.given import given_county_pays, given_veteran, granted
from tests.benefits.seen import audited, published_events
from tests.lives import death_record_revoked, veteran_deceased


class TestWhatWasOverpaid:
    async def test_is_found_asked_back_and_recovered_piece_by_piece(
        self, benefits_engine: AsyncEngine, hands: Hands, overpaid: UUID
    ) -> None:
        centre, _, leader, room = hands
        [found] = (await centre.get(f"{LIST}/found")).json()
        months = [str(LAST.later(-1)), str(LAST)]
        assert (found["entitlement_id"], [each["month"] for each in found["months"]]) == (str(overpaid), months)
        assert (await room.get(f"{LIST}/found")).status_code == 403
        assert (await leader.post(LIST, json={"entitlement_id": str(overpaid), "document": "通知"})).status_code == 403
        at = await asked_back(centre, overpaid)
        assert (await centre.get(f"{LIST}/found")).json() == []
        again = await centre.post(LIST, json={"entitlement_id": str(overpaid), "document": "通知"})
        assert await said(again) == (409, "nothing-overpaid")
        [(_, told)] = await published_events(benefits_engine, OverpaymentIdentified)
        assert (told.months, told.amount_fen) == (tuple(months), 130_000)
        for wrong, code in (
            ({"yuan": "1300.01"}, "more-than-open"),
            ({"yuan": "0"}, "at-least-a-fen"),
            ({"recovered_on": "2099-01-01"}, "not-in-future"),
            ({"way_code": "x"}, "not-a-way"),
        ):
            assert await said(await centre.post(f"{at}/recoveries", json={**BACK, **wrong})) == (422, code)
        first = (await centre.post(f"{at}/recoveries", json=BACK)).json()["recovery_id"]
        stale = await centre.post(f"{at}/recoveries", json={**BACK, "version": 1})
        assert await said(stale) == (409, "overpayment-changed")
        wrong_one = f"{at}/recoveries/{first}/revocation"
        assert await said(await centre.post(wrong_one, json={"reason": "登错"})) == (204, "")
        assert await said(await centre.post(wrong_one, json={"reason": "登错"})) == (404, "recovery-not-found")
        whole = await centre.post(f"{at}/recoveries", json={**BACK, "yuan": "1300"})
        assert whole.status_code == 201
        shown = (await leader.get(at)).json()
        assert (shown["state"], shown["recovered_fen"], len(shown["recoveries"])) == ("recovered", 130_000, 2)
        assert await said(await centre.post(f"{at}/recoveries", json=BACK)) == (409, "overpayment-closed")
        told_back = [each.open_fen for _, each in await published_events(benefits_engine, OverpaymentRecovered)]
        assert told_back == [70_000, 0]
        [(version, revoked)] = await published_events(benefits_engine, OverpaymentRecoveryRevoked)
        assert (version, revoked.open_fen) == (3, 130_000)
        assert ("record-recovery", at.replace(f"{LIST}/", "overpayment "), "done") in await audited(benefits_engine)
        [listed] = (await centre.get(LIST, params={"state": "recovered"})).json()["items"]
        assert listed["overpayment_id"] == shown["overpayment_id"]
        answer = await centre.post(f"{LIST}/exports", json={"purpose": "报财政"})
        sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0)
        assert any(1300.0 in row for row in sheet.to_python())

    async def test_is_found_however_long_ago_it_was_paid(self, benefits_engine: AsyncEngine, hands: Hands) -> None:
        """A batch looks back two years; who died before that is asked back all that was paid since."""
        centre, *_ = hands
        await given_county_pays(benefits_engine)
        person_id = await given_veteran(benefits_engine)
        own = await granted(benefits_engine, person_id)
        await paid(hands, str(LAST.later(-30)))
        died = LAST.later(-38)
        deceased = veteran_deceased(ROOM, died.first_day, person_id=person_id)
        await given_learned(benefits_engine, [deceased])
        at = await asked_back(centre, own)
        months = [str(LAST.later(-31)), str(LAST.later(-30))]  # six months more are due
        assert [each["month"] for each in (await centre.get(at)).json()["months"]] == months

    async def test_is_written_off_by_another_person_and_found_no_more(
        self, benefits_engine: AsyncEngine, hands: Hands, overpaid: UUID
    ) -> None:
        centre, second, leader, _ = hands
        at = await asked_back(centre, overpaid)
        assert (await centre.post(f"{at}/recoveries", json=BACK)).status_code == 201
        assert (await second.post(f"{at}/write-off", json={"document": "批示"})).status_code == 403
        assert await said(await leader.post(f"{at}/write-off", json={"document": "批示"})) == (204, "")
        assert await said(await leader.post(f"{at}/write-off", json={"document": "批示"})) == (
            409, "overpayment-closed"
        )  # fmt: skip
        [(_, told)] = await published_events(benefits_engine, OverpaymentWrittenOff)
        assert told.amount_fen == 70_000
        assert (await centre.get(f"{LIST}/found")).json() == []

    async def test_is_asked_back_again_once_what_it_was_written_off_beside_did_not_come_back(
        self, benefits_engine: AsyncEngine, hands: Hands, overpaid: UUID
    ) -> None:
        """Written off was the rest alone: whoever takes a recovery back later writes off nothing more by it."""
        centre, _, leader, _ = hands
        at = await asked_back(centre, overpaid)
        recovery = (await centre.post(f"{at}/recoveries", json=BACK)).json()["recovery_id"]
        assert await said(await leader.post(f"{at}/write-off", json={"document": "批示"})) == (204, "")
        wrong = await centre.post(f"{at}/recoveries/{recovery}/revocation", json={"reason": "退票"})
        assert await said(wrong) == (204, "")
        shown = (await centre.get(at)).json()
        assert (shown["state"], shown["recovered_fen"], shown["ended_by"]) == ("open", 0, None)
        [(_, told)] = await published_events(benefits_engine, OverpaymentRecoveryRevoked)
        assert told.open_fen == 130_000
        assert (await centre.post(f"{at}/recoveries", json={**BACK, "yuan": "1300"})).status_code == 201
        assert (await centre.get(at)).json()["state"] == "recovered"

    async def test_is_not_asked_back_of_a_payment_that_never_went_out(self, hands: Hands, overpaid: UUID) -> None:
        centre, *_ = hands
        at = await asked_back(centre, overpaid)
        [batch] = (await centre.get(BATCHES)).json()["items"]
        path = f"{BATCHES}/{batch['batch_id']}"
        payments = (await centre.get(f"{path}/payments", params={"limit": 200})).json()["items"]
        [last] = [each["payment_id"] for each in payments if each["month"] == str(LAST)]
        failed = {"payment_id": last, "outcome": "failed", "reason_code": "account-closed"}
        paper = {"on": str(local_date(now())), "document": "代发回盘", "results": [failed]}
        assert await said(await centre.post(f"{path}/results", json=paper)) == (409, "payment-asked-back")
        assert await said(await centre.post(f"{at}/withdrawal", json={"reason": "退汇"})) == (204, "")
        assert (await centre.post(f"{path}/results", json=paper)).json() == {"changed": 1}
        [found] = (await centre.get(f"{LIST}/found")).json()
        assert [each["month"] for each in found["months"]] == [str(LAST.later(-1))]

    async def test_is_found_of_what_was_paid_in_place_of_a_payment_that_failed_after_it_was_written_off(
        self, benefits_engine: AsyncEngine, hands: Hands, overpaid: UUID
    ) -> None:
        """Written off was what had gone out; of the month whose payment stands, it stays so."""
        centre, _, leader, _ = hands
        at = await asked_back(centre, overpaid)
        assert await said(await leader.post(f"{at}/write-off", json={"document": "批示"})) == (204, "")
        [batch] = (await centre.get(BATCHES)).json()["items"]
        path = f"{BATCHES}/{batch['batch_id']}"
        payments = (await centre.get(f"{path}/payments", params={"limit": 200})).json()["items"]
        [last] = [each["payment_id"] for each in payments if each["month"] == str(LAST)]
        failed = {"payment_id": last, "outcome": "failed", "reason_code": "returned"}
        paper = {"on": str(local_date(now())), "document": "代发回盘", "results": [failed]}
        assert (await centre.post(f"{path}/results", json=paper)).json() == {"changed": 1}
        entitlement = f"/payments/entitlements/{overpaid}"
        right = {"first_month": "2019-04", "reason_code": "decision-changed", "document": "复核决定"}
        assert await said(await centre.post(f"{entitlement}/correction", json=right)) == (204, "")
        await paid(hands, str(LAST))
        assert (await centre.get(f"{LIST}/found")).json() == []
        ended = {"month": str(LAST.later(-2)), "reason_code": "condition-not-met", "document": "核查通知"}
        assert await said(await centre.post(f"{entitlement}/end", json=ended)) == (204, "")
        [found] = (await centre.get(f"{LIST}/found")).json()
        assert [(each["month"], each["fen"]) for each in found["months"]] == [(str(LAST), 65_000)]

    async def test_is_found_again_once_it_was_taken_back(
        self, benefits_engine: AsyncEngine, hands: Hands, overpaid: UUID
    ) -> None:
        centre, second, *_ = hands
        at = await asked_back(centre, overpaid)
        assert await said(await second.post(f"{at}/withdrawal", json={"reason": "写错了"})) == (204, "")
        assert len(await published_events(benefits_engine, OverpaymentWithdrawn)) == 1
        assert [each["entitlement_id"] for each in (await centre.get(f"{LIST}/found")).json()] == [str(overpaid)]
        assert (await centre.get(at)).json()["state"] == "withdrawn"

    async def test_is_owed_again_as_far_as_it_came_back_and_was_due_after_all(
        self, benefits_engine: AsyncEngine, hands: Hands, overpaid: UUID
    ) -> None:
        centre, *_ = hands
        at = await asked_back(centre, overpaid)
        assert (await centre.post(f"{at}/recoveries", json={**BACK, "yuan": "700"})).status_code == 201
        assert (await centre.get(f"{LIST}/found")).json() == []
        right = {"first_month": "2019-04", "reason_code": "decision-changed", "document": "复核决定"}
        path = f"/payments/entitlements/{overpaid}/correction"
        assert await said(await centre.post(path, json=right)) == (204, "")
        assert await said(await centre.post(f"{at}/withdrawal", json={"reason": "经复核应当发放"})) == (204, "")
        assert (await centre.get(f"{LIST}/found")).json() == []
        made = await centre.post(BATCHES, json={"month": str(LAST), "document": "补发"})
        batch = f"{BATCHES}/{made.json()['batch_id']}"
        owed = [(each["month"], each["fen"]) for each in (await centre.get(f"{batch}/payments")).json()["items"]]
        assert owed == [(str(LAST.later(-1)), 65_000), (str(LAST), 5_000)]

    async def test_is_owed_again_when_it_came_back_and_was_due_after_all(
        self, benefits_engine: AsyncEngine, hands: Hands
    ) -> None:
        """Who was said to have died is alive."""
        centre, *_ = hands
        await given_county_pays(benefits_engine)
        person_id = await given_veteran(benefits_engine)
        own = await granted(benefits_engine, person_id)
        await paid(hands, str(LAST))
        died = LAST.later(-7)
        died_on = date(died.year, died.month, 3)
        deceased = veteran_deceased(ROOM, died_on, person_id=person_id)
        await given_learned(benefits_engine, [deceased])
        at = await asked_back(centre, own)
        shown = (await centre.get(at)).json()
        assert [each["month"] for each in shown["months"]] == [str(LAST)]
        assert (await centre.post(f"{at}/recoveries", json={**BACK, "yuan": "650"})).status_code == 201
        await given_learned(benefits_engine, [death_record_revoked(deceased)])
        made = await centre.post(BATCHES, json={"month": str(LAST), "document": "补发"})
        assert (await centre.get(f"{BATCHES}/{made.json()['batch_id']}")).json()["fen"] == 65_000
