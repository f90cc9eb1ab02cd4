"""What was to be done by a day and was not: told by the clock, once, of every book alike."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.entries.commands import correct_entry, take_step, take_step_back
from tests.registry.books.given import BOOK, DOCUMENT, clock, given_entry
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import given_network, given_work, published


@pytest.fixture
async def engine(registry_engine: AsyncEngine) -> AsyncEngine:
    await given_network(registry_engine)
    return registry_engine


LATE = {
    "meeting-decisions": ("due_on", "meeting-decision-overdue", "completion"),
    "session-issues": ("due_on", "issue-overdue", "resolution"),
    "work-tracks": ("planned_on", "work-track-overdue", "achievement"),
}


@pytest.mark.parametrize("book", LATE)
class TestWhatIsNotDoneByItsLastDay:
    async def test_is_told_of_on_the_day_after_once(self, engine: AsyncEngine, book: str) -> None:
        due, overdue, step = LATE[book]
        entry = await given_entry(engine, book, **{due: "2019-05-31"})
        await clock(given_work(engine, now=datetime(2019, 5, 31, 1, tzinfo=UTC)))
        assert await published(engine, overdue) == []
        for _ in range(2):
            await clock(given_work(engine, now=datetime(2019, 5, 31, 17, tzinfo=UTC)))
        [(_, sequence, told)] = await published(engine, overdue)
        assert (sequence, told["entry_id"], told["overdue_on"]) == (2, str(entry), "2019-06-01")
        work = given_work(engine, now=datetime(2019, 6, 2, tzinfo=UTC))
        await take_step(work, BOOK[book].definition, entry, step, on=date(2019, 6, 1), document=DOCUMENT)
        await take_step_back(work, BOOK[book].definition, entry, reason="误录")
        assert await state_of(engine, book, entry) == "overdue"

    async def test_has_time_again_when_its_last_day_was_wrong(self, engine: AsyncEngine, book: str) -> None:
        due, overdue, _ = LATE[book]
        entry = await given_entry(engine, book, **{due: "2019-05-31"})
        june = given_work(engine, now=datetime(2019, 6, 3, tzinfo=UTC))
        await clock(june)
        async with engine.connect() as connection:
            row = (await connection.execute(select(BOOK[book].definition.table))).one()
        facts = {name: row._mapping[name] for name in BOOK[book].form.model_fields if name != "document"}
        right = {**facts, due: date(2019, 6, 30)}
        await correct_entry(june, BOOK[book].definition, entry, right, document=DOCUMENT)
        assert await state_of(engine, book, entry) == BOOK[book].definition.begins
        await clock(june)
        assert len(await published(engine, overdue)) == 1
        await clock(given_work(engine, now=datetime(2019, 7, 1, tzinfo=UTC)))
        assert len(await published(engine, overdue)) == 2


async def state_of(engine: AsyncEngine, book: str, entry: UUID) -> str:
    table = BOOK[book].definition.table
    async with engine.connect() as connection:
        found: str = (await connection.execute(select(table.c.state).where(table.c.entry_id == entry))).scalar_one()
    return found


class TestAUnitThatIsToDoIt:
    """What the centre decided, or found on site, is seen by whoever is to do it; he says that it is done, and nothing
    else of it."""

    @pytest.mark.parametrize(
        ("book", "step", "over", "words"),
        [
            ("meeting-decisions", "completion", "meetings", "县政府专题会议"),
            ("session-issues", "resolution", "onsite", "县委书记"),
        ],
    )
    async def test_sees_it_and_that_it_is_overdue_and_says_that_it_is_done(
        self,
        engine: AsyncEngine,
        browser_of: BrowserOf,
        client_for: ClientFor,
        book: str,
        step: str,
        over: str,
        words: str,
    ) -> None:
        entry = await given_entry(engine, book, owner_code="411329104", due_on="2019-05-31")
        await clock(given_work(engine, now=datetime(2019, 6, 2, tzinfo=UTC)))
        station, other = "411329.411329104", "411329.411329105"
        asked = await client_for(Role.STATION_STAFF, station)
        [seen] = (await asked.get(f"/{book}", params={"unit": "411329104"})).json()["items"]
        assert (seen["entry_id"], seen["org_code"], seen["state"]) == (str(entry), "411329", "overdue")
        elsewhere = await client_for(Role.STATION_STAFF, other)
        assert (await elsewhere.get(f"/{book}/{entry}")).status_code == 404
        done = {"on": "2019-05-01", "document": DOCUMENT}
        assert (await elsewhere.post(f"/{book}/{entry}/{step}", json=done)).status_code == 404
        at = f"/registry/{book}?state=overdue"
        for path, is_shown in ((station, True), ("411329", True), (other, False)):
            role = Role.CENTRE_STAFF if path == "411329" else Role.STATION_STAFF
            browser = await browser_of(role, path)
            assert (at in (await browser.get("/registry/waiting")).text) is is_shown, path
        browser = await browser_of(Role.STATION_STAFF, station)
        for page in (f"/registry/{book}/{entry}", f"/registry/{book}"):
            shown = (await browser.get(page)).text
            assert f'href="/registry/{over}/' not in shown  # he may not open it, and is told which it was
            assert "2019-03-12" in shown
            assert words in shown
        assert f'href="/registry/{over}/' in (await (await browser_of(Role.CENTRE_STAFF)).get(page)).text
        at = f"/registry/{book}/{entry}/{step}"
        assert f'href="{at}"' in (await browser.get(f"/registry/{book}/{entry}")).text
        assert (await browser.get(at)).status_code == 200
        told = (await asked.post(f"/{book}/{entry}/{step}", json=done)).json()
        assert told["entry_id"] == str(entry), told
        assert (await asked.get(f"/{book}/{entry}")).json()["state"] in {"completed", "resolved"}
        assert (await asked.post(f"/{book}/{entry}/step-back", json={"reason": "误录"})).status_code == 403
