"""Checks of units: remembered, in order, and over with the unit."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.reorganisations.commands import begin_org_unit_closing, close_org_unit
from services.registry.standards.domain import FIVE
from shared.entries.commands import take_step_back
from shared.entries.domain import EntryInvalid, StepNotPossible
from tests.registry.books.given import BOOK, DOCUMENT, MARCH, given_entry, stepping
from tests.registry.given import TODAY, given_network, given_work, published
from tests.registry.persons import ROOM, codes_of
from tests.registry.reorganisations.given import given_answers

NONE: dict[str, Any] = dict.fromkeys(FIVE, False)


@pytest.fixture
async def engine(registry_engine: AsyncEngine) -> AsyncEngine:
    await given_network(registry_engine)
    return registry_engine


class TestACheck:
    async def test_remembers_what_those_before_found_and_follows_them(self, engine: AsyncEngine) -> None:
        check = await given_entry(engine, "five-haves")
        with pytest.raises(EntryInvalid) as refused:
            await stepping(engine, "five-haves", check, "check", date(2019, 3, 1), **NONE)
        assert codes_of(refused.value) == {"checked_on": "too-early"}
        await stepping(engine, "five-haves", check, "check", **NONE)
        [(_, _, told)] = await published(engine, "five-haves-rechecked")
        assert told["earlier"] == [{"checked_on": MARCH, "met": True}]
        await take_step_back(given_work(engine), BOOK["five-haves"].definition, check, reason="误录")
        [(_, _, told)] = await published(engine, "five-haves-corrected")
        assert (told["earlier"], told["checked_on"], told["funds"]) == ([], MARCH, True)

    async def test_ends_with_its_unit(self, engine: AsyncEngine) -> None:
        check = await given_entry(engine, "five-haves", org_code=ROOM)
        await given_entry(engine, "unified-standards", org_code=ROOM)
        await begin_org_unit_closing(given_work(engine), ROOM, document=DOCUMENT)
        await given_answers(engine, ROOM)
        await close_org_unit(given_work(engine), ROOM)
        [(_, _, told)] = await published(engine, "five-haves-ended")
        assert (told["entry_id"], told["ended_on"], told["before"]["ended_on"]) == (str(check), str(TODAY), None)
        assert len(await published(engine, "unified-standard-ended")) == 1
        with pytest.raises(StepNotPossible):
            await stepping(engine, "five-haves", check, "check", **NONE)
