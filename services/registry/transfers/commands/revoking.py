"""The record of the last move between counties is revoked."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, update

from services.registry.applicants.parameters import MOVED_AWAY
from services.registry.corrections.commands.keeping import restate
from services.registry.corrections.domain.timeline import Fact
from services.registry.corrections.queries.facts import places_of
from services.registry.network.queries import hold_open_unit, paths_of_units
from services.registry.party_applications.commands import end_with_file, go_on_with_file
from services.registry.teams.commands.following import follow_person
from services.registry.transfers.commands.placing import place
from services.registry.transfers.domain import MovedSince, NoTransferRecorded
from services.registry.transfers.parameters import Direction
from services.registry.transfers.queries import list_standing
from services.registry.transfers.tables import TRANSFER
from services.registry.veterans.commands.changing import publish_change, write_field
from services.registry.veterans.domain.standing import FileState, must_be_living, must_be_registered
from services.registry.veterans.queries.holding import lock_file, must_be_readable
from shared.command import Transaction, command
from shared.events.registry import CountedPeriod, TransferRevoked
from shared.privacy.keyring import Keyring

DOMICILE = "domicile_code"


class Restored(NamedTuple):
    """Where the file is again; `columns` are those of its record that change with it."""

    org_code: str
    org_path: str
    away_since: date | None = None
    counted_before: tuple[CountedPeriod, ...] = ()
    counted: tuple[CountedPeriod, ...] = ()
    columns: Mapping[str, Any] = MappingProxyType({})


@command
async def revoke_transfer(
    tx: Transaction, veteran_id: UUID, *, reason: str, document: str, keyring: Keyring, version: int | None = None
) -> int:
    """The person's last move into the county or out of it came to nothing, or was recorded wrongly: what was so before
    it is so again. What was only started is revoked of the dead too. Answers the version of the file from now on.

    Raises `VeteranNotFound` (also outside the scope), `NotResponsible`, `FileChanged`, `PersonIsDeceased`,
    `PersonIsDeregistered`, `PersonIsMerged`, `FileErased`, `NoTransferRecorded`, `MovedSince`, `OrgUnitIsClosed`.
    """
    tx.concerns(f"veteran {veteran_id}", purpose=document)
    row = await lock_file(tx.connection, veteran_id, tx.caller, version=version)
    must_be_registered(row.state)
    must_be_readable(row)
    standing = await list_standing(tx.connection, veteran_id)
    if not standing:
        raise NoTransferRecorded
    record = standing[0]
    if record.moved_on:
        must_be_living(row.state, anywhere=True)
    restored = await _restored(tx, row, record, standing[1:], keyring=keyring, document=document)
    revoked = {
        "revoked_by": tx.caller.account_id,
        "revoked_at": tx.now,
        "revocation_reason": reason,
        "revocation_document": document,
    }
    it = TRANSFER.c.transfer_id == record.transfer_id
    await tx.connection.execute(update(TRANSFER).where(it).values(revoked))
    event = TransferRevoked(
        person_id=veteran_id,
        org_code=restored.org_code,
        org_path=restored.org_path,
        direction=record.direction,
        reason=reason,
        away_since=restored.away_since,
        counted_before=restored.counted_before,
        counted=restored.counted,
    )
    if record.direction == Direction.OUT and record.moved_on:
        since: date = record.moved_on
        await go_on_with_file(tx, veteran_id, since=since, reason=MOVED_AWAY, synthetic=row.synthetic)
    if restored.away_since is not None:  # what he has handed in since, nobody here could end
        await end_with_file(tx, veteran_id, on=restored.away_since, reason=MOVED_AWAY, synthetic=row.synthetic)
    told = await publish_change(tx, row, [event], **restored.columns)
    if "state" in restored.columns:
        await follow_person(tx, veteran_id, restored.away_since)
    return told


async def _restored(
    tx: Transaction, row: Row[Any], record: Row[Any], earlier: Sequence[Row[Any]], *, keyring: Keyring, document: str
) -> Restored:
    """Raises `MovedSince`, `OrgUnitIsClosed`."""
    if record.direction == Direction.OUT and record.moved_on is None:
        return Restored(row.org_code, row.org_path, columns={"leaving_since": None})
    if record.direction == Direction.OUT:
        unit = await hold_open_unit(tx.connection, row.org_code)
        _, counted = await place(tx, row, unit.org_code, record.moved_on, keyring=keyring, document=document)
        return Restored(unit.org_code, unit.org_path, counted=counted, columns={"state": FileState.REGISTERED})
    if record.former_org_code is None:
        return Restored(row.org_code, row.org_path)
    places = await places_of(tx.connection, row, keyring)
    if places[-1].on != record.moved_on:
        raise MovedSince
    if record.former_division_code != row.domicile_code:
        before = Fact(None, record.moved_on, record.former_division_code)
        await restate(tx, row, DOMICILE, before, keyring=keyring, document=document)
        await write_field(tx, row, DOMICILE, {DOMICILE: record.former_division_code})
    counted_before, _ = await place(tx, row, None, record.moved_on, keyring=keyring, document=document)
    path = (await paths_of_units(tx.connection, {record.former_org_code}))[record.former_org_code]
    columns = {"state": FileState.TRANSFERRED_OUT, "org_code": record.former_org_code, "org_path": path}
    return Restored(record.former_org_code, path, earlier[0].moved_on, counted_before, columns=columns)
