"""Training over HTTP and in a browser: recorded, listed, taken away, many at once, what is overdue."""

from datetime import date
from io import BytesIO
from itertools import pairwise
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.directory.tables import VETERAN
from services.benefits.training.schemas.courses import COURSES as COURSE_BOOK
from services.benefits.training.schemas.courses import PROVIDERS as PROVIDER_BOOK
from services.benefits.training.schemas.enrolments import ENROLMENTS
from shared.auth.roles import Role
from shared.entries.commands import take_step
from shared.ids import new_id
from tests.benefits.checks.given import given_person
from tests.benefits.checks.test_over_http import faults, send
from tests.benefits.conftest import BrowserOf, ClientOf
from tests.benefits.given import OTHER_STATION, ROOM, STATION
from tests.benefits.training.given import (
    CERTIFICATE,
    COURSE,
    DOCUMENT,
    ENROLMENT,
    PROVIDER,
    completed,
    given_course,
    given_enrolment,
    recorded,
)
from tests.benefits.training.given import told as told_of_training
from tests.browsers import links_of, words_of
from tests.given import given_work
from tests.workbooks import filled, hand_in, told, watching_uploads

PROVIDERS, COURSES, AT, LATE = "/training-providers", "/training-courses", "/training-enrolments", "/training-overdue"
PAGES = "/benefits"
ON_THE_LAST_DAY = {"on": "2019-03-29", "document": DOCUMENT}


@pytest.fixture
async def person(benefits_engine: AsyncEngine) -> UUID:
    return await given_person(benefits_engine)


class TestTheApi:
    async def test_records_courses_at_the_centre_and_who_takes_part_where_he_is_served(
        self, client_of: ClientOf, person: UUID
    ) -> None:
        centre, station = await client_of(), await client_of(Role.STATION_STAFF, STATION)
        stranger = await client_of(Role.STATION_STAFF, OTHER_STATION)
        provider = await centre.post(PROVIDERS, json={**PROVIDER, "document": DOCUMENT})
        assert provider.status_code == 201, provider.text
        said = {**COURSE, "provider_id": provider.json()["entry_id"], "document": DOCUMENT}
        assert (await station.post(COURSES, json=said)).status_code == 403
        course = (await centre.post(COURSES, json=said)).json()["entry_id"]
        assert [each["name"] for each in (await stranger.get(COURSES)).json()["items"]] == [COURSE["name"]]
        assert (await stranger.get(f"{COURSES}/{course}")).json()["places"] == 2

        enrolling = {"person_id": str(person), "course_id": course, **ENROLMENT, "document": DOCUMENT}
        refused = await stranger.post(AT, json=enrolling)
        assert (refused.status_code, refused.json()["code"]) == (409, "veteran-not-known-yet")
        made = await station.post(AT, json=enrolling)
        assert made.status_code == 201, made.text
        one = f"{AT}/{made.json()['entry_id']}"
        assert (await stranger.get(one)).status_code == 404
        missing = await station.post(f"{one}/completion", json=ON_THE_LAST_DAY)
        assert faults(missing) == {"qualification": "missing", "certificate_number": "missing"}
        holder = {**CERTIFICATE, "certificate_number": "T411329198001011234"}
        wrong = await station.post(f"{one}/completion", json={**ON_THE_LAST_DAY, **holder})
        assert faults(wrong) == {"certificate_number": "wrong-form"}
        done = await station.post(f"{one}/completion", json={**ON_THE_LAST_DAY, **CERTIFICATE})
        assert done.json()["version"] == 2
        shown = (await station.get(one)).json()
        assert (shown["state"], shown["certificate_number"]) == ("completed", CERTIFICATE["certificate_number"])
        unknown = await station.post(AT, json={**enrolling, "course_id": str(new_id())})
        assert (unknown.status_code, unknown.json()["code"]) == (404, "entry-not-found")

    async def test_tells_whose_outcome_is_overdue(
        self, client_of: ClientOf, benefits_engine: AsyncEngine, person: UUID
    ) -> None:
        course = await given_course(benefits_engine, places=3)
        asked, dead = await given_person(benefits_engine, STATION), await given_person(benefits_engine)
        for each in (person, asked, dead):
            enrolment = await given_enrolment(benefits_engine, course, each)
            await completed(benefits_engine, enrolment, certificate_number=str(each)[-12:])
            if each is asked:
                work, definition = given_work(benefits_engine), ENROLMENTS.definition
                said = {"third_month": "seeking"}
                await take_step(
                    work, definition, enrolment, "third-month", on=date(2019, 7, 1), document=DOCUMENT, said=said
                )
        async with benefits_engine.begin() as connection:
            gone = update(VETERAN).where(VETERAN.c.veteran_id == dead)
            await connection.execute(gone.values(deceased_on=date(2019, 5, 1)))
        centre, room = await client_of(), await client_of(Role.ROOM_STAFF, ROOM)
        late = (await centre.get(LATE)).json()["items"]
        assert [(each["person_id"], each["due_on"], each["months"]) for each in late] == [
            (str(person), "2019-06-29", 3),
            (str(asked), "2019-09-29", 6),
        ]
        first = await centre.get(LATE, params={"limit": 1})
        rest = await centre.get(LATE, params={"cursor": first.json()["next"]})
        assert [each["person_id"] for each in rest.json()["items"]] == [str(asked)]
        assert [each["person_id"] for each in (await room.get(LATE)).json()["items"]] == [str(person)]
        code = ROOM.rpartition(".")[2]
        assert len((await centre.get(LATE, params={"unit": code})).json()["items"]) == 1
        taken = await centre.post(f"{LATE}/exports", json={"purpose": "督促登记就业情况"})
        assert taken.status_code == 200, taken.text
        sheet = CalamineWorkbook.from_filelike(BytesIO(taken.content)).get_sheet_by_index(0).to_python()
        heads, line = next((heads, line) for heads, line in pairwise(sheet) if heads[0] == "人员档案编号")
        assert dict(zip(heads, line, strict=True))["培训班"] == COURSE["name"]


class TestAWorkbook:
    async def test_enrols_many_and_stops_where_the_places_end(
        self, client_of: ClientOf, benefits_engine: AsyncEngine, person: UUID
    ) -> None:
        course = await given_course(benefits_engine)
        persons = [person, await given_person(benefits_engine), await given_person(benefits_engine)]
        station = await client_of(Role.STATION_STAFF, STATION)
        template = (await station.get(f"{AT}/template.xlsx")).content
        rows = [
            {"身份证号或档案编号": str(each), "培训班": str(course), "报名日期": "2019-02-25", "依据": DOCUMENT}
            for each in persons
        ]
        book = filled(template, rows)
        full = (4, "refused", "entry-invalid", ["course_id"])
        trial = await hand_in(station, f"{AT}/workbooks", book, dry_run=True)
        assert told(trial.json()) == [(2, "acceptable", None, []), (3, "acceptable", None, []), full]
        done = await hand_in(station, f"{AT}/workbooks", book, dry_run=False)
        assert [each["outcome"] for each in done.json()["rows"]] == ["recorded", "recorded", "refused"]

    async def test_holds_no_connection_while_a_workbook_is_received(
        self, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        station, held = (
            await client_of(Role.STATION_STAFF, STATION),
            watching_uploads(monkeypatch, "shared.books.batches"),
        )
        template = (await station.get(f"{AT}/template.xlsx")).content
        await hand_in(station, f"{AT}/workbooks", template, dry_run=True)
        assert held == [0]

    async def test_names_the_course_as_its_list_does(self, client_of: ClientOf, benefits_engine: AsyncEngine) -> None:
        persons = [await given_person(benefits_engine) for _ in range(6)]
        provider = await recorded(benefits_engine, PROVIDER_BOOK, PROVIDER)
        offered = {**COURSE, "provider_id": provider, "places": 9}
        once, *twice = [
            await recorded(benefits_engine, COURSE_BOOK, {**offered, "name": name})
            for name in ("电子商务培训班", "焊工班", "焊工班")
        ]
        station = await client_of(Role.STATION_STAFF, STATION)
        template = (await station.get(f"{AT}/template.xlsx")).content
        lists = CalamineWorkbook.from_filelike(BytesIO(template)).get_sheet_by_name("代码表").to_python()
        listed = [str(row[lists[0].index("培训班")]) for row in lists[1:4]]
        alone, *alike = (
            next(line for line in listed if line.endswith(f"（{str(each)[-8:]}）")) for each in (once, *twice)
        )
        assert sorted(listed) == sorted([alone, *alike])
        name = alone.rpartition("（")[0]
        rows = [
            {
                "身份证号或档案编号": str(person),
                "培训班": named,
                "报名日期": "2019-02-25",
                "依据": DOCUMENT,
            }
            for person, named in zip(persons, (alone, *alike, name, str(once), "焊工班"), strict=True)
        ]
        done = (await hand_in(station, f"{AT}/workbooks", filled(template, rows), dry_run=False)).json()["rows"]
        assert [each["outcome"] for each in done] == [*["recorded"] * 5, "refused"]
        under = [(await station.get(f"{AT}/{row['entry_id']}")).json()["course_id"] for row in done[:5]]
        assert under == [str(each) for each in (once, *twice, once, once)]
        [unlisted] = done[5]["faults"]
        assert (unlisted["field"], unlisted["code"], alone in unlisted["zh"]) == ("course_id", "not-in-code-set", True)

    async def test_means_the_course_that_was_called_so_when_its_list_was_made(
        self, client_of: ClientOf, benefits_engine: AsyncEngine
    ) -> None:
        person = await given_person(benefits_engine)
        offered = {**COURSE, "provider_id": str(await recorded(benefits_engine, PROVIDER_BOOK, PROVIDER))}
        called = [await recorded(benefits_engine, COURSE_BOOK, {**offered, "name": name}) for name in ("甲班", "乙班")]
        station, centre = await client_of(Role.STATION_STAFF, STATION), await client_of()
        template = (await station.get(f"{AT}/template.xlsx")).content
        for course, name in zip(called, ("丙班", "甲班"), strict=True):
            said = {**offered, "name": name, "document": DOCUMENT, "version": 1}
            answer = await centre.post(f"/training-courses/{course}/correction", json=said)
            assert answer.status_code == 200, answer.text
        row = {
            "身份证号或档案编号": str(person),
            "培训班": f"甲班({str(called[0])[-8:].upper()})",
            "报名日期": "2019-02-25",
            "依据": DOCUMENT,
        }
        [done] = (await hand_in(station, f"{AT}/workbooks", filled(template, [row]), dry_run=False)).json()["rows"]
        assert (await station.get(f"{AT}/{done['entry_id']}")).json()["course_id"] == str(called[0])

    async def test_records_afterwards_who_took_part_and_completed_it(
        self, client_of: ClientOf, benefits_engine: AsyncEngine
    ) -> None:
        persons = [await given_person(benefits_engine) for _ in range(4)]
        course = await given_course(benefits_engine, places=9)
        station = await client_of(Role.STATION_STAFF, STATION)
        completion = {"结业、退出日期": "2019-03-29", "证书类别": "职业技能等级证书", "证书编号": "2241001234"}
        rows = [
            {"身份证号或档案编号": str(each), "培训班": str(course), "报名日期": "2019-02-25", "依据": DOCUMENT, **more}
            for each, more in zip(
                persons,
                (
                    completion,
                    {**completion, "证书编号": ""},
                    {**completion, "结业、退出日期": ""},
                    {**completion, "结业、退出日期": "2019-03-01"},
                ),
                strict=True,
            )
        ]
        book = filled((await station.get(f"{AT}/template.xlsx")).content, rows)
        done = await hand_in(station, f"{AT}/workbooks", book, dry_run=False)
        assert told(done.json()) == [
            (2, "recorded", None, []),
            (3, "refused", "entry-invalid", ["certificate_number"]),
            (4, "refused", "entry-invalid", ["qualification", "certificate_number"]),
            (5, "refused", "entry-invalid", ["ended_on"]),
        ]
        events = await told_of_training(benefits_engine)
        assert [name for name, event in events if event.get("person_id") == str(persons[0])] == [
            "training-enrolled",
            "training-counted",
            "training-completed",
        ]
        assert {event["person_id"] for _, event in events if "person_id" in event} == {str(persons[0])}
        one = f"{AT}/{done.json()['rows'][0]['entry_id']}"
        assert (await station.get(one)).json()["certificate_number"] == "2241001234"
        back = await station.post(f"{one}/step-back", json={"reason": "误录"})
        assert back.status_code == 200, back.text
        shown = (await station.get(one)).json()
        assert (shown["state"], shown["ended_on"], shown["certificate_number"]) == ("enrolled", None, None)


class TestPages:
    async def test_lead_from_the_provider_to_what_became_of_the_person(
        self, browser_of: BrowserOf, person: UUID
    ) -> None:
        centre, station = await browser_of(), await browser_of(Role.STATION_STAFF, STATION)
        contents = await centre.get(f"{PAGES}/training")
        assert {f"{PAGES}{each}" for each in (PROVIDERS, COURSES, AT, LATE)} <= links_of(contents)
        made = await send(centre, f"{PAGES}{PROVIDERS}/new", **PROVIDER, document=DOCUMENT)
        assert made.status_code == 303, made.text
        provider = made.headers["location"].rpartition("/")[2]
        assert f"{PAGES}{COURSES}?under={provider}" in links_of(await centre.get(made.headers["location"]))
        form = await centre.get(f"{PAGES}{COURSES}/new?under={provider}")
        assert str(PROVIDER["name"]) in words_of(form)
        said = {**COURSE, "places": "2", "provider_id": provider, "document": DOCUMENT}
        made = await send(centre, f"{PAGES}{COURSES}/new", **said)
        assert made.status_code == 303, made.text
        course = made.headers["location"].rpartition("/")[2]

        assert COURSE["name"] in words_of(await station.get(f"{PAGES}{COURSES}"))
        assert f"{PAGES}{COURSES}/new" not in links_of(await station.get(f"{PAGES}{COURSES}"))
        form = await station.get(f"{PAGES}{AT}/new?person={person}")
        assert COURSE["name"] in words_of(form)
        said = {"person_id": str(person), "course_id": course, **ENROLMENT, "document": DOCUMENT}
        made = await send(station, f"{PAGES}{AT}/new", **said)
        assert made.status_code == 303, made.text
        one = made.headers["location"]
        again = await send(station, f"{PAGES}{AT}/new", **said)
        assert (again.status_code, "正在参加另一个培训班" in again.text) == (422, True)
        assert (await send(station, f"{one}/completion", 1, **ON_THE_LAST_DAY, **CERTIFICATE)).status_code == 303
        late = await station.get(f"{PAGES}{LATE}")
        assert one in links_of(late)
        assert "2019-06-29" in words_of(late)
        outcome = {"on": "2019-07-01", "document": DOCUMENT, "third_month": "employed"}
        assert (await send(station, f"{one}/third-month", 2, **outcome)).status_code == 303
        assert {"已回访3个月", "已就业"} <= set(words_of(await station.get(one)).split())
