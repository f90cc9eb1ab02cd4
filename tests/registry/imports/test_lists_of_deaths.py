"""Lists of deaths: each row is the single act, by whoever may do that, or says why not."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.deaths.commands import Reported, record_death
from services.registry.imports.domain import KindNotAllowed, TooManyActsToday
from services.registry.imports.parameters import ImportKind
from services.registry.veterans.domain.standing import PersonIsDeceased
from shared.auth.roles import Role
from shared.ids import new_id
from tests.given import given_grant
from tests.races import race
from tests.registry.given import KEYRING, audited, given_network, given_work, published
from tests.registry.imports.files import count, progress, rows_of, verdicts, work_off
from tests.registry.imports.lists import (
    ACCEPTED,
    APRIL,
    DUPLICATE,
    REGISTERED,
    ambiguous,
    death,
    done_with,
    everything,
    found_in,
    given_list,
    rejected,
)
from tests.registry.persons import (
    OTHER_ROOM,
    ROOM,
    ROOM_PATH,
    ZHANG_WEI,
    given_number,
    given_veteran,
)

DEATHS = ImportKind.DEATHS
SHI_AN, WAI_ZI = "411329.411329104", "411329.411329105"
UNKNOWN = given_number(900)


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestAListOfDeaths:
    async def test_does_each_row_as_an_act_of_its_own(self, registry_engine: AsyncEngine) -> None:
        people = {number: await given_veteran(registry_engine, id_number=number, **REGISTERED) for number in
                  (ZHANG_WEI, given_number(1))}  # fmt: skip
        rows = [death(身份证号=number) for number in people]
        import_id = await given_list(registry_engine, DEATHS, rows, path=SHI_AN, role=Role.STATION_STAFF)
        await work_off(registry_engine)
        found = await verdicts(registry_engine, import_id)
        assert [(row["outcome"], row["veteran_id"]) for row in found] == [
            ("accepted", each) for each in people.values()
        ]
        told = await published(registry_engine, "veteran-deceased")
        assert [(version, event["person_id"], event["death_date"]) for _, version, event in told] == [
            (2, str(each), APRIL) for each in people.values()
        ]
        done = await progress(registry_engine, import_id)
        acts = "SELECT account_id, subject, purpose, correlation_id FROM audit WHERE action = 'record-death' ORDER BY 2"
        assert await rows_of(registry_engine, acts) == [
            {"account_id": done["account_id"], "subject": subject, "purpose": "死亡证字第12号",
             "correlation_id": done["correlation_id"]}
            for subject in sorted(f"veteran {each}" for each in people.values())
        ]  # fmt: skip

    async def test_says_of_each_row_why_not(self, registry_engine: AsyncEngine) -> None:
        await given_veteran(registry_engine, **REGISTERED)
        dead = await given_veteran(registry_engine, id_number=given_number(1), **REGISTERED)
        reported = Reported(date(2019, 4, 1), "medical-certificate", "死亡证字第1号")
        await record_death(given_work(registry_engine), dead, reported, keyring=KEYRING)
        rows = [
            (death(身份证号=UNKNOWN), rejected("id_number", "veteran-not-found")),
            (death(身份证号=given_number(1)), DUPLICATE),
            (death(身份证号=given_number(1), 死亡日期="2019-04-02"), rejected("row", "contradicts-row")),
            (death(身份证号="999329195902260102"), rejected("id_number", "checksum")),
            (death(死亡日期="2099-01-01"), rejected("died_on", "in-future")),
            (death(死亡日期="1950-01-01"), rejected("row", "contradicts-row")),
            (death(死亡日期="", 文号=""), ("rejected", {("died_on", "required"), ("document", "required")})),
            (death(死亡日期="四月一日"), rejected("died_on", "date")),
            (death(证明材料="听说"), rejected("source", "not-in-code-set")),
            (death(文号=f"证{ZHANG_WEI}"), rejected("document", "wrong-form")),
            (death(姓名="李四"), ambiguous("name", "name-differs")),
            (death(出生日期="1960-01-01"), ambiguous("birth_on", "birth-differs")),
            (death(身份证号=""), rejected("id_number", "who-unnamed")),
        ]  # fmt: skip
        found = await done_with(registry_engine, DEATHS, *(row for row, _ in rows))
        assert found == [verdict for _, verdict in rows]
        assert await count(registry_engine, "death") == 1
        [other] = await done_with(registry_engine, DEATHS, death(身份证号=given_number(1), 死亡日期="2019-04-02"))
        assert other == rejected("died_on", "died-on-another-day")

    async def test_rehearses_with_the_same_verdicts_and_does_nothing(self, registry_engine: AsyncEngine) -> None:
        await given_veteran(registry_engine, **REGISTERED)
        rows = [death(), death(), death(身份证号=UNKNOWN), death(死亡日期="2099-01-01", 身份证号=given_number(2))]
        await given_veteran(registry_engine, id_number=given_number(2), **REGISTERED)
        before = await everything(registry_engine)
        rehearsed = await done_with(registry_engine, DEATHS, *rows, dry_run=True)
        assert await everything(registry_engine) == before
        assert await audited(registry_engine, "record-death") == []
        assert rehearsed == await done_with(registry_engine, DEATHS, *rows)
        assert [outcome for outcome, _ in rehearsed] == ["accepted", "duplicate", "rejected", "rejected"]

    async def test_does_nothing_twice_when_it_comes_again(self, registry_engine: AsyncEngine) -> None:
        await given_veteran(registry_engine, **REGISTERED)
        assert await done_with(registry_engine, DEATHS, death()) == [ACCEPTED]
        after = await everything(registry_engine)
        assert await done_with(registry_engine, DEATHS, death()) == [DUPLICATE]
        assert await everything(registry_engine) == after

    async def test_finds_who_has_no_number_by_name_birth_and_unit_where_that_is_one(
        self, registry_engine: AsyncEngine
    ) -> None:
        same: dict[str, Any] = {"name": "王秀英", **REGISTERED}
        born = date(1950, 6, 1)
        await given_veteran(registry_engine, id_number=given_number(1, born), **same)
        await given_veteran(registry_engine, id_number=given_number(2, born), **same)
        elsewhere: dict[str, Any] = {"org_code": OTHER_ROOM, "domicile_code": OTHER_ROOM}
        one = await given_veteran(registry_engine, id_number=given_number(3, born), **same, **elsewhere)
        named = {"身份证号": "", "姓名": "王 秀英", "出生日期": "1950年6月1日"}
        rows = [
            (death(**named, 服务室代码或名称=ROOM), ambiguous("id_number", "several-persons")),
            (death(**named, 服务室代码或名称=f"{OTHER_ROOM}服务机构"), ACCEPTED),
            (death(**named, 服务室代码或名称="没有的服务室"), rejected("person_unit", "org-unnamed")),
            (death(**named), rejected("id_number", "who-unnamed")),
            (death(**{**named, "出生日期": "1951-06-01"}, 服务室代码或名称=ROOM), rejected("name", "nobody-so-named")),
        ]
        assert await done_with(registry_engine, DEATHS, *(row for row, _ in rows)) == [verdict for _, verdict in rows]
        dead = await rows_of(registry_engine, "SELECT person_id FROM death")
        assert dead == [{"person_id": one}]

    @pytest.mark.parametrize("dry_run", [True, False])
    async def test_of_a_station_reaches_its_own_people_alone_and_tells_nothing_of_others(
        self, registry_engine: AsyncEngine, dry_run: bool
    ) -> None:
        other = await given_veteran(registry_engine, **REGISTERED)
        station: dict[str, Any] = {"path": WAI_ZI, "role": Role.STATION_STAFF, "dry_run": dry_run}
        named = {"姓名": "李四", "死亡日期": "2019-04-02"}
        rows = [death(), death(身份证号=UNKNOWN), death(**named), death(**named), death(身份证号=UNKNOWN)]
        import_id = await given_list(registry_engine, DEATHS, rows, **station)
        await work_off(registry_engine)
        found = await verdicts(registry_engine, import_id)
        assert {each["veteran_id"] for each in found} == {None}
        said = [(each["outcome"], each["faults"], each["duplicate_row"]) for each in found]
        assert said == [said[1]] * 5
        assert said[0][1][0]["code"] == "veteran-not-found"
        assert await count(registry_engine, "death") == 0
        assert (f"veteran {other}", "out-of-scope") in await audited(registry_engine, "record-death")

    async def test_is_not_for_who_records_no_deaths(self, registry_engine: AsyncEngine) -> None:
        with pytest.raises(KindNotAllowed):
            await given_list(registry_engine, DEATHS, [death()], role=Role.ROOM_STAFF, path=ROOM_PATH)
        assert [result for _, result in await audited(registry_engine, "request-import")] == ["import-kind-not-allowed"]

    async def test_of_a_station_tries_no_more_numbers_than_a_day_has_rows(self, registry_engine: AsyncEngine) -> None:
        account = new_id()
        await given_grant(registry_engine, account, Role.STATION_STAFF, SHI_AN)
        station: dict[str, Any] = {"path": SHI_AN, "role": Role.STATION_STAFF, "account_id": account}
        tries = [death(身份证号=given_number(serial)) for serial in range(6)]
        await given_list(registry_engine, DEATHS, tries, dry_run=True, most_rows_a_day=10, **station)
        with pytest.raises(TooManyActsToday):
            await given_list(registry_engine, DEATHS, tries, dry_run=True, most_rows_a_day=10, **station)
        await given_list(registry_engine, DEATHS, tries, dry_run=True, most_rows_a_day=5)

    async def test_names_nobody_in_a_rehearsal(self, registry_engine: AsyncEngine) -> None:
        await given_veteran(registry_engine, **REGISTERED)
        import_id = await given_list(registry_engine, DEATHS, [death(), death()], dry_run=True)
        await work_off(registry_engine)
        assert [row["veteran_id"] for row in await verdicts(registry_engine, import_id)] == [None, None]

    async def test_ends_when_who_asked_may_no_longer(self, registry_engine: AsyncEngine) -> None:
        await given_veteran(registry_engine, **REGISTERED)
        import_id = await given_list(registry_engine, DEATHS, [death()])
        async with registry_engine.begin() as connection:
            await connection.execute(text("UPDATE access_grant SET role = 'room-staff'"))
        await work_off(registry_engine)
        ended = await progress(registry_engine, import_id)
        assert (ended["state"], ended["failure"]) == ("failed", "grant-ended")
        assert await count(registry_engine, "death") == 0

    async def test_loses_no_row_for_a_defect_in_another(self, registry_engine: AsyncEngine) -> None:
        broken = await given_veteran(registry_engine, **REGISTERED)
        await given_veteran(registry_engine, id_number=given_number(1), **REGISTERED)
        async with registry_engine.begin() as connection:
            spoilt = text("UPDATE person SET id_number_sealed = '\\x00' WHERE person_id = :person_id")
            await connection.execute(spoilt, {"person_id": broken})
        found = await done_with(registry_engine, DEATHS, death(), death(身份证号=given_number(1)))
        assert found == [rejected("row", "defect"), ACCEPTED]

    async def test_meets_the_desk_at_the_same_file(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        import_id = await given_list(registry_engine, DEATHS, [death()])
        reported = Reported(date(2019, 4, 1), "medical-certificate", "死亡证字第1号")
        desk = record_death(given_work(registry_engine), veteran_id, reported, keyring=KEYRING)
        at_the_desk, _ = await race(registry_engine, "veteran", [desk, work_off(registry_engine)])
        [found] = await verdicts(registry_engine, import_id)
        assert await count(registry_engine, "death") == 1
        if isinstance(at_the_desk, PersonIsDeceased):
            assert found_in(found) == ACCEPTED
        else:
            assert (at_the_desk.version, found_in(found)) == (2, DUPLICATE)
