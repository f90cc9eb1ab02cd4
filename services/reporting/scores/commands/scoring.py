"""An inspector scores a station."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from services.reporting.scores.commands.keeping import hold_round, store_round, write_score
from services.reporting.scores.domain import (
    OtherInspectorNamed,
    OwnScoreDecided,
    OwnStationScored,
    Round,
    ScoreChanged,
    Scoring,
    Station,
    must_be_possible,
)
from services.reporting.scores.queries import find_inspector, find_score, get_station, has_post_at, list_scorers_of
from shared.auth.hands import are_of
from shared.clock import local_date
from shared.command import Transaction, command


@dataclass(frozen=True, slots=True)
class Given:
    """What is said of an indicator, what it goes by, and why it is not what was said before."""

    points: Decimal
    evidence: str
    reason: str | None = None

    def is_said_by(self, source: str, points: Decimal, evidence: str | None) -> bool:
        """That score of an inspector is the same."""
        return (source, points, evidence) == ("inspector", self.points, self.evidence)


@command
async def record_score(
    tx: Transaction,
    round_id: UUID,
    org_code: str,
    indicator: str,
    given: Given,
    *,
    edition: int | None = None,
    once: bool = False,
) -> int:
    """The first score of it, or another one that holds instead; those before it are kept. `edition`: the one that was
    shown, 0 for none. Answers the edition; 0 where, asked to say it `once`, an inspector's score says that already.

    Raises `RoundNotFound`, `RoundNotOpen`, `AssessedStationNotFound`, `OutOfScope`, `AssessedIndicatorNotFound`,
    `OwnStationScored`, `OtherInspectorNamed`, `ScoreChanged`, `OwnScoreDecided`, `ScoreInvalid`.
    """
    held = await hold_round(tx, round_id, purpose=given.reason or given.evidence)
    held.must_be_open()
    station = await get_station(tx.connection, round_id, org_code)
    tx.caller.must_cover(station.org_path)
    if await has_post_at(tx.connection, tx.caller.hands, station.org_path, tx.now):
        raise OwnStationScored
    most = held.most(indicator)
    before = await find_score(tx.connection, round_id, org_code, indicator)
    stands = 0 if before is None else before.edition
    if once and before is not None and given.is_said_by(before.source, before.points, before.evidence):
        return 0
    if edition not in {None, stands}:
        raise ScoreChanged
    await _must_be_theirs(tx, held, station, indicator, is_decided=before is not None and before.source == "appeal")
    said = Scoring(indicator, given.points, given.reason, most, None if before is None else before.points)
    must_be_possible(said, today=local_date(tx.now))
    facts = {"points": given.points, "source": "inspector", "evidence": given.evidence, "reason": given.reason}
    await store_round(tx, await write_score(tx, held, station, indicator, stands + 1, **facts))
    return stands + 1


async def _must_be_theirs(tx: Transaction, held: Round, station: Station, indicator: str, *, is_decided: bool) -> None:
    """It is scored by whom the scheme names; what was decided on an appeal, by somebody else than who scored it before.
    Raises `OtherInspectorNamed`, `OwnScoreDecided`."""
    if is_decided:
        scorers = await list_scorers_of(tx.connection, held.round_id, station.org_code, indicator)
        if are_of(tx.caller.hands, scorers):
            raise OwnScoreDecided
        return
    named = await find_inspector(tx.connection, held, indicator, station.org_path, tx.now)
    if named not in {None, *tx.caller.hands}:
        raise OtherInspectorNamed
