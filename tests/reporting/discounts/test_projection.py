"""What merchants take off, as of a day, and in the bulletin."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.bulletins.letters import discount_in_words
from services.reporting.discounts.projection import DISCOUNTS
from services.reporting.discounts.queries import list_discounts
from shared.events.benefits import merchants
from shared.events.contract import Event
from shared.ids import new_id
from tests.browsers import words_of
from tests.reporting.bulletins.given import drafted
from tests.reporting.conftest import ClientFor
from tests.reporting.figures.test_people import AGREEMENT, APRIL, JUNE, MARCH, MAY, agreement
from tests.reporting.given import delivered, fold, given_progress, small_county

TERMS: dict[str, Any] = {"base": "lowest-price", "rate_bp": 1_000, "subject": "family", "valid_from": APRIL}


def signed(**said: Any) -> tuple[Event, Event]:
    """An intention, and the agreement that came of it."""
    intended = merchants.MerchantIntentionRecorded(**{**AGREEMENT, "entry_id": new_id(), "industry": "driving"})
    return intended, agreement(merchants.MerchantAgreementSigned, intended, signed_on=APRIL, **{**TERMS, **said})


async def applied(engine: AsyncEngine, *events: Event) -> None:
    async with engine.begin() as connection:
        await DISCOUNTS.apply(connection, [delivered(each) for each in events])


async def held(engine: AsyncEngine, on: date) -> list[tuple[Any, ...]]:
    async with engine.connect() as connection:
        return [tuple(row) for row in await list_discounts(connection, on)]


class TestDiscounts:
    async def test_are_those_that_are_signed_and_not_over(self, reporting_engine: AsyncEngine) -> None:
        intended, first = signed()
        await applied(reporting_engine, intended)
        assert await held(reporting_engine, JUNE) == []
        other, second = signed(valid_until=date(2019, 4, 30))
        await applied(reporting_engine, first, other, second)
        ten_percent = (1_000, "driving", "family", "lowest-price")
        assert await held(reporting_engine, MARCH) == []
        assert await held(reporting_engine, APRIL) == [(*ten_percent, 2)]
        assert await held(reporting_engine, MAY) == [(*ten_percent, 1)]
        corrected = agreement(merchants.MerchantAgreementCorrected, first, rate_bp=1_500)
        await applied(reporting_engine, corrected)
        assert await held(reporting_engine, MAY) == [(1_500, *ten_percent[1:], 1)]
        ended = agreement(merchants.MerchantAgreementEnded, corrected, ended_on=MAY)
        await applied(reporting_engine, ended)
        assert await held(reporting_engine, MAY) == []
        assert len(await held(reporting_engine, APRIL)) == 2
        await applied(reporting_engine, agreement(merchants.MerchantAgreementRevoked, ended))
        assert await held(reporting_engine, APRIL) == [(*ten_percent, 1)]

    async def test_stand_in_the_bulletin_beside_the_figures(
        self, reporting_engine: AsyncEngine, client_for: ClientFor, browser_for: ClientFor
    ) -> None:
        await fold(reporting_engine, small_county())
        await given_progress(reporting_engine)
        await applied(reporting_engine, *signed(), *signed(rate_bp=100, base="general-offer-price", subject="veteran"))
        draft = await drafted(reporting_engine)
        said = [discount_in_words(each).zh for each in draft.content.discounts]
        assert said == [
            "驾驶培训商家1家对退役军人在普惠价基础上优惠1%",
            "驾驶培训商家1家对退役军人家属在最低价基础上优惠10%",
        ]
        shown = await (await browser_for()).get(f"/reporting/bulletins/{draft.bulletin_id}")
        assert all(each in words_of(shown) for each in said)
        whole = (await (await client_for()).get(f"/bulletins/{draft.bulletin_id}")).json()
        assert [each["rate_bp"] for each in whole["discounts"]] == [100, 1_000]
