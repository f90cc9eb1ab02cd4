"""Opening, correcting and cancelling a round; going on to another stage, or back."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from services.benefits.awards.commands.holding import Step, go_on, hold, must_be_possible_on, standing_in, told_of
from services.benefits.awards.commands.holding import unchoose as taken_off
from services.benefits.awards.domain.refusals import ObjectionOpen, SelectionExists
from services.benefits.awards.domain.rounds import Act, Stage, must_be_the_first, must_go_on
from services.benefits.awards.queries import list_nominations, list_selection_objections, said_in, vetted_in
from services.benefits.awards.tables import SELECTION, STEP
from services.benefits.directory.queries import hold_org_unit
from shared.clock import local_date
from shared.command import Transaction, command
from shared.database.guards import refusing
from shared.events.benefits import SelectionCancelled, SelectionCorrected, SelectionMoved, SelectionOpened
from shared.ids import new_id

_EXISTS = {"uq_selection_round_open": SelectionExists()}


@command
async def open_selection(
    tx: Transaction,
    *,
    award: str,
    year: int,
    level: str,
    org_code: str,
    awards: int,
    workdays: int,
    notice: str,
    panel: Sequence[str],
    opened_on: date,
) -> UUID:
    """A unit begins to select for an award. Raises `OrgUnitNotKnownYet`, `SelectionInvalid`, `SelectionExists`."""
    round_id = new_id()
    tx.concerns(f"selection {round_id}", purpose=notice)
    unit = await hold_org_unit(tx.connection, org_code)
    tx.caller.must_cover(unit.org_path)
    must_be_possible_on(opened_on, "opened_on", tx)
    row = {
        "round_id": round_id,
        "award": award,
        "year": year,
        "level": level,
        "org_code": org_code,
        "org_path": unit.org_path,
        "awards": awards,
        "workdays": workdays,
        "notice": notice,
        "panel": list(panel),
        "opened_on": opened_on,
        "stage": Stage.NOMINATING.value,
        "version": 1,
    }
    with refusing(_EXISTS):
        await tx.connection.execute(insert(SELECTION).values(row))
    step = {
        "round_id": round_id,
        "number": 1,
        "step": "opened",
        "stage": Stage.NOMINATING.value,
        "on_day": opened_on,
        "document": notice,
        "recorded_by": tx.caller.account_id,
        "recorded_at": tx.now,
    }
    await tx.connection.execute(insert(STEP).values(step))
    event = SelectionOpened(
        round_id=round_id,
        org_path=unit.org_path,
        award=award,
        level=level,
        year=year,
        awards=awards,
        opened_on=opened_on,
    )
    tx.publish(event, sequence=1, effective_on=opened_on)
    return round_id


@command
async def correct_selection(
    tx: Transaction,
    round_id: UUID,
    *,
    awards: int,
    workdays: int,
    notice: str,
    panel: Sequence[str],
    opened_on: date,
    version: int | None = None,
) -> int:
    """Until the panel meets. Another award, year or level is another round: this one is cancelled. Answers the version.

    Raises `SelectionNotFound`, `SelectionChanged`, `NotAtThisStage`, `SelectionInvalid`.
    """
    row = await hold(tx, round_id, Act.CORRECT, purpose=notice, version=version)
    must_be_possible_on(opened_on, "opened_on", tx)
    must_be_the_first(opened_on, [each.nominated_on for each in await list_nominations(tx.connection, round_id)])
    values: dict[str, Any] = {
        "awards": awards,
        "workdays": workdays,
        "notice": notice,
        "panel": list(panel),
        "opened_on": opened_on,
    }
    event = SelectionCorrected(**told_of(row), awards=awards, opened_on=opened_on)
    return await go_on(tx, row, [event], **values)


@command
async def cancel_selection(tx: Transaction, round_id: UUID, *, reason: str, version: int | None = None) -> None:
    """It is given up, or was opened by mistake. Raises `SelectionNotFound`, `SelectionChanged`, `NotAtThisStage`."""
    row = await hold(tx, round_id, Act.CANCEL, purpose=reason, version=version)
    values: dict[str, Any] = {
        "stage": Stage.CANCELLED.value,
        "ended_on": local_date(tx.now),
        "cancelled_because": reason,
        "published_on": None,
    }
    await go_on(tx, row, [SelectionCancelled(**told_of(row))], **values)


@command
async def move_selection(
    tx: Transaction, round_id: UUID, *, to: Stage, reason: str | None = None, version: int | None = None
) -> int:
    """End a stage, or go back to the one before. Answers the version.

    Raises `SelectionNotFound`, `SelectionChanged`, `NotAtThisStage`, `SelectionInvalid`, `ObjectionOpen`.
    """
    row = await hold(tx, round_id, None, purpose=reason or "", version=version)
    said = await vetted_in(tx.connection, round_id)
    standing = await standing_in(tx.connection, round_id)
    vetted = {each.nomination_id: said_in(said.get(each.nomination_id, ())) for each in standing}
    must_go_on(Stage(row.stage), to, vetted)
    step = Step("moved", local_date(tx.now), reason)
    if to is Stage.PANEL:
        if any(each.settled_on is None for each in await list_selection_objections(tx.connection, round_id)):
            raise ObjectionOpen
        back = await taken_off(tx, row)
        return await go_on(tx, row, back.events, step=step, **back.values)
    event = SelectionMoved(**told_of(row), stage=to.value)
    return await go_on(tx, row, [event], step=step, stage=to.value)
