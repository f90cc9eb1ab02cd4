"""Which months another county pays, as registry tells of moves, in whatever batches they come."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.payments.domain.months import Month, Span
from services.benefits.payments.projection import TRANSFERS
from services.benefits.payments.queries import find_people
from shared.events.contract import Event
from shared.ids import new_id
from tests.benefits.given import ROOM, given_delivered, given_learned, veteran_registered
from tests.lives import transfer_revoked, transferred_in, transferred_out

MAY, OCTOBER = date(2019, 5, 20), date(2019, 10, 3)
LONG_AGO, JUNE, DECEMBER = Month(1900, 1), Month(2019, 6), Month(2019, 12)


@pytest.fixture
async def person(benefits_engine: AsyncEngine) -> UUID:
    person_id: UUID = new_id()
    await given_learned(benefits_engine, [veteran_registered(person_id)])
    return person_id


async def learn(engine: AsyncEngine, events: Sequence[Event], *, by: int, again: bool = False) -> None:
    delivered = [given_delivered(event, sequence=place) for place, event in enumerate(events, 2)]
    async with engine.begin() as connection:
        for _ in range(2 if again else 1):
            for begin in range(0, len(delivered), by):
                await TRANSFERS.apply(connection, delivered[begin : begin + by])


async def elsewhere(engine: AsyncEngine, person: UUID) -> tuple[Span, ...]:
    async with engine.connect() as connection:
        return (await find_people(connection, [person]))[person].elsewhere


@pytest.mark.parametrize("by", [1, 2, 9])
async def test_moves_follow_each_other_and_are_revoked_one_by_one(
    benefits_engine: AsyncEngine, person: UUID, by: int
) -> None:
    left = transferred_out(ROOM, MAY, person_id=person)
    back = msgspec.structs.replace(transferred_in(ROOM, OCTOBER, person_id=person), first_month_here="2020-01")
    none_back = transfer_revoked(ROOM, person_id=person, away_since=MAY)
    none_left = transfer_revoked(ROOM, person_id=person)
    for events, spans in (
        ([left], (Span(JUNE.later(1)),)),
        ([left, back], (Span(JUNE.later(1), DECEMBER),)),
        ([left, back, none_back], (Span(JUNE.later(1)),)),
        ([left, back, none_back, none_left], ()),
        ([left, back, none_back, none_left, back], (Span(LONG_AGO, DECEMBER),)),
    ):
        await learn(benefits_engine, events, by=by)
        assert await elsewhere(benefits_engine, person) == spans


async def test_what_is_told_again_changes_nothing(benefits_engine: AsyncEngine, person: UUID) -> None:
    left = transferred_out(ROOM, MAY, person_id=person)
    back = transferred_in(ROOM, OCTOBER, person_id=person)
    none_back = transfer_revoked(ROOM, person_id=person, away_since=MAY)
    await learn(benefits_engine, [left, back, none_back], by=3)
    before = await elsewhere(benefits_engine, person)
    await learn(benefits_engine, [left, back, none_back], by=1, again=True)
    assert await elsewhere(benefits_engine, person) == before == (Span(JUNE.later(1)),)


async def test_who_was_paid_nothing_is_paid_until_the_month_before_he_left(
    benefits_engine: AsyncEngine, person: UUID
) -> None:
    left = msgspec.structs.replace(transferred_out(ROOM, MAY, person_id=person), paid_through_month=None)
    await learn(benefits_engine, [left], by=1)
    assert await elsewhere(benefits_engine, person) == (Span(Month(2019, 5)),)
