"""Reading rankings and appeals."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.rankings.domain import AppealNotFound, RankingNotFound
from services.reporting.rankings.tables import RANKING, RANKING_PLACE, SCORE_APPEAL
from services.reporting.scores.tables import ASSESSED_STATION, ASSESSMENT_ROUND
from shared.auth.scope import within
from shared.clock import end_of, start_of
from shared.database.filtering import first_of, when
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_ROUND, _STATION = ASSESSMENT_ROUND.c, ASSESSED_STATION.c
_RANKING, _PLACE, _APPEAL = RANKING.c, RANKING_PLACE.c, SCORE_APPEAL.c
_IS_LAST = and_(_PLACE.round_id == _ROUND.round_id, _PLACE.edition == _ROUND.edition)
_IS_STATION = and_(_STATION.round_id == _PLACE.round_id, _STATION.org_code == _PLACE.org_code)


@dataclass(frozen=True, slots=True)
class WantedPlaces:
    """Places of a month, in a list; each may be left out."""

    month: str | None = None
    listed: str | None = None


async def fetch_places(
    reading: Reading, wanted: WantedPlaces, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Of the rankings that hold: the last month first, the townships first, the best first."""
    found = (
        select(RANKING_PLACE, _ROUND.month, _ROUND.state, _STATION.org_path)
        .join(ASSESSMENT_ROUND, _IS_LAST)
        .join(ASSESSED_STATION, _IS_STATION)
        .where(
            _ROUND.state != "open",
            when(wanted.month, lambda month: _ROUND.month == month),
            when(wanted.listed, lambda listed: _PLACE.listed == listed),
        )
    )
    order = [_ROUND.month, _PLACE.listed, _PLACE.ahead_of]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )  # fmt: skip


async def get_ranking(connection: AsyncConnection, round_id: UUID, edition: int) -> Row[Any]:
    """Raises `RankingNotFound`."""
    own = select(RANKING).where(_RANKING.round_id == round_id, _RANKING.edition == edition)
    row = (await connection.execute(own)).one_or_none()
    if row is None:
        raise RankingNotFound
    return row


async def list_places(connection: AsyncConnection, round_id: UUID, edition: int) -> Sequence[Row[Any]]:
    """List by list, the townships first, in order."""
    own = (
        select(RANKING_PLACE, _STATION.org_path)
        .join(ASSESSED_STATION, _IS_STATION)
        .where(_PLACE.round_id == round_id, _PLACE.edition == edition)
        .order_by(_PLACE.listed.desc(), _PLACE.ahead_of.desc())
    )
    return (await connection.execute(own)).all()


async def places_before(connection: AsyncConnection, month: str) -> Mapping[str, int | None]:
    """Station → place in the last published ranking of an earlier month."""
    last = select(func.max(_ROUND.month)).where(_ROUND.month < month, _ROUND.state == "published").scalar_subquery()
    found = select(_PLACE.org_code, _PLACE.place).join(ASSESSMENT_ROUND, _IS_LAST).where(_ROUND.month == last)
    return {row.org_code: row.place for row in await connection.execute(found)}


async def list_published(connection: AsyncConnection, first: date, last: date) -> Sequence[Row[Any]]:
    """Rankings that were published on one of these days and still hold, the first month first."""
    holds = and_(_RANKING.round_id == _ROUND.round_id, _RANKING.edition == _ROUND.edition)
    within_days = and_(_RANKING.published_at >= start_of(first), _RANKING.published_at <= end_of(last))
    own = select(RANKING, _ROUND.month).join(ASSESSMENT_ROUND, holds).where(_ROUND.state == "published", within_days)
    return (await connection.execute(own.order_by(_ROUND.month))).all()


async def find_last_published(connection: AsyncConnection, on: date) -> Row[Any] | None:
    """Of the rankings that were published by that day and still hold, that of the last month."""
    holds = and_(_RANKING.round_id == _ROUND.round_id, _RANKING.edition == _ROUND.edition)
    published = (_ROUND.state == "published", _RANKING.published_at <= end_of(on))
    own = select(RANKING, _ROUND.month).join(ASSESSMENT_ROUND, holds).where(*published)
    return (await connection.execute(own.order_by(_ROUND.month.desc()).limit(1))).one_or_none()


async def count_open_appeals(connection: AsyncConnection, round_id: UUID) -> int:
    """Of all stations."""
    own = select(func.count()).where(_APPEAL.round_id == round_id, _APPEAL.outcome.is_(None))
    return await connection.scalar(own.select_from(SCORE_APPEAL)) or 0


async def list_appeals(reading: Reading, round_id: UUID) -> Sequence[Row[Any]]:
    """Of the caller's units, the last lodged first."""
    own = _appeals(reading).where(_APPEAL.round_id == round_id)
    found: Sequence[Row[Any]] = (await reading.connection.execute(own)).all()
    return found


async def list_waiting_appeals(reading: Reading, limit: int) -> Sequence[Row[Any]]:
    """Of the caller's units, those that nobody has decided on."""
    waiting = first_of(_appeals(reading).where(_APPEAL.outcome.is_(None)), limit)
    found: Sequence[Row[Any]] = (await reading.connection.execute(waiting)).all()
    return found


async def list_provisional(connection: AsyncConnection, today: date) -> Sequence[Row[Any]]:
    """Rounds that stations may still appeal against."""
    own = select(ASSESSMENT_ROUND).where(_ROUND.state == "provisional", _ROUND.appeals_until >= today)
    return (await connection.execute(own.order_by(_ROUND.month))).all()


async def list_to_settle(connection: AsyncConnection, today: date) -> Sequence[Row[Any]]:
    """Rounds that wait for the next step of their ranking, the first month first: to be confirmed, since appeals are
    over and decided, or to be published."""
    open_appeal = select(_APPEAL.appeal_id).where(_APPEAL.round_id == _ROUND.round_id, _APPEAL.outcome.is_(None))
    decided = and_(_ROUND.state == "provisional", _ROUND.appeals_until < today, ~open_appeal.exists())
    own = select(ASSESSMENT_ROUND).where(or_(decided, _ROUND.state == "confirmed"))
    return (await connection.execute(own.order_by(_ROUND.month))).all()


async def get_appeal(reading: Reading, appeal_id: UUID) -> Row[Any]:
    """Raises `AppealNotFound`, also for one outside the caller's scope."""
    own = _appeals(reading).where(_APPEAL.appeal_id == appeal_id)
    row: Row[Any] | None = (await reading.connection.execute(own)).one_or_none()
    if row is None:
        raise AppealNotFound
    return row


async def find_appeal(connection: AsyncConnection, appeal_id: UUID) -> Row[Any] | None:
    """To be locked by its round."""
    return (await connection.execute(select(SCORE_APPEAL).where(_APPEAL.appeal_id == appeal_id))).one_or_none()


def _appeals(reading: Reading) -> Select[Any]:
    own = select(SCORE_APPEAL).where(within(_APPEAL.org_path, reading.caller))
    return own.order_by(_APPEAL.lodged_at.desc(), _APPEAL.appeal_id.desc())
