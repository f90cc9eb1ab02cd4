"""Applying, giving an opinion, objecting, settling, supplying, withdrawing."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, update

from services.benefits.applications.domain import (
    ENDED,
    ApplicantNotEntitled,
    Application,
    ApplicationChanged,
    ApplicationExists,
    ApplicationNotFound,
    EmergencyPapersMissing,
    NobodyToDecide,
    State,
    heard,
    objected,
    possible_day,
    settled,
    submitted,
    supplied,
    withdrawn,
)
from services.benefits.applications.queries import (
    lacks_papers,
    list_objections,
    list_opinions,
    lock_application,
    objections_in,
    opinion_in,
)
from services.benefits.applications.tables import (
    APPLICATION,
    APPLICATION_OBJECTION,
    APPLICATION_OPINION,
    application_of,
)
from services.benefits.conditions.domain import Known
from services.benefits.directory.domain import VeteranNotKnownYet
from services.benefits.directory.queries import going_on, hold_veteran
from services.benefits.eligibility.domain import digest_of
from services.benefits.eligibility.queries import find_failed, find_known
from services.benefits.payments.commands.granting import grant, take_back
from services.benefits.programmes.queries import get_in_force_on
from shared.approval import Opinion, Said, opinion_of
from shared.approval.levels import levels_of
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
    ObjectionAnswered,
    ObjectionRaised,
    PublicityStarted,
)
from shared.events.contract import Event
from shared.ids import new_id


@dataclass(frozen=True, slots=True)
class Standing:
    """An application that the transaction holds: its row, and what it is."""

    row: Row[Any]
    application: Application


@command
async def apply_for_benefit(
    tx: Transaction, *, person_id: UUID, programme_code: str, applied_on: date, document: str
) -> UUID:
    """Somebody applies for what a programme in force on the day gives, by the unit that answers for him.

    Raises `VeteranNotKnownYet` (also outside the scope), `ApplicantErased`, `ProgrammeNotFound`, `NobodyToDecide`,
    `ApplicationInvalid`, `ApplicationExists`.
    """
    application_id = new_id()
    tx.concerns(f"application {application_id}", purpose=document)
    person = await hold_veteran(tx.connection, person_id)
    tx.caller.must_cover(person.org_path, VeteranNotKnownYet())
    person.must_be_known()
    possible_day(applied_on, today=local_date(tx.now), died_on=person.deceased_on)
    programme = await get_in_force_on(tx.connection, programme_code, applied_on)
    if not programme.terms.chain:
        raise NobodyToDecide
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
        "steps": list(new.steps),
        "workdays": new.workdays,
        "state": new.state.value,
        "waits_for": new.waits_for,
        "synthetic": person.synthetic,
        "version": 1,
    }
    with refusing({"uq_benefit_application_open": ApplicationExists()}):
        await tx.connection.execute(insert(APPLICATION).values(row))
    told = {name: row[name] for name in ("application_id", "person_id", "programme_code", "org_path", "applied_on")}
    event = ApplicationSubmitted(**told, programme_version=programme.version)
    tx.publish(event, sequence=1, synthetic=person.synthetic, effective_on=applied_on)
    return application_id


@command
async def give_benefit_opinion(
    tx: Transaction, application_id: UUID, said: Said, *, version: int | None = None
) -> State:
    """The level whose turn it is agrees, refuses, or has something supplied; answers where the application stands.

    Raises `ApplicationNotFound` (also outside the scope), `ApplicationChanged`, `ApplicationEnded`, `PublicityNotOver`,
    `OpinionNotDue`, `OpinionOfAnother`, `OpinionInvalid`, `CalendarYearMissing`; of an approval
    `ApplicantNotEntitled`, `EmergencyPapersMissing`, `EntitlementExists`, `EntitlementExcluded`.
    """
    stands = await _locked(tx, application_id, said.note, version)
    row, application = stands.row, stands.application
    application.must_go_on()
    opinion = opinion_of(said, tx.caller, row.waits_for, levels_of(tx.caller, row.org_path), tx.now)
    before = [opinion_in(each) for each in await list_opinions(tx.connection, application_id)]
    today, calendar = local_date(tx.now), await find_calendar(tx.connection)
    after = heard(application, before, opinion, on=today, calendar=calendar)
    known = await find_known(tx.connection, await going_on(tx.connection, row.person_id), today)
    if after.state is State.APPROVED:
        await _must_be_entitled(tx, row, known)
        if await lacks_papers(tx.connection, application_id):
            raise EmergencyPapersMissing
    digest = digest_of(known)
    await _keep_opinion(tx, row, opinion, said, digest, number=len(before) + 1)
    reviewed = ApplicationReviewed(**_told(row), step=opinion.step, outcome=opinion.outcome.value)
    await _go_on(tx, row, after, [reviewed, *_follows(row, after, said)])
    if after.state is State.APPROVED:
        await grant(tx, row, facts_digest=digest)
    if after.state is State.REFUSED:
        await take_back(tx, row, document=row.document)
    return after.state


@command
async def supply_application(
    tx: Transaction, application_id: UUID, *, document: str, version: int | None = None
) -> int:
    """What was asked for is there. Answers the version from now on.

    Raises `ApplicationNotFound`, `ApplicationChanged`, `ApplicationEnded`, `ApplicationInvalid`.
    """
    stands = await _locked(tx, application_id, document, version)
    await tx.connection.execute(_update(stands.row, {"document": document}))
    event = ApplicationReviewed(**_told(stands.row), step=str(stands.row.waits_for), outcome="supplied")
    return await _go_on(tx, stands.row, supplied(stands.application), [event])


@command
async def object_to_application(tx: Transaction, application_id: UUID, *, said: str, raised_on: date) -> int:
    """Take down what somebody objects while it is published; the days stop. Answers the objection's number.

    Raises `ApplicationNotFound`, `NotInPublicity`, `ApplicationInvalid`.
    """
    stands = await _locked(tx, application_id, None)
    after = objected(stands.application, raised_on)
    possible_day(raised_on, today=local_date(tx.now), field="raised_on", not_before=stands.row.published_on)
    number = len(stands.application.publicity.objections) if stands.application.publicity else 0
    row = {
        "application_id": application_id,
        "number": number,
        "published_on": stands.row.published_on,
        "raised_on": raised_on,
        "said": said,
        "taken_down_by": tx.caller.account_id,
    }
    await tx.connection.execute(insert(APPLICATION_OBJECTION).values(row))
    event = ObjectionRaised(**_told(stands.row), number=number, raised_on=raised_on)
    await _go_on(tx, stands.row, after, [event])
    return number


@command
async def settle_objection(
    tx: Transaction, application_id: UUID, number: int, *, settled_on: date, is_upheld: bool, found: str
) -> None:
    """What was found; the days go on.

    Raises `ApplicationNotFound`, `ObjectionNotFound`, `NotInPublicity`, `ObjectionSettled`, `SettledTooEarly`,
    `ApplicationInvalid`.
    """
    stands = await _locked(tx, application_id, found)
    possible_day(settled_on, today=local_date(tx.now), field="settled_on")
    after = settled(stands.application, number, settled_on, is_upheld=is_upheld)
    raised = APPLICATION_OBJECTION.c
    mine = (raised.application_id == application_id, raised.published_on == stands.row.published_on)
    done = {"settled_on": settled_on, "is_upheld": is_upheld, "found": found, "settled_by": tx.caller.account_id}
    await tx.connection.execute(
        update(APPLICATION_OBJECTION).where(*mine, raised.number == number).values(done)
    )  # fmt: skip
    event = ObjectionAnswered(**_told(stands.row), number=number, settled_on=settled_on, upheld=is_upheld)
    await _go_on(tx, stands.row, after, [event])


@command
async def withdraw_benefit_application(
    tx: Transaction, application_id: UUID, *, reason: str, version: int | None = None
) -> None:
    """Whoever applied takes it back, or it was taken down by mistake.

    Raises `ApplicationNotFound`, `ApplicationChanged`, `ApplicationEnded`.
    """
    stands = await _locked(tx, application_id, reason, version)
    await _go_on(tx, stands.row, withdrawn(stands.application), [ApplicationWithdrawn(**_told(stands.row))])
    await take_back(tx, stands.row, document=reason)


async def _locked(tx: Transaction, application_id: UUID, purpose: str | None, version: int | None = None) -> Standing:
    tx.concerns(f"application {application_id}", purpose=purpose or "")
    row = await lock_application(tx.connection, application_id)
    tx.caller.must_cover(row.org_path, ApplicationNotFound())
    if version not in {None, row.version}:
        raise ApplicationChanged
    objections = objections_in(await list_objections(tx.connection, application_id), row)
    return Standing(row, application_of(row, objections))


async def _must_be_entitled(tx: Transaction, row: Row[Any], known: Known) -> None:
    """B1: nothing is given against a clause; what is not known speaks against nobody. Raises `ApplicantNotEntitled`."""
    failed = await find_failed(tx.connection, row.programme_code, row.programme_version, known)
    if failed:
        raise ApplicantNotEntitled(clauses="；".join(rule.text.rstrip("。") for rule in failed))


async def _keep_opinion(
    tx: Transaction, row: Row[Any], opinion: Opinion, said: Said, digest: str, *, number: int
) -> None:
    line = {
        "application_id": row.application_id,
        "number": number,
        "step": opinion.step,
        "outcome": opinion.outcome.value,
        "given_by": opinion.given_by,
        "given_at": opinion.given_at,
        "reason_code": opinion.reason_code,
        "clause": opinion.clause,
        "note": said.note,
        "facts_digest": digest,
    }
    await tx.connection.execute(insert(APPLICATION_OPINION).values(line))


def _follows(row: Row[Any], after: Application, said: Said) -> list[Event]:
    """What is told besides of an opinion that changed where the application stands."""
    match after.state:
        case State.PUBLICITY if after.publicity is not None:
            return [PublicityStarted(**_told(row), begun_on=after.publicity.begun_on, workdays=after.workdays)]
        case State.APPROVED:
            return [BenefitApproved(**_told(row))]
        case State.REFUSED:
            return [BenefitRefused(**_told(row), reason_code=str(said.reason_code), clause=str(said.clause))]
    return []


async def _go_on(tx: Transaction, row: Row[Any], after: Application, events: list[Event]) -> int:
    """Write where it stands, and tell of it. Answers its version from now on."""
    today = local_date(tx.now)
    version: int = row.version + len(events)
    stands = {
        "state": after.state.value,
        "waits_for": after.waits_for,
        "published_on": after.publicity.begun_on if after.publicity else None,
        "ended_on": today if after.state in ENDED else None,
        "version": version,
    }
    await tx.connection.execute(_update(row, stands))
    for sequence, event in enumerate(events, start=row.version + 1):
        tx.publish(event, sequence=sequence, synthetic=row.synthetic, effective_on=today)
    return version


def _update(row: Row[Any], values: dict[str, Any]) -> Any:
    return update(APPLICATION).where(APPLICATION.c.application_id == row.application_id).values(values)


def _told(row: Row[Any]) -> dict[str, Any]:
    names = ("application_id", "person_id", "programme_code", "org_path")
    return {name: row._mapping[name] for name in names}
