"""An application ends without the person becoming a member."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from services.registry.applicants.domain import Application, ended, must_be_possible
from services.registry.applicants.parameters import IN_ERROR
from services.registry.kin.queries import must_not_be_recused
from services.registry.party_applications.commands.keeping import lock_application, store, told
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry.party_applications import PartyApplicationClosed


@command
async def close_application(
    tx: Transaction, application_id: UUID, *, on: date, reason: str, document: str, version: int | None = None
) -> Application:
    """Taken back by the applicant, or not admitted, on a day; entered in error, it never was: `on` is not asked then.

    Raises `ApplicationNotFound` (also outside the scope), `ApplicationChanged`, `ApplicationEnded`, `PersonIsDeceased`,
    `PersonIsDeregistered`, `FileErased`, `ApplicationInvalid`, `DecidesOnOneself`, `DecidesOnKin`.
    """
    before, row = await lock_application(tx, application_id, document, version)
    await must_not_be_recused(tx, before.person_id)
    day = before.submitted_on if reason == IN_ERROR else on
    after = replace(ended(before, day, reason), document=document)
    must_be_possible(after, (), today=local_date(tx.now))
    await store(tx, after)
    event = PartyApplicationClosed(**told(after), reason=reason, closed_on=day)
    tx.publish(event, sequence=after.version, synthetic=row.synthetic)
    return after
