"""A bulletin is drafted from frozen figures, issued by another, and adjusted by the next one alone."""

import asyncio
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.bulletins.commands import edit_bulletin, recount_bulletin
from services.reporting.bulletins.domain.bulletin import (
    Bulletin,
    BulletinChanged,
    BulletinExists,
    BulletinIssued,
    BulletinNotFound,
    BulletinNotSound,
    BulletinProvisional,
    BulletinReportsChanged,
    OwnBulletin,
    PeriodNotOver,
)
from services.reporting.bulletins.domain.content import Adjustment
from services.reporting.bulletins.queries import count_again, count_period
from services.reporting.scores.queries import list_discipline
from services.reporting.units.domain import NoCentre
from shared.auth.roles import Role
from shared.clock import SHANGHAI
from shared.ids import new_id
from tests.given import given_caller
from tests.races import race, until_waiting
from tests.reporting.bulletins.given import (
    CENTRE_STAFF,
    DAY,
    MAY_5,
    MAY_7,
    MAY_13,
    NEXT,
    PERIOD,
    corrected,
    counted,
    drafted,
    given_period,
    issued,
    work,
)
from tests.reporting.daily_reports.given import at, closed, opened
from tests.reporting.dispatches.given import told
from tests.reporting.given import (
    SHIAN,
    YANGYING,
    apply,
    code_of,
    delivered,
    fold,
    given_progress,
    role_assumed,
    veteran_registered,
)


@pytest.fixture(autouse=True)
async def _period(reporting_engine: AsyncEngine) -> None:
    await given_period(reporting_engine)


_CORRECTION = """
    INSERT INTO daily_report_edition (report_id, edition, lines, counted, written_by, written_at, reason)
    SELECT report_id, 2, lines || '{"cases_opened": 2}', counted, sheet.written_by, written_at, '重复计数'
    FROM daily_report_edition AS sheet JOIN daily_report USING (report_id) WHERE day = :day
"""


async def wrong_days(engine: AsyncEngine) -> tuple[date, ...]:
    """Of the station at Shi'an in April."""
    async with engine.connect() as connection:
        found = await list_discipline(connection, date(2019, 4, 1), date(2019, 4, 30))
    return tuple(found[code_of(SHIAN)].wrong) if code_of(SHIAN) in found else ()


class TestOneInstant:
    """All that a bulletin tells was counted as one instant of the database had it."""

    async def test_what_is_applied_while_it_is_counted_is_nowhere_in_it(self, reporting_engine: AsyncEngine) -> None:
        async with reporting_engine.begin() as consumer:
            await consumer.execute(text("LOCK TABLE daily_report_edition IN ACCESS EXCLUSIVE MODE"))
            drafting = asyncio.create_task(drafted(reporting_engine))
            await until_waiting(consumer, [drafting])
            await apply(consumer, [delivered(veteran_registered(YANGYING, DAY))])
            await consumer.execute(text("UPDATE daily_report SET state = 'late' WHERE state = 'submitted'"))
        content = (await drafting).content
        [value] = [each.value for each in content.figures if each.code == "F01"]
        [station] = [each for each in content.stations if each.code == code_of(SHIAN)]
        assert (value, station.states) == (1, {"submitted": 1})
        again = (await counted(reporting_engine, (await drafting).bulletin_id)).content
        [value] = [each.value for each in again.figures if each.code == "F01"]
        [station] = [each for each in again.stations if each.code == code_of(SHIAN)]
        assert (value, station.states) == (2, {"late": 1})

    async def test_who_counts_it_again_does_not_take_back_what_another_counted_meanwhile(
        self, reporting_engine: AsyncEngine
    ) -> None:
        one = await drafted(reporting_engine)
        found = await race(reporting_engine, "bulletin", [counted(reporting_engine, one.bulletin_id) for _ in range(2)])
        assert [type(each) for each in sorted(found, key=lambda each: isinstance(each, Exception))] == [
            Bulletin,
            BulletinChanged,
        ]

    async def test_is_counted_again_beside_who_edits_its_text(self, reporting_engine: AsyncEngine) -> None:
        one = await drafted(reporting_engine)
        count = await count_again(reporting_engine, one.bulletin_id, MAY_5)
        await edit_bulletin(work(reporting_engine), one.bulletin_id, text="登记平稳。")
        after = await recount_bulletin(work(reporting_engine), one.bulletin_id, count)
        assert (after.text, after.version) == ("登记平稳。", 3)

    async def test_is_not_found_nor_is_the_county(self, reporting_engine: AsyncEngine) -> None:
        with pytest.raises(BulletinNotFound):
            await counted(reporting_engine, new_id())
        async with reporting_engine.begin() as connection:
            await connection.execute(text("DELETE FROM org_unit"))
        with pytest.raises(NoCentre):
            await drafted(reporting_engine)
        async with reporting_engine.connect() as connection:
            told = await connection.execute(text("SELECT action, result FROM audit ORDER BY audit_id DESC LIMIT 2"))
        assert [tuple(each) for each in told] == [
            ("draft-bulletin", "no-centre"),
            ("recount-bulletin", "bulletin-not-found"),
        ]


class TestABulletin:
    async def test_stays_and_the_next_one_shows_what_is_adjusted(self, reporting_engine: AsyncEngine) -> None:
        """T15: a report said 3 disputes and is corrected to 2 after the bulletin was issued."""
        first = await drafted(reporting_engine)
        assert (first.period, first.content.adjustments, first.content.follows) == (PERIOD, (), None)
        [station] = [each for each in first.content.stations if each.code == code_of(SHIAN)]
        assert (station.states, station.lines["cases_opened"]) == ({"submitted": 1}, 3)
        assert len(first.content.stations) == 3
        [value] = [each for each in first.content.figures if each.code == "F01"]
        assert (value.before, value.value, value.change) == (0, 1, 1)
        one = await issued(reporting_engine, first.bulletin_id)
        assert (await wrong_days(reporting_engine)) == ()
        await corrected(reporting_engine, 2)
        assert (await wrong_days(reporting_engine)) == (DAY,)
        await fold(reporting_engine, [veteran_registered(YANGYING, DAY)], time=datetime(2019, 5, 8, tzinfo=SHANGHAI))

        next_one = await drafted(reporting_engine, date(2019, 5, 1), MAY_13)
        assert next_one.content.follows == PERIOD
        assert next_one.content.adjustments == (
            Adjustment(PERIOD, "figure", "F01", 1, 2),
            Adjustment(PERIOD, "work", "cases_opened", 3, 2),
        )
        two = await issued(reporting_engine, next_one.bulletin_id, MAY_13)
        assert (one.document_number, two.document_number) == ("旬通报〔2019〕1号", "旬通报〔2019〕2号")
        async with reporting_engine.connect() as connection:
            kept = await connection.scalar(text("SELECT content -> 'stations' FROM bulletin WHERE number = 1"))
        assert sum(each["lines"].get("cases_opened", 0) for each in kept) == 3
        third = await drafted(reporting_engine, date(2019, 5, 11), datetime(2019, 5, 21, 9, tzinfo=SHANGHAI))
        assert (third.content.adjustments, third.content.follows) == ((), NEXT)

        async with reporting_engine.begin() as connection:
            with pytest.raises(IntegrityError, match="never changes"):
                await connection.execute(text("UPDATE bulletin SET text = '' WHERE number = 1"))

    async def test_tells_digest_and_number_and_no_figure(self, reporting_engine: AsyncEngine) -> None:
        own = (await drafted(reporting_engine)).bulletin_id
        await edit_bulletin(work(reporting_engine), own, text="补报漏报的日报告")
        again = await counted(reporting_engine, own)
        await issued(reporting_engine, own)
        [(first, *_), (second, _, draft), (last, sequence, data)] = await told(reporting_engine, own)
        assert (first, second, last) == ("ten-day-bulletin-drafted",) * 2 + ("ten-day-bulletin-issued",)
        assert (sequence, data["year"], data["number"], data["issued_on"]) == (3, 2019, 1, "2019-05-05")
        assert data["figures_digest"] == draft["figures_digest"] == again.content.digest
        assert (data["period"], data["from_on"], data["to_on"]) == (PERIOD, "2019-04-21", "2019-04-30")
        assert set(data) == set(draft) | {"year", "number", "issued_on"}

    async def test_is_numbered_in_the_year_in_which_it_is_issued(self, reporting_engine: AsyncEngine) -> None:
        await issued(reporting_engine, (await drafted(reporting_engine)).bulletin_id)
        january = datetime(2020, 1, 3, 9, tzinfo=SHANGHAI)
        own = (await drafted(reporting_engine, date(2019, 12, 25), january)).bulletin_id
        one = await issued(reporting_engine, own, january)
        assert (one.period, one.document_number) == ("2019-12-C", "旬通报〔2020〕1号")
        [*_, (_, _, data)] = await told(reporting_engine, own)
        assert (data["year"], data["number"], data["issued_on"]) == (2020, 1, "2020-01-03")

    async def test_that_is_refused_has_counted_nothing(self, reporting_engine: AsyncEngine) -> None:
        assert await count_period(reporting_engine, DAY, MAY_5) is not None
        own = (await drafted(reporting_engine)).bulletin_id
        assert await count_period(reporting_engine, DAY, MAY_5) is None
        assert await count_period(reporting_engine, date(2019, 5, 1), MAY_5) is None
        assert await count_again(reporting_engine, own, MAY_5) is not None
        await issued(reporting_engine, own)
        assert await count_again(reporting_engine, own, MAY_5) is None
        with pytest.raises(BulletinIssued):
            await counted(reporting_engine, own)

    async def test_is_of_one_period_that_is_over(self, reporting_engine: AsyncEngine) -> None:
        await drafted(reporting_engine)
        with pytest.raises(BulletinExists):
            await drafted(reporting_engine, date(2019, 4, 30))
        with pytest.raises(PeriodNotOver):
            await drafted(reporting_engine, date(2019, 5, 1))
        with pytest.raises(PeriodNotOver):
            await drafted(reporting_engine, date(2019, 5, 1), datetime(2019, 5, 10, 23, tzinfo=SHANGHAI))

    async def test_is_issued_by_another_and_complete(self, reporting_engine: AsyncEngine) -> None:
        await given_progress(reporting_engine, lag=1)
        own = (await drafted(reporting_engine)).bulletin_id
        with pytest.raises(BulletinProvisional):
            await issued(reporting_engine, own)
        await given_progress(reporting_engine)
        await counted(reporting_engine, own)
        leading = given_caller(Role.BUREAU_LEADER, account_id=CENTRE_STAFF.account_id)
        with pytest.raises(OwnBulletin):
            await issued(reporting_engine, own, by=leading)
        await issued(reporting_engine, own)
        with pytest.raises(BulletinIssued):
            await counted(reporting_engine, own)

    async def test_is_not_issued_while_a_hard_rule_does_not_hold(self, reporting_engine: AsyncEngine) -> None:
        """C5: somebody serves who is no registered veteran."""
        await fold(reporting_engine, [role_assumed(YANGYING, DAY)])
        draft = await drafted(reporting_engine)
        assert [each.rule for each in draft.content.broken] == ["C5"]
        with pytest.raises(BulletinNotSound) as refused:
            await issued(reporting_engine, draft.bulletin_id)
        assert [each.field for each in refused.value.fields] == ["C5"]

    async def test_is_not_issued_when_its_figures_do_not_come_out_again(self, reporting_engine: AsyncEngine) -> None:
        """C15: a fact was recorded before it was frozen, and arrived after; of whichever figure."""
        own = (await drafted(reporting_engine)).bulletin_id
        registered = veteran_registered(YANGYING, DAY)
        await fold(reporting_engine, [registered])
        with pytest.raises(BulletinNotSound):
            await issued(reporting_engine, own)
        await counted(reporting_engine, own)
        cadre = role_assumed(YANGYING, DAY, kind="village-reserve-cadre", person_id=registered.person_id)
        await fold(reporting_engine, [cadre])
        with pytest.raises(BulletinNotSound) as refused:
            await issued(reporting_engine, own)
        assert [each.field for each in refused.value.fields] == ["C15"]
        await counted(reporting_engine, own)
        assert (await issued(reporting_engine, own)).number == 1

    async def test_tells_what_was_corrected_since_it_was_counted(self, reporting_engine: AsyncEngine) -> None:
        """Or is counted again; where the correction came at the same moment, the report counts as wrong."""
        own = (await drafted(reporting_engine)).bulletin_id
        await corrected(reporting_engine, 2)
        with pytest.raises(BulletinReportsChanged):
            await issued(reporting_engine, own, MAY_7)
        again = await counted(reporting_engine, own, MAY_7)
        assert again.content.work["cases_opened"] == 2
        await issued(reporting_engine, own, MAY_13)
        assert await wrong_days(reporting_engine) == ()
        await corrected(reporting_engine, 1, MAY_7 + timedelta(hours=1))
        assert await wrong_days(reporting_engine) == (DAY,)

    async def test_waits_for_who_corrects_a_report_that_it_tells(self, reporting_engine: AsyncEngine) -> None:
        """Nobody corrects one either, until it is issued: so it keeps which sheets it told."""
        own = (await drafted(reporting_engine)).bulletin_id
        async with reporting_engine.begin() as station:
            await station.execute(text("SELECT report_id FROM daily_report WHERE edition > 0 FOR UPDATE"))
            issuing = asyncio.create_task(issued(reporting_engine, own, MAY_7))
            await until_waiting(station, [issuing])
            await station.execute(text(_CORRECTION), {"day": DAY})
            await station.execute(text("UPDATE daily_report SET edition = 2 WHERE edition = 1"))
        with pytest.raises(BulletinReportsChanged):
            await issuing

    async def test_tells_no_report_as_due_that_was_missed_since_it_was_counted(
        self, reporting_engine: AsyncEngine
    ) -> None:
        last, next_day = date(2019, 4, 30), date(2019, 5, 1)
        await opened(reporting_engine, last)
        draft = await drafted(reporting_engine, last, at(8, 30, day=next_day))
        assert "due" in draft.content.states
        await closed(reporting_engine, at(9, 1, day=next_day))
        with pytest.raises(BulletinReportsChanged):
            await issued(reporting_engine, draft.bulletin_id, at(10, day=next_day))
        again = await counted(reporting_engine, draft.bulletin_id, at(10, day=next_day))
        assert "due" not in again.content.states
        await issued(reporting_engine, draft.bulletin_id, at(11, day=next_day))

    async def test_is_the_centres_to_draft(self, reporting_engine: AsyncEngine) -> None:
        own = (await drafted(reporting_engine)).bulletin_id
        clerk = given_caller(Role.STATION_STAFF, SHIAN)
        with pytest.raises(BulletinNotFound):
            await edit_bulletin(work(reporting_engine, MAY_5, clerk), own, text="文字")
