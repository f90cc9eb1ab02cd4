"""Reading rounds of assessment, their stations and scores."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.daily_reports.domain.report import ReportState
from services.reporting.daily_reports.queries.totals import list_corrected_since_told
from services.reporting.daily_reports.tables import DAILY_REPORT
from services.reporting.schemes.domain import Terms
from services.reporting.schemes.queries import list_disabled
from services.reporting.scores.domain import AssessedStationNotFound, Round, RoundNotFound, Station
from services.reporting.scores.rules import Discipline
from services.reporting.scores.tables import ASSESSED_STATION, ASSESSMENT_ROUND, SCORE
from services.reporting.snapshots.tables import SNAPSHOT
from shared.auth.caller import covers
from shared.auth.grants import list_grants
from shared.auth.permissions import permission
from shared.auth.roles import Role
from shared.auth.scope import within
from shared.calendar.periods import CalendarMonth
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

POSTS = frozenset({Role.STATION_STAFF, Role.ROOM_STAFF})
_ROUND, _STATION, _SCORE = ASSESSMENT_ROUND.c, ASSESSED_STATION.c, SCORE.c
_DAILY, _SNAPSHOT = DAILY_REPORT.c, SNAPSHOT.c
# Of each station and indicator the one that holds.
LAST_SCORES = select(SCORE).ext(distinct_on(_SCORE.round_id, _SCORE.org_code, _SCORE.indicator))
_LAST_FIRST = (_SCORE.round_id, _SCORE.org_code, _SCORE.indicator, _SCORE.edition.desc())


async def fetch_rounds(reading: Reading, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]) -> Page[T]:
    """The last month first."""
    found = select(ASSESSMENT_ROUND)
    return await fetch_page(
        reading.connection, found, by=[_ROUND.month], cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def get_round(connection: AsyncConnection, round_id: UUID) -> Round:
    """Raises `RoundNotFound`."""
    return _round(await connection.execute(select(ASSESSMENT_ROUND).where(_ROUND.round_id == round_id)))


async def lock_round(connection: AsyncConnection, round_id: UUID) -> Round:
    """For this transaction alone to change, and the scores of it. Raises `RoundNotFound`."""
    held = select(ASSESSMENT_ROUND).where(_ROUND.round_id == round_id).with_for_update()
    return _round(await connection.execute(held))


async def list_stations_of(reading: Reading, round_id: UUID) -> Sequence[Row[Any]]:
    """Those of the caller's units, list by list."""
    return await list_stations_where(reading.connection, round_id, within(_STATION.org_path, reading.caller))


async def list_stations_where(
    connection: AsyncConnection, round_id: UUID, condition: ColumnElement[bool] | None = None
) -> Sequence[Row[Any]]:
    """All of a round, or some."""
    own = select(ASSESSED_STATION).where(_STATION.round_id == round_id, true() if condition is None else condition)
    # The townships first.
    return (await connection.execute(own.order_by(_STATION.listed.desc(), _STATION.org_code))).all()


async def get_station(connection: AsyncConnection, round_id: UUID, org_code: str) -> Station:
    """Raises `AssessedStationNotFound`."""
    own = select(ASSESSED_STATION).where(_STATION.round_id == round_id, _STATION.org_code == org_code)
    row = (await connection.execute(own)).one_or_none()
    if row is None:
        raise AssessedStationNotFound
    return Station(row.org_code, row.org_path, row.listed)


async def list_points(connection: AsyncConnection, round_id: UUID) -> Mapping[str, Mapping[str, Decimal]]:
    """Station → indicator → points that hold, of every station of the round."""
    found: dict[str, dict[str, Decimal]] = {
        row.org_code: {} for row in await list_stations_where(connection, round_id)
    }  # fmt: skip
    for (org_code, indicator), row in (await list_last_scores(connection, round_id)).items():
        found[org_code][indicator] = row.points
    return found


async def list_last_scores(connection: AsyncConnection, round_id: UUID) -> Mapping[tuple[str, str], Row[Any]]:
    """Station and indicator → the score that holds."""
    last = LAST_SCORES.where(_SCORE.round_id == round_id).order_by(*_LAST_FIRST)
    return {(row.org_code, row.indicator): row for row in await connection.execute(last)}


async def find_score(connection: AsyncConnection, round_id: UUID, org_code: str, indicator: str) -> Row[Any] | None:
    """The one that holds; None before there is one."""
    own = (_SCORE.round_id == round_id, _SCORE.org_code == org_code, _SCORE.indicator == indicator)
    found = select(SCORE).where(*own).order_by(_SCORE.edition.desc()).limit(1)
    return (await connection.execute(found)).one_or_none()


async def list_scorers(connection: AsyncConnection, round_id: UUID, *of: ColumnElement[bool]) -> frozenset[UUID]:
    """Whoever gave a score of the round, or was stood in for, appeals aside; `of`: scores of some kind."""
    given = (_SCORE.round_id == round_id, _SCORE.source != "appeal", *of)
    rows = await connection.execute(select(_SCORE.recorded_by, _SCORE.recorded_for).where(*given).distinct())
    return frozenset(account for row in rows for account in row if account)


async def list_scorers_of(
    connection: AsyncConnection, round_id: UUID, org_code: str, indicator: str
) -> frozenset[UUID]:
    """Of one score, in all its editions."""
    return await list_scorers(connection, round_id, _SCORE.org_code == org_code, _SCORE.indicator == indicator)


async def has_post_at(connection: AsyncConnection, accounts: Collection[UUID], org_path: str, now: datetime) -> bool:
    """Whether one of the accounts works for the station itself or for a unit below it."""
    held = [grant for account in accounts for grant in await list_grants(connection, account, now=now)]
    return any(grant.role in POSTS and covers(org_path, grant.org_path) for grant in held)


async def find_inspector(
    connection: AsyncConnection, held: Round, indicator: str, org_path: str, now: datetime
) -> UUID | None:
    """The account that alone scores the indicator at a station. None where the scheme names nobody, or somebody who may
    not score it: he has no such grant any more, has a post there, or his account is disabled."""
    named = held.terms.inspectors.get(indicator)
    if named is None or await has_post_at(connection, {named}, org_path, now):
        return None
    if await list_disabled(connection, [named]):
        return None
    scores = permission("scores.keep")
    grants = await list_grants(connection, named, now=now)
    return named if any(scores.admits(grant) and covers(grant.org_path, org_path) for grant in grants) else None


async def list_scores(connection: AsyncConnection, round_id: UUID, org_code: str) -> Mapping[str, Sequence[Row[Any]]]:
    """Indicator → every score that was given of a station, the last first."""
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    own = select(SCORE).where(_SCORE.round_id == round_id, _SCORE.org_code == org_code)
    for row in await connection.execute(own.order_by(_SCORE.indicator, _SCORE.edition.desc())):
        found[row.indicator].append(row)
    return found


async def list_to_score(reading: Reading) -> Sequence[tuple[UUID, str, str, int]]:
    """Of rounds that are being scored, what the caller is named for: round, month, indicator, and how many stations
    have no score of it yet."""
    found = []
    rounds = select(_ROUND.round_id).where(_ROUND.state == "open").order_by(_ROUND.month)
    for round_id in (await reading.connection.execute(rounds)).scalars().all():
        held = await get_round(reading.connection, round_id)
        named = [code for code, account in held.terms.inspectors.items() if account in reading.caller.hands]
        scored = await list_points(reading.connection, round_id) if named else {}
        for code in named:
            left = sum(code not in points for points in scored.values())
            found += [(round_id, held.month, code, left)] if left else []
    return found


async def find_last_closing(connection: AsyncConnection, month: CalendarMonth) -> datetime | None:
    """Of the reports of a month that are due, the last instant at which one is late."""
    due = (_DAILY.day.between(month.first, month.last), _DAILY.state == ReportState.DUE)
    found: datetime | None = await connection.scalar(select(func.max(_DAILY.closes_at)).where(*due))
    return found


async def list_discipline(connection: AsyncConnection, first: date, last: date) -> Mapping[str, Discipline]:
    """By station. What is still due can no longer be late by then, whether or not the clock has closed it."""
    late: dict[str, list[date]] = defaultdict(list)
    missed: dict[str, list[date]] = defaultdict(list)
    wrong: dict[str, list[date]] = defaultdict(list)
    found = select(_DAILY.org_code, _DAILY.day, _DAILY.state).where(
        _DAILY.day.between(first, last), _DAILY.state != ReportState.SUBMITTED
    )
    for org_code, day, state in await connection.execute(found.order_by(_DAILY.day)):
        (late if state == ReportState.LATE else missed)[org_code].append(day)
    for org_code, day in await list_corrected_since_told(connection, first, last):
        wrong[org_code].append(day)
    return {
        code: Discipline(late.get(code, ()), missed.get(code, ()), wrong.get(code, ()))
        for code in {*late, *missed, *wrong}
    }


async def find_final_snapshot(connection: AsyncConnection, as_of: date) -> UUID | None:
    """The last one of a day that is final, or that a leader has published all the same."""
    final = or_(~_SNAPSHOT.provisional, _SNAPSHOT.reason.is_not(None))
    found = select(_SNAPSHOT.snapshot_id).where(_SNAPSHOT.as_of == as_of, final)
    snapshot_id: UUID | None = await connection.scalar(found.order_by(_SNAPSHOT.frozen_at.desc()).limit(1))
    return snapshot_id


def round_of(row: Row[Any]) -> Round:
    """From the columns of its table."""
    plain = ("round_id", "month", "scheme_id", "scheme_number", "snapshot_id")
    stands = ("state", "version", "edition", "appeals_until")
    return Round(
        **{name: row._mapping[name] for name in plain},
        terms=Terms.read(row.terms),
        **{name: row._mapping[name] for name in stands},
    )


def _round(result: Any) -> Round:
    row: Row[Any] | None = result.one_or_none()
    if row is None:
        raise RoundNotFound
    return round_of(row)
