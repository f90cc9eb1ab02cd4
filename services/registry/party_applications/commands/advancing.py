"""An application reaches its next stage."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from services.registry.applicants.domain import Application, advanced, must_be_possible
from services.registry.kin.queries import must_not_be_recused
from services.registry.party_applications.commands.keeping import lock_application, store, told
from services.registry.party_applications.commands.membership import make_member, memberships_beside
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry.party_applications import PartyApplicationAdvanced
from shared.privacy.keyring import Keyring


@command
async def advance_application(
    tx: Transaction, application_id: UUID, *, on: date, document: str, keyring: Keyring, version: int | None = None
) -> Application:
    """It reaches the next stage on a day. Becoming a probationary member closes it: the file says so from that day on,
    and one event takes the person out of the applicants and in among the members.

    Raises `ApplicationNotFound` (also outside the scope), `ApplicationChanged`, `ApplicationEnded`, `NoNextStage`,
    `PersonIsDeceased`, `PersonIsDeregistered`, `FileErased`, `ApplicationInvalid`, `DecidesOnOneself`, `DecidesOnKin`.
    """
    before, row = await lock_application(tx, application_id, document, version)
    await must_not_be_recused(tx, before.person_id)
    stage = before.next_stage
    after = replace(advanced(before, on), document=document)
    memberships = await memberships_beside(tx, row, after, keyring)
    must_be_possible(after, memberships, today=local_date(tx.now))
    after, membership = await make_member(tx, row, before, after, keyring)
    await store(tx, after)
    event = PartyApplicationAdvanced(
        **told(after),
        stage=stage.code,
        advanced_on=on,
        membership_before=membership.before,
        membership=membership.now,
    )
    tx.publish(event, sequence=after.version, synthetic=row.synthetic)
    return after
