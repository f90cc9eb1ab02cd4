"""The round that a transaction holds, what comes of its votes and points, and how it goes on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.awards.domain.refusals import (
    NominationEnded,
    NominationNotFound,
    SelectionChanged,
    SelectionInvalid,
    SelectionNotFound,
)
from services.benefits.awards.domain.results import Nominee, Result, mean_of, result_of, scored
from services.benefits.awards.domain.rounds import (
    Act,
    NomineeStanding,
    Stage,
    TakenDown,
    is_of_the_past,
    must_be_possible,
)
from services.benefits.awards.queries import get_nomination, list_nominations, list_steps, lock_selection, points_in
from services.benefits.awards.tables import NOMINATION, SELECTION, STEP
from shared.auth.caller import covers
from shared.clock import local_date
from shared.command import Transaction
from shared.events.benefits import SelectionMoved, SelectionPublicityStarted
from shared.events.contract import Event
from shared.publicity import day_faults
from shared.refusal import FieldFault


class Step(NamedTuple):
    """A step for the minutes of a round: what was done, on which day, by which paper."""

    step: str
    on_day: date
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Following:
    """What follows from an act: what is written of the round, and what is told."""

    values: Mapping[str, Any]
    events: Sequence[Event] = ()


async def hold(tx: Transaction, round_id: UUID, act: Act | None, *, purpose: str = "", version: int | None) -> Row[Any]:
    """The round, of whose unit the caller is. Raises `SelectionNotFound`, `SelectionChanged`, `NotAtThisStage`."""
    row = await _held(tx, round_id, purpose, version)
    tx.caller.must_cover(row.org_path, SelectionNotFound())
    if act is not None:
        must_be_possible(act, Stage(row.stage))
    return row


async def hold_taking_part(
    tx: Transaction, round_id: UUID, act: Act, *, purpose: str = "", version: int | None = None
) -> Row[Any]:
    """The round, in which the caller's units take part. Raises `SelectionNotFound`, `SelectionChanged`,
    `NotAtThisStage`."""
    row = await _held(tx, round_id, purpose, version)
    if not any(covers(row.org_path, path) or covers(path, row.org_path) for path in tx.caller.scope):
        raise SelectionNotFound
    must_be_possible(act, Stage(row.stage))
    return row


async def _held(tx: Transaction, round_id: UUID, purpose: str, version: int | None) -> Row[Any]:
    tx.concerns(f"selection {round_id}", purpose=purpose)
    row = await lock_selection(tx.connection, round_id)
    if version not in {None, row.version}:
        raise SelectionChanged
    return row


async def own_nomination(tx: Transaction, round_id: UUID, nomination_id: UUID) -> Row[Any]:
    """One who stands, of the caller's units. Raises `NominationNotFound`, `NominationEnded`."""
    nomination = await get_nomination(tx.connection, round_id, nomination_id)
    tx.caller.must_cover(nomination.org_path, NominationNotFound())
    if nomination.standing != NomineeStanding.STANDING:
        raise NominationEnded
    return nomination


def must_be_possible_on(day: date, field: str, tx: Transaction, not_before: date | None = None) -> None:
    """Raises `SelectionInvalid`."""
    if faults := day_faults(day, today=local_date(tx.now), field=field, not_before=not_before):
        raise SelectionInvalid(fields=faults)


async def standing_in(connection: AsyncConnection, round_id: UUID) -> list[Row[Any]]:
    """The nominees who stand."""
    return list(await list_nominations(connection, round_id, NOMINATION.c.standing == NomineeStanding.STANDING))


async def scores_of(connection: AsyncConnection, row: Row[Any]) -> tuple[list[Row[Any]], list[Nominee], int]:
    """Who stands, the same with votes and points, and the most votes that anybody had. Raises `SelectionInvalid`."""
    everybody = await list_nominations(connection, row.round_id)
    standing = [each for each in everybody if each.standing == NomineeStanding.STANDING]
    if not standing:
        raise SelectionInvalid(fields=[_NOBODY])
    sheets = await points_in(connection, row.round_id)
    members = len(row.panel)
    if any(len(sheets.get(each.nomination_id, ())) < members for each in standing):
        raise SelectionInvalid(fields=[_SHEETS_MISSING])
    given = {
        each.nomination_id: [one.points for one in sheets[each.nomination_id] if one.points is not None]
        for each in standing
    }
    if not all(given.values()):
        raise SelectionInvalid(fields=[_NOBODY_JUDGES])
    nominees = [Nominee(each.nomination_id, each.votes or 0, mean_of(given[each.nomination_id])) for each in standing]
    return standing, nominees, max(each.votes or 0 for each in everybody)


async def result_in(connection: AsyncConnection, row: Row[Any]) -> Result:
    """Who is awarded as things stand. Raises `SelectionInvalid`."""
    standing, nominees, most = await scores_of(connection, row)
    drawn = {each.nomination_id: each.drawn for each in standing if each.drawn is not None}
    return result_of(nominees, row.awards, drawn, most)


async def choose(tx: Transaction, row: Row[Any], result: Result) -> None:
    """Write down everybody's place, and who is published."""
    _, nominees, most = await scores_of(tx.connection, row)
    chosen = {each.nominee.nominee_id for each in result.awarded}
    own = NOMINATION.c
    await tx.connection.execute(
        update(NOMINATION).where(own.round_id == row.round_id).values(is_chosen=False, place=None)
    )  # fmt: skip
    for each in scored(nominees, most):
        nomination_id = each.nominee.nominee_id
        written = {"place": each.place, "is_chosen": nomination_id in chosen}
        await tx.connection.execute(update(NOMINATION).where(own.nomination_id == nomination_id).values(written))


async def unchoose(tx: Transaction, row: Row[Any]) -> Following:
    """Nobody is published any more: back to the panel."""
    own = NOMINATION.c
    await tx.connection.execute(update(NOMINATION).where(own.round_id == row.round_id).values(is_chosen=False))
    moved = SelectionMoved(round_id=row.round_id, org_path=row.org_path, stage=Stage.PANEL.value)
    return Following({"stage": Stage.PANEL.value, "published_on": None}, [moved])


def published(row: Row[Any], result: Result, begun_on: date) -> Following:
    """Publicity begins."""
    event = SelectionPublicityStarted(
        round_id=row.round_id,
        org_path=row.org_path,
        nomination_ids=tuple(each.nominee.nominee_id for each in result.awarded),
        begun_on=begun_on,
        workdays=row.workdays,
    )
    return Following({"stage": Stage.PUBLICITY.value, "published_on": begun_on}, [event])


async def left_by_one(tx: Transaction, row: Row[Any], nomination: Row[Any], on: date) -> Following:
    """Somebody who stood has left the round. While it is published the next one moves up, and publicity begins anew for
    whoever was not published before; where equals must draw first, or nobody is left, it goes back to the panel."""
    if row.stage != Stage.PUBLICITY or not nomination.is_chosen:
        return Following({})
    before = {each.nomination_id for each in await standing_in(tx.connection, row.round_id) if each.is_chosen}
    if not await standing_in(tx.connection, row.round_id):
        return await unchoose(tx, row)
    result = await result_in(tx.connection, row)
    if result.drawing:
        return await unchoose(tx, row)
    await choose(tx, row, result)
    moved_up = {each.nominee.nominee_id for each in result.awarded} - before
    # Nobody was asked about them before today, whatever day the paper has; of a round of the past that counts alone.
    steps = await taken_down(tx.connection, row.round_id)
    begun_on = on if is_of_the_past(row.year, steps) else max(on, local_date(tx.now))
    return published(row, result, begun_on) if moved_up else Following({})


async def taken_down(connection: AsyncConnection, round_id: UUID) -> list[TakenDown]:
    """The steps of a round, in their order."""
    steps = await list_steps(connection, round_id)
    return [TakenDown(each.step, each.on_day, local_date(each.recorded_at)) for each in steps]


async def go_on(
    tx: Transaction,
    row: Row[Any],
    events: Sequence[Event],
    *,
    step: Step | None = None,
    synthetic: Iterable[UUID] = (),
    **values: Any,
) -> int:
    """Write where the round stands, and tell of it; `synthetic`: nominations of invented persons. Answers its version
    from now on."""
    version: int = row.version + len(events)
    own = SELECTION.c.round_id == row.round_id
    await tx.connection.execute(update(SELECTION).where(own).values(**values, version=version))
    if step is not None:
        line = {
            "round_id": row.round_id,
            "number": version,
            "stage": values.get("stage", row.stage),
            "recorded_by": tx.caller.account_id,
            "recorded_for": tx.caller.on_behalf_of,
            "recorded_at": tx.now,
            **step._asdict(),
        }
        await tx.connection.execute(insert(STEP).values(line))
    invented, today = set(synthetic), local_date(tx.now)
    for sequence, event in enumerate(events, start=row.version + 1):
        is_invented = getattr(event, "nomination_id", None) in invented
        tx.publish(event, sequence=sequence, synthetic=is_invented, effective_on=today)
    return version


def told_of(row: Row[Any]) -> dict[str, Any]:
    """Of a round, what every event says."""
    return {"round_id": row.round_id, "org_path": row.org_path}


def told_of_nominee(nomination: Row[Any]) -> dict[str, Any]:
    """Of a nominee, what every event says."""
    names = ("round_id", "nomination_id", "person_id", "org_path")
    return {name: nomination._mapping[name] for name in names}


def invented(*nominations: Row[Any]) -> list[UUID]:
    """Those of invented persons."""
    return [each.nomination_id for each in nominations if each.synthetic]


_NOBODY = FieldFault("nominations", "nobody-stands", "没有候选人。", "Nobody stands.")
_SHEETS_MISSING = FieldFault(
    "panel", "points-missing", "还有评委没有打分。", "A member of the panel gave no points yet."
)
_NOBODY_JUDGES = FieldFault(
    "panel", "nobody-judges", "有候选人的全部评委都已回避。", "All members withdrew from one of the nominees."
)
