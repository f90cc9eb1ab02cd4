"""Parts of commands: what is written of a round and a score, and what is told."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from services.reporting.schemes.domain import worded
from services.reporting.scores.domain import Round, Station
from services.reporting.scores.queries import lock_round
from services.reporting.scores.tables import ASSESSMENT_ROUND, SCORE
from shared.command import Transaction
from shared.events.reporting.assessments import ScoreCorrected, ScoreRecorded


async def hold_round(tx: Transaction, round_id: UUID, *, purpose: str = "") -> Round:
    """For this transaction alone. Raises `RoundNotFound`."""
    tx.concerns(f"assessment-round {round_id}", purpose=purpose)
    return await lock_round(tx.connection, round_id)


async def store_round(tx: Transaction, after: Round) -> None:
    """As it stands from now on."""
    stands = {name: getattr(after, name) for name in ("state", "version", "edition", "appeals_until")}
    own = ASSESSMENT_ROUND.c.round_id == after.round_id
    await tx.connection.execute(update(ASSESSMENT_ROUND).where(own).values(stands))


def score_line(
    tx: Transaction, of: Round, station: Station, indicator: str, edition: int, **said: Any
) -> dict[str, Any]:
    """Of `score`."""
    return {
        "round_id": of.round_id,
        "org_code": station.org_code,
        "indicator": indicator,
        "edition": edition,
        "steps": [],
        "evidence": None,
        "reason": None,
        "recorded_by": tx.caller.account_id,
        "recorded_at": tx.now,
        "recorded_for": tx.caller.on_behalf_of,
        **said,
    }


def tell_score(tx: Transaction, of: Round, station: Station, line: Mapping[str, Any]) -> None:
    """That it was given, or corrected; `of` counts this event already."""
    contract = ScoreRecorded if line["edition"] == 1 else ScoreCorrected
    event = contract(
        round_id=of.round_id,
        org_code=station.org_code,
        org_path=station.org_path,
        indicator=line["indicator"],
        points=worded(line["points"]),
        source=line["source"],
        edition=line["edition"],
    )
    tx.publish(event, sequence=of.version)


async def write_score(tx: Transaction, of: Round, station: Station, indicator: str, edition: int, **said: Any) -> Round:
    """Another score, and that it is told. Answers the round as it counts that event; storing it is the caller's."""
    after = of.told()
    line = score_line(tx, after, station, indicator, edition, **said)
    await tx.connection.execute(insert(SCORE).values(line))
    tell_score(tx, after, station, line)
    return after
