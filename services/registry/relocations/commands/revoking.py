"""Revoking the record of a move."""

from uuid import UUID

from sqlalchemy import update

from services.registry.corrections.queries.facts import places_of
from services.registry.network.queries import hold_open_unit
from services.registry.relocations.commands.moving import move_file
from services.registry.relocations.domain import Move, MovedSince, NoRelocationRecorded, Spot, TransferredSince
from services.registry.relocations.parameters import Kind
from services.registry.relocations.queries import find_last
from services.registry.relocations.tables import RELOCATION
from services.registry.veterans.commands.changing import publish_change
from services.registry.veterans.domain.standing import must_be_living
from services.registry.veterans.queries.holding import lock_file, must_be_readable
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry import RelocationRevoked
from shared.privacy.keyring import Keyring


@command
async def revoke_relocation(
    tx: Transaction,
    veteran_id: UUID,
    kind: Kind,
    *,
    reason: str,
    document: str,
    keyring: Keyring,
    version: int | None = None,
    relocation_id: UUID | None = None,
) -> int:
    """The last move of this kind was recorded wrongly: what was so before is so again from its day on. Answers the
    version of the file from now on. `relocation_id`: if this is the last.

    Raises `VeteranNotFound` (also outside the scope), `NotResponsible`, `FileChanged`, `PersonIsDeceased`,
    `PersonIsDeregistered`, `PersonTransferredOut`, `FileErased`, `NoRelocationRecorded`, `TransferredSince`,
    `OrgUnitIsClosed`: a unit that is gone takes nobody back (R2).
    """
    tx.concerns(f"veteran {veteran_id}", purpose=document)
    row = await lock_file(tx.connection, veteran_id, tx.caller, version=version)
    must_be_living(row.state)
    must_be_readable(row)
    record = await find_last(tx.connection, veteran_id, kind)
    if record is None:
        raise NoRelocationRecorded
    if relocation_id not in {None, record.relocation_id}:
        raise MovedSince
    if kind is Kind.DOMICILE and (await places_of(tx.connection, row, keyring))[-1].on > record.moved_on:
        raise TransferredSince
    left = Spot(record.to_division_code, record.to_org_code)
    reached = Spot(record.from_division_code, record.from_org_code)
    unit = await hold_open_unit(tx.connection, reached.org_code) if reached.org_code else None
    move = Move(kind, left, reached, record.moved_on, row.registered_on, None, local_date(tx.now))
    moved = await move_file(tx, row, move, unit, keyring=keyring, document=document)
    revoked = {
        "revoked_by": tx.caller.account_id,
        "revoked_at": tx.now,
        "revocation_reason": reason,
        "revocation_document": document,
    }
    it = RELOCATION.c.relocation_id == record.relocation_id
    await tx.connection.execute(update(RELOCATION).where(it).values(revoked))
    event = RelocationRevoked(
        person_id=veteran_id,
        org_path=moved.org_path,
        kind=kind,
        from_org_code=left.org_code,
        to_org_code=reached.org_code,
        to_org_path=unit.org_path if unit else None,
        division_code=reached.division_code,
        effective_on=record.moved_on,
        reason=reason,
        counted_before=moved.counted_before,
        counted=moved.counted,
    )
    return await publish_change(tx, row, [event])
