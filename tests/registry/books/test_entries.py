"""An entry of any book: recorded, gone on with, corrected, taken back, revoked; told of, kept, listed, taken away."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.books.schemas import BOOKS
from services.registry.network.domain import OrgUnitOccupied
from services.registry.staff.queries import ACTIVE_STAFF
from shared.auth.caller import OutOfScope
from shared.auth.roles import Role
from shared.entries.commands import correct_entry, record_entry, revoke_entry, take_step_back
from shared.entries.domain import (
    EntryChanged,
    EntryExists,
    EntryHolds,
    EntryInvalid,
    EntryIsRevoked,
    EntryNotFound,
    NoStepToTakeBack,
    StepNotPossible,
)
from shared.entries.schemas import Book
from tests.races import race
from tests.registry.books.given import (
    BODIES,
    BOOK,
    DOCUMENT,
    SHI_AN,
    correcting,
    given_entry,
    given_one_of_each,
    stepping,
)
from tests.registry.closed import close_org_unit
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import CENTRE_CODE, audited, given_network, given_work, published
from tests.registry.persons import codes_of

APRIL = date(2019, 4, 15)


@pytest.fixture
async def engine(registry_engine: AsyncEngine) -> AsyncEngine:
    await given_network(registry_engine)
    return registry_engine


def facts(name: str, **more: Any) -> dict[str, Any]:
    return BOOK[name].form.model_validate({**BODIES[name], **more}).facts()


class TestAnEntryOfEachBook:
    async def test_is_told_of_kept_and_revoked(self, engine: AsyncEngine) -> None:
        entries = await given_one_of_each(engine)
        assert len(await published(engine)) == len(BOOKS) + 8
        for book in reversed(BOOKS):
            entry = entries[book.sheet.name]
            assert await revoke_entry(given_work(engine), book.definition, entry, reason="误录") == 2
            with pytest.raises(EntryIsRevoked):
                await revoke_entry(given_work(engine), book.definition, entry, reason="误录")
            [revoked] = [each for each in await published(engine) if each[2].get("entry_id") == str(entry)][1:]
            assert revoked[0].endswith("-revoked")
        async with engine.connect() as connection:
            kept = (await connection.execute(text("SELECT book, act, version FROM entry_version"))).all()
        assert sorted(kept) == sorted(
            (book.definition.name, act, version) for book in BOOKS for act, version in (("recorded", 1), ("revoked", 2))
        )

    @pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.sheet.name)
    async def test_is_not_of_a_day_to_come(self, engine: AsyncEngine, book: Book) -> None:
        days = [name for name in book.definition.days.following if name in book.form.model_fields]
        along = [step.day for step in book.definition.along]
        first = [name for name in days if name not in along]
        for named in filter(None, (first, *([name] for name in along))):
            with pytest.raises(EntryInvalid) as refused:
                await given_entry(engine, book.sheet.name, **dict.fromkeys(named, "2019-05-01"))
            assert {codes_of(refused.value)[name] for name in named} == {"in-future"}

    async def test_is_anothers_where_the_unit_is(self, engine: AsyncEngine) -> None:
        elsewhere = given_work(engine, Role.STATION_STAFF, "411329.411329105")
        with pytest.raises(OutOfScope):
            await record_entry(elsewhere, BOOK["plaques"].definition, facts("plaques"), document=DOCUMENT)
        plaque = await given_entry(engine, "plaques")
        with pytest.raises(EntryNotFound):
            await revoke_entry(elsewhere, BOOK["plaques"].definition, plaque, reason="误录")


class TestACorrection:
    async def test_says_what_was_said_before_and_keeps_it(self, engine: AsyncEngine) -> None:
        meeting = await given_entry(engine, "meetings")
        assert await correcting(engine, "meetings", meeting, held_on="2019-02-25", version=1) == 2
        [(_, sequence, told)] = await published(engine, "governance-meeting-corrected")
        assert (sequence, told["held_on"], told["before"]["held_on"]) == (2, "2019-02-25", "2019-03-12")
        assert "topics" not in told
        with pytest.raises(EntryChanged):
            await correcting(engine, "meetings", meeting, version=1)
        assert await audited(engine, "correct-entry") == [
            (f"governance-meeting {meeting}", "done"), (f"governance-meeting {meeting}", "entry-changed"),
        ]  # fmt: skip

    async def test_leaves_its_unit_and_corrects_the_day_of_a_step_that_was_taken(self, engine: AsyncEngine) -> None:
        plaque = await given_entry(engine, "plaques")
        kept, early = BOOK["plaques"].definition, {**facts("plaques"), "removed_on": APRIL}
        with pytest.raises(EntryInvalid) as refused:
            await correct_entry(given_work(engine), kept, plaque, early, document=DOCUMENT)
        assert codes_of(refused.value) == {"removed_on": "not-yet"}
        await stepping(engine, "plaques", plaque, "removal")
        later = {**facts("plaques", org_code=CENTRE_CODE), "removed_on": date(2019, 4, 16)}
        await correct_entry(given_work(engine), BOOK["plaques"].definition, plaque, later, document=DOCUMENT)
        [(_, _, told)] = await published(engine, "plaque-corrected")
        assert (told["org_code"], told["removed_on"], told["before"]["removed_on"]) == (
            SHI_AN,
            "2019-04-16",
            "2019-04-15",
        )


class TestAStep:
    async def test_follows_the_one_before(self, engine: AsyncEngine) -> None:
        post = await given_entry(engine, "staff-posts")
        await stepping(engine, "staff-posts", post, "transfer", date(2019, 3, 4))
        with pytest.raises(StepNotPossible):
            await stepping(engine, "staff-posts", post, "transfer")
        with pytest.raises(EntryInvalid) as refused:
            await stepping(engine, "staff-posts", post, "arrival", date(2019, 3, 3))
        assert codes_of(refused.value) == {"in_post_on": "too-early"}
        await stepping(engine, "staff-posts", post, "arrival", date(2019, 3, 5))
        with pytest.raises(OrgUnitOccupied):
            await close_org_unit(given_work(engine), CENTRE_CODE, occupancies=[ACTIVE_STAFF])
        await stepping(engine, "staff-posts", post, "leaving")
        [(_, sequence, told)] = await published(engine, "staff-left-post")
        assert (sequence, told["in_post_on"], told["left_on"]) == (4, "2019-03-05", "2019-04-15")

    async def test_that_was_recorded_by_mistake_is_taken_back(self, engine: AsyncEngine) -> None:
        body = await given_entry(engine, "county-bodies")
        with pytest.raises(NoStepToTakeBack):
            await take_step_back(given_work(engine), BOOK["county-bodies"].definition, body, reason="误录")
        await stepping(engine, "county-bodies", body, "renaming", name="双拥工作领导小组")
        await stepping(engine, "county-bodies", body, "dissolution")
        await take_step_back(given_work(engine), BOOK["county-bodies"].definition, body, reason="误录")
        [(_, sequence, told)] = await published(engine, "county-body-corrected")
        assert (sequence, told["name"], told["dissolved_on"]) == (4, "双拥工作领导小组", None)
        assert told["before"]["dissolved_on"] == "2019-04-15"
        await stepping(engine, "county-bodies", body, "dissolution")

    async def test_opens_an_issue_again(self, engine: AsyncEngine) -> None:
        issue = await given_entry(engine, "session-issues")
        await stepping(engine, "session-issues", issue, "resolution", date(2019, 4, 1))
        await stepping(engine, "session-issues", issue, "reopening", date(2019, 4, 2))
        [(_, _, told)] = await published(engine, "issue-reopened")
        assert (told["resolved_on"], told["before"]["resolved_on"]) == (None, "2019-04-01")
        await stepping(engine, "session-issues", issue, "resolution", date(2019, 4, 3))


class TestWhatStandsUnderAnother:
    async def test_is_revoked_first_and_not_before_it(self, engine: AsyncEngine) -> None:
        meeting = await given_entry(engine, "meetings")
        decision = await given_entry(engine, "meeting-decisions", meeting_id=meeting)
        with pytest.raises(EntryHolds):
            await revoke_entry(given_work(engine), BOOK["meetings"].definition, meeting, reason="误录")
        with pytest.raises(EntryInvalid) as refused:
            await given_entry(engine, "meeting-decisions", meeting_id=meeting, number="2", due_on="2019-03-11")
        assert codes_of(refused.value) == {"due_on": "too-early"}
        with pytest.raises(EntryExists):
            await given_entry(engine, "meeting-decisions", meeting_id=meeting)
        with pytest.raises(EntryInvalid) as refused:
            await given_entry(engine, "meeting-decisions", meeting_id=meeting, number="3", owner_code="411329999")
        assert codes_of(refused.value) == {"owner_code": "unknown-unit"}
        await revoke_entry(given_work(engine), BOOK["meeting-decisions"].definition, decision, reason="误录")
        await revoke_entry(given_work(engine), BOOK["meetings"].definition, meeting, reason="误录")
        with pytest.raises(EntryIsRevoked):
            await given_entry(engine, "meeting-decisions", meeting_id=meeting)


class TestAnAmount:
    @pytest.mark.parametrize(
        ("more", "codes"),
        [
            ({"qualifier": "unspecified", "below_yuan": None}, {"amount_yuan": "amount-and-qualifier"}),
            ({"amount_yuan": None, "below_yuan": None}, {"amount_yuan": "amount-and-qualifier"}),
            ({"qualifier": "exact"}, {"below_yuan": "no-bound"}),
            ({"below_yuan": "800000"}, {"below_yuan": "bound-too-low"}),
        ],
    )
    async def test_is_as_exact_as_it_says(
        self, engine: AsyncEngine, more: Mapping[str, Any], codes: Mapping[str, str]
    ) -> None:
        with pytest.raises(EntryInvalid) as refused:
            await given_entry(engine, "capital-projects", **more)
        assert codes_of(refused.value) == codes

    async def test_stays_eighty_odd_times_ten_thousand(self, engine: AsyncEngine) -> None:
        await given_entry(engine, "capital-projects")
        [(_, _, told)] = await published(engine, "capital-project-completed")
        assert (told["amount_fen"], told["qualifier"], told["below_fen"]) == (80_000_000, "at-least", 90_000_000)
        assert "printed" not in told


class TestTwoAtOnce:
    async def test_put_up_one_plaque_with_a_number(self, engine: AsyncEngine) -> None:
        ended = await race(engine, "plaque", [given_entry(engine, "plaques") for _ in range(2)])
        assert sorted(type(each).__name__ for each in ended) == ["EntryExists", "UUID"]


class TestByHttp:
    async def test_a_station_keeps_its_venue_and_the_centre_the_countys_work(
        self, client_for: ClientFor, engine: AsyncEngine
    ) -> None:
        station = await client_for(Role.STATION_STAFF, f"{CENTRE_CODE}.{SHI_AN}")
        centre, leader = await client_for(Role.CENTRE_STAFF), await client_for(Role.BUREAU_LEADER)
        put_up = await station.post("/plaques", json=BODIES["plaques"])
        assert put_up.status_code == 201, put_up.text
        at = f"/plaques/{put_up.json()['entry_id']}"
        assert (await station.post("/meetings", json=BODIES["meetings"])).status_code == 403
        assert (await leader.post("/plaques", json=BODIES["plaques"])).status_code == 403
        assert (await centre.post("/plaques", json=BODIES["plaques"])).json()["code"] == "entry-exists"
        wrong = await station.post("/plaques", json={**BODIES["plaques"], "kind": "board", "serial": "§"})
        assert (wrong.status_code, {each["field"] for each in wrong.json()["fields"]}) == (422, {"kind", "serial"})
        gone = await station.post(f"{at}/removal", json={"on": "2019-04-20", "document": DOCUMENT, "version": 1})
        assert (gone.status_code, gone.json()["version"]) == (200, 2)
        stale = await station.post(f"{at}/correction", json={**BODIES["plaques"], "version": 1})
        assert (stale.status_code, stale.json()["code"]) == (409, "entry-changed")
        [line] = (await leader.get("/plaques", params={"state": "removed", "unit": SHI_AN})).json()["items"]
        assert (line["serial"], line["removed_on"], line["version"]) == ("XY-S-001", "2019-04-20", 2)
        assert (await leader.get("/plaques", params={"state": "removed", "kind": "branch"})).json()["items"] == []
        assert (await leader.get("/plaques", params={"state": "removed", "kind": "station"})).json()["items"] == [line]
        unknown = await leader.get("/plaques", params={"kind": "board"})
        assert (unknown.status_code, [each["field"] for each in unknown.json()["fields"]]) == (422, ["kind"])
        assert [each["act"] for each in (await leader.get(f"{at}/versions")).json()] == ["removal", "recorded"]

    @pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.sheet.name)
    async def test_has_pages_for_every_act(self, browser_of: BrowserOf, engine: AsyncEngine, book: Book) -> None:
        entries = await given_one_of_each(engine)
        clerk, at = await browser_of(Role.CENTRE_STAFF), f"/registry{book.at}"
        one = f"{at}/{entries[book.sheet.name]}"
        listed = await clerk.get(at)
        assert listed.status_code == 200
        assert one in listed.text
        if book.kind:
            by_kind = {code: await clerk.get(f"{at}?kind={code}") for code in book.kind.words}
            assert [one in shown.text for shown in by_kind.values()].count(True) == 1
            assert all('name="kind"' in shown.text for shown in by_kind.values())
        shown = await clerk.get(one)
        ends = {*re.findall(rf'href="{one}/([a-z-]+)"', shown.text)}
        assert {"correction", "revocation"} <= ends
        assert (await clerk.get(f"{at}/new")).status_code == 200
        for end in ends:
            form = await clerk.get(f"{one}/{end}")
            assert form.status_code == 200, end
            empty = await clerk.post(f"{one}/{end}", data={"version": "1"})
            assert empty.status_code == 422, end
        typed = dict(
            re.findall(
                r'<input[^>]*name="([a-z0-9_]+)"[^>]*value="([^"]*)"', (await clerk.get(f"{one}/correction")).text
            )
        )
        said = {**typed, **_typed(book), "document": "更正说明"}
        done = await clerk.post(f"{one}/correction", data=said)
        assert (done.status_code, done.headers.get("location")) == (303, one), done.text
        assert "更正说明" in (await clerk.get(one)).text
        clerk.cookies.set("language", "en")
        english = await clerk.get(one)
        assert f"<h1>{book.sheet.en}" in english.text

    async def test_stands_under_one_of_its_kind_and_that_day(
        self, browser_of: BrowserOf, client_for: ClientFor, engine: AsyncEngine
    ) -> None:
        meeting = await given_entry(engine, "meetings")
        clerk, centre = await browser_of(Role.CENTRE_STAFF), await client_for(Role.CENTRE_STAFF)
        form = (await clerk.get("/registry/meeting-decisions/new", params={"under": str(meeting)})).text
        assert 'name="due_on" type="date"' in form
        assert f'<option value="{meeting}" selected>2019-03-12 县政府专题会议</option>' in form
        await given_entry(engine, "plaques")
        nothing = await centre.get("/plaques", params={"under": str(meeting)})
        assert (nothing.status_code, nothing.json()["items"]) == (200, [])

    async def test_leads_from_the_id_that_a_figure_knows(self, browser_of: BrowserOf, engine: AsyncEngine) -> None:
        plaque = await given_entry(engine, "plaques")
        clerk = await browser_of(Role.CENTRE_STAFF)
        on = await clerk.get(f"/registry/books/{plaque}")
        assert on.headers["location"] == f"/registry/plaques/{plaque}"
        elsewhere = await browser_of(Role.STATION_STAFF, f"{CENTRE_CODE}.411329105")
        for unknown in (plaque, UUID(int=1)):
            assert (await elsewhere.get(f"/registry/books/{unknown}")).status_code == 404
        contents = await clerk.get("/registry/books", params={"unit": SHI_AN})
        assert "/registry/plaques?unit=411329104" in contents.text


def _typed(book: Book) -> dict[str, Any]:
    """What of an entry stands in choices, and in longer fields."""
    said = {name: value for name, value in BODIES[book.sheet.name].items() if name in book.form.model_fields}
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in said.items()}
