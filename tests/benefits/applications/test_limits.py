"""How often a programme may be had: by the terms of its version, by whichever of a person's files, by household."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.amounts.commands import set_amount
from services.benefits.applications.commands import (
    apply_for_benefit,
    give_benefit_opinion,
    withdraw_benefit_application,
)
from services.benefits.applications.commands.erasing import forget_households
from services.benefits.applications.domain import ApplicationInvalid, ApplicationState
from services.benefits.applications.rules import Had, LimitReached, must_be_within, spent_of
from services.benefits.applications.tables import APPLICATION
from services.benefits.emergency_aid.commands import propose_emergency_aid, release_emergency_aid
from services.benefits.emergency_aid.domain import Emergency
from services.benefits.payments.commands.changing import Change, end_entitlement, suspend_entitlement
from services.benefits.payments.domain.months import Month
from services.benefits.payments.tables import ENTITLEMENT
from services.benefits.programmes.domain import Limit, Terms
from shared.approval import Agreed
from shared.auth.roles import Role
from shared.ids import new_id
from tests.benefits.applications.given import RULES
from tests.benefits.conftest import BrowserOf
from tests.benefits.given import ROOM, given_learned, keyring, veteran_registered
from tests.benefits.programmes.given import SOURCE, given_programme
from tests.browsers import words_of
from tests.given import given_work
from tests.lives import veterans_merged

APRIL = datetime(2019, 4, 10, 2, 0, tzinfo=UTC)
MAY = datetime(2019, 5, 10, 2, 0, tzinfo=UTC)
HOUSE, OTHER_HOUSE = "411329-0017", "411329-0018"
YEARLY = Limit("household", "calendar-year", 2)
ONCE = Limit("person", "ever", 1)


def had(day: date, *, own: bool = True) -> Had:
    return Had(new_id(), day, own)


class TestALimit:
    @pytest.mark.parametrize(
        ("limit", "days", "today", "reached"),
        [
            (ONCE, [], date(2019, 4, 10), False),
            (ONCE, [date(1999, 1, 1)], date(2019, 4, 10), True),
            (Limit("person", "calendar-year", 1), [date(2018, 12, 31)], date(2019, 1, 1), False),
            (Limit("person", "calendar-year", 1), [date(2019, 1, 1)], date(2019, 12, 31), True),
            (Limit("person", "calendar-year", 2), [date(2019, 1, 1)], date(2019, 12, 31), False),
            (Limit("person", "24-months", 1), [date(2017, 4, 11)], date(2019, 4, 10), True),
            (Limit("person", "24-months", 1), [date(2017, 4, 10)], date(2019, 4, 10), False),
            (Limit("person", "24-months", 1), [date(2016, 2, 29)], date(2018, 2, 27), True),
            (Limit("person", "24-months", 1), [date(2016, 2, 29)], date(2018, 2, 28), False),
        ],
    )
    def test_is_reached_by_what_was_had_in_its_period(
        self, limit: Limit, days: list[date], today: date, reached: bool
    ) -> None:
        [spent] = spent_of([limit], [had(day) for day in days], today)
        assert spent.is_reached is reached

    def test_of_a_person_does_not_count_what_others_of_the_household_had(self) -> None:
        others = [had(date(2019, 1, day), own=False) for day in (1, 2)]
        must_be_within("困难帮扶", [ONCE], others, date(2019, 4, 10))
        with pytest.raises(LimitReached) as refused:
            must_be_within("困难帮扶", [ONCE, YEARLY], others, date(2019, 4, 10))
        said = refused.value.sentence("zh-CN")
        assert "“困难帮扶”每户每年最多享受 2 次" in said
        assert f"申请 {str(others[1].application_id)[-8:]} 已于 2019-01-02 享受" in said

    @given(st.lists(st.integers(0, 1500), max_size=6), st.sampled_from(["ever", "24-months"]))
    def test_is_never_passed_by_whoever_asks_each_time(self, days: list[int], period: str) -> None:
        limit, given_on = Limit("person", period, 2), list[Had]()
        for offset in sorted(days):
            today = date(2015, 1, 1) + timedelta(offset)
            try:
                must_be_within("x", [limit], given_on, today)
            except LimitReached:
                continue
            given_on.append(had(today))
        for each in given_on:
            [spent] = spent_of([limit], [other for other in given_on if other.on <= each.on], each.on)
            assert len(spent.had) <= limit.most


async def given_aid(engine: AsyncEngine, *limits: Limit, gives: str = "one-off") -> None:
    first = 10 if gives == "one-off" else 0
    terms = Terms(gives=gives, cap="hardship-cap", chain=("county",), emergency_workdays=first, limits=limits)
    await given_programme(engine, programme_code="hardship-aid", name="困难帮扶", slot=None, rules=RULES, terms=terms)
    await set_amount(
        given_work(engine), table="hardship-cap", key="", since=date(2019, 1, 1), value=300_000, source=SOURCE
    )


async def given_person(engine: AsyncEngine) -> UUID:
    person: UUID = new_id()
    await given_learned(engine, [veteran_registered(person)])
    return person


async def applied(engine: AsyncEngine, person: UUID, household: str | None = HOUSE, at: datetime = APRIL) -> UUID:
    said: dict[str, Any] = {"programme_code": "hardship-aid", "applied_on": date(2019, 4, 9), "document": "申请书"}
    return await apply_for_benefit(given_work(engine, now=at), person_id=person, household_no=household, **said)


async def agreed(engine: AsyncEngine, application: UUID, at: datetime = APRIL) -> ApplicationState:
    return await give_benefit_opinion(given_work(engine, now=at), application, Agreed(None), keyring=keyring())


async def paid_first(engine: AsyncEngine, application: UUID) -> None:
    work = given_work(engine, now=APRIL)
    aid = await propose_emergency_aid(work, application, Emergency("fire", date(2019, 4, 9)), fen=1, document="证明")
    await release_emergency_aid(given_work(engine, now=APRIL), aid, keyring=keyring())


class TestAHousehold:
    async def test_has_it_so_often_whoever_of_it_applies_and_whatever_was_paid_first(
        self, benefits_engine: AsyncEngine, browser_of: BrowserOf
    ) -> None:
        """Two veterans in one household have one household's limit."""
        engine = benefits_engine
        await given_aid(engine, YEARLY, Limit("person", "ever", 9))
        husband, wife, neighbour = [await given_person(engine) for _ in range(3)]
        with pytest.raises(ApplicationInvalid) as refused:
            await applied(engine, husband, None)
        assert [fault.code for fault in refused.value.fields] == ["household-missing"]
        first, second = await applied(engine, husband), await applied(engine, wife)
        assert await agreed(engine, first) is ApplicationState.APPROVED
        await paid_first(engine, second)
        third = await applied(engine, husband)
        with pytest.raises(LimitReached) as late:
            await agreed(engine, third, MAY)
        assert str(second)[-8:] in late.value.sentence("en")
        with pytest.raises(LimitReached):
            await paid_first(engine, third)
        browser = await browser_of(Role.CENTRE_STAFF)
        shown = words_of(await browser.get(f"/benefits/applications/{third}"))
        assert f"户号 {HOUSE}" in shown
        assert "每户每年2次，已享受 0 次" in shown  # this year
        assert f"每人终身9次，已享受 1 次：{str(first)[-8:]} 2019-04-10" in shown
        assert await agreed(engine, await applied(engine, neighbour, OTHER_HOUSE)) is ApplicationState.APPROVED
        await withdraw_benefit_application(given_work(engine, now=APRIL), second, reason="登记有误")
        assert await agreed(engine, third, MAY) is ApplicationState.APPROVED
        fourth = await applied(engine, wife)
        with pytest.raises(LimitReached):
            await agreed(engine, fourth, APRIL.replace(month=12, day=31))
        assert await agreed(engine, fourth, APRIL.replace(year=2020)) is ApplicationState.APPROVED

    async def test_is_forgotten_with_who_applied(self, benefits_engine: AsyncEngine) -> None:
        await given_aid(benefits_engine, YEARLY)
        person = await given_person(benefits_engine)
        await applied(benefits_engine, person)
        async with benefits_engine.begin() as connection:
            assert await forget_households(connection, [person]) == {person}
            assert await forget_households(connection, [person]) == set()
            assert await connection.scalar(select(APPLICATION.c.household_no)) is None


class TestAPerson:
    async def test_has_it_once_by_whichever_of_his_files_also_when_both_are_decided_at_once(
        self, benefits_engine: AsyncEngine
    ) -> None:
        engine = benefits_engine
        await given_aid(engine, ONCE)
        merged, survivor = [await given_person(engine) for _ in range(2)]
        both = [await applied(engine, each, None) for each in (merged, survivor)]
        on = date(2019, 4, 9)
        await given_learned(engine, [veterans_merged(ROOM, on, merged_id=merged, surviving_id=survivor)])
        said = await asyncio.gather(*(agreed(engine, each) for each in both), return_exceptions=True)
        assert [type(each) for each in said if isinstance(each, Exception)] == [LimitReached]
        assert [each for each in said if each is ApplicationState.APPROVED] == [ApplicationState.APPROVED]

    async def test_has_it_again_where_it_was_paid_for_no_month(self, benefits_engine: AsyncEngine) -> None:
        engine = benefits_engine
        await given_aid(engine, ONCE, gives="monthly")
        person = await given_person(engine)
        assert await agreed(engine, await applied(engine, person, None)) is ApplicationState.APPROVED
        again = await applied(engine, person, None)
        with pytest.raises(LimitReached):
            await agreed(engine, again)
        async with engine.connect() as connection:
            own = (await connection.execute(select(ENTITLEMENT.c.entitlement_id))).scalar_one()
        work = given_work(engine, now=APRIL)
        await suspend_entitlement(work, own, Change(Month(2019, 4), "under-review", "复核"))
        await end_entitlement(work, own, Change(Month(2019, 4), "granted-in-error", "复核"))
        assert await agreed(engine, again) is ApplicationState.APPROVED
