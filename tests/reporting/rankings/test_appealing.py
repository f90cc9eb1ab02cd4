"""A month from its scores to its published ranking, with an appeal on the way; every refusal of a command."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.bulletins.queries import list_ranked
from services.reporting.rankings.commands.appealing import decide_score_appeal, lodge_score_appeal
from services.reporting.rankings.commands.ranking import (
    confirm_ranking,
    publish_provisional_ranking,
    publish_ranking,
    reopen_assessment_round,
)
from services.reporting.rankings.consumer import APPEALS_FOLLOW
from services.reporting.rankings.domain import (
    AppealDecided,
    AppealNotFound,
    AppealOfOwnStation,
    AppealOpenAlready,
    AppealsOpen,
    DecidedByScorer,
    Decision,
    RankingNotFound,
    RoundIncomplete,
)
from services.reporting.rankings.queries import get_appeal, get_ranking, list_places, places_before
from services.reporting.scores.consumer import SCORES_FOLLOW
from services.reporting.scores.domain import (
    AssessedIndicatorNotFound,
    AssessedStationNotFound,
    OwnScoreDecided,
    RoundNotOpen,
)
from services.reporting.scores.queries import list_points
from services.reporting.units.queries import list_units_kept
from shared.auth.caller import Caller
from shared.auth.roles import Role
from shared.calendar.periods import TenDays
from shared.command import Work
from shared.http.dependencies import Reading
from shared.ids import new_id
from tests.given import given_caller, given_grant, given_work
from tests.reporting.bulletins.given import MAY_13, drafted
from tests.reporting.daily_reports.given import CLERK, at
from tests.reporting.given import SHIAN, UNIT, WAIZI, YANGYING, code_of
from tests.reporting.moves import goes_below
from tests.reporting.schemes.given import told
from tests.reporting.scores.given import APRIL, INSPECTOR, LEADER, all_scored, given_round, scored

MONDAY, LAST_DAY, AFTER = date(2019, 5, 6), date(2019, 5, 9), date(2019, 5, 10)
REFUSED = Decision("refused", None, "记录无误")


def work(engine: AsyncEngine, caller: Caller = INSPECTOR, day: date = MONDAY) -> Work:
    return given_work(engine, caller, at(10, day=day))


async def given_ranking(engine: AsyncEngine) -> UUID:
    """The stations at Shi'an and Waizi are equal but for discipline: 8 and 7; A1 makes up for it."""
    round_id = await given_round(engine)
    await all_scored(engine, round_id, [(SHIAN, "1")])
    await publish_provisional_ranking(work(engine), round_id)
    return round_id


async def lodged(engine: AsyncEngine, round_id: UUID, indicator: str = "A1", path: str = SHIAN) -> UUID:
    own = work(engine, CLERK, LAST_DAY)
    return await lodge_score_appeal(own, round_id, code_of(path), indicator=indicator, grounds="当日已整改到位")


def standing_in_for(lender: Caller) -> Caller:
    """A clerk of the centre by what another account lent him."""
    caller = given_caller(Role.CENTRE_STAFF)
    return replace(caller, grants=tuple(replace(each, on_behalf_of=lender.account_id) for each in caller.grants))


async def places(engine: AsyncEngine, round_id: UUID, edition: int) -> list[tuple[str, str, int | None, Decimal]]:
    async with engine.connect() as connection:
        rows = await list_places(connection, round_id, edition)
    return [(row.listed, row.org_code, row.place, row.total) for row in rows]


class TestAMonth:
    async def test_goes_from_its_scores_to_its_published_ranking(self, reporting_engine: AsyncEngine) -> None:
        round_id = await given_ranking(reporting_engine)
        equal = [
            ("townships", code_of(SHIAN), 1, Decimal(82)),
            ("townships", code_of(WAIZI), 1, Decimal(82)),
            ("county-units", code_of(UNIT), 1, Decimal(82)),
        ]
        assert await places(reporting_engine, round_id, 1) == equal
        with pytest.raises(RoundNotOpen):
            await scored(reporting_engine, round_id, SHIAN, "A1", "10", reason="核对记录")
        appeal_id = await lodged(reporting_engine, round_id)
        with pytest.raises(AppealsOpen):
            await confirm_ranking(work(reporting_engine, day=AFTER), round_id)
        upheld = Decision("upheld", Decimal("9.5"), "已核对整改记录")
        await decide_score_appeal(work(reporting_engine, LEADER, AFTER), appeal_id, upheld)
        better = [("townships", code_of(SHIAN), 1, Decimal("82.5")), ("townships", code_of(WAIZI), 2, Decimal(82))]
        assert (await places(reporting_engine, round_id, 2))[:2] == better
        assert await places(reporting_engine, round_id, 1) == equal
        await confirm_ranking(work(reporting_engine, day=AFTER), round_id)
        after = await publish_ranking(work(reporting_engine, LEADER, AFTER), round_id)
        assert (after.state, after.edition) == ("published", 2)
        names = [name for name, _ in await told(reporting_engine, str(round_id))]
        assert names[-9:] == [
            "provisional-ranking-published",
            "provisional-ranking-published",
            "score-appeal-lodged",
            "score-corrected",
            "score-appeal-decided",
            "provisional-ranking-published",
            "provisional-ranking-published",
            "ranking-published",
            "ranking-published",
        ]
        sequences = [sequence for _, sequence in await told(reporting_engine, str(round_id))]
        assert sequences == list(range(1, len(sequences) + 1))
        async with reporting_engine.connect() as connection:
            row = await get_ranking(connection, round_id, 2)
            assert row.published_by == LEADER.account_id
            with pytest.raises(RankingNotFound):
                await get_ranking(connection, round_id, 3)
            assert await list_ranked(connection, TenDays.of(date(2019, 5, 11))) == ()
        bulletin = await drafted(reporting_engine, AFTER, MAY_13)
        [told_there] = bulletin.content.rankings
        assert (told_there.month, told_there.edition, told_there.published_on) == ("2019-04", 2, AFTER)
        assert [(each.listed, each.place, each.code, each.total) for each in told_there.places][:2] == [
            ("townships", 1, code_of(SHIAN), "82.5"),
            ("townships", 2, code_of(WAIZI), "82"),
        ]

    async def test_is_compared_with_while_it_is_published(self, reporting_engine: AsyncEngine) -> None:
        async def before() -> Mapping[str, int | None]:
            async with reporting_engine.connect() as connection:
                return await places_before(connection, "2019-05")

        round_id = await given_ranking(reporting_engine)
        assert await before() == {}
        await confirm_ranking(work(reporting_engine, day=AFTER), round_id)
        assert await before() == {}
        await publish_ranking(work(reporting_engine, LEADER, AFTER), round_id)
        assert (await before())[code_of(SHIAN)] == 1
        await reopen_assessment_round(work(reporting_engine, LEADER, AFTER), round_id, reason="一处否决事项漏登")
        assert await before() == {}

    async def test_is_scored_again_and_keeps_what_was_ranked(self, reporting_engine: AsyncEngine) -> None:
        round_id = await given_ranking(reporting_engine)
        await reopen_assessment_round(work(reporting_engine, LEADER), round_id, reason="一处否决事项漏登")
        await scored(reporting_engine, round_id, WAIZI, "veto", "1")
        await publish_provisional_ranking(work(reporting_engine), round_id)
        found = await places(reporting_engine, round_id, 2)
        assert found[:2] == [
            ("townships", code_of(SHIAN), 1, Decimal(82)),
            ("townships", code_of(WAIZI), None, Decimal(60)),
        ]
        assert len(await places(reporting_engine, round_id, 1)) == 3

    async def test_is_not_ranked_while_a_score_is_missing(self, reporting_engine: AsyncEngine) -> None:
        round_id = await given_round(reporting_engine)
        with pytest.raises(RoundIncomplete) as refused:
            await publish_provisional_ranking(work(reporting_engine), round_id)
        assert refused.value.facts == {"scores": 21}


class TestAnAppeal:
    async def test_is_one_at_a_time_against_a_score_of_one_s_own(self, reporting_engine: AsyncEngine) -> None:
        round_id = await given_ranking(reporting_engine)
        tries = [lodged(reporting_engine, round_id) for _ in range(2)]
        found = await asyncio.gather(*tries, return_exceptions=True)
        assert sorted(type(each).__name__ for each in found) == ["AppealOpenAlready", "UUID"]
        assert AppealOpenAlready.code == "score-appeal-open"
        await lodged(reporting_engine, round_id, "A5")
        with pytest.raises(AssessedStationNotFound):
            await lodged(reporting_engine, round_id, "A1", WAIZI)
        with pytest.raises(AssessedIndicatorNotFound):
            await lodged(reporting_engine, round_id, "A0")

    async def test_is_decided_once_by_somebody_who_did_not_score(self, reporting_engine: AsyncEngine) -> None:
        round_id = await given_ranking(reporting_engine)
        appeal_id = await lodged(reporting_engine, round_id)
        with pytest.raises(DecidedByScorer):
            await decide_score_appeal(work(reporting_engine, INSPECTOR, LAST_DAY), appeal_id, REFUSED)
        of_a_room = given_caller(Role.CENTRE_STAFF)
        account, since = of_a_room.account_id, at(9, day=MONDAY)
        await given_grant(reporting_engine, account, Role.ROOM_STAFF, YANGYING, valid_from=since)
        for caller in (of_a_room, standing_in_for(of_a_room)):
            with pytest.raises(AppealOfOwnStation):
                await decide_score_appeal(work(reporting_engine, caller, LAST_DAY), appeal_id, REFUSED)
        tries = [
            decide_score_appeal(work(reporting_engine, given_caller(Role.CENTRE_STAFF), LAST_DAY), appeal_id, REFUSED)
            for _ in range(2)
        ]
        found = await asyncio.gather(*tries, return_exceptions=True)
        assert sorted(type(each).__name__ for each in found) == ["AppealDecided", "Round"]
        assert AppealDecided.code == "score-appeal-decided"
        async with reporting_engine.connect() as connection:
            assert (await list_points(connection, round_id))[code_of(SHIAN)]["A1"] == Decimal(9)
        with pytest.raises(AppealNotFound):
            await decide_score_appeal(work(reporting_engine, LEADER, LAST_DAY), new_id(), REFUSED)

    async def test_is_not_decided_by_who_stands_in_for_a_scorer_or_was_stood_in_for(
        self, reporting_engine: AsyncEngine
    ) -> None:
        round_id = await given_round(reporting_engine)
        await all_scored(reporting_engine, round_id)
        absent = given_caller(Role.CENTRE_STAFF)
        await scored(reporting_engine, round_id, WAIZI, "bonus", "1", caller=standing_in_for(absent))
        await publish_provisional_ranking(work(reporting_engine), round_id)
        appeal_id = await lodged(reporting_engine, round_id)
        for caller in (standing_in_for(INSPECTOR), standing_in_for(CLERK), absent):
            with pytest.raises(DecidedByScorer):
                await decide_score_appeal(work(reporting_engine, caller, LAST_DAY), appeal_id, REFUSED)

    async def test_goes_with_its_station_to_another_place(self, reporting_engine: AsyncEngine) -> None:
        round_id = await given_round(reporting_engine)
        await all_scored(reporting_engine, round_id)
        await publish_provisional_ranking(work(reporting_engine), round_id)
        appeal_id = await lodged(reporting_engine, round_id)
        there = await goes_below(reporting_engine, SHIAN, WAIZI, MONDAY, SCORES_FOLLOW, APPEALS_FOLLOW)
        clerk = given_caller(Role.STATION_STAFF, there)
        own = work(reporting_engine, clerk, LAST_DAY)
        await lodge_score_appeal(own, round_id, code_of(SHIAN), indicator="A5", grounds="当日已整改到位")
        async with reporting_engine.connect() as connection:
            reading = Reading(connection, clerk, own.now)
            assert (await get_appeal(reading, appeal_id)).org_path == there
            units = await list_units_kept(connection, APRIL.last, [there])
        assert units[there].name == f"{code_of(SHIAN)}服务机构"

    async def test_is_not_undone_by_who_gave_the_score(self, reporting_engine: AsyncEngine) -> None:
        round_id = await given_ranking(reporting_engine)
        appeal_id = await lodged(reporting_engine, round_id)
        upheld = Decision("upheld", Decimal(10), "已核对整改记录")
        await decide_score_appeal(work(reporting_engine, LEADER, LAST_DAY), appeal_id, upheld)
        await reopen_assessment_round(work(reporting_engine, LEADER, AFTER), round_id, reason="一处漏登")
        for caller in (INSPECTOR, standing_in_for(INSPECTOR)):
            with pytest.raises(OwnScoreDecided):
                await scored(reporting_engine, round_id, SHIAN, "A1", "9", reason="仍按原得分", caller=caller)
        another = given_caller(Role.CENTRE_STAFF)
        assert await scored(reporting_engine, round_id, SHIAN, "A1", "9", reason="整改记录不实", caller=another) == 3

    async def test_that_was_upheld_makes_no_scorer_of_who_decided(self, reporting_engine: AsyncEngine) -> None:
        round_id = await given_ranking(reporting_engine)
        for indicator, points in (("A1", "10"), ("A5", "9")):
            appeal_id = await lodged(reporting_engine, round_id, indicator)
            upheld = Decision("upheld", Decimal(points), "已核对整改记录")
            await decide_score_appeal(work(reporting_engine, LEADER, LAST_DAY), appeal_id, upheld)
        assert (await places(reporting_engine, round_id, 3))[0][3] == Decimal(84)
