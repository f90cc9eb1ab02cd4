"""A round is opened, inspectors score; every refusal."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.scores.commands.opening import open_assessment_round
from services.reporting.scores.domain import (
    AssessedIndicatorNotFound,
    AssessedStationNotFound,
    FiguresNotFrozen,
    MonthNotOver,
    NoScheme,
    OtherInspectorNamed,
    OwnStationScored,
    RoundExists,
    RoundNotFound,
    ScoreChanged,
)
from services.reporting.scores.queries import list_points, list_scores
from services.reporting.snapshots.commands import freeze_figures
from services.reporting.snapshots.queries import count_day
from shared.auth.caller import Caller, Grant
from shared.auth.roles import Role
from shared.auth.tables import ACCESS_GRANT
from shared.ids import new_id
from tests.given import CENTRE, given_caller, given_grant, given_work
from tests.reporting.daily_reports.given import at, opened
from tests.reporting.given import (
    SHIAN,
    UNIT,
    WAIZI,
    YANGYING,
    code_of,
    fold,
    small_county,
    unit_closed,
    unit_established,
    veteran_registered,
)
from tests.reporting.schemes.given import ended, told
from tests.reporting.scores.given import (
    APRIL,
    INSPECTOR,
    LATE,
    MISSED,
    given_basis,
    given_round,
    given_scheme,
    scored,
)


class TestOpening:
    async def test_reckons_what_can_be_and_tells_it(self, reporting_engine: AsyncEngine) -> None:
        """T14: the discipline of a month with two late reports and a missed one is 8.0 of 10, backfilled or not."""
        round_id = await given_round(reporting_engine)
        async with reporting_engine.connect() as connection:
            points = await list_points(connection, round_id)
            [discipline] = (await list_scores(connection, round_id, code_of(SHIAN)))["A5"]
        assert {org: own["A5"] for org, own in points.items()} == {
            code_of(SHIAN): Decimal("8.0"),
            code_of(WAIZI): Decimal(7),
            code_of(UNIT): Decimal(7),
        }
        assert {own["A2"] for own in points.values()} == {Decimal(0)}
        assert [(step["what"], step["points"], step["days"]) for step in discipline.steps] == [
            ("full", "10", []),
            ("late", "-1", [str(day) for day in LATE]),
            ("missed", "-1", [str(day) for day in MISSED]),
        ]
        names = await told(reporting_engine, str(round_id))
        assert names == [("assessment-round-opened", 1), *(("score-recorded", 2 + number) for number in range(6))]

    async def test_is_refused_where_something_is_missing(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, small_county())
        work = given_work(reporting_engine, INSPECTOR)
        with pytest.raises(MonthNotOver):
            await open_assessment_round(
                given_work(reporting_engine, INSPECTOR, at(9, day=APRIL.following.first)), APRIL
            )
        with pytest.raises(NoScheme):
            await open_assessment_round(work, APRIL)
        await given_scheme(reporting_engine)
        with pytest.raises(FiguresNotFrozen):
            await open_assessment_round(work, APRIL)

    async def test_goes_by_figures_of_the_whole_last_day(self, reporting_engine: AsyncEngine) -> None:
        work = given_work(reporting_engine, INSPECTOR)
        await given_basis(reporting_engine, frozen_at=at(12, day=APRIL.last))
        await open_assessment_round(replace(work, rehearsal=True), APRIL)
        await fold(reporting_engine, [veteran_registered(YANGYING, APRIL.last)])
        with pytest.raises(FiguresNotFrozen):
            await open_assessment_round(work, APRIL)
        await freeze_figures(given_work(reporting_engine), await count_day(reporting_engine, APRIL.last))
        await open_assessment_round(work, APRIL)

    async def test_is_of_stations_that_stood_at_the_end_of_the_month(self, reporting_engine: AsyncEngine) -> None:
        """A fact that is dated earlier names a station that was established, or one that was closed."""
        later, gone, last = f"{CENTRE}.411329106", f"{CENTRE}.411329107", f"{CENTRE}.411329108"
        after = APRIL.following.first
        await fold(reporting_engine, [unit_established(later, after), unit_established(gone), unit_established(last)])
        await fold(reporting_engine, [unit_closed(gone, APRIL.last), unit_closed(last, after)])
        await fold(reporting_engine, [veteran_registered(each, APRIL.first) for each in (later, gone, last)])
        round_id = await given_round(reporting_engine)
        async with reporting_engine.connect() as connection:
            points = await list_points(connection, round_id)
        assert sorted(points) == sorted(code_of(path) for path in (SHIAN, WAIZI, UNIT, last))

    async def test_waits_for_reports_that_were_opened_late(self, reporting_engine: AsyncEngine) -> None:
        await given_basis(reporting_engine)
        later = APRIL.following.first + timedelta(days=1)
        await opened(reporting_engine, APRIL.last, now=at(18, day=APRIL.following.first))
        with pytest.raises(MonthNotOver):
            await open_assessment_round(given_work(reporting_engine, INSPECTOR, at(8, day=later)), APRIL)

    async def test_happens_once_a_month_whoever_does_it(self, reporting_engine: AsyncEngine) -> None:
        await given_basis(reporting_engine)
        tries = [open_assessment_round(given_work(reporting_engine, INSPECTOR), APRIL) for _ in range(2)]
        found = await asyncio.gather(*tries, return_exceptions=True)
        assert sorted(type(each).__name__ for each in found) == ["RoundExists", "UUID"]
        assert RoundExists.code == "assessment-round-exists"


class TestAScore:
    async def test_is_kept_beside_what_corrects_it(self, reporting_engine: AsyncEngine) -> None:
        round_id = await given_round(reporting_engine)
        assert await scored(reporting_engine, round_id, SHIAN, "A1", "8.25", edition=0) == 1
        assert await scored(reporting_engine, round_id, SHIAN, "A1", "9", reason="核对记录", edition=1) == 2
        assert await scored(reporting_engine, round_id, SHIAN, "A5", "6", reason="两处数字有误") == 2
        async with reporting_engine.connect() as connection:
            scores = await list_scores(connection, round_id, code_of(SHIAN))
        kept = [(row.edition, row.points, row.reason, row.recorded_by) for row in scores["A1"]]
        by = INSPECTOR.account_id
        assert kept == [(2, Decimal(9), "核对记录", by), (1, Decimal("8.25"), None, by)]
        assert [(row.points, row.source) for row in scores["A5"]] == [
            (Decimal(6), "inspector"),
            (Decimal(8), "reports"),
        ]
        assert (await told(reporting_engine, str(round_id)))[-3:] == [
            ("score-recorded", 8),
            ("score-corrected", 9),
            ("score-corrected", 10),
        ]
        for change in ("UPDATE score SET points = 10", "DELETE FROM score"):
            with pytest.raises(DBAPIError, match="never changes"):
                async with reporting_engine.begin() as connection:
                    await connection.execute(text(change))

    @pytest.mark.parametrize(
        ("said", "refusal"),
        [
            ({"edition": 1}, ScoreChanged),
            ({"indicator": "A0"}, AssessedIndicatorNotFound),
            ({"org_path": YANGYING}, AssessedStationNotFound),
            ({"round_id": new_id()}, RoundNotFound),
        ],
    )
    async def test_is_refused_where_there_is_nothing_like_it(
        self, reporting_engine: AsyncEngine, said: dict[str, Any], refusal: type[Exception]
    ) -> None:
        own = {"round_id": await given_round(reporting_engine), "org_path": SHIAN, "indicator": "A1", "points": "8"}
        with pytest.raises(refusal):
            await scored(reporting_engine, **{**own, **said})

    async def test_is_of_whom_the_scheme_names(self, reporting_engine: AsyncEngine) -> None:
        """Or of who stands in for him; of anybody where he may not: at his own station, or when his grant has ended."""
        named = new_id()
        grant_id = await given_grant(reporting_engine, named)
        await given_grant(reporting_engine, named, Role.STATION_STAFF, WAIZI)
        round_id = await given_round(reporting_engine, {"A1": named})
        with pytest.raises(OtherInspectorNamed):
            await scored(reporting_engine, round_id, SHIAN, "A1", "8")
        assert await scored(reporting_engine, round_id, SHIAN, "A3", "8") == 1
        assert await scored(reporting_engine, round_id, WAIZI, "A1", "8") == 1
        assert await scored(reporting_engine, round_id, SHIAN, "A1", "8", caller=given_caller(account_id=named)) == 1
        lent = Grant(new_id(), Role.CENTRE_STAFF, CENTRE, "testing", on_behalf_of=named)
        instead = Caller(new_id(), (lent,))
        assert await scored(reporting_engine, round_id, SHIAN, "A1", "9", reason="补正", caller=instead) == 2
        with pytest.raises(OtherInspectorNamed):
            await scored(reporting_engine, round_id, SHIAN, "A1", "7", reason="补正")
        async with reporting_engine.begin() as connection:
            await connection.execute(delete(ACCESS_GRANT).where(ACCESS_GRANT.c.grant_id == grant_id))
        assert await scored(reporting_engine, round_id, SHIAN, "A1", "7", reason="补正") == 3

    async def test_is_of_anybody_while_the_account_that_is_named_is_disabled(
        self, reporting_engine: AsyncEngine
    ) -> None:
        """Nobody could score the indicator in a round that is open."""
        named = new_id()
        await given_grant(reporting_engine, named)
        round_id = await given_round(reporting_engine, {"A1": named})
        await ended(reporting_engine, named, "disabled")
        assert await scored(reporting_engine, round_id, SHIAN, "A1", "8") == 1
        await ended(reporting_engine, named, "enabled", epoch=2)
        with pytest.raises(OtherInspectorNamed):
            await scored(reporting_engine, round_id, WAIZI, "A1", "8")

    async def test_is_never_of_one_s_own_station(self, reporting_engine: AsyncEngine) -> None:
        """Of who works there or in a room of it, or stands in for somebody who does."""
        round_id = await given_round(reporting_engine)
        clerk, other = new_id(), new_id()
        for account, role, path in (
            (clerk, Role.STATION_STAFF, SHIAN),
            (new_id(), Role.ROOM_STAFF, YANGYING),
        ):
            await given_grant(reporting_engine, account, role, path)
            lent = Grant(new_id(), Role.CENTRE_STAFF, CENTRE, "testing", on_behalf_of=account)
            for caller in (given_caller(account_id=account), Caller(new_id(), (lent,))):
                with pytest.raises(OwnStationScored):
                    await scored(reporting_engine, round_id, SHIAN, "A1", "8", caller=caller)
        assert await scored(reporting_engine, round_id, WAIZI, "A1", "8", caller=given_caller(account_id=clerk)) == 1
        await given_grant(reporting_engine, other, Role.CENTRE_STAFF, SHIAN)
        assert await scored(reporting_engine, round_id, SHIAN, "A1", "8", caller=given_caller(account_id=other)) == 1
