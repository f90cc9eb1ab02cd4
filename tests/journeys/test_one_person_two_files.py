"""T1 and R1: one person registered at two counters, and by a list brought in from outside; one person in the end, in
every service and on every day; and two again where that was wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx2
import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.cases.queries import WantedCases, fetch_cases
from services.benefits.cases.rules import OpeningRefused
from services.benefits.directory.projection import DIRECTORY
from services.notifications.contacts.projection import PERSONS
from services.registry.main import create_app as create_registry
from services.reporting.main import create_app as create_reporting
from shared.auth.roles import Role
from shared.events.catalogue import find_type
from shared.events.contract import Event
from shared.http.dependencies import Reading
from shared.ids import new_id
from shared.outbox.tables import OUTBOX
from tests.benefits.given import County, given_case, given_learned
from tests.given import given_grant
from tests.given import given_work as given_clerk
from tests.notifications.drivers import Gateway
from tests.notifications.given import given_delivered, given_owed, given_sender
from tests.registry.duplicates.given import comparing
from tests.registry.given import given_network, published
from tests.registry.imports.files import HEADERS, given_import, line, verdicts, work_off
from tests.registry.persons import OTHER_ROOM, ZHANG_WEI, given_form, given_number
from tests.reporting.given import fold

LEGACY = "999329590226001"
MISTYPED = given_number(7, date(1959, 2, 26))
ELSEWHERE = {"domicile_code": OTHER_ROOM, "org_code": OTHER_ROOM}
WAI_ZI = "411329.411329105"
MARCH = [date(2019, 3, day) for day in (1, 2, 3)]
REGISTERED, MERGED, UNMERGED = (datetime(2019, month, 10, 8, tzinfo=UTC) for month in (4, 5, 6))

# By figure and unit, the day it is of, and the day it is known on.
Figures = Mapping[tuple[str, date, date], int]


@dataclass
class Twice:
    """Zhang Wei, registered in Shi'an on 1 March, and by Waizi's list on the 2nd, a digit of his number wrong."""

    registry: AsyncEngine
    benefits: AsyncEngine
    notifications: AsyncEngine
    reporting: AsyncEngine
    figures_of: httpx2.AsyncClient
    centre: httpx2.AsyncClient
    leader: httpx2.AsyncClient
    first: str = ""
    second: str = ""
    pair: str = ""
    learned: int = 0

    async def learn(self, at: datetime) -> None:
        """The other services apply what registry has told since; it told it then."""
        async with self.registry.connect() as connection:
            rows = (await connection.execute(select(OUTBOX.c.type, OUTBOX.c.payload).order_by(OUTBOX.c.id))).all()
        found = [(find_type(row.type), row.payload) for row in rows[self.learned :]]
        self.learned = len(rows)
        events: list[Event] = [msgspec.json.decode(data, type=entry.contract) for entry, data in found if entry]
        await fold(self.reporting, events, time=at)
        await given_learned(self.benefits, [each for each in events if isinstance(each, DIRECTORY.contracts)])
        persons = [given_delivered(each) for each in events if isinstance(each, PERSONS.contracts)]
        async with self.notifications.begin() as connection:
            await PERSONS.apply(connection, persons)

    async def figures(self, *known_on: datetime) -> Figures:
        """F01 and F02 of the county and both stations on each day."""
        found = {}
        for unit in ("411329", "411329104", "411329105"):
            for day in MARCH:
                for known in known_on:
                    asked = {"unit": unit, "as_of": str(day), "known_on": str(known.date())}
                    answer = (await self.figures_of.get("/figures", params=asked)).json()
                    for each in answer["figures"][:2]:
                        found[f"{each['code']} {unit}", day, known.date()] = each["value"]
        return found

    async def decide(self, act: str, **said: str) -> None:
        """The centre proposes, the leader confirms; the domicile is Shi'an."""
        proposed = await self.centre.post(f"{self.pair}/{act}", json={**said, "document": "户字第12号"})
        assert proposed.status_code == 201, proposed.text
        at = f"/merges/{proposed.json()['proposal_id']}/confirmation"
        assert (await self.leader.post(at, json={"surviving_id": self.first})).status_code == 204

    async def open_case(self) -> UUID:
        """For the second file."""
        applicant = County(applicant=UUID(self.second))
        case = await given_case(given_clerk(self.benefits), applicant, org_code=OTHER_ROOM)
        return case.case_id

    async def cases_of_first(self) -> set[UUID]:
        """Those that are shown with the first file."""
        work, wanted = given_clerk(self.benefits), WantedCases(applicant=UUID(self.first))
        async with self.benefits.connect() as connection:
            reading = Reading(connection, work.caller, work.now)
            page = await fetch_cases(reading, wanted, None, 50, view=lambda row: row.case_id)
        return set(page.items)


@pytest.fixture
async def twice(
    registry_engine: AsyncEngine,
    benefits_engine: AsyncEngine,
    notifications_engine: AsyncEngine,
    reporting_engine: AsyncEngine,
    *,
    settings_of: Any,
    token_for: Callable[[UUID], str],
    api_client: Callable[..., httpx2.AsyncClient],
) -> Twice:
    """Nobody has noticed yet; whoever types the same number again is refused, by whichever door (R1)."""
    await given_network(registry_engine)
    registry, account = create_registry(settings_of("registry")), new_id()
    await given_grant(reporting_engine, account, Role.CENTRE_STAFF)

    async def client_of(role: Role, path: str = "411329") -> httpx2.AsyncClient:
        somebody = new_id()
        await given_grant(registry_engine, somebody, role, path)
        return api_client(registry, token_for(somebody))

    engines = (registry_engine, benefits_engine, notifications_engine, reporting_engine)
    figures_of = api_client(create_reporting(settings_of("reporting")), token_for(account))
    twice = Twice(*engines, figures_of, await client_of(Role.CENTRE_STAFF), await client_of(Role.BUREAU_LEADER))
    sent = await twice.centre.post("/veterans", json={**given_form(), "registered_on": "2019-03-01"})
    twice.first = sent.json()["veteran_id"]
    at_wai_zi = await client_of(Role.STATION_STAFF, WAI_ZI)
    refused = await at_wai_zi.post("/veterans", json={**given_form(**ELSEWHERE), "registered_on": "2019-03-02"})
    assert (refused.status_code, refused.json()["code"]) == (409, "already-registered")
    assert "施庵" not in refused.text
    there = {"户籍地代码": OTHER_ROOM, "服务室代码": OTHER_ROOM, "登记日期": "2019-03-02"}
    rows = [[*line(number, **there), "1984-12"] for number in (ZHANG_WEI, LEGACY, MISTYPED)]
    imported = await given_import(registry_engine, rows, headers=(*HEADERS, "退役日期"))
    await work_off(registry_engine)
    found = await verdicts(registry_engine, imported)
    assert [each["outcome"] for each in found] == ["duplicate", "duplicate", "accepted"]
    twice.second = str(found[2]["veteran_id"])
    assert await comparing(registry_engine) == 2
    [(_, _, suspected)] = await published(registry_engine, "duplicate-suspected")
    assert {suspected["person_id"], suspected["other_person_id"]} == {twice.first, twice.second}
    twice.pair = f"/duplicates/{suspected['suspicion_id']}"
    await twice.learn(REGISTERED)
    return twice


class TestOnePersonWithTwoFiles:
    async def test_is_one_in_every_service(self, twice: Twice) -> None:
        case = await twice.open_case()
        apart = await twice.figures(REGISTERED)
        assert apart["F01 411329", MARCH[2], REGISTERED.date()] == 2
        await twice.decide("merge", surviving_id=twice.first, reason="mistyped-number")
        await twice.learn(MERGED)
        one = await twice.figures(REGISTERED, MERGED)
        assert {place: value for place, value in one.items() if place[2] == REGISTERED.date()} == apart
        for code in ("F01", "F02"):
            assert [one[f"{code} 411329", day, MERGED.date()] for day in MARCH] == [1, 1, 1], "it rises by 1 in all"
            assert [one[f"{code} 411329105", day, MERGED.date()] for day in MARCH] == [0, 0, 0]
        behind = (await twice.figures_of.get("/figures/F01/subjects", params={"as_of": "2019-03-03"})).json()
        assert [each["id"] for each in behind["items"]] == [twice.first]
        assert (await twice.centre.get(f"/veterans/{twice.second}")).json()["merged_into"] == twice.first
        with pytest.raises(OpeningRefused):
            await twice.open_case()
        assert await twice.cases_of_first() == {case}
        gateway = Gateway()
        await given_owed(twice.notifications, UUID(twice.second))
        await given_sender(twice.notifications, gateway).send_due()
        assert gateway.given == []  # nobody has made sure of the number in the first file

    async def test_is_two_again_on_every_day_where_that_was_wrong(self, twice: Twice) -> None:
        apart = await twice.figures(REGISTERED)
        for act, at, said in (
            ("merge", MERGED, {"surviving_id": twice.first, "reason": "mistyped-number"}),
            ("unmerge", UNMERGED, {"reason": "two-persons"}),
        ):
            await twice.decide(act, **said)
            await twice.learn(at)
        known = await twice.figures(REGISTERED, MERGED, UNMERGED)
        for then in (REGISTERED, UNMERGED):
            assert {place[:2]: value for place, value in known.items() if place[2] == then.date()} == {
                place[:2]: value for place, value in apart.items()
            }
        assert known["F01 411329", MARCH[2], MERGED.date()] == 1
        await twice.open_case()
        assert await twice.cases_of_first() == set()
