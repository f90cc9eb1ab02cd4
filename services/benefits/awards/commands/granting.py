"""Awards granted by a leader who took down no result, and revoked."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, update

from services.benefits.awards.commands.holding import (
    Step,
    go_on,
    hold,
    invented,
    must_be_possible_on,
    standing_in,
    told_of_nominee,
)
from services.benefits.awards.domain.refusals import NotAwarded, RecordedByOneself, SelectionInvalid
from services.benefits.awards.domain.results import Level
from services.benefits.awards.domain.rounds import Act, NomineeStanding, Stage
from services.benefits.awards.queries import (
    get_nomination,
    list_selection_objections,
    recorded_results,
    same_person,
    won_before,
)
from services.benefits.awards.rules import CANDIDATE, Candidate
from services.benefits.awards.tables import NOMINATION, publicity_of
from services.benefits.directory.queries import hold_veteran
from services.benefits.kin.queries import must_not_be_recused
from shared.approval.recusal import NOT_RECUSED, Recusal
from shared.auth.hands import are_of
from shared.calendar.queries import find_calendar
from shared.command import Transaction, command
from shared.database.locks import of_text
from shared.events.benefits import AwardGranted, AwardRevoked
from shared.publicity import PublicityNotOver
from shared.refusal import FieldFault
from shared.rule import faults


@command
async def grant_awards(
    tx: Transaction,
    round_id: UUID,
    *,
    granted_on: date,
    document: str,
    recusal: Recusal = NOT_RECUSED,
    version: int | None = None,
) -> None:
    """Whoever was published is awarded, once the publicity is over. `recusal`: on whom the caller decides nothing.

    Raises `SelectionNotFound`, `SelectionChanged`, `NotAtThisStage`, `RecordedByOneself`, `PublicityNotOver`,
    `DecidesOnOneself`, `DecidesOnKin`, `SelectionInvalid`: who has died or left, or was awarded elsewhere meanwhile, is
    withdrawn first.
    """
    row = await hold(tx, round_id, Act.GRANT, purpose=document, version=version)
    if are_of(tx.caller.hands, await recorded_results(tx.connection, round_id)):
        raise RecordedByOneself
    publicity = publicity_of(row, await list_selection_objections(tx.connection, round_id))
    must_be_possible_on(granted_on, "granted_on", tx, row.published_on)
    if publicity is None or not publicity.is_over(await find_calendar(tx.connection), granted_on):
        raise PublicityNotOver
    # Of one award: who wins it in one round at the same moment is barred from it in another.
    await tx.connection.execute(select(func.pg_advisory_xact_lock(*of_text(f"award {row.award}"))))
    standing = await standing_in(tx.connection, round_id)
    chosen = [each for each in standing if each.is_chosen]
    await must_not_be_recused(tx, recusal, *(each.person_id for each in chosen))
    await _must_be_eligible(tx, row, chosen, granted_on)
    its = NOMINATION.c
    stood = (its.round_id == round_id, its.standing == NomineeStanding.STANDING)
    granted = {"standing": NomineeStanding.AWARDED.value, "granted_on": granted_on}
    await tx.connection.execute(update(NOMINATION).where(*stood, its.is_chosen).values(granted))
    await tx.connection.execute(update(NOMINATION).where(*stood).values(standing=NomineeStanding.NOT_AWARDED.value))
    events = [AwardGranted(**_told(row, each), granted_on=granted_on) for each in chosen]
    values = {"stage": Stage.AWARDED.value, "ended_on": granted_on}
    step = Step("granted", granted_on, document)
    await go_on(tx, row, events, step=step, synthetic=invented(*chosen), **values)


@command
async def revoke_award(
    tx: Transaction,
    round_id: UUID,
    nomination_id: UUID,
    *,
    ground: str,
    document: str,
    revoked_on: date,
    recusal: Recusal = NOT_RECUSED,
    version: int | None = None,
) -> None:
    """The award is taken from somebody; he may be nominated again. `recusal`: on whom the caller decides nothing.

    Raises `SelectionNotFound`, `SelectionChanged`, `NotAtThisStage`, `NominationNotFound`, `NotAwarded`,
    `DecidesOnOneself`, `DecidesOnKin`, `SelectionInvalid`.
    """
    row = await hold(tx, round_id, Act.REVOKE, purpose=document, version=version)
    nomination = await get_nomination(tx.connection, round_id, nomination_id)
    if nomination.standing != NomineeStanding.AWARDED:
        raise NotAwarded
    await must_not_be_recused(tx, recusal, nomination.person_id)
    must_be_possible_on(revoked_on, "revoked_on", tx, nomination.granted_on)
    values = {
        "standing": NomineeStanding.REVOKED.value,
        "revoked_on": revoked_on,
        "revocation_ground": ground,
        "revocation_document": document,
    }
    it = NOMINATION.c.nomination_id == nomination_id
    await tx.connection.execute(update(NOMINATION).where(it).values(values))
    event = AwardRevoked(**_told(row, nomination), ground=ground, revoked_on=revoked_on)
    step = Step("revoked", revoked_on, document)
    await go_on(tx, row, [event], step=step, synthetic=invented(nomination))


async def _must_be_eligible(tx: Transaction, row: Row[Any], chosen: Sequence[Row[Any]], on: date) -> None:
    """Nobody is awarded who is barred (rule B12) or is not in the register any more. Raises `SelectionInvalid`."""
    people = [each.person_id for each in chosen]
    found: list[FieldFault] = []
    for each in sorted(chosen, key=lambda one: one.person_id):
        person = await hold_veteran(tx.connection, each.person_id)
        candidate = Candidate(
            on,
            Level.of(row.level),
            await won_before(tx.connection, each.person_id, row.award),
            person.deceased_on,
            is_deregistered=person.deregistered_on is not None,
            away_since=person.away_since,
            is_twice=await same_person(tx.connection, each.person_id, people),
        )
        found += [
            FieldFault(f"nominations.{each.nomination_id}", fault.code, fault.zh, fault.en)
            for fault in faults(CANDIDATE, candidate, on=on)
        ]
    if found:
        raise SelectionInvalid(fields=found)


def _told(row: Row[Any], nomination: Row[Any]) -> dict[str, Any]:
    round_says = {"award": row.award, "level": row.level, "year": row.year}
    return {**told_of_nominee(nomination), **round_says}
