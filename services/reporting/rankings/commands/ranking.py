"""A ranking is made, confirmed, published; a round is reopened."""

from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from services.reporting.rankings.domain import (
    Placed,
    confirmed,
    must_be,
    provisional,
    published,
    ranked,
    reopened,
    results_of,
)
from services.reporting.rankings.parameters import APPEAL_WORKDAYS
from services.reporting.rankings.queries import count_open_appeals, list_places
from services.reporting.rankings.tables import RANKING, RANKING_PLACE
from services.reporting.schemes.domain import worded
from services.reporting.scores.commands.keeping import hold_round, store_round
from services.reporting.scores.domain import Round, Station, missing_of
from services.reporting.scores.queries import list_points, list_stations_where
from shared.calendar.queries import find_calendar
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.reporting.rankings import (
    AssessmentRoundReopened,
    ProvisionalRankingPublished,
    RankedStation,
    RankingPublished,
)


@command
async def publish_provisional_ranking(tx: Transaction, round_id: UUID, *, version: int | None = None) -> Round:
    """Every score is there: who ranks where, for stations to appeal against for so many working days.

    Raises `RoundNotFound`, `RoundChanged`, `RoundNotOpen`, `RoundIncomplete`, `CalendarYearMissing`.
    """
    held = await hold_round(tx, round_id)
    must_be(held, version)
    held.must_be_open()
    missing = missing_of(held, await list_points(tx.connection, round_id))
    calendar = await find_calendar(tx.connection)
    until = calendar.add_working_days(local_date(tx.now), APPEAL_WORKDAYS)
    after = await rank(tx, provisional(held, missing, until))
    await store_round(tx, after)
    return after


@command
async def confirm_ranking(tx: Transaction, round_id: UUID, *, version: int | None = None) -> Round:
    """Nobody may appeal any more, and every appeal is decided. Raises `RoundNotFound`, `RoundChanged`,
    `NotProvisional`, `AppealsPossible`, `AppealsOpen`."""
    held = await hold_round(tx, round_id)
    must_be(held, version)
    after = confirmed(held, await count_open_appeals(tx.connection, round_id), local_date(tx.now))
    await store_round(tx, after)
    await _mark(tx, after, confirmed_by=tx.caller.account_id, confirmed_at=tx.now)
    return after


@command
async def publish_ranking(tx: Transaction, round_id: UUID, *, version: int | None = None) -> Round:
    """It stands, for everybody to see. Raises `RoundNotFound`, `RoundChanged`, `NotConfirmed`."""
    held = await hold_round(tx, round_id)
    must_be(held, version)
    after = published(held)
    await _mark(tx, after, published_by=tx.caller.account_id, published_at=tx.now)
    rows = await list_places(tx.connection, round_id, after.edition)
    for listed in dict.fromkeys(row.listed for row in rows):
        after = after.told()
        event = RankingPublished(
            round_id=round_id,
            month=after.month,
            edition=after.edition,
            listed=listed,
            rows=[
                RankedStation(org_code=row.org_code, place=row.place, total=worded(row.total))
                for row in rows
                if row.listed == listed
            ],
        )
        tx.publish(event, sequence=after.version)
    await store_round(tx, after)
    return after


@command
async def reopen_assessment_round(tx: Transaction, round_id: UUID, *, reason: str, version: int | None = None) -> Round:
    """To be scored again. Raises `RoundNotFound`, `RoundChanged`, `NotToReopen`, `AppealsOpen`."""
    held = await hold_round(tx, round_id, purpose=reason)
    must_be(held, version)
    after = reopened(held, await count_open_appeals(tx.connection, round_id)).told()
    await store_round(tx, after)
    event = AssessmentRoundReopened(round_id=round_id, month=after.month, edition=after.edition)
    tx.publish(event, sequence=after.version)
    return after


async def rank(tx: Transaction, of: Round) -> Round:
    """Write down the ranking of this edition, and tell it list by list. Answers the round as it counts these events;
    storing it is the caller's."""
    rows = await list_stations_where(tx.connection, of.round_id)
    stations = [Station(row.org_code, row.org_path, row.listed) for row in rows]
    placed = ranked(results_of(stations, await list_points(tx.connection, of.round_id), of))
    line = {"round_id": of.round_id, "edition": of.edition, "made_by": tx.caller.account_id, "made_at": tx.now}
    await tx.connection.execute(insert(RANKING).values(line))
    for listed in dict.fromkeys(each.result.station.listed for each in placed):
        own = [each for each in placed if each.result.station.listed == listed]
        await tx.connection.execute(
            insert(RANKING_PLACE), [_place(of, each, len(own) - number) for number, each in enumerate(own, start=1)]
        )
        of = of.told()
        event = ProvisionalRankingPublished(
            round_id=of.round_id,
            month=of.month,
            edition=of.edition,
            listed=listed,
            appeals_until=of.appeals_until or local_date(tx.now),
            rows=[_told(each) for each in own],
        )
        tx.publish(event, sequence=of.version)
    return of


def _place(of: Round, placed: Placed, ahead_of: int) -> dict[str, Any]:
    result = placed.result
    return {
        "round_id": of.round_id,
        "edition": of.edition,
        "org_code": result.station.org_code,
        "listed": result.station.listed,
        "ahead_of": ahead_of,
        "place": placed.place,
        "total": result.total,
        "points": {code: worded(points) for code, points in result.points.items()},
    }


def _told(placed: Placed) -> RankedStation:
    result = placed.result
    return RankedStation(org_code=result.station.org_code, place=placed.place, total=worded(result.total))


async def _mark(tx: Transaction, of: Round, **marks: Any) -> None:
    own = (RANKING.c.round_id == of.round_id, RANKING.c.edition == of.edition)
    await tx.connection.execute(update(RANKING).where(*own).values(marks))
