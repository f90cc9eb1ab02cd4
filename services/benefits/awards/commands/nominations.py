"""Nominating somebody, correcting and withdrawing that; what four offices say of him."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from services.benefits.awards.commands.holding import (
    go_on,
    hold,
    hold_taking_part,
    invented,
    left_by_one,
    must_be_possible_on,
    own_nomination,
    told_of_nominee,
)
from services.benefits.awards.domain.refusals import (
    NominationEnded,
    NominationExists,
    SelectionInvalid,
)
from services.benefits.awards.domain.results import Level
from services.benefits.awards.domain.rounds import Act, NomineeStanding
from services.benefits.awards.queries import get_nomination, vetted_in, won_before
from services.benefits.awards.rules import NOMINEE, Candidate
from services.benefits.awards.tables import NOMINATION, VETTING
from services.benefits.directory.domain import Veteran, VeteranNotKnownYet
from services.benefits.directory.queries import files_of, hold_veteran
from services.benefits.kin.queries import must_not_be_recused
from shared.approval.recusal import NOT_RECUSED, Recusal
from shared.clock import local_date
from shared.command import Transaction, command
from shared.database.guards import refusing
from shared.events.benefits import (
    NomineeCorrected,
    NomineeDisqualified,
    NomineeNominated,
    NomineeReinstated,
    NomineeVetted,
    NomineeWithdrawn,
)
from shared.events.contract import Event
from shared.ids import new_id
from shared.rule import refuse

VETTING_FAILED = "vetting-failed"


@command
async def nominate(tx: Transaction, round_id: UUID, *, person_id: UUID, nominated_on: date, merits: str) -> UUID:
    """A unit nominates somebody for whom it answers.

    Raises `SelectionNotFound`, `NotAtThisStage`, `VeteranNotKnownYet` (also outside the scope), `ApplicantErased`,
    `SelectionInvalid`, `NominationExists`.
    """
    row = await hold_taking_part(tx, round_id, Act.NOMINATE)
    person = await hold_veteran(tx.connection, person_id)
    tx.caller.must_cover(person.org_path, VeteranNotKnownYet())
    person.must_be_known()
    must_be_possible_on(nominated_on, "nominated_on", tx, row.opened_on)
    await _must_be_eligible(tx, row, person, nominated_on)
    if await _is_nominated(tx, round_id, person_id):
        raise NominationExists
    nomination: dict[str, Any] = {
        "nomination_id": new_id(),
        "round_id": round_id,
        "person_id": person_id,
        "org_code": person.org_code,
        "org_path": person.org_path,
        "nominated_on": nominated_on,
        "merits": merits,
        "standing": NomineeStanding.STANDING.value,
        "is_chosen": False,
        "synthetic": person.synthetic,
    }
    with refusing({"uq_selection_nomination_person": NominationExists()}):
        made = (await tx.connection.execute(insert(NOMINATION).values(nomination).returning(NOMINATION))).one()
    event = NomineeNominated(**told_of_nominee(made), nominated_on=nominated_on)
    await go_on(tx, row, [event], synthetic=invented(made))
    found: UUID = made.nomination_id
    return found


async def _must_be_eligible(tx: Transaction, row: Row[Any], person: Veteran, on: date) -> None:
    """Raises `SelectionInvalid` with every broken rule."""
    candidate = Candidate(
        on,
        Level.of(row.level),
        await won_before(tx.connection, person.veteran_id, row.award),
        person.deceased_on,
        is_deregistered=person.deregistered_on is not None,
        is_merged=person.merged_into is not None,
        away_since=person.away_since,
    )
    refuse(SelectionInvalid, NOMINEE, candidate, on=on)


async def _is_nominated(tx: Transaction, round_id: UUID, person_id: UUID) -> bool:
    """By any of his files."""
    own = NOMINATION.c
    found = select(own.nomination_id).where(
        own.round_id == round_id, own.person_id.in_(files_of(person_id)), own.standing != NomineeStanding.WITHDRAWN
    )
    return await tx.connection.scalar(found.limit(1)) is not None


@command
async def correct_nomination(
    tx: Transaction,
    round_id: UUID,
    nomination_id: UUID,
    *,
    nominated_on: date,
    merits: str,
    version: int | None = None,
) -> int:
    """Until the vote begins. Somebody else is another nomination. Answers the round's version.

    Raises `SelectionNotFound`, `SelectionChanged`, `NotAtThisStage`, `NominationNotFound`, `NominationEnded`,
    `SelectionInvalid`.
    """
    row = await hold_taking_part(tx, round_id, Act.CORRECT_NOMINATION, version=version)
    nomination = await own_nomination(tx, round_id, nomination_id)
    must_be_possible_on(nominated_on, "nominated_on", tx, row.opened_on)
    await _write(tx, nomination, nominated_on=nominated_on, merits=merits)
    event = NomineeCorrected(**told_of_nominee(nomination), nominated_on=nominated_on)
    return await go_on(tx, row, [event], synthetic=invented(nomination))


@command
async def withdraw_nomination(
    tx: Transaction, round_id: UUID, nomination_id: UUID, *, reason: str, version: int | None = None
) -> None:
    """He does not want it, has died, or was nominated by mistake; while it is published the next one moves up.

    Raises `SelectionNotFound`, `SelectionChanged`, `NotAtThisStage`, `NominationNotFound`, `NominationEnded`.
    """
    row = await hold_taking_part(tx, round_id, Act.WITHDRAW, purpose=reason, version=version)
    nomination = await own_nomination(tx, round_id, nomination_id)
    await _write(tx, nomination, standing=NomineeStanding.WITHDRAWN.value, reason=reason)
    following = await left_by_one(tx, row, nomination, local_date(tx.now))
    await _write(tx, nomination, is_chosen=False)
    events = [NomineeWithdrawn(**told_of_nominee(nomination)), *following.events]
    await go_on(tx, row, events, synthetic=invented(nomination), **following.values)


@command
async def vet_nominee(
    tx: Transaction,
    round_id: UUID,
    nomination_id: UUID,
    *,
    office: str,
    passed: bool,
    document: str,
    vetted_on: date,
    recusal: Recusal = NOT_RECUSED,
    version: int | None = None,
) -> int:
    """Take down what an office said. One that does not let him pass disqualifies him; said anew it may reinstate him.
    `recusal`: on whom the caller decides nothing.

    Raises `SelectionNotFound`, `SelectionChanged`, `NotAtThisStage`, `NominationNotFound`, `NominationEnded`,
    `DecidesOnOneself`, `DecidesOnKin`, `StandsInForParty`, `SelectionInvalid`.
    """
    row = await hold(tx, round_id, Act.VET, purpose=document, version=version)
    nomination = await get_nomination(tx.connection, round_id, nomination_id)
    if nomination.standing not in {NomineeStanding.STANDING, NomineeStanding.DISQUALIFIED}:
        raise NominationEnded
    await must_not_be_recused(tx, recusal, nomination.person_id)
    must_be_possible_on(vetted_on, "vetted_on", tx, nomination.nominated_on)
    said = {"passed": passed, "document": document, "vetted_on": vetted_on, "recorded_by": tx.caller.account_id}
    key = {"nomination_id": nomination_id, "office": office}
    written = upsert(VETTING).values(**key, **said)
    await tx.connection.execute(written.on_conflict_do_update(index_elements=list(key), set_=said))
    vetted = NomineeVetted(**told_of_nominee(nomination), office=office, passed=passed, vetted_on=vetted_on)
    events = [vetted, *await _follows(tx, nomination)]
    return await go_on(tx, row, events, synthetic=invented(nomination))


async def _follows(tx: Transaction, nomination: Row[Any]) -> list[Event]:
    """Whether he stands, from all that was said of him."""
    said = (await vetted_in(tx.connection, nomination.round_id))[nomination.nomination_id]
    failed = not all(each.passed for each in said)
    stood = nomination.standing == NomineeStanding.STANDING
    if failed and stood:
        await _write(tx, nomination, standing=NomineeStanding.DISQUALIFIED.value, reason=VETTING_FAILED)
        return [NomineeDisqualified(**told_of_nominee(nomination), reason=VETTING_FAILED)]
    if not failed and not stood:
        await _write(tx, nomination, standing=NomineeStanding.STANDING.value, reason=None)
        return [NomineeReinstated(**told_of_nominee(nomination))]
    return []


async def _write(tx: Transaction, nomination: Row[Any], **values: Any) -> None:
    own = NOMINATION.c.nomination_id == nomination.nomination_id
    await tx.connection.execute(update(NOMINATION).where(own).values(values))
