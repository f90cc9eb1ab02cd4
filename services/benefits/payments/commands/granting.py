"""Whose application is approved is paid from this month on."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, insert, select

from services.benefits.payments.commands.storage import Done, keep, keep_suspensions, one_at_a_time, record
from services.benefits.payments.domain.entitlements import Act, Granted, must_go_together
from services.benefits.payments.domain.months import Month, Span
from services.benefits.payments.parameters import NOT_APPROVED
from services.benefits.payments.queries import find_goes_on, find_granted, find_held
from services.benefits.payments.tables import ENTITLEMENT
from services.benefits.programmes.parameters import GIVES_MONEY, ONE_OFF
from services.benefits.programmes.queries import list_versions
from shared.clock import local_date
from shared.command import Transaction
from shared.events.benefits import BenefitSuspended, EligibilityGranted
from shared.ids import new_id


async def grant(tx: Transaction, application: Row[Any], *, facts_digest: str, fen: int | None = None) -> UUID | None:
    """What follows of an approval, in the version that was applied under; nothing where no money is given, or where
    it was paid in an emergency. `fen`: how much, where that is decided at once. Answers the entitlement.

    Not a command: the approval does it, and commits. Raises `EntitlementExists`, `EntitlementExcluded`.
    """
    own = ENTITLEMENT.c.application_id == application.application_id
    if await tx.connection.scalar(select(exists().where(own))):
        return None
    versions = await list_versions(tx.connection, application.programme_code)
    [programme] = [each for each in versions if each.version == application.programme_version]
    if programme.terms.gives not in GIVES_MONEY:
        return None
    month = Month.of(local_date(tx.now))
    span = Span(month, month if programme.terms.gives == ONE_OFF else None)
    goes_on = await find_goes_on(tx.connection, application.person_id)
    await one_at_a_time(tx, goes_on)
    wanted = Granted(programme.programme_code, programme.name, frozenset(programme.terms.excludes), span)
    must_go_together(wanted, await find_granted(tx.connection, goes_on))
    names = ("application_id", "person_id", "programme_code", "programme_version")
    entitlement_id = new_id()
    row: dict[str, Any] = {
        "entitlement_id": entitlement_id,
        **{name: application._mapping[name] for name in names},
        "hardship_kind": application.hardship_kind,
        "first_month": span.first.first_day,
        "last_month": span.last.first_day if span.last else None,
        "fen": fen,
        "synthetic": application.synthetic,
        "version": 1,
    }
    await tx.connection.execute(insert(ENTITLEMENT).values(row))
    event = EligibilityGranted(
        entitlement_id=entitlement_id,
        **{name: row[name] for name in names},
        org_path=application.org_path,
        from_month=str(span.first),
        through_month=str(span.last) if span.last else None,
        facts_digest=facts_digest,
    )
    done = Done(Act.GRANTED, month, application.document)
    await record(tx, entitlement_id, 1, done, event, synthetic=application.synthetic)
    return entitlement_id


async def take_back(tx: Transaction, application: Row[Any], *, document: str) -> None:
    """What was paid first and is not approved is due for no month: it is paid no more, and was overpaid where it was
    paid. Nothing where nothing was granted.

    Not a command: the refusal does it, and commits.
    """
    own = ENTITLEMENT.c.application_id == application.application_id
    row = (await tx.connection.execute(select(ENTITLEMENT).where(own).with_for_update())).one_or_none()
    if row is None:
        return
    held = await find_held(tx.connection, row)
    await keep_suspensions(tx, row, replace(held, suspended=(Span(held.span.first),)))
    await keep(tx, row, held)
    told = ("entitlement_id", "person_id", "programme_code")
    event = BenefitSuspended(
        **{name: row._mapping[name] for name in told},
        org_path=application.org_path,
        from_month=str(held.span.first),
        reason=NOT_APPROVED,
    )
    done = Done(Act.SUSPENDED, held.span.first, document, NOT_APPROVED)
    await record(tx, row.entitlement_id, row.version + 1, done, event, synthetic=row.synthetic)
