"""However results are tried, recorded and changed, a month is never paid more than was owed for it."""

import asyncio
from dataclasses import replace
from datetime import date
from uuid import UUID

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.batches.commands import propose_payment_batch, record_payment_results
from services.benefits.batches.domain import NothingOwed, Result
from services.benefits.payments.commands.changing import Correction, correct_entitlement
from services.benefits.payments.domain.months import Month
from services.benefits.programmes.domain import Terms
from shared.command import Work, rehearsing
from tests.benefits.batches.given import LIST, MAY, TOLD, payments, proposed, said
from tests.benefits.given import keyring
from tests.benefits.payments.given import AID, COMBAT, RULES, given_county_pays, given_veteran, granted
from tests.benefits.programmes.given import given_programme
from tests.given import given_work

SUPPLEMENT = "living-supplement"


async def given_top_up(engine: AsyncEngine, hands: tuple[httpx2.AsyncClient, ...]) -> tuple[str, str]:
    """What was decided went out; then more is decided, and a second batch pays the rest. Answers both batches."""
    await given_county_pays(engine)
    own = await granted(engine, await given_veteran(engine), AID)
    first = await given_fen(engine, hands, own, 60_000)
    return first, await given_fen(engine, hands, own, 65_000)


async def given_fen(engine: AsyncEngine, hands: tuple[httpx2.AsyncClient, ...], own: UUID, fen: int) -> str:
    """So much is decided, and a batch with what is owed of it was released."""
    april = Correction(Month(2019, 4), Month(2019, 4), fen, None, "papers-found", "审批表")
    await correct_entitlement(given_work(engine), own, april, keyring=keyring())
    return await released(hands)


async def released(hands: tuple[httpx2.AsyncClient, ...]) -> str:
    """A batch of all that is owed."""
    centre, second, *_ = hands
    at = await proposed(centre)
    assert (await second.post(f"{at}/release")).status_code == 204
    return at


async def called(client: httpx2.AsyncClient, at: str, outcome: str) -> tuple[int, str]:
    """The one payment of the batch has this result."""
    [own] = await payments(client, at)
    why = {"reason_code": "returned"} if outcome == "failed" else {}
    result = {"payment_id": own["payment_id"], "outcome": outcome, **why}
    answer = await client.post(f"{at}/results", json={**TOLD, "results": [result]})
    return answer.status_code, answer.json().get("code", "")


class TestAPaymentThatFailed:
    """However often results are changed, a month never pays more than was owed for it."""

    async def test_may_be_called_paid_beside_what_was_paid_on_top_of_it(
        self, benefits_engine: AsyncEngine, hands: tuple[httpx2.AsyncClient, ...]
    ) -> None:
        centre, *_ = hands
        first, top_up = await given_top_up(benefits_engine, hands)
        assert [each["fen"] for each in await payments(centre, top_up)] == [5_000]
        for outcome in ("paid", "failed", "paid", "failed"):
            assert await called(centre, first, outcome) == (200, "")
        again = await released(hands)
        assert [each["fen"] for each in await payments(centre, again)] == [60_000]
        assert await called(centre, first, "paid") == (409, "payment-made-again")
        for outcome in ("failed", "paid"):
            assert await called(centre, top_up, outcome) == (200, "")
        assert await said(await centre.post(LIST, json=MAY)) == (409, "nothing-owed")

    async def test_is_not_paid_beside_the_one_that_took_its_place_whichever_is_called_first(
        self, benefits_engine: AsyncEngine, hands: tuple[httpx2.AsyncClient, ...]
    ) -> None:
        centre, *_ = hands
        await given_county_pays(benefits_engine)
        own = await granted(benefits_engine, await given_veteran(benefits_engine), AID)
        first = await given_fen(benefits_engine, hands, own, 60_000)
        assert await called(centre, first, "failed") == (200, "")
        again = await released(hands)
        assert await called(centre, again, "failed") == (200, "")
        assert await called(centre, first, "paid") == (200, "")
        assert await called(centre, again, "paid") == (409, "payment-made-again")
        assert await said(await centre.post(LIST, json=MAY)) == (409, "nothing-owed")

    async def test_is_owed_beside_its_top_up_alone_while_no_batch_pays_it(
        self, benefits_engine: AsyncEngine, hands: tuple[httpx2.AsyncClient, ...]
    ) -> None:
        """A batch that was proposed meanwhile is reckoned anew before it is released."""
        centre, second, *_ = hands
        first, _ = await given_top_up(benefits_engine, hands)
        assert await called(centre, first, "failed") == (200, "")
        waiting = await proposed(centre)
        assert await called(centre, first, "paid") == (200, "")
        assert await said(await second.post(f"{waiting}/release")) == (409, "batch-outdated")


class TestTermsThatAreReplaced:
    """Everybody is paid by the version that he was granted by."""

    async def test_take_nothing_from_who_has_both_by_the_later_ones(
        self, benefits_engine: AsyncEngine, hands: tuple[httpx2.AsyncClient, ...]
    ) -> None:
        engine, told = benefits_engine, {"programme_code": SUPPLEMENT, "name": "生活补贴", "slot": None, "rules": RULES}
        await given_county_pays(engine)
        terms = Terms(gives="monthly", chain=("county",), amount={"table": "combat-test"}, excludes=(COMBAT,))
        await given_programme(engine, **told, terms=terms)
        await granted(engine, await given_veteran(engine), SUPPLEMENT)
        await given_programme(engine, **told, terms=replace(terms, excludes=()), valid_from=date(2019, 4, 1))
        both = await given_veteran(engine)
        own = {str(await granted(engine, both, code)) for code in (COMBAT, SUPPLEMENT)}
        paid = await payments(hands[0], await proposed(hands[0], month="2019-04"))
        assert {each["entitlement_id"] for each in paid} > own


class TestResultsOfATrial:
    async def test_keep_no_other_batch_waiting(
        self, benefits_engine: AsyncEngine, held: tuple[UUID, UUID], hands: tuple[httpx2.AsyncClient, ...]
    ) -> None:
        """Neither while the trial of a long file goes on, nor while somebody waits for the end of it."""
        centre, second, *_ = hands
        at = await proposed(centre)
        assert (await second.post(f"{at}/release")).status_code == 204
        batch, own = UUID(at.rpartition("/")[2]), UUID((await payments(centre, at))[0]["payment_id"])

        async def recorded(work: Work, *, takes_turn: bool = True) -> int:
            return await record_payment_results(
                work, batch, [Result(own, "paid")], on=date(2019, 6, 2), document="代发回盘", takes_turn=takes_turn
            )

        async def another() -> None:
            month = Month(2019, 5)
            await propose_payment_batch(given_work(benefits_engine), month=month, document="发放表", keyring=keyring())

        async with asyncio.timeout(20):
            async with rehearsing(given_work(benefits_engine)) as trial:
                assert await recorded(trial, takes_turn=False) == 1
                waiting = asyncio.create_task(recorded(given_work(benefits_engine)))
                await asyncio.sleep(0.3)
                assert not waiting.done()
                with pytest.raises(NothingOwed):
                    await another()
            assert await waiting == 1
