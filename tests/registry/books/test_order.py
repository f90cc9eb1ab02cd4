"""Entries of books in the order of their days: under what stands still, and each step after the one before."""

from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.party.domain import PartyKind
from services.registry.reorganisations.commands import move_org_unit
from shared.entries.commands import take_step_back
from shared.entries.domain import EntryAboveEnded, EntryInUse, EntryInvalid
from tests.registry.books.given import BOOK, DOCUMENT, SHI_AN, correcting, given_entry, stepping
from tests.registry.given import CENTRE_CODE, given_network, given_party, given_work
from tests.registry.persons import ROOM, codes_of

WAI_ZI = "411329105"
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
        with pytest.raises(EntryAboveEnded):
            await take_step_back(given_work(engine), BOOK[under].definition, held, reason="误录")
        with pytest.raises(EntryInvalid) as late:
            await given_entry(engine, under, **{parent: over, first: LATER.isoformat()})
        assert codes_of(late.value) == {first: "too-late"}
        past = await given_entry(engine, under, **{parent: over})
        with pytest.raises(EntryInvalid) as late:
            await stepping(engine, under, past, end, on=LATER)
        assert codes_of(late.value) == {last: "too-late"}

    @pytest.mark.parametrize(
        ("above", "day", "under", "parent", "first"),
        [
            ("facilities", "completed_on", "functional-rooms", "facility_id", "opened_on"),
            ("county-bodies", "established_on", "county-body-members", "body_id", "since"),
            ("meetings", "held_on", "meeting-decisions", "meeting_id", "due_on"),
            ("onsite", "held_on", "session-issues", "session_id", "raised_on"),
        ],
    )
    async def test_has_no_day_before_its_first_as_corrected(
        self, engine: AsyncEngine, above: str, day: str, under: str, parent: str, first: str
    ) -> None:
        over = await given_entry(engine, above)
        await given_entry(engine, under, **{parent: over, first: TENTH.isoformat()})
        with pytest.raises(EntryInvalid) as refused:
            await correcting(engine, above, over, **{day: TWENTIETH.isoformat()})
        assert codes_of(refused.value) == {day: "too-late"}
        assert await correcting(engine, above, over, **{day: TENTH.isoformat()}) == 2

    @pytest.mark.parametrize(
        ("above", "ending", "day", "under", "parent", "end"),
        [
            ("facilities", "closing", "closed_on", "functional-rooms", "facility_id", "closing"),
            ("county-bodies", "dissolution", "dissolved_on", "county-body-members", "body_id", "end"),
        ],
    )
    async def test_has_no_day_after_its_last_as_corrected(
        self, engine: AsyncEngine, above: str, ending: str, day: str, under: str, parent: str, end: str
    ) -> None:
        over = await given_entry(engine, above)
        await stepping(engine, under, await given_entry(engine, under, **{parent: over}), end, on=TWENTIETH)
        await stepping(engine, above, over, ending, on=LATER)
        with pytest.raises(EntryInvalid) as refused:
            await correcting(engine, above, over, **{day: TENTH})
        assert codes_of(refused.value) == {day: "too-early"}
        assert await correcting(engine, above, over, **{day: TWENTIETH}) == 3


class TestARecordBook:
    async def test_is_issued_to_a_branch_of_the_unit_or_below_it(self, engine: AsyncEngine) -> None:
        for station in (SHI_AN, WAI_ZI):
            await given_party(engine, PartyKind.BRANCH, station)
        own, other = f"{SHI_AN}-DZB", f"{WAI_ZI}-DZB"
        with pytest.raises(EntryInvalid) as refused:
            await given_entry(engine, "record-books", branch=other)
        assert codes_of(refused.value) == {"branch": "elsewhere"}
        book = await given_entry(engine, "record-books", branch=own)
        with pytest.raises(EntryInvalid) as refused:
            await correcting(engine, "record-books", book, branch=other)
        assert codes_of(refused.value) == {"branch": "elsewhere"}
        await given_entry(engine, "record-books", org_code=CENTRE_CODE, branch=other, serial="XY-B-003")

    async def test_is_corrected_where_the_unit_below_has_moved_since(self, engine: AsyncEngine) -> None:
        for station in (SHI_AN, WAI_ZI):
            await given_party(engine, PartyKind.BRANCH, station)
        group = (await given_party(engine, PartyKind.GROUP, ROOM)).party_org_code
        book = await given_entry(engine, "record-books", branch=group)
        await move_org_unit(given_work(engine), ROOM, parent_code=WAI_ZI, document=DOCUMENT)
        assert await correcting(engine, "record-books", book, branch=group, year=2018) == 2


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
