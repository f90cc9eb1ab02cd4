"""Applying, giving an opinion, supplying, withdrawing."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from services.benefits.applications.commands.holding import change, find_due, go_on, hold_application, told_of
from services.benefits.applications.commands.limits import must_be_entitled, must_be_within_limits
from services.benefits.applications.domain import (
    Application,
    ApplicationExists,
    ApplicationInvalid,
    ApplicationState,
    EmergencyPapersMissing,
    NobodyToDecide,
    heard,
    must_be_in_time,
    must_say_hardship,
    possible_day,
    submitted,
    supplied,
    with_hardship,
    withdrawn,
)
from services.benefits.applications.parameters import HARDSHIP
from services.benefits.applications.queries import has_open, lacks_papers, list_opinions, opinion_in
from services.benefits.applications.rules import HOUSEHOLD_MISSING, limits_by_household
from services.benefits.applications.tables import APPLICATION, APPLICATION_OPINION
from services.benefits.directory.domain import VeteranNotKnownYet
from services.benefits.directory.queries import going_on, hold_veteran
from services.benefits.eligibility.domain import digest_of
from services.benefits.eligibility.queries import asks_for, find_known
from services.benefits.kin.queries import must_not_be_recused
from services.benefits.payments.commands.granting import grant, take_back
from services.benefits.programmes.queries import find_end, get_in_force_on
from shared.approval import Opinion, Statement, opinion_of
from shared.approval.levels import levels_of
from shared.approval.recusal import NOT_RECUSED, Recusal
from shared.calendar.queries import find_calendar
from shared.clock import local_date
from shared.command import Transaction, command
from shared.database.guards import refusing
from shared.events.benefits import (
    ApplicationReviewed,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    BenefitApproved,
    BenefitRefused,
    PublicityStarted,
)
from shared.events.contract import Event
from shared.ids import new_id
from shared.privacy.keyring import Keyring


@command
async def apply_for_benefit(
    tx: Transaction,
    *,
    person_id: UUID,
    programme_code: str,
    applied_on: date,
    document: str,
    hardship_kind: str | None = None,
    household_no: str | None = None,
    late_because: str | None = None,
) -> UUID:
    """Somebody applies for what a programme in force on the day gives, by the unit that answers for him; by a file
    that was merged, as the one that goes on. `hardship_kind`: of a programme that asks for it; `household_no`: of one
    that is limited by household; `late_because`: why it comes after the version of that day has ended.

    Raises `VeteranNotKnownYet` (also outside the scope), `ApplicantErased`, `ProgrammeNotFound`, `NobodyToDecide`,
    `ApplicationInvalid`, `ApplicationExists`.
    """
    application_id = new_id()
    tx.concerns(f"application {application_id}", purpose=document)
    person_id = await going_on(tx.connection, person_id)
    person = await hold_veteran(tx.connection, person_id)
    tx.caller.must_cover(person.org_path, VeteranNotKnownYet())
    person.must_be_known()
    possible_day(applied_on, today=local_date(tx.now), died_on=person.deceased_on)
    programme = await get_in_force_on(tx.connection, programme_code, applied_on)
    if not programme.terms.chain:
        raise NobodyToDecide
    must_be_in_time(await find_end(tx.connection, programme), local_date(tx.now), late_because)
    must_say_hardship(hardship_kind, is_asked=asks_for(programme, HARDSHIP))
    is_by_household = limits_by_household(programme.terms.limits)
    if is_by_household and household_no is None:
        raise ApplicationInvalid(fields=[HOUSEHOLD_MISSING])
    if await has_open(tx.connection, person_id, programme_code):
        raise ApplicationExists
    new = submitted(programme.terms.chain, programme.terms.publicity_workdays)
    row: dict[str, Any] = {
        "application_id": application_id,
        "person_id": person_id,
        "programme_code": programme_code,
        "programme_version": programme.version,
        "org_code": person.org_code,
        "org_path": person.org_path,
        "applied_on": applied_on,
        "document": document,
        "late_because": late_because,
        "hardship_kind": hardship_kind,
        "household_no": household_no if is_by_household else None,
        "steps": list(new.steps),
        "workdays": new.workdays,
        "state": new.state.value,
        "waits_for": new.waits_for,
        "due_on": await find_due(tx, new, applied_on, programme.terms.decide_within),
        "synthetic": person.synthetic,
        "version": 1,
    }
    with refusing({"uq_benefit_application_open": ApplicationExists()}):
        await tx.connection.execute(insert(APPLICATION).values(row))
    names = ("application_id", "person_id", "programme_code", "org_path", "applied_on", "hardship_kind")
    told = {name: row[name] for name in names}
    event = ApplicationSubmitted(**told, programme_version=programme.version)
    tx.publish(event, sequence=1, synthetic=person.synthetic, effective_on=applied_on)
    return application_id


@command
async def give_benefit_opinion(
    tx: Transaction,
    application_id: UUID,
    said: Statement,
    *,
    keyring: Keyring,
    recusal: Recusal = NOT_RECUSED,
    version: int | None = None,
) -> ApplicationState:
    """The level whose turn it is agrees, refuses, or has something supplied; answers where the application stands.
    `recusal`: on whom the caller decides nothing.

    Raises `ApplicationNotFound` (also outside the scope), `ApplicationChanged`, `ApplicationEnded`, `PublicityNotOver`,
    `DecidesOnOneself`, `DecidesOnKin`, `OpinionNotDue`, `OpinionOfAnother`, `OpinionInvalid`, `CalendarYearMissing`; of
    an approval `ApplicantNotEntitled`, `EmergencyPapersMissing`, `LimitReached`, `EntitlementExists`,
    `EntitlementExcluded`.
    """
    stands = await hold_application(tx, application_id, said.note, version)
    row, application = stands.row, stands.application
    application.must_go_on()
    await must_not_be_recused(tx, recusal, row.person_id)
    opinion = opinion_of(said, tx.caller, row.waits_for, levels_of(tx.caller, row.org_path), tx.now)
    before = [opinion_in(each) for each in await list_opinions(tx.connection, application_id)]
    today, calendar = local_date(tx.now), await find_calendar(tx.connection)
    after = heard(application, before, opinion, on=today, calendar=calendar)
    told = await find_known(tx.connection, await going_on(tx.connection, row.person_id), today, keyring)
    known = with_hardship(told, row.hardship_kind)
    if after.state is ApplicationState.APPROVED:
        await must_be_entitled(tx, row, known)
        if await lacks_papers(tx.connection, application_id):
            raise EmergencyPapersMissing
        await must_be_within_limits(tx, row)
    digest = digest_of(known)
    await _keep_opinion(tx, row, opinion, said, digest, number=len(before) + 1)
    reviewed = ApplicationReviewed(**told_of(row), step=opinion.step, outcome=opinion.outcome.value)
    await go_on(tx, row, after, [reviewed, *_follows(row, after, said)])
    if after.state is ApplicationState.APPROVED:
        await grant(tx, row, facts_digest=digest)
    if after.state is ApplicationState.REFUSED:
        await take_back(tx, row, document=row.document)
    return after.state


@command
async def supply_application(
    tx: Transaction, application_id: UUID, *, document: str, version: int | None = None
) -> int:
    """What was asked for is there. Answers the version from now on.

    Raises `ApplicationNotFound`, `ApplicationChanged`, `ApplicationEnded`, `ApplicationInvalid`.
    """
    stands = await hold_application(tx, application_id, document, version)
    await tx.connection.execute(change(stands.row, {"document": document}))
    event = ApplicationReviewed(**told_of(stands.row), step=str(stands.row.waits_for), outcome="supplied")
    return await go_on(tx, stands.row, supplied(stands.application), [event])


@command
async def withdraw_benefit_application(
    tx: Transaction, application_id: UUID, *, reason: str, version: int | None = None
) -> None:
    """Whoever applied takes it back, or it was taken down by mistake.

    Raises `ApplicationNotFound`, `ApplicationChanged`, `ApplicationEnded`.
    """
    stands = await hold_application(tx, application_id, reason, version)
    await go_on(tx, stands.row, withdrawn(stands.application), [ApplicationWithdrawn(**told_of(stands.row))])
    await take_back(tx, stands.row, document=reason)


async def _keep_opinion(
    tx: Transaction, row: Row[Any], opinion: Opinion, said: Statement, digest: str, *, number: int
) -> None:
    line = {
        "application_id": row.application_id,
        "number": number,
        "step": opinion.step,
        "outcome": opinion.outcome.value,
        "given_by": opinion.given_by,
        "given_for": opinion.given_for,
        "given_at": opinion.given_at,
        "reason_code": opinion.reason_code,
        "clause": opinion.clause,
        "note": said.note,
        "facts_digest": digest,
    }
    await tx.connection.execute(insert(APPLICATION_OPINION).values(line))


def _follows(row: Row[Any], after: Application, said: Statement) -> list[Event]:
    """What is told besides of an opinion that changed where the application stands."""
    match after.state:
        case ApplicationState.PUBLICITY if after.publicity is not None:
            return [PublicityStarted(**told_of(row), begun_on=after.publicity.begun_on, workdays=after.workdays)]
        case ApplicationState.APPROVED:
            return [BenefitApproved(**told_of(row))]
        case ApplicationState.REFUSED:
            return [BenefitRefused(**told_of(row), reason_code=str(said.reason_code), clause=str(said.clause))]
    return []
