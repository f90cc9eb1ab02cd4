"""What rooms measure from their databases: is the work moving, and is it safe."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from prometheus_client import REGISTRY
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.cases.loop import measure_cases
from services.notifications.deliveries.loop import measure_deliveries
from services.registry.data_requests.commands import Asked, open_request
from services.registry.data_requests.loop import measure_requests
from services.registry.emergencies.commands import review_emergency
from services.registry.emergencies.loop import measure_emergencies
from services.registry.notices.loop import measure_notices
from services.registry.overdue.loop import measure_overdue
from services.registry.party.domain import PartyKind
from services.reporting.bulletins.loop import measure_bulletins
from services.reporting.figures.loop import measure_figures, measure_freshness
from shared.auth.roles import Role
from shared.clock import now
from tests.benefits.given import OTHER_ROOM, code_of, given_case, given_county
from tests.given import CENTRE, given_work
from tests.notifications.given import given_owed, given_reachable
from tests.registry.books.given import clock, given_entry
from tests.registry.branch_life.given import given_branch_life
from tests.registry.emergencies.test_review import given_emergency, later
from tests.registry.given import KEYRING, given_network, given_party
from tests.registry.given import given_work as given_clerk
from tests.registry.grants.given import given_acting
from tests.registry.notices.given import message, taken
from tests.registry.persons import ROOM_PATH, given_veteran
from tests.reporting.bulletins.given import drafted, given_period, issued
from tests.reporting.given import (
    DONGZHAO,
    FOUNDED_ON,
    QIANGAO,
    RECORDED_AT,
    ROOMS,
    STATIONS,
    YANGYING,
    fold,
    unit_established,
    veteran_registered,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)


def value(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


async def measured(engine: AsyncEngine, measure: Any, at: datetime) -> None:
    async with engine.connect() as connection:
        await measure(connection, at)


class TestCases:
    async def test_are_counted_by_how_they_stand_to_their_deadline(self, benefits_engine: AsyncEngine) -> None:
        county, work = await given_county(benefits_engine), given_work(benefits_engine)
        first = [await given_case(work, county, opened_on=date(2019, 4, 2)) for _ in range(6)]
        for _ in range(5):
            await given_case(work, county, opened_on=date(2019, 4, 2), org_code=code_of(OTHER_ROOM))
        due_on = first[0].due_on
        for day, deadline in ((-20, "in-time"), (0, "due"), (1, "late")):
            at = datetime.combine(due_on, datetime.min.time(), SHANGHAI) + timedelta(days=day)
            await measured(benefits_engine, measure_cases, at)
            counted = {each: value("benefits_cases_under_way", deadline=each) for each in ("in-time", "due", "late")}
            assert counted == {"in-time": 0, "due": 0, "late": 0, deadline: 11}
        by_unit = [
            value("benefits_cases_under_way_by_unit", deadline="late", unit=unit) for unit in ("411329104", "411329105")
        ]
        assert by_unit == [6, 5]

    async def test_of_a_unit_with_few_are_not_shown(self, benefits_engine: AsyncEngine) -> None:
        county, work = await given_county(benefits_engine), given_work(benefits_engine)
        await given_case(work, county)
        await measured(benefits_engine, measure_cases, now())
        assert value("benefits_cases_under_way", deadline="late") == 1
        assert value("benefits_cases_under_way_by_unit", deadline="late", unit="411329104") is None


class TestFigures:
    async def test_are_those_of_the_county_and_of_each_unit_below(self, reporting_engine: AsyncEngine) -> None:
        persons = [veteran_registered(path, FOUNDED_ON) for path in (YANGYING, DONGZHAO, QIANGAO) for _ in range(5)]
        units = [unit_established(path) for path in (CENTRE, *STATIONS, *ROOMS)]
        await fold(reporting_engine, [*units, *persons])
        await measured(reporting_engine, measure_figures, now())
        await measured(reporting_engine, measure_freshness, now())
        assert value("reporting_figure", figure="F01") == 15
        assert value("reporting_figure_by_unit", figure="F01", unit="411329104") == 10
        assert value("reporting_figure_by_unit", figure="F01", unit="411329105") == 5
        assert value("reporting_figures_last_event_timestamp_seconds") == RECORDED_AT.timestamp()

    async def test_are_none_before_there_is_a_centre(self, reporting_engine: AsyncEngine) -> None:
        await measured(reporting_engine, measure_figures, now())
        await measured(reporting_engine, measure_freshness, now())
        assert value("reporting_figures_last_event_timestamp_seconds") == 0


class TestBulletins:
    async def test_are_late_after_the_first_that_was_issued(self, reporting_engine: AsyncEngine) -> None:
        """That of the end of April 2019 is issued, the next one was due on 14 May."""
        await given_period(reporting_engine)
        own = (await drafted(reporting_engine)).bulletin_id
        late = datetime(2019, 5, 15, tzinfo=SHANGHAI)
        await measured(reporting_engine, measure_bulletins, late)
        assert value("reporting_bulletins_late") == 0
        await issued(reporting_engine, own)
        for at, periods in ((late - timedelta(days=1), 0), (late, 1)):
            await measured(reporting_engine, measure_bulletins, at)
            assert value("reporting_bulletins_late") == periods


class TestMessages:
    async def test_have_the_age_of_the_first_that_is_due(self, notifications_engine: AsyncEngine) -> None:
        await measured(notifications_engine, measure_deliveries, now())
        assert value("notifications_deliveries_oldest_seconds") == 0
        await given_owed(notifications_engine, await given_reachable(notifications_engine))
        await measured(notifications_engine, measure_deliveries, now() + HOUR)
        assert value("notifications_deliveries_waiting") == 1
        assert (value("notifications_deliveries_oldest_seconds") or 0) >= HOUR.total_seconds() - 60


class TestTheRegister:
    @pytest.fixture(autouse=True)
    async def network(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)

    async def test_counts_requests_that_nobody_answered_in_time(self, registry_engine: AsyncEngine) -> None:
        asked = Asked("access", "person", date(2019, 4, 1), "申请书第1号")
        room = given_clerk(registry_engine, Role.ROOM_STAFF, ROOM_PATH)
        await open_request(room, await given_veteran(registry_engine), asked, keyring=KEYRING)
        last_day = datetime(2019, 5, 1, 12, tzinfo=SHANGHAI)
        for at, overdue in ((last_day, 0), (last_day + timedelta(days=1), 1)):
            await measured(registry_engine, measure_requests, at)
            assert value("registry_data_requests_overdue") == overdue

    async def test_counts_what_was_to_be_done_by_a_day(self, registry_engine: AsyncEngine) -> None:
        await given_party(registry_engine, PartyKind.BRANCH, "411329104")
        await given_entry(registry_engine, "session-issues", due_on="2019-04-30")
        for tell, overdue in ((False, 0), (True, 1)):
            if tell:
                await clock(given_clerk(registry_engine, now=datetime(2019, 5, 1, 1, tzinfo=SHANGHAI)))
                await given_branch_life(registry_engine)
            await measured(registry_engine, measure_overdue, now())
            assert value("registry_work_overdue", work="session-issue") == overdue
            assert value("registry_work_overdue", work="meeting-decision") == 0
            assert bool(value("registry_work_overdue", work="branch-life")) is tell

    async def test_says_since_when_a_notice_waits(self, registry_engine: AsyncEngine) -> None:
        await measured(registry_engine, measure_notices, now())
        assert (value("registry_notices_waiting"), value("registry_notices_oldest_seconds")) == (0, 0)
        await taken(registry_engine, message())
        await measured(registry_engine, measure_notices, now() + HOUR)
        assert value("registry_notices_waiting") == 1
        assert (value("registry_notices_oldest_seconds") or 0) >= HOUR.total_seconds() - 60

    async def test_counts_emergencies_until_they_are_over_and_then_until_they_are_reviewed(
        self, registry_engine: AsyncEngine
    ) -> None:
        grant_id, *_ = await given_emergency(registry_engine, at=now())

        async def counted(at: datetime) -> tuple[float | None, float | None]:
            await measured(registry_engine, measure_emergencies, at)
            return value("registry_emergencies_in_force"), value("registry_emergencies_unreviewed")

        assert await counted(now() + HOUR) == (1, 0)
        assert await counted(now() + 25 * HOUR) == (0, 1)
        auditor = await given_acting(registry_engine, Role.AUDITOR, now=now())
        await review_emergency(later(auditor, hours=25), grant_id, note="看过")
        assert await counted(now() + 26 * HOUR) == (0, 0)
