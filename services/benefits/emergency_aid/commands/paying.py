"""Emergency aid is proposed by one and released by another; from then on it is owed as what was granted."""

from uuid import UUID

from sqlalchemy import insert

from services.benefits.applications.commands.limits import must_be_entitled, must_be_within_limits
from services.benefits.applications.domain import (
    ENDED,
    ApplicationEnded,
    ApplicationNotFound,
    ApplicationState,
    with_hardship,
)
from services.benefits.applications.queries import lock_application
from services.benefits.applications.tables import EMERGENCY_AID
from services.benefits.directory.queries import going_on, hold_veteran
from services.benefits.eligibility.domain import digest_of
from services.benefits.eligibility.queries import find_known
from services.benefits.emergency_aid.commands.holding import hold_aid, tell
from services.benefits.emergency_aid.domain import (
    RELEASED,
    Emergency,
    EmergencyAidExists,
    NoEmergencyChannel,
    must_be_possible,
)
from services.benefits.emergency_aid.queries import aid_of, find_cap, find_terms
from services.benefits.kin.queries import must_not_be_recused
from services.benefits.payments.commands.granting import grant
from shared.approval.ending import decide, refuse, withdraw
from shared.approval.proposing import by
from shared.approval.recusal import NOT_RECUSED, Recusal
from shared.calendar.queries import find_calendar
from shared.clock import local_date
from shared.command import Transaction, command
from shared.database.guards import refusing
from shared.events.benefits import EmergencyAidGranted
from shared.ids import new_id
from shared.privacy.keyring import Keyring


@command
async def propose_emergency_aid(
    tx: Transaction,
    application_id: UUID,
    emergency: Emergency,
    *,
    fen: int,
    document: str,
    recusal: Recusal = NOT_RECUSED,
) -> UUID:
    """For an application that is not decided yet, up to the cap of its programme. `recusal`, here and below: on whom
    the caller decides nothing. Answers the proposal.

    Raises `ApplicationNotFound` (also outside the scope), `DecidesOnOneself`, `DecidesOnKin`, `ApplicationEnded`,
    `NoEmergencyChannel`, `EmergencyAidInvalid`, `EmergencyAidExists`.
    """
    tx.concerns(f"application {application_id}", purpose=document)
    application = await lock_application(tx.connection, application_id)
    tx.caller.must_cover(application.org_path, ApplicationNotFound())
    if ApplicationState(application.state) in ENDED:
        raise ApplicationEnded
    terms, today = await find_terms(tx.connection, application), local_date(tx.now)
    await must_not_be_recused(tx, recusal, application.person_id)
    if not terms.emergency_workdays:
        raise NoEmergencyChannel
    must_be_possible(emergency, fen, cap=await find_cap(tx.connection, terms, today), today=today)
    row = {
        "aid_id": (aid_id := new_id()),
        "application_id": application_id,
        "cause": emergency.cause,
        "happened_on": emergency.happened_on,
        "fen": fen,
        "document": document,
        **by(tx),
    }
    with refusing({"uq_emergency_aid_application": EmergencyAidExists()}):
        await tx.connection.execute(insert(EMERGENCY_AID).values(row))
    return aid_id


@command
async def release_emergency_aid(
    tx: Transaction, aid_id: UUID, *, keyring: Keyring, recusal: Recusal = NOT_RECUSED, version: int | None = None
) -> None:
    """A second person has it paid: it is owed from now on, and the next batch pays it. The papers are to be
    complete within the working days of the programme's version.

    Raises `ProposalNotFound`, `ApplicationChanged`, `ProposalDecided`, `ProposedByOneself`, `ApplicationEnded`,
    `ApplicantErased`, `DecidesOnOneself`, `DecidesOnKin`, `EmergencyAidInvalid`, `ApplicantNotEntitled`,
    `LimitReached`, `EntitlementExists`, `EntitlementExcluded`, `CalendarYearMissing`.
    """
    row, application = await hold_aid(tx, aid_id, version=version)
    aid = aid_of(row)
    aid.must_be_open()
    aid.must_be_anothers(tx.caller.hands)
    if ApplicationState(application.state) in ENDED:
        raise ApplicationEnded
    (await hold_veteran(tx.connection, application.person_id)).must_be_known()
    terms, today = await find_terms(tx.connection, application), local_date(tx.now)
    await must_not_be_recused(tx, recusal, application.person_id)
    must_be_possible(aid.emergency, row.fen, cap=await find_cap(tx.connection, terms, today), today=today)
    due_on = (await find_calendar(tx.connection)).add_working_days(today, terms.emergency_workdays)
    told = await find_known(tx.connection, await going_on(tx.connection, application.person_id), today, keyring)
    known = with_hardship(told, application.hardship_kind)
    await must_be_entitled(tx, application, known)
    await must_be_within_limits(tx, application)
    granted = await grant(tx, application, facts_digest=digest_of(known), fen=row.fen)
    await decide(tx, EMERGENCY_AID, aid, RELEASED, due_on=due_on)
    said = {"cause": row.cause, "happened_on": row.happened_on, "amount_fen": row.fen, "papers_due_on": due_on}
    await tell(tx, application, EmergencyAidGranted, entitlement_id=granted, **said)


@command
async def refuse_emergency_aid(tx: Transaction, aid_id: UUID, *, note: str, recusal: Recusal = NOT_RECUSED) -> None:
    """It waits for the decision. Raises `ProposalNotFound`, `ProposalDecided`, `ProposedByOneself`, `DecidesOnOneself`,
    `DecidesOnKin`, `StandsInForParty`."""
    row, application = await hold_aid(tx, aid_id, purpose=note)
    await must_not_be_recused(tx, recusal, application.person_id)
    await refuse(tx, EMERGENCY_AID, aid_of(row), note=note)


@command
async def withdraw_emergency_aid(tx: Transaction, aid_id: UUID, *, note: str) -> None:
    """Take one's own back. Raises `ProposalNotFound` (also for another's), `ProposalDecided`."""
    row, _ = await hold_aid(tx, aid_id, purpose=note)
    await withdraw(tx, EMERGENCY_AID, aid_of(row), note=note)
