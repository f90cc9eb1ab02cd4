"""Entitlements over HTTP: read as of a month, suspended, resumed, ended, corrected, taken away."""

from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.payments.projection import TRANSFERS
from shared.auth.roles import Role
from shared.events.benefits import BenefitCorrected, BenefitResumed, BenefitStopped, BenefitSuspended
from tests.benefits.conftest import ClientOf
from tests.benefits.given import OTHER_ROOM, ROOM, given_delivered, given_learned
from tests.benefits.payments.given import (
    AID,
    COMBAT,
    OLD_AGE,
    PENSION,
    given_county_pays,
    given_veteran,
    granted,
)
from tests.benefits.seen import audited, published_events
from tests.lives import transferred_in, transferred_out, veteran_deceased, veteran_deregistered
from tests.papers import printed

LIST = "/payments/entitlements"
SUSPEND = {"month": "2019-06", "reason_code": "serves-sentence", "document": "判决书"}
RESUME = {"month": "2019-09", "reason_code": "sentence-served", "document": "释放证明"}
END = {"month": "2019-12", "reason_code": "waived", "document": "本人声明"}
CORRECT = {"first_month": "2019-05", "reason_code": "mistyped", "document": "核对记录"}


@pytest.fixture
async def centre(client_of: ClientOf) -> httpx2.AsyncClient:
    client: httpx2.AsyncClient = await client_of()
    return client


@pytest.fixture
async def veteran(benefits_engine: AsyncEngine) -> UUID:
    await given_county_pays(benefits_engine)
    return await given_veteran(benefits_engine)


async def shown(client: httpx2.AsyncClient, entitlement_id: UUID, month: str = "2019-05") -> dict[str, Any]:
    answer = await client.get(f"{LIST}/{entitlement_id}", params={"month": month})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def done(client: httpx2.AsyncClient, entitlement_id: UUID, act: str, paper: Any) -> tuple[int, str]:
    answer = await client.post(f"{LIST}/{entitlement_id}/{act}", json=paper)
    if answer.status_code == 422:
        return 422, answer.json()["fields"][0]["code"]
    return answer.status_code, answer.json()["code"] if answer.content else ""


class TestWhatSomebodyIsPaid:
    async def test_is_by_the_table_of_the_month(
        self, benefits_engine: AsyncEngine, veteran: UUID, centre: httpx2.AsyncClient
    ) -> None:
        own = await granted(benefits_engine, veteran)
        found = [await shown(centre, own, month) for month in ("2019-03", "2019-05", "2019-08")]
        assert [(each["state"], each["fen"]) for each in found] == [
            ("coming", 60_000), ("paid", 60_000), ("paid", 65_000)
        ]  # fmt: skip
        assert found[2]["lines"] == [{"table": "combat-test", "since": "2019-08-01", "source": "民发〔2019〕1号"}]
        assert (found[0]["first_month"], found[0]["paid_through"]) == ("2019-04", None)
        wrong = await centre.get(f"{LIST}/{own}", params={"month": "2019-13"})
        assert wrong.status_code == 422

    async def test_rests_on_what_papers_prove_which_nobody_is_shown(
        self, benefits_engine: AsyncEngine, veteran: UUID, centre: httpx2.AsyncClient
    ) -> None:
        own = await granted(benefits_engine, veteran, PENSION)
        before = await shown(centre, own)
        assert (before["fen"], before["missing"]) == (None, ["disability.cause", "disability.grade"])
        paper = {**CORRECT, "first_month": "2019-04"}
        facts = {"disability.cause": "war", "disability.grade": "6"}
        assert await done(centre, own, "correction", {**paper, "facts": {"age": "6"}}) == (422, "fact-not-used")
        assert await done(centre, own, "correction", {**paper, "fen": 5}) == (422, "amount-by-table")
        assert await done(centre, own, "correction", {**paper, "facts": facts}) == (204, "")
        after = await shown(centre, own)
        assert (after["fen"], after["missing"], after["proved"]) == (250_000, [], list(facts))
        assert "war" not in str(after)
        assert await done(centre, own, "correction", {**paper, "first_month": "2019-03"}) == (204, "")
        assert (await shown(centre, own))["fen"] == 250_000
        assert await done(centre, own, "correction", {**paper, "facts": {}}) == (204, "")
        assert (await shown(centre, own))["proved"] == []

    async def test_is_what_was_decided_where_the_programme_says_the_most(
        self, benefits_engine: AsyncEngine, veteran: UUID, centre: httpx2.AsyncClient
    ) -> None:
        own = await granted(benefits_engine, veteran, AID)
        assert (await shown(centre, own, "2019-04"))["missing"] == ["decided"]
        paper = {**CORRECT, "first_month": "2019-04", "last_month": "2019-04"}
        assert await done(centre, own, "correction", {**paper, "fen": 300_001}) == (422, "above-cap")
        early = {**paper, "first_month": "2018-12", "last_month": "2018-12", "fen": 300_001}
        assert await done(centre, own, "correction", early) == (422, "no-cap")
        for last in ("2019-05", None):
            for_long = {**paper, "last_month": last, "fen": 300_000}
            assert await done(centre, own, "correction", for_long) == (422, "given-once")
        assert await done(centre, own, "correction", {**paper, "fen": 300_000}) == (204, "")
        assert (await shown(centre, own, "2019-04"))["fen"] == 300_000
        for month, state, why in (("2019-03", "coming", "ended"), ("2019-04", "once", None), ("2019-06", "once", None)):
            found = await shown(centre, own, month)
            assert (found["state"], found["why"]) == (state, why)
        assert (await centre.get(LIST, params={"state": "once"})).json()["items"] != []
        assert (await centre.get(LIST, params={"state": "ended"})).json()["items"] == []


class TestUntilWhen:
    async def test_is_reckoned_of_a_death(
        self, benefits_engine: AsyncEngine, veteran: UUID, centre: httpx2.AsyncClient
    ) -> None:
        """B4: six months more, and what the county says of the programme for none."""
        own = await granted(benefits_engine, veteran)
        pension = await granted(benefits_engine, veteran, PENSION)
        await given_learned(benefits_engine, [veteran_deceased(ROOM, date(2019, 5, 31), person_id=veteran)])
        found = await shown(centre, own, "2019-11")
        assert (found["paid_through"], found["why"], found["state"]) == ("2019-11", "died", "paid")
        assert (await shown(centre, own, "2019-12"))["state"] == "ended"
        assert (await shown(centre, pension))["paid_through"] == "2020-05"
        late = await given_veteran(benefits_engine)
        own = await granted(benefits_engine, late)
        await given_learned(benefits_engine, [veteran_deceased(ROOM, date(2019, 3, 31), person_id=late)])
        found = await shown(centre, own, "2019-04")
        assert (found["paid_through"], found["state"]) == ("2019-03", "ended")

    async def test_is_reckoned_of_a_move_and_of_the_way_back(
        self, benefits_engine: AsyncEngine, veteran: UUID, centre: httpx2.AsyncClient
    ) -> None:
        own = await granted(benefits_engine, veteran)
        moves = [
            transferred_out(ROOM, date(2019, 5, 20), person_id=veteran),
            transferred_in(ROOM, date(2019, 10, 3), person_id=veteran),
        ]
        told = [given_delivered(each, sequence=place) for place, each in enumerate(moves, 2)]
        async with benefits_engine.begin() as connection:
            await TRANSFERS.apply(connection, told[:1])
        found = await shown(centre, own, "2019-06")
        assert (found["paid_through"], found["why"], found["state"]) == ("2019-06", "left", "paid")
        assert (await shown(centre, own, "2019-07"))["state"] == "ended"
        async with benefits_engine.begin() as connection:
            await TRANSFERS.apply(connection, told[1:])
        found = await shown(centre, own, "2019-07")
        assert (found["paid_through"], found["state"]) == (None, "paid")

    async def test_is_never_of_a_registration_that_is_void(
        self, benefits_engine: AsyncEngine, veteran: UUID, centre: httpx2.AsyncClient
    ) -> None:
        own = await granted(benefits_engine, veteran)
        await given_learned(benefits_engine, [veteran_deregistered(ROOM, date(2018, 10, 2), person_id=veteran)])
        found = await shown(centre, own)
        assert (found["paid_through"], found["why"], found["state"]) == ("2019-03", "void", "ended")


class TestAChange:
    async def test_is_a_suspension_a_resumption_an_end_each_with_reason_and_document(
        self, benefits_engine: AsyncEngine, veteran: UUID, centre: httpx2.AsyncClient
    ) -> None:
        own = await granted(benefits_engine, veteran)
        assert await done(centre, own, "suspension", {**SUSPEND, "reason_code": "waived"}) == (422, "not-a-reason")
        assert await done(centre, own, "suspension", {**SUSPEND, "month": "2019-03"}) == (422, "before-first-month")
        assert await done(centre, own, "resumption", RESUME) == (409, "entitlement-not-suspended")
        assert await done(centre, own, "suspension", {**SUSPEND, "version": 1}) == (204, "")
        assert await done(centre, own, "suspension", {**SUSPEND, "version": 1}) == (409, "entitlement-changed")
        assert await done(centre, own, "suspension", SUSPEND) == (409, "entitlement-suspended")
        assert (await shown(centre, own, "2019-06"))["state"] == "suspended"
        assert await done(centre, own, "resumption", {**RESUME, "month": "2019-05"}) == (422, "before-suspension")
        assert await done(centre, own, "resumption", RESUME) == (204, "")
        months = ("2019-05", "2019-08", "2019-09")
        assert [(await shown(centre, own, each))["state"] for each in months] == ["paid", "suspended", "paid"]
        assert await done(centre, own, "end", {**END, "month": "2019-01"}) == (422, "before-first-month")
        assert await done(centre, own, "end", END) == (204, "")
        assert await done(centre, own, "end", END) == (409, "entitlement-ended")
        found = await shown(centre, own, "2020-01")
        assert (found["state"], found["paid_through"], found["why"]) == ("ended", "2019-12", "ended")
        assert [(each["act"], each["month"], each["document"]) for each in found["acts"]] == [
            ("granted", "2019-04", "申请书"), ("suspended", "2019-06", "判决书"), ("resumed", "2019-09", "释放证明"),
            ("ended", "2019-12", "本人声明"),
        ]  # fmt: skip
        told = [
            (version, event.from_month, event.reason)
            for contract in (BenefitSuspended, BenefitResumed, BenefitStopped)
            for version, event in await published_events(benefits_engine, contract)
        ]
        assert told == [
            (2, "2019-06", "serves-sentence"), (3, "2019-09", "sentence-served"), (4, "2020-01", "waived")
        ]  # fmt: skip

    async def test_is_a_correction_which_takes_an_end_back(
        self, benefits_engine: AsyncEngine, veteran: UUID, centre: httpx2.AsyncClient
    ) -> None:
        own = await granted(benefits_engine, veteran)
        assert await done(centre, own, "end", END) == (204, "")
        assert await done(centre, own, "correction", {**CORRECT, "last_month": "2019-04"}) == (
            422, "before-first-month"
        )  # fmt: skip
        assert await done(centre, own, "correction", CORRECT) == (204, "")
        found = await shown(centre, own, "2020-01")
        assert (found["first_month"], found["last_month"], found["state"]) == ("2019-05", None, "paid")
        [(version, event)] = await published_events(benefits_engine, BenefitCorrected)
        assert (version, event.from_month, event.through_month, event.reason) == (3, "2019-05", None, "mistyped")

    async def test_does_not_correct_it_into_months_of_what_excludes_it(
        self, benefits_engine: AsyncEngine, veteran: UUID, centre: httpx2.AsyncClient
    ) -> None:
        own = await granted(benefits_engine, veteran, OLD_AGE)
        assert await done(centre, own, "end", {**END, "month": "2019-04"}) == (204, "")
        moved = {**CORRECT, "first_month": "2019-01", "last_month": "2019-03"}
        assert await done(centre, own, "correction", moved) == (204, "")
        await granted(benefits_engine, veteran, COMBAT)
        assert await done(centre, own, "correction", {**moved, "last_month": None}) == (409, "entitlement-excluded")
        assert (await audited(benefits_engine))[-1][1:] == (f"entitlement {own}", "entitlement-excluded")

    async def test_is_printed_for_the_person(
        self, benefits_engine: AsyncEngine, veteran: UUID, centre: httpx2.AsyncClient
    ) -> None:
        own = await granted(benefits_engine, veteran)
        for act, paper, words in (
            (None, None, ("待遇发放通知书", "参战补助", "自2019年4月起发放", "650.00元")),
            ("suspension", SUSPEND, ("待遇停发决定书", "自2019年6月起停发", "服刑", "判决书", "六十日内")),
            ("resumption", RESUME, ("待遇恢复发放通知书", "自2019年9月起恢复发放")),
            ("end", END, ("待遇终止决定书", "发放至2019年12月止", "本人放弃")),
            ("correction", CORRECT, ("待遇更正决定书", "自2019年5月起发放", "录入有误")),
        ):
            if act:
                assert await done(centre, own, act, paper) == (204, "")
            letter = await printed(centre, f"{LIST}/{own}/letter")
            for said in words:
                assert said in letter


class TestAList:
    async def test_is_of_the_units_of_the_reader_and_by_state(
        self, benefits_engine: AsyncEngine, veteran: UUID, centre: httpx2.AsyncClient, client_of: ClientOf
    ) -> None:
        allowance = await granted(benefits_engine, veteran)
        pension = await granted(benefits_engine, veteran, PENSION)
        assert await done(centre, pension, "suspension", SUSPEND) == (204, "")

        async def listed(client: httpx2.AsyncClient, **wanted: str) -> list[str]:
            answer = await client.get(LIST, params=wanted)
            return [each["entitlement_id"] for each in answer.json()["items"]]

        room, other = await client_of(Role.ROOM_STAFF, ROOM), await client_of(Role.ROOM_STAFF, OTHER_ROOM)
        assert await listed(room) == [str(pension), str(allowance)]
        assert await listed(other) == []
        assert await listed(centre, state="paid") == [str(allowance)]
        assert await listed(centre, state="suspended") == [str(pension)]
        assert await listed(centre, programme=COMBAT, person=str(veteran)) == [str(allowance)]
        assert (await other.get(f"{LIST}/{allowance}")).status_code == 404
        assert (await room.post(f"{LIST}/{allowance}/suspension", json=SUSPEND)).status_code == 403
        first = (await centre.get(LIST, params={"limit": 1, "state": "paid"})).json()
        assert first["next"] is None

    async def test_is_taken_away(self, benefits_engine: AsyncEngine, veteran: UUID, centre: httpx2.AsyncClient) -> None:
        await granted(benefits_engine, veteran)
        answer = await centre.post(f"{LIST}/exports", json={"purpose": "核对发放对象", "state": "paid"})
        assert answer.status_code == 200
        sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0)
        lines = [[str(cell) for cell in row] for row in sheet.to_python()]
        [line] = [each for each in lines if COMBAT in each]
        for said in ("2019-04", "发放中", "650.0", "参战补助"):
            assert said in line
