"""Writing a scheme of assessment, bringing it into force, ending it: the centre drafts, a leader decides."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update

from services.reporting.schemes.domain import (
    Scheme,
    SchemeInvalid,
    SchemesOverlap,
    Terms,
    Validity,
    inspector_disabled,
    must_be_possible,
    no_inspector,
)
from services.reporting.schemes.queries import last_number, list_adopted, list_disabled, list_inspectors, lock_scheme
from services.reporting.schemes.tables import ASSESSMENT_SCHEME
from shared.clock import local_date
from shared.command import Transaction, command
from shared.database.locks import ASSESSMENT_SCHEMES
from shared.events.reporting.assessments import AssessmentSchemeAdopted, AssessmentSchemeEnded
from shared.ids import new_id

# Of all schemes one holds on a day, so whoever brings one into force waits for the other.
_TURN = select(func.pg_advisory_xact_lock(*ASSESSMENT_SCHEMES))


@command
async def draft_scheme(tx: Transaction, terms: Terms, validity: Validity, *, document: str) -> UUID:
    """For a leader to look at; nothing is in force by it. Raises `SchemeInvalid`."""
    scheme = Scheme(new_id(), terms, validity, document, written_by=tx.caller.hands)
    tx.concerns(f"assessment-scheme {scheme.scheme_id}", purpose=document)
    await _must_be_possible(tx, terms, validity)
    line = {**_columns(scheme), "told": 0, "written_at": tx.now}
    await tx.connection.execute(insert(ASSESSMENT_SCHEME).values(line))
    return scheme.scheme_id


@command
async def correct_scheme(
    tx: Transaction, scheme_id: UUID, terms: Terms, validity: Validity, *, document: str, version: int | None = None
) -> Scheme:
    """A draft says this instead. Raises `SchemeNotFound`, `SchemeChanged`, `SchemeNotADraft`, `SchemeInvalid`."""
    scheme = await _lock(tx, scheme_id, version, purpose=document)
    after = scheme.corrected(terms, validity, document, tx.caller.hands)
    await _must_be_possible(tx, terms, validity)
    await _store(tx, after, written_at=tx.now)
    return after


@command
async def adopt_scheme(tx: Transaction, scheme_id: UUID, *, version: int | None = None) -> Scheme:
    """It holds from its first day on. Raises `SchemeNotFound`, `SchemeChanged`, `SchemeNotADraft`, `OwnScheme`,
    `SchemeOfPastMonth`, `SchemesOverlap`."""
    await tx.connection.execute(_TURN)
    scheme = await _lock(tx, scheme_id, version)
    after = scheme.adopted(await last_number(tx.connection) + 1, tx.caller.hands, local_date(tx.now))
    for each in await list_adopted(tx.connection):
        if each.validity.overlaps(after.validity):
            raise SchemesOverlap(number=each.number)
    await _store(tx, after, told=1, adopted_by=tx.caller.account_id, adopted_at=tx.now)
    terms = after.terms.kept()
    event = AssessmentSchemeAdopted(
        scheme_id=scheme_id,
        number=after.number or 1,
        valid_from=after.validity.first,
        valid_until=after.validity.last,
        **{name: terms[name] for name in ("marks", "bonus", "deduction", "veto")},
    )
    tx.publish(event, sequence=1, effective_on=after.validity.first)
    return after


@command
async def withdraw_scheme(tx: Transaction, scheme_id: UUID, *, reason: str, version: int | None = None) -> Scheme:
    """A draft is given up. Raises `SchemeNotFound`, `SchemeChanged`, `SchemeNotADraft`."""
    after = (await _lock(tx, scheme_id, version, purpose=reason)).withdrawn()
    given_up = {"withdrawn_by": tx.caller.account_id, "withdrawn_at": tx.now, "withdrawal_reason": reason}
    await _store(tx, after, **given_up)
    return after


@command
async def end_scheme(
    tx: Transaction, scheme_id: UUID, *, last: date, reason: str, version: int | None = None
) -> Scheme:
    """It holds until that day. Raises `SchemeNotFound`, `SchemeChanged`, `SchemeNotInForce`, `SchemeInvalid`."""
    await tx.connection.execute(_TURN)
    scheme = await _lock(tx, scheme_id, version, purpose=reason)
    after = scheme.ended(last, local_date(tx.now))
    ended = {"ended_by": tx.caller.account_id, "ended_at": tx.now, "end_reason": reason}
    await _store(tx, after, told=2, **ended)
    event = AssessmentSchemeEnded(scheme_id=scheme_id, number=after.number or 1, valid_until=last)
    tx.publish(event, sequence=2, effective_on=last)
    return after


async def _lock(tx: Transaction, scheme_id: UUID, version: int | None, *, purpose: str = "") -> Scheme:
    tx.concerns(f"assessment-scheme {scheme_id}", purpose=purpose)
    scheme = await lock_scheme(tx.connection, scheme_id)
    scheme.must_be(version)
    return scheme


async def _store(tx: Transaction, scheme: Scheme, **more: Any) -> None:
    own = ASSESSMENT_SCHEME.c.scheme_id == scheme.scheme_id
    await tx.connection.execute(update(ASSESSMENT_SCHEME).where(own).values({**_columns(scheme), **more}))


def _columns(scheme: Scheme) -> dict[str, Any]:
    return {
        "scheme_id": scheme.scheme_id,
        "number": scheme.number,
        "state": scheme.state,
        "terms": scheme.terms.kept(),
        "valid_from": scheme.validity.first,
        "valid_until": scheme.validity.last,
        "document": scheme.document,
        "version": scheme.version,
        "written_by": list(scheme.written_by),
    }


async def _must_be_possible(tx: Transaction, terms: Terms, validity: Validity) -> None:
    """Raises `SchemeInvalid`: a rule is broken, or somebody is named who may not score, or whose account is
    disabled."""
    must_be_possible(terms, validity, today=local_date(tx.now))
    if not terms.inspectors:
        return
    able = await list_inspectors(tx.connection, tx.now)
    disabled = await list_disabled(tx.connection, terms.inspectors.values())
    faults = [
        (inspector_disabled if account in disabled else no_inspector)(code)
        for code, account in terms.inspectors.items()
        if account not in able
    ]
    if faults:
        raise SchemeInvalid(fields=faults)
