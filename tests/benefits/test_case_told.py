"""A case that was handled before, as a ledger tells of it: which one it is, and what is done about it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.cases.commands import (
    correct_resolution,
    hand_over_cases,
    open_case,
    record_handled_case,
    reopen_case,
    resolve_case,
    withdraw_case,
)
from services.benefits.cases.commands.recording import Recorded
from services.benefits.cases.domain import CaseNotFound, CaseToldOtherwise, ToldCase
from services.benefits.cases.rules import OpeningRefused
from services.benefits.cases.tables import CASE, CASE_CONTENT
from services.benefits.directory.tables import ORG_UNIT
from shared.approval.recusal import DecidesOnKin, DecidesOnOneself, Recusal
from shared.auth.caller import OutOfScope
from shared.auth.roles import Role
from shared.clock import local_date
from shared.command import rehearsing, together
from shared.events.benefits import CaseResolved
from shared.events.benefits.cases import CaseResolutionCorrected
from shared.ids import new_id
from shared.privacy.personal import Personal
from tests.benefits.given import (
    OTHER_STATION,
    ROOM,
    STATION,
    SUMMARY,
    County,
    code_of,
    given_assigned_case,
    given_county,
    given_learned,
    keyring,
)
from tests.benefits.redemptions.given import given_relations, relation
from tests.benefits.seen import count, published_events
from tests.given import given_caller, given_work
from tests.lives import veterans_merged
from tests.races import race

APRIL = date(2019, 4, 10)
HELD = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")


@pytest.fixture
async def county(benefits_engine: AsyncEngine) -> County:
    return await given_county(benefits_engine)


def told_case(county: County, **changes: Any) -> ToldCase:
    facts: dict[str, Any] = {
        "kind": "dispute", "org_code": code_of(ROOM), "applicant_id": county.applicant, "parties_count": 2,
        "opened_on": date(2019, 4, 2), "mediator_ids": county.mediators[:1], "assigned_on": date(2019, 4, 3),
    }  # fmt: skip
    return ToldCase(**{**facts, **changes})


async def recorded(engine: AsyncEngine, told: ToldCase, *, summary: str = SUMMARY, **more: Any) -> Recorded:
    work = more.pop("work", None) or given_work(engine)
    return await record_handled_case(work, told, keyring=keyring(), summary=Personal(summary), **more)


class TestACaseThatIsThere:
    async def test_is_not_the_one_that_is_told_of_otherwise(self, benefits_engine: AsyncEngine, county: County) -> None:
        engine = benefits_engine
        done = {"outcome": "agreement-reached", "resolved_on": APRIL, "document": "一号"}
        await recorded(engine, told_case(county, **done))
        otherwise: list[dict[str, Any]] = [
            {"parties_count": 3},
            {"mediator_ids": county.mediators[1:2]},
            {"assigned_on": date(2019, 4, 4)},
            {**done, "outcome": "failed"},
            {**done, "resolved_on": date(2019, 4, 11)},
            {**done, "document": "二号"},
        ]
        for said in otherwise:
            with pytest.raises(CaseToldOtherwise):
                await recorded(engine, told_case(county, **said))
        with pytest.raises(CaseToldOtherwise):
            await recorded(engine, told_case(county), summary="另一件")
        assert await count(engine, CASE) == 1
        # Of another day or unit it is another one.
        for changes in ({"opened_on": date(2019, 4, 1)}, {"org_code": code_of(STATION)}):
            assert (await recorded(engine, told_case(county, **changes))).steps == 2
        assert await count(engine, CASE) == 3

    async def test_is_found_among_several_of_a_day(self, benefits_engine: AsyncEngine, county: County) -> None:
        work = given_work(benefits_engine)
        one, two = [
            await open_case(
                work, keyring=keyring(), kind="dispute", org_code=code_of(ROOM), applicant_id=county.applicant,
                parties_count=2, opened_on=date(2019, 4, 2), summary=Personal(each),
            )
            for each in ("上午", "下午")
        ]  # fmt: skip
        assert await recorded(benefits_engine, told_case(county), summary="下午") == Recorded(two.case_id, 1)
        assert await recorded(benefits_engine, told_case(county), summary="上午") == Recorded(one.case_id, 1)

    async def test_does_not_go_on_after_somebody_did_something_else_to_it(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        engine, work = benefits_engine, given_work(benefits_engine)
        done = told_case(county, outcome="agreement-reached", resolved_on=APRIL, document="一号")
        case = await recorded(engine, done)
        await reopen_case(work, case.case_id, reason="误办结")
        with pytest.raises(CaseToldOtherwise):
            await recorded(engine, done)
        assert (await recorded(engine, told_case(county))).steps == 0
        await hand_over_cases(work, county.mediators[0], to=county.mediators[1:2], assigned_on=APRIL)
        with pytest.raises(CaseToldOtherwise):
            await recorded(engine, told_case(county))
        await withdraw_case(work, case.case_id, reason="by-applicant", withdrawn_on=date(2019, 4, 12))
        with pytest.raises(CaseToldOtherwise):
            await recorded(engine, done)

    async def test_is_as_if_it_were_not_once_it_was_withdrawn_as_opened_in_error(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        case = await given_assigned_case(benefits_engine, county)
        work, day = given_work(benefits_engine), date(2019, 4, 12)
        await withdraw_case(work, case.case_id, reason="opened-in-error", withdrawn_on=day)
        again = await recorded(benefits_engine, told_case(county))
        assert (again.case_id != case.case_id, again.steps) == (True, 2)

    async def test_is_known_by_each_file_of_its_applicant_and_without_its_content(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        case = await given_assigned_case(benefits_engine, county)
        merged = veterans_merged(ROOM, date(2019, 3, 1), merged_id=county.applicant, surviving_id=county.stranger)
        await given_learned(benefits_engine, [merged])
        told = told_case(county, applicant_id=county.stranger)
        assert await recorded(benefits_engine, told) == Recorded(case.case_id, 0)
        async with benefits_engine.begin() as connection:
            await connection.execute(update(CASE_CONTENT).values(data_key=None, summary=b""))
        assert await recorded(benefits_engine, told, summary="不再可知") == Recorded(case.case_id, 0)

    async def test_is_known_where_a_merger_brought_it(self, benefits_engine: AsyncEngine, county: County) -> None:
        case = await given_assigned_case(benefits_engine, county)
        async with benefits_engine.begin() as connection:
            moved = {"org_code": code_of(OTHER_STATION), "org_path": OTHER_STATION, "came_from": [code_of(ROOM)]}
            await connection.execute(update(CASE).values(**moved, version=3))
        assert await recorded(benefits_engine, told_case(county)) == Recorded(case.case_id, 0)
        station = given_work(benefits_engine, given_caller(Role.STATION_STAFF, STATION))
        with pytest.raises(CaseNotFound):
            await recorded(benefits_engine, told_case(county), work=station)

    async def test_is_told_of_at_another_unit_no_more_than_one_that_is_not(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        """Whether somebody had a dispute there on a day, a clerk of elsewhere does not learn, in a trial neither."""
        there = told_case(
            county, org_code=code_of(OTHER_STATION), applicant_id=county.stranger, mediator_ids=(), assigned_on=None
        )
        await recorded(benefits_engine, there)
        station = given_work(benefits_engine, given_caller(Role.STATION_STAFF, STATION))
        for told in (there, replace(there, opened_on=date(2019, 4, 1)), replace(there, applicant_id=new_id())):
            with pytest.raises(OutOfScope):
                await recorded(benefits_engine, told, work=station)
            with pytest.raises(OutOfScope):
                await recorded(benefits_engine, told, work=replace(station, rehearsal=True))

    async def test_is_opened_once_by_two_at_once(self, benefits_engine: AsyncEngine, county: County) -> None:
        both = (recorded(benefits_engine, told_case(county)) for _ in range(2))
        made = await race(benefits_engine, "dispute_case", both)
        assert sorted(each.steps for each in made) == [0, 2]
        assert len({each.case_id for each in made}) == 1

    async def test_takes_no_turn_in_a_trial(self, benefits_engine: AsyncEngine, county: County) -> None:
        """It opens nothing, so it waits for nobody; and what all locks of a database are kept in would be full of a few
        trials of thousands of rows each."""
        for beginning, turns in ((rehearsing, 0), (together, 1)):
            async with beginning(given_work(benefits_engine)) as work:
                for day in (2, 3):
                    told = told_case(county, opened_on=date(2019, 4, day))
                    assert (await recorded(benefits_engine, told, work=work)).steps == 2
                assert work.within is not None
                assert await work.within.connection.scalar(HELD) == turns

    async def test_at_a_unit_that_is_closed_by_now_has_ended(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        """No case is under way there; what ended before is its history."""
        async with benefits_engine.begin() as connection:
            closed = update(ORG_UNIT).where(ORG_UNIT.c.org_code == code_of(ROOM))
            await connection.execute(closed.values(closed_on=date(2019, 5, 1)))
        opened: dict[str, Any] = {"mediator_ids": (), "assigned_on": None}
        for told in (told_case(county, **opened), told_case(county)):
            with pytest.raises(OpeningRefused) as refused:
                await recorded(benefits_engine, told)
            assert [each.code for each in refused.value.fields] == ["left-open-at-a-closed-unit"]
        ended = {"outcome": "agreement-reached", "resolved_on": APRIL, "document": "一号"}
        assert (await recorded(benefits_engine, told_case(county, **ended))).steps == 3


class TestItsEnd:
    async def test_says_when_it_was_entered_from_a_ledger_until_it_never_was(
        self, benefits_engine: AsyncEngine, county: County
    ) -> None:
        """So that nobody is told of it as news, of its correction neither."""
        engine, work = benefits_engine, given_work(benefits_engine)
        ended: dict[str, Any] = {"outcome": "agreement-reached", "resolved_on": APRIL, "document": "一号"}
        case_id = (await recorded(engine, told_case(county, **ended))).case_id
        mediated = {**ended, "document": "二号", "mediator_ids": county.mediators[:1]}
        await correct_resolution(work, case_id, **mediated, reason="文号登错")
        await reopen_case(work, case_id, reason="误办结")
        await resolve_case(work, case_id, **ended)
        entered = local_date(work.now)
        said = [each.entered_on for _, each in await published_events(engine, CaseResolved)]
        [(_, corrected)] = await published_events(engine, CaseResolutionCorrected)
        assert said == [entered, None]
        assert (corrected.entered_on, corrected.before.entered_on) == (entered, entered)


class TestWhoseOwnMatterItIs:
    async def test_has_somebody_else_record_who_mediated(self, benefits_engine: AsyncEngine, county: County) -> None:
        kin = new_id()
        await given_relations(benefits_engine, relation(county.applicant, kin, "child"))
        for recusal, refusal in (
            (Recusal(county.applicant, frozenset()), DecidesOnOneself),
            (Recusal(kin, frozenset()), DecidesOnKin),
        ):
            with pytest.raises(refusal):
                await recorded(benefits_engine, told_case(county), recusal=recusal)
        assert await count(benefits_engine, CASE) == 0
        # To open one is nobody's decision, as by the form.
        told = told_case(county, mediator_ids=(), assigned_on=None)
        assert (await recorded(benefits_engine, told, recusal=Recusal(kin, frozenset()))).steps == 1
        with pytest.raises(DecidesOnKin):
            await recorded(benefits_engine, told_case(county), recusal=Recusal(kin, frozenset()))
