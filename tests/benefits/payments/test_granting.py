"""Who is paid: what follows of an approval, and which approval is refused."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.applications.tables import APPLICATION, APPLICATION_OPINION
from services.benefits.payments.commands.changing import Change, end_entitlement
from services.benefits.payments.domain.entitlements import EntitlementExcluded, EntitlementExists
from services.benefits.payments.domain.months import Month
from services.benefits.payments.queries import find_goes_on, standing_in
from services.benefits.payments.tables import ENTITLEMENT, ENTITLEMENT_ACT
from services.benefits.programmes.domain import Terms
from shared.events.benefits import BenefitApproved, EligibilityGranted
from tests.benefits.given import ROOM, given_learned
from tests.benefits.payments.given import (
    AID,
    APRIL,
    COMBAT,
    OLD_AGE,
    PENSION,
    RULES,
    approved,
    given_county_pays,
    given_veteran,
    granted,
)
from tests.benefits.programmes.given import given_programme
from tests.benefits.seen import audited, count, published_events
from tests.given import given_work
from tests.lives import veterans_merged

MAY = datetime(2019, 5, 10, 2, 0, tzinfo=UTC)


@pytest.fixture
async def veteran(benefits_engine: AsyncEngine) -> UUID:
    await given_county_pays(benefits_engine)
    return await given_veteran(benefits_engine)


async def state_of(engine: AsyncEngine) -> list[Any]:
    async with engine.connect() as connection:
        return list(await connection.scalars(select(APPLICATION.c.state).order_by(APPLICATION.c.application_id)))


class TestAnApproval:
    async def test_has_the_person_paid_from_its_month_on(self, benefits_engine: AsyncEngine, veteran: UUID) -> None:
        entitlement_id = await granted(benefits_engine, veteran)
        [(version, told)] = await published_events(benefits_engine, EligibilityGranted)
        assert version == 1
        assert (told.entitlement_id, told.person_id, told.programme_code, told.programme_version, told.org_path) == (
            entitlement_id, veteran, COMBAT, 1, ROOM
        )  # fmt: skip
        assert (told.from_month, told.through_month) == ("2019-04", None)
        async with benefits_engine.connect() as connection:
            digest = await connection.scalar(select(APPLICATION_OPINION.c.facts_digest))
            done = (await connection.execute(select(ENTITLEMENT_ACT))).one()
        assert told.facts_digest == digest
        assert (done.act, str(Month.of(done.month)), done.document, done.reason_code) == (
            "granted", "2019-04", "申请书", None
        )  # fmt: skip

    async def test_of_what_is_given_once_is_of_its_month_alone(
        self, benefits_engine: AsyncEngine, veteran: UUID
    ) -> None:
        await approved(benefits_engine, veteran, AID)
        [(_, told)] = await published_events(benefits_engine, EligibilityGranted)
        assert (told.from_month, told.through_month) == ("2019-04", "2019-04")

    async def test_of_a_service_pays_nobody(self, benefits_engine: AsyncEngine, veteran: UUID) -> None:
        terms = Terms("service", chain=("county",))
        await given_programme(benefits_engine, programme_code="care", slot=None, rules=RULES, terms=terms)
        await approved(benefits_engine, veteran, "care")
        assert len(await published_events(benefits_engine, BenefitApproved)) == 1
        assert await count(benefits_engine, ENTITLEMENT) == 0


class TestWhatExcludesEachOther:
    @pytest.mark.parametrize(("held", "wanted"), [(COMBAT, OLD_AGE), (OLD_AGE, COMBAT)])
    async def test_is_refused_naming_both_and_nothing_is_approved(
        self, benefits_engine: AsyncEngine, veteran: UUID, held: str, wanted: str
    ) -> None:
        """B3: whichever of them names the other in its terms."""
        await approved(benefits_engine, veteran, held)
        with pytest.raises(EntitlementExcluded) as refused:
            await approved(benefits_engine, veteran, wanted, MAY)
        said = refused.value.sentence("zh-CN")
        assert "参战补助" in said
        assert "老年补助" in said
        assert await state_of(benefits_engine) == ["approved", "reviewing"]
        assert len(await published_events(benefits_engine, EligibilityGranted)) == 1
        assert (await audited(benefits_engine))[-1][2] == "entitlement-excluded"

    async def test_follows_the_end_of_the_other(self, benefits_engine: AsyncEngine, veteran: UUID) -> None:
        held = await granted(benefits_engine, veteran, OLD_AGE)
        change = Change(Month(2019, 4), "chose-another", "本人声明")
        await end_entitlement(given_work(benefits_engine, now=MAY), held, change)
        await approved(benefits_engine, veteran, COMBAT, MAY)
        assert await state_of(benefits_engine) == ["approved", "approved"]

    async def test_is_looked_for_under_every_file_of_the_person(
        self, benefits_engine: AsyncEngine, veteran: UUID
    ) -> None:
        await approved(benefits_engine, veteran, COMBAT)
        between, survivor = [await given_veteran(benefits_engine) for _ in range(2)]
        merges = [
            veterans_merged(ROOM, APRIL.date(), merged_id=merged, surviving_id=into)
            for merged, into in ((veteran, between), (between, survivor))
        ]
        await given_learned(benefits_engine, merges)
        with pytest.raises(EntitlementExists):
            await approved(benefits_engine, survivor, COMBAT, MAY)
        async with benefits_engine.connect() as connection:
            [row] = await connection.execute(standing_in(Month(2019, 5)))
            assert (row.person_id, row.goes_on) == (veteran, survivor)
            assert await find_goes_on(connection, between) == survivor

    async def test_is_not_granted_twice_at_once(self, benefits_engine: AsyncEngine, veteran: UUID) -> None:
        both = await asyncio.gather(
            *(approved(benefits_engine, veteran, code) for code in (COMBAT, OLD_AGE)), return_exceptions=True
        )
        assert [type(each) for each in both if isinstance(each, Exception)] == [EntitlementExcluded]
        assert await count(benefits_engine, ENTITLEMENT) == 1

    async def test_is_nobody_elses(self, benefits_engine: AsyncEngine, veteran: UUID) -> None:
        await approved(benefits_engine, veteran, COMBAT)
        await approved(benefits_engine, veteran, PENSION)
        await approved(benefits_engine, await given_veteran(benefits_engine), OLD_AGE)
        assert await count(benefits_engine, ENTITLEMENT) == 3
