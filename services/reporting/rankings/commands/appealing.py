"""A station appeals against a score; somebody who did not score decides."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, update

from services.reporting.rankings.commands.ranking import rank
from services.reporting.rankings.domain import (
    AppealDecided,
    AppealNotFound,
    AppealOfOwnStation,
    AppealOpenAlready,
    Decision,
    Judged,
    must_be_impartial,
    must_be_possible,
    must_take_appeals,
    ranked_again,
)
from services.reporting.rankings.parameters import DECISION_WORKDAYS
from services.reporting.rankings.queries import find_appeal
from services.reporting.rankings.tables import SCORE_APPEAL
from services.reporting.schemes.domain import worded
from services.reporting.scores.commands.keeping import hold_round, store_round, write_score
from services.reporting.scores.domain import AssessedStationNotFound, Round, Station
from services.reporting.scores.queries import find_score, get_station, has_post_at, list_scorers
from shared.auth.moved import place_of
from shared.calendar.queries import find_calendar
from shared.clock import local_date
from shared.command import Transaction, command
from shared.database.guards import refusing
from shared.events.reporting.rankings import ScoreAppealDecided, ScoreAppealLodged
from shared.ids import new_id


@command
async def lodge_score_appeal(tx: Transaction, round_id: UUID, org_code: str, *, indicator: str, grounds: str) -> UUID:
    """While the ranking is provisional; one at a time against a score.

    Raises `RoundNotFound`, `NotProvisional`, `AppealsOver`, `AssessedStationNotFound` (also outside the scope),
    `AssessedIndicatorNotFound`, `AppealOpenAlready`, `CalendarYearMissing`.
    """
    held = await hold_round(tx, round_id, purpose=grounds)
    station = await get_station(tx.connection, round_id, org_code)
    tx.caller.must_cover(station.org_path, AssessedStationNotFound())
    today = local_date(tx.now)
    must_take_appeals(held, today)
    held.most(indicator)
    calendar = await find_calendar(tx.connection)
    decide_by = calendar.add_working_days(today, DECISION_WORKDAYS)
    appeal_id = new_id()
    line = {
        "appeal_id": appeal_id,
        "round_id": round_id,
        "org_code": org_code,
        "org_path": await place_of(tx.connection, station.org_path),
        "indicator": indicator,
        "grounds": grounds,
        "lodged_by": tx.caller.account_id,
        "lodged_for": tx.caller.on_behalf_of,
        "lodged_at": tx.now,
        "decide_by": decide_by,
    }
    with refusing({"uq_score_appeal_open": AppealOpenAlready()}):
        await tx.connection.execute(insert(SCORE_APPEAL).values(line))
    after = held.told()
    await store_round(tx, after)
    event = ScoreAppealLodged(
        round_id=round_id,
        appeal_id=appeal_id,
        org_code=org_code,
        org_path=station.org_path,
        indicator=indicator,
        decide_by=decide_by,
    )
    tx.publish(event, sequence=after.version)
    return appeal_id


@command
async def decide_score_appeal(tx: Transaction, appeal_id: UUID, decision: Decision) -> Round:
    """Refused, the score stays. Upheld, it is corrected, and all are ranked again; the ranking before stays readable.

    Raises `AppealNotFound` (also outside the scope), `AppealDecided`, `DecidedByScorer`, `AppealOfOwnStation`,
    `DecisionInvalid`.
    """
    appeal = await _hold(tx, appeal_id)
    held = await hold_round(tx, appeal.round_id, purpose=decision.note)
    # Only now is it ours: who came first may have decided.
    appeal = await _hold(tx, appeal_id)
    if appeal.outcome is not None:
        raise AppealDecided
    lodged = (appeal.lodged_by, appeal.lodged_for)
    must_be_impartial(tx.caller.hands, (*await list_scorers(tx.connection, appeal.round_id), *lodged))
    if await has_post_at(tx.connection, tx.caller.hands, appeal.org_path, tx.now):
        raise AppealOfOwnStation
    await _judge(tx, held, appeal, decision, local_date(tx.now))
    decided = {"outcome": decision.outcome, "points": decision.points, "note": decision.note}
    who = {"decided_by": tx.caller.account_id, "decided_at": tx.now}
    own = SCORE_APPEAL.c.appeal_id == appeal_id
    await tx.connection.execute(update(SCORE_APPEAL).where(own).values({**decided, **who}))
    after = await _carry_out(tx, held, appeal, decision)
    await store_round(tx, after)
    return after


async def _hold(tx: Transaction, appeal_id: UUID) -> Row[Any]:
    row = await find_appeal(tx.connection, appeal_id)
    if row is None:
        raise AppealNotFound
    tx.caller.must_cover(row.org_path, AppealNotFound())
    return row


async def _judge(tx: Transaction, held: Round, appeal: Row[Any], decision: Decision, today: date) -> None:
    stands = await find_score(tx.connection, held.round_id, appeal.org_code, appeal.indicator)
    before = None if stands is None else stands.points
    must_be_possible(Judged(appeal.indicator, decision, before, held.most(appeal.indicator)), today=today)


async def _carry_out(tx: Transaction, held: Round, appeal: Row[Any], decision: Decision) -> Round:
    after = held
    if decision.points is not None:
        station = Station(appeal.org_code, appeal.org_path, "")
        stands = await find_score(tx.connection, held.round_id, appeal.org_code, appeal.indicator)
        edition = 1 if stands is None else stands.edition + 1
        said = {"points": decision.points, "source": "appeal", "reason": decision.note}
        after = await write_score(tx, after, station, appeal.indicator, edition, **said)
    after = after.told()
    event = ScoreAppealDecided(
        round_id=held.round_id,
        appeal_id=appeal.appeal_id,
        org_code=appeal.org_code,
        org_path=appeal.org_path,
        indicator=appeal.indicator,
        outcome=decision.outcome,
        points=None if decision.points is None else worded(decision.points),
    )
    tx.publish(event, sequence=after.version)
    return await rank(tx, ranked_again(after)) if decision.is_upheld else after
