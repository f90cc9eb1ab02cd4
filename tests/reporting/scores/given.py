"""A round of the small county: its scheme in force, its figures frozen, some of its daily reports late or missed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.schemes.commands import adopt_scheme, draft_scheme
from services.reporting.schemes.domain import Terms, Validity
from services.reporting.scores.commands.opening import open_assessment_round
from services.reporting.scores.commands.scoring import Given, record_score
from services.reporting.snapshots.commands import freeze_figures
from services.reporting.snapshots.queries import count_day
from shared.auth.caller import Caller
from shared.auth.roles import Role
from shared.calendar.periods import CalendarMonth
from tests.given import NOW, given_caller, given_work
from tests.reporting.daily_reports.given import at, closed, given_reports, sheet, submitted
from tests.reporting.given import AS_OF, STATIONS, code_of, given_progress

APRIL = CalendarMonth(2019, 4)
INSPECTOR = given_caller(Role.CENTRE_STAFF)
LEADER = given_caller(Role.BUREAU_LEADER)
NOBODY: Mapping[str, UUID] = {}
INSPECTED = ("A1", "A3", "A4", "A6", "A7", "A8", "A9")
LATE, MISSED = [date(2019, 4, 11), date(2019, 4, 19)], [date(2019, 4, 22)]


async def given_scheme(engine: AsyncEngine, named: Mapping[str, UUID] = NOBODY) -> UUID:
    """The default, in force from the beginning of April; by indicator who alone scores it."""
    terms = replace(Terms.default(), inspectors=named)
    scheme_id = await draft_scheme(given_work(engine, INSPECTOR), terms, Validity(APRIL.first), document="三号")
    await adopt_scheme(given_work(engine, LEADER, at(9, day=APRIL.last)), scheme_id)
    return scheme_id


async def given_basis(engine: AsyncEngine, frozen_at: datetime = NOW, named: Mapping[str, UUID] = NOBODY) -> None:
    """The station at Shi'an was late twice and missed one, which it backfilled; the others missed all of these."""
    await given_reports(engine, *LATE, *MISSED)
    for day in LATE:
        await submitted(engine, at(18, day=day), sheet(visited=day.day), day=day)
    next_morning = at(9, 0, 1, day=date(2019, 4, 23))
    await closed(engine, next_morning)
    await submitted(engine, next_morning, sheet(visited=22), day=MISSED[0])
    await given_scheme(engine, named)
    await given_progress(engine)
    await freeze_figures(given_work(engine, now=frozen_at), await count_day(engine, AS_OF))


async def given_round(engine: AsyncEngine, named: Mapping[str, UUID] = NOBODY) -> UUID:
    """What is reckoned stands, nothing else."""
    await given_basis(engine, named=named)
    return await open_assessment_round(given_work(engine, INSPECTOR), APRIL)


async def scored(
    engine: AsyncEngine,
    round_id: UUID,
    org_path: str,
    indicator: str,
    points: str,
    *,
    reason: str | None = None,
    edition: int | None = None,
    caller: Caller = INSPECTOR,
) -> int:
    """An inspector scores a station."""
    given = Given(Decimal(points), "四月二十五日现场查看", reason)
    work = given_work(engine, caller)
    return await record_score(work, round_id, code_of(org_path), indicator, given, edition=edition)


async def all_scored(engine: AsyncEngine, round_id: UUID, lost: Iterable[tuple[str, str]] = ()) -> None:
    """Every station has full marks for all that is inspected, but for what is said to be lost of A1."""
    less = dict(lost)
    for path in STATIONS:
        for code in INSPECTED:
            full = Terms.default().marks[code]
            points = full - Decimal(less.get(path, "0")) if code == "A1" else full
            await scored(engine, round_id, path, code, str(points))
