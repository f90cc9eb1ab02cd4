"""Attaching evidence to the work of units, taking it back, and recording who sees it."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from services.registry.attachments.commands.storing import Holder, store, take_away
from services.registry.attachments.domain import Owner, OwnerTakenBack, Prepared
from services.registry.attachments.parameters import UnitKind
from services.registry.attachments.queries.units import (
    get_evidence,
    get_unit_key,
    keeps,
    lock_unit_owner,
    unit_owner_of,
)
from services.registry.attachments.tables import OF_UNITS, UNIT_KEY
from shared.command import Transaction, command
from shared.command.hourly import TooManyDisclosures, limit_hourly
from shared.http.refusals import NotAllowed
from shared.ids import new_id
from shared.privacy.keyring import Keyring
from shared.rotation.rekeying import wrapped_keys

UNIT_KEYS = wrapped_keys(UNIT_KEY, UNIT_KEY.c.wrapped, UNIT_KEY.c.unit_key_id)


@command
async def attach_evidence(
    tx: Transaction, owner: Owner[UnitKind], prepared: Prepared, *, keyring: Keyring, paper: str | None = None
) -> UUID:
    """Keep it under the unit's key; answers the attachment's id.

    Raises `OwnerNotFound` (also of what the caller may not read), `NotAllowed`, `OwnerTakenBack`, `AlreadyAttached`,
    `TooManyAttachments`.
    """
    tx.concerns(f"{owner.kind} {owner.owner_id}", purpose=owner.kind)
    found = await lock_unit_owner(tx.connection, owner, tx.caller)
    tx.concerns(found.subject, purpose=owner.kind)
    if found.is_over:
        raise OwnerTakenBack
    holder = await _key_of(tx, found.org_code, keyring)
    return await store(tx, OF_UNITS, owner, prepared, holder=holder, paper=paper)


async def _key_of(tx: Transaction, org_code: str, keyring: Keyring) -> Holder:
    """A unit has a key from its first attachment on; of two at once the second takes that of the first."""
    fresh = new_id()
    _, wrapped = keyring.new_key(fresh)
    claimed = insert(UNIT_KEY).values(unit_key_id=fresh, org_code=org_code, wrapped=wrapped)
    await tx.connection.execute(claimed.on_conflict_do_nothing(index_elements=[UNIT_KEY.c.org_code]))
    row = await get_unit_key(tx.connection, org_code)
    return Holder(row.unit_key_id, keyring.unwrap(row.wrapped, row.unit_key_id))


@command
async def withdraw_evidence(tx: Transaction, attachment_id: UUID, *, reason: str) -> None:
    """The content is gone for good; that it was there, and why it went, is kept. Who does what the entry says takes
    back what he attached himself.

    Raises `AttachmentNotFound` (also of what the caller may not read), `NotAllowed`.
    """
    tx.concerns(f"attachment {attachment_id}", purpose=reason)
    row, found = await get_evidence(tx.connection, attachment_id, tx.caller)
    tx.concerns(found.subject, purpose=reason)
    found = await lock_unit_owner(tx.connection, unit_owner_of(row), tx.caller)
    if row.attached_by != tx.caller.account_id and not keeps(found, tx.caller):
        raise NotAllowed
    # Of two who withdraw it the second finds it gone.
    row, _ = await get_evidence(tx.connection, attachment_id, tx.caller)
    await take_away(tx, OF_UNITS, row, reason)


@command(keeps_answer=False)
async def see_evidence(tx: Transaction, attachment_id: UUID, *, reason: str, most_an_hour: int) -> None:
    """Record that the caller is about to see it. No personal data belong there, and nobody looks whether some are: so
    each showing has its reason, and an account is shown so many an hour.

    The content is read after this has committed (`queries.open_evidence`).
    Raises `AttachmentNotFound` (also of what the caller may not read), `TooManyDisclosures`.
    """
    tx.concerns(f"attachment {attachment_id}", purpose=reason)
    _, found = await get_evidence(tx.connection, attachment_id, tx.caller)
    tx.concerns(found.subject, purpose=reason)
    await limit_hourly(tx, most_an_hour, TooManyDisclosures)
