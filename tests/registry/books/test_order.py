"""Entries of books in the order of their days: under what stands still, and each step after the one before."""

from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.entries.domain import EntryInUse, EntryInvalid
from tests.registry.books.given import given_entry, stepping
from tests.registry.given import given_network
from tests.registry.persons import codes_of

TENTH, TWENTIETH, LATER = date(2019, 4, 10), date(2019, 4, 20), date(2019, 4, 25)


@pytest.fixture
async def engine(registry_engine: AsyncEngine) -> AsyncEngine:
    await given_network(registry_engine)
    return registry_engine


class TestWhatStandsUnderAnother:
    @pytest.mark.parametrize(
        ("above", "ending", "under", "parent", "first", "end", "last"),
        [
            ("facilities", "closing", "functional-rooms", "facility_id", "opened_on", "closing", "closed_on"),
            ("county-bodies", "dissolution", "county-body-members", "body_id", "since", "end", "until"),
        ],
    )
    async def test_ends_before_it_and_begins_not_after(
        self, engine: AsyncEngine, above: str, ending: str, under: str, parent: str, first: str, end: str, last: str
    ) -> None:
        over = await given_entry(engine, above)
        held = await given_entry(engine, under, **{parent: over})
        with pytest.raises(EntryInUse):
            await stepping(engine, above, over, ending, on=TENTH)
        await stepping(engine, under, held, end, on=TWENTIETH)
        with pytest.raises(EntryInUse):
            await stepping(engine, above, over, ending, on=TENTH)
        await stepping(engine, above, over, ending, on=TWENTIETH)
        with pytest.raises(EntryInvalid) as late:
            await given_entry(engine, under, **{parent: over, first: LATER.isoformat()})
        assert codes_of(late.value) == {first: "too-late"}
        past = await given_entry(engine, under, **{parent: over})
        with pytest.raises(EntryInvalid) as late:
            await stepping(engine, under, past, end, on=LATER)
        assert codes_of(late.value) == {last: "too-late"}


class TestAStep:
    @pytest.mark.parametrize(
        ("book", "first", "then", "day", "said"),
        [
            ("session-issues", "resolution", "reopening", "reopened_on", {}),
            ("county-bodies", "renaming", "renaming", "renamed_on", {"name": "双拥工作专班"}),
        ],
    )
    async def test_is_not_before_the_one_that_it_follows(
        self, engine: AsyncEngine, book: str, first: str, then: str, day: str, said: dict[str, str]
    ) -> None:
        entry = await given_entry(engine, book)
        await stepping(engine, book, entry, first, on=TWENTIETH, **said)
        with pytest.raises(EntryInvalid) as refused:
            await stepping(engine, book, entry, then, on=TENTH, **said)
        assert codes_of(refused.value) == {day: "too-early"}
        await stepping(engine, book, entry, then, on=LATER, **said)
