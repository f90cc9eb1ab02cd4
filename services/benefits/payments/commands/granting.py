"""Whose application is approved is paid from this month on."""

from typing import Any

from sqlalchemy import Row, insert

from services.benefits.payments.commands.storage import Done, one_at_a_time, record
from services.benefits.payments.domain.entitlements import Act, Granted, must_go_together
from services.benefits.payments.domain.months import Month, Span
from services.benefits.payments.queries import find_goes_on, find_granted
from services.benefits.payments.tables import ENTITLEMENT
from services.benefits.programmes.parameters import GIVES_MONEY, ONE_OFF
from services.benefits.programmes.queries import list_versions
from shared.clock import local_date
from shared.command import Transaction
from shared.events.benefits import EligibilityGranted
from shared.ids import new_id


async def grant(tx: Transaction, application: Row[Any], *, facts_digest: str) -> None:
    """What follows of an approval, in the version that was applied under; nothing where no money is given.

    Not a command: the approval does it, and commits. Raises `EntitlementExists`, `EntitlementExcluded`.
    """
    versions = await list_versions(tx.connection, application.programme_code)
    [programme] = [each for each in versions if each.version == application.programme_version]
    if programme.terms.gives not in GIVES_MONEY:
        return
    month = Month.of(local_date(tx.now))
    span = Span(month, month if programme.terms.gives == ONE_OFF else None)
    goes_on = await find_goes_on(tx.connection, application.person_id)
    await one_at_a_time(tx, goes_on)
    wanted = Granted(programme.programme_code, programme.name, frozenset(programme.terms.excludes), span)
    must_go_together(wanted, await find_granted(tx.connection, goes_on))
    own = ("application_id", "person_id", "programme_code", "programme_version")
    row: dict[str, Any] = {
        "entitlement_id": new_id(),
        **{name: application._mapping[name] for name in own},
        "first_month": span.first.first_day,
        "last_month": span.last.first_day if span.last else None,
        "synthetic": application.synthetic,
        "version": 1,
    }
    await tx.connection.execute(insert(ENTITLEMENT).values(row))
    event = EligibilityGranted(
        entitlement_id=row["entitlement_id"],
        **{name: row[name] for name in own},
        org_path=application.org_path,
        from_month=str(span.first),
        through_month=str(span.last) if span.last else None,
        facts_digest=facts_digest,
    )
    done = Done(Act.GRANTED, month, application.document)
    await record(tx, row["entitlement_id"], 1, done, event, synthetic=application.synthetic)
