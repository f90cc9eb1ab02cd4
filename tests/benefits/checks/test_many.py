"""What was done, recorded afterwards: many rows in few statements, each as if it had been recorded by itself."""

from datetime import date
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.entries.domain import EntryInvalid
from shared.ids import new_id
from tests.benefits.checks.given import DOCUMENT, given_check, given_person
from tests.benefits.checks.given import told as told_of_checks
from tests.benefits.conftest import ClientOf
from tests.benefits.entered import faults_of, known
from tests.benefits.given import OTHER_STATION, ROOM, STATION, given_learned, unit_established, veteran_registered
from tests.given import CENTRE
from tests.races import race
from tests.shared.wire import counted
from tests.workbooks import filled, hand_in, told

AT = "/health-checks"
HAD_ON = "2019-05-08"
ROW = {
    "年度": 2019, "批次": 1, "体检机构": "新野县人民医院", "安排日期": "2019-05-06", "体检日期": HAD_ON,
    "依据": DOCUMENT,
}  # fmt: skip
MANY = 40


async def given_persons(engine: AsyncEngine, count: int) -> list[UUID]:
    """So many veterans of the room."""
    persons = [new_id() for _ in range(count)]
    units = [unit_established(each) for each in (CENTRE, STATION, ROOM)]
    await given_learned(engine, [*units, *(veteran_registered(each) for each in persons)])
    return persons


async def uploaded(client: httpx2.AsyncClient, rows: list[dict[str, Any]], *, dry_run: bool = False) -> Any:
    template = (await client.get(f"{AT}/template.xlsx")).content
    answer = await hand_in(client, f"{AT}/workbooks", filled(template, rows), dry_run=dry_run)
    assert answer.status_code == 200, answer.text
    return answer.json()


def without_ids(event: dict[str, Any]) -> dict[str, Any]:
    before = event.get("before")
    own = {name: said for name, said in event.items() if name not in {"entry_id", "person_id", "before"}}
    return own | ({"before": without_ids(before)} if before else {})


class TestACheckThatWasHad:
    async def test_is_recorded_with_its_day(self, benefits_engine: AsyncEngine) -> None:
        person = await given_person(benefits_engine)
        with pytest.raises(EntryInvalid) as refused:
            await given_check(benefits_engine, person, completed_on="2099-05-08", scheduled_on="2099-05-06", year=2099)
        assert faults_of(refused) == {"completed_on": "in-future"}
        assert await told_of_checks(benefits_engine) == []
        await given_check(benefits_engine, person, completed_on=HAD_ON)
        names, events = zip(*await told_of_checks(benefits_engine), strict=True)
        assert names == ("health-check-scheduled", "health-check-completed")
        assert [each["completed_on"] for each in events] == [None, HAD_ON]


class TestAWorkbookOfChecksThatWereHad:
    async def test_is_recorded_with_few_statements_as_each_row_would_be_by_itself(
        self, client_of: ClientOf, benefits_engine: AsyncEngine
    ) -> None:
        single, *persons = await given_persons(benefits_engine, MANY + 1)
        await given_check(benefits_engine, single, completed_on=HAD_ON)
        alone = [(name, without_ids(event)) for name, event in await told_of_checks(benefits_engine)]
        station = await client_of(Role.STATION_STAFF, STATION)
        rows = [{"身份证号或档案编号": str(person), **ROW} for person in persons]
        with counted(benefits_engine) as statements:
            answer = await uploaded(station, rows)
        assert answer["recorded"] == MANY
        assert len(statements) < MANY
        events = (await told_of_checks(benefits_engine))[2:]
        by_entry: dict[str, list[Any]] = {}
        for name, event in events:
            by_entry.setdefault(event["entry_id"], []).append((name, without_ids(event)))
        assert list(by_entry) == [row["entry_id"] for row in answer["rows"]]
        assert all(said == alone for said in by_entry.values())
        one = f"{AT}/{answer['rows'][0]['entry_id']}"
        shown = (await station.get(one)).json()
        assert (shown["state"], shown["completed_on"], shown["version"]) == ("completed", HAD_ON, 2)
        assert shown["person_id"] == str(persons[0])
        versions = (await station.get(f"{one}/versions")).json()
        assert [(each["act"], each["facts"]["completed_on"]) for each in versions] == [
            ("completion", HAD_ON),
            ("recorded", None),
        ]
        back = await station.post(f"{one}/step-back", json={"reason": "误录"})
        assert (back.status_code, (await station.get(one)).json()["state"]) == (200, "scheduled")

    async def test_refuses_each_row_that_is_wrong_as_a_trial_says(
        self, client_of: ClientOf, benefits_engine: AsyncEngine
    ) -> None:
        station = await client_of(Role.STATION_STAFF, STATION)
        good, dead, had = await given_persons(benefits_engine, 3)
        elsewhere = await given_person(benefits_engine, OTHER_STATION)
        await known(benefits_engine, dead, deceased_on=date(2019, 5, 7))
        await given_check(benefits_engine, had)
        first = {"身份证号或档案编号": str(good), **ROW}
        rows = [
            {"身份证号或档案编号": str(dead), **ROW},
            {"身份证号或档案编号": str(elsewhere), **ROW},
            {"身份证号或档案编号": str(had), **ROW},
            first,
            first,
            {**first, "批次": 2},
            {**first, "体检日期": "昨天"},
        ]
        refused = [
            (2, "refused", "entry-invalid", ["completed_on"]),
            (3, "refused", "veteran-not-known-yet", []),
            (4, "refused", "entry-exists", []),
            (6, "refused", "row-repeated", []),
            (7, "refused", "entry-exists", []),
            (8, "refused", "row-invalid", ["completed_on"]),
        ]
        trial = told(await uploaded(station, rows, dry_run=True))
        assert sorted(trial) == sorted([*refused, (5, "acceptable", None, [])])
        done = told(await uploaded(station, rows))
        assert sorted(done) == sorted([*refused, (5, "recorded", None, [])])
        assert [name for name, _ in await told_of_checks(benefits_engine)] == [
            "health-check-scheduled", "health-check-scheduled", "health-check-completed",
        ]  # fmt: skip

    async def test_sent_twice_at_one_instant_is_recorded_once(
        self, client_of: ClientOf, benefits_engine: AsyncEngine
    ) -> None:
        """No index refuses a second visit like the first."""
        person = await given_person(benefits_engine)
        station = await client_of(Role.STATION_STAFF, STATION)
        template = (await station.get("/visits/template.xlsx")).content
        row = {
            "身份证号或档案编号": str(person), "年度": 2019, "走访慰问时机": "生活困难", "走访慰问层级": "村级",
            "计划日期": "2019-03-04", "走访日期": "2019-03-05", "依据": DOCUMENT,
        }  # fmt: skip
        both = [hand_in(station, "/visits/workbooks", filled(template, [row]), dry_run=False) for _ in range(2)]
        answers = [told(each.json()) for each in await race(benefits_engine, "visit", both)]
        assert sorted(one[1] for [one] in answers) == ["recorded", "refused"], answers
        made = (await station.get("/visits", params={"person": str(person)})).json()["items"]
        assert [(each["state"], each["made_on"]) for each in made] == [("made", "2019-03-05")]
