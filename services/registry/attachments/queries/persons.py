"""Attachments of persons the caller may know of; and what they belong to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.attachments.domain import AttachmentNotFound, NotAttachedByYou, Owner, OwnerNotFound
from services.registry.attachments.parameters import BELONGINGS, SEES_OWN, Kind
from services.registry.attachments.queries.stored import (
    THUMBNAIL,
    belongs_to,
    find_there,
    list_held,
    opened,
)
from services.registry.attachments.tables import ATTACHMENT, OF_PERSONS
from services.registry.categories.domain.holding import HoldingIsDecided
from services.registry.confirmations.tables import ANNUAL_CONFIRMATION
from services.registry.consents.tables import CONSENT
from services.registry.contributions.tables import CONTRIBUTION
from services.registry.corrections.tables import IDENTITY_CORRECTION
from services.registry.data_requests.tables import DATA_REQUEST
from services.registry.deregistrations.tables import DEREGISTRATION
from services.registry.kin.tables import FAMILY_RELATION
from services.registry.proxies.tables import PROXY
from services.registry.recipients.domain import RecipientNotFound
from services.registry.recipients.queries import get_recipient, is_recipient
from services.registry.recipients.tables import RECIPIENT
from services.registry.relocations.tables import RELOCATION
from services.registry.report_ins.tables import REPORT_IN
from services.registry.transfers.tables import TRANSFER
from services.registry.veterans.domain.standing import UNREGISTERED
from services.registry.veterans.queries.files import (
    ALL_FILES,
    VeteranNotFound,
    find_survivors,
    get_line,
    must_be_responsible,
)
from services.registry.veterans.queries.holding import must_be_readable
from services.registry.veterans.tables import CATEGORY_HOLDING, DATA_KEY, DEATH, VETERAN
from shared.auth.caller import Caller
from shared.auth.permissions import permission
from shared.auth.roles import Role
from shared.http.dependencies import Reading
from shared.http.refusals import NotAllowed
from shared.privacy.encryption import DataKey
from shared.privacy.keyring import Keyring
from shared.refusal import denial_in


@dataclass(frozen=True, slots=True)
class Place:
    """Where what attachments of a kind belong to is kept: its id, and whose it is."""

    owner_id: Column[Any]
    person_id: ColumnElement[Any]


# What may have attachments: a room more is a line here, and one in `parameters.BELONGINGS`.
PLACES: Mapping[Kind, Place] = {
    Kind.PHOTOGRAPH: Place(VETERAN.c.veteran_id, VETERAN.c.veteran_id),
    Kind.REGISTRATION: Place(VETERAN.c.veteran_id, VETERAN.c.veteran_id),
    # Of a relative or proxy it is kept with the veteran's file, as the evidence of a relation or an authority is.
    Kind.IDENTITY_CORRECTION: Place(
        IDENTITY_CORRECTION.c.correction_id,
        func.coalesce(IDENTITY_CORRECTION.c.beside_id, IDENTITY_CORRECTION.c.person_id),
    ),
    Kind.DEATH: Place(DEATH.c.death_id, DEATH.c.person_id),
    Kind.DEREGISTRATION: Place(DEREGISTRATION.c.deregistration_id, DEREGISTRATION.c.person_id),
    Kind.RELOCATION: Place(RELOCATION.c.relocation_id, RELOCATION.c.person_id),
    Kind.TRANSFER: Place(TRANSFER.c.transfer_id, TRANSFER.c.person_id),
    Kind.REPORT_IN: Place(REPORT_IN.c.report_in_id, REPORT_IN.c.person_id),
    Kind.CONFIRMATION: Place(ANNUAL_CONFIRMATION.c.confirmation_id, ANNUAL_CONFIRMATION.c.person_id),
    Kind.CATEGORY: Place(CATEGORY_HOLDING.c.holding_id, CATEGORY_HOLDING.c.holder_id),
    Kind.FAMILY: Place(FAMILY_RELATION.c.relation_id, FAMILY_RELATION.c.veteran_id),
    Kind.PROXY: Place(PROXY.c.proxy_id, PROXY.c.veteran_id),
    Kind.CONSENT: Place(CONSENT.c.consent_id, CONSENT.c.person_id),
    Kind.DATA_REQUEST: Place(DATA_REQUEST.c.request_id, DATA_REQUEST.c.person_id),
    Kind.CONTRIBUTION: Place(CONTRIBUTION.c.contribution_id, CONTRIBUTION.c.veteran_id),
}

# What a recipient without a file may have evidence of.
OF_RECIPIENTS = frozenset({Kind.CATEGORY, Kind.IDENTITY_CORRECTION})


async def list_attachments(reading: Reading, owner: Owner[Kind]) -> Sequence[Row[Any]]:
    """Those of one thing; those withdrawn are among them. Raises `OwnerNotFound`, `NotResponsible`."""
    await get_owner(reading.connection, owner, reading.caller)
    return await list_held(reading.connection, OF_PERSONS, *belongs_to(OF_PERSONS, owner))


async def list_of_person(reading: Reading, veteran_id: UUID) -> Sequence[Row[Any]]:
    """All of a person. Raises `VeteranNotFound`, `NotResponsible`."""
    row = await get_line(reading.connection, veteran_id, caller=reading.caller, files=ALL_FILES)
    must_be_responsible(reading.caller, row.org_path, row.residence_path)
    return await list_held(reading.connection, OF_PERSONS, ATTACHMENT.c.person_id == veteran_id)


async def get_owner(connection: AsyncConnection, owner: Owner[Kind], caller: Caller) -> Row[Any]:
    """The file of the person whose thing it is, or his record as a recipient. Raises `OwnerNotFound`, also for one of
    other units, and `NotResponsible`."""
    person_id = await _find_person(connection, owner)
    if person_id is None:
        raise OwnerNotFound
    try:
        if owner.kind in OF_RECIPIENTS and await is_recipient(connection, person_id):
            return await get_recipient(connection, person_id, caller)
        row = await get_line(connection, person_id, caller=caller, files=ALL_FILES)
    except (VeteranNotFound, RecipientNotFound) as hidden:
        raise OwnerNotFound from denial_in(hidden)
    must_be_responsible(caller, row.org_path, row.residence_path)
    # Of whom is not registered yet there is nothing but the registration.
    if row.state in UNREGISTERED and owner.kind is not Kind.REGISTRATION:
        raise OwnerNotFound
    return row


async def _find_person(connection: AsyncConnection, owner: Owner[Kind]) -> UUID | None:
    """By whose file it goes: a category of a file that was merged is decided on with the one that goes on."""
    place = PLACES[owner.kind]
    held: UUID | None = await connection.scalar(select(place.person_id).where(place.owner_id == owner.owner_id))
    if held is None or owner.kind is not Kind.CATEGORY:
        return held
    return (await find_survivors(connection, [held])).get(held, held)


async def get_key(connection: AsyncConnection, owner: Owner[Kind], keyring: Keyring) -> tuple[UUID, DataKey]:
    """Under whose key it is kept, and the key. The thing is there, and readable (`lock_owner`)."""
    place = PLACES[owner.kind]
    own = DATA_KEY.c.person_id == place.person_id
    found = select(DATA_KEY.c.person_id, DATA_KEY.c.wrapped).join(place.owner_id.table, own)
    row = (await connection.execute(found.where(place.owner_id == owner.owner_id))).one()
    return row.person_id, keyring.unwrap(row.wrapped, row.person_id)


async def lock_owner(connection: AsyncConnection, owner: Owner[Kind], caller: Caller) -> Row[Any]:
    """The same, for this transaction alone to attach to, or to take from. Raises besides `NotAllowed`, `FileErased`."""
    row = await get_owner(connection, owner, caller)
    for held in (VETERAN.c.veteran_id, RECIPIENT.c.person_id):
        await connection.execute(select(held).where(held == row.veteran_id).with_for_update())
    # As it stands now that nobody else changes it.
    row = await get_owner(connection, owner, caller)
    if not _as_who_does_it(caller, owner.kind).covers(row.org_path):
        raise NotAllowed
    must_be_readable(row)
    return row


def _as_who_does_it(caller: Caller, kind: Kind) -> Caller:
    """The caller with what he may do as somebody who does what attachments of this kind are the evidence of."""
    return as_one_of(caller, permission(BELONGINGS[kind].permission).roles)


def as_one_of(caller: Caller, roles: Collection[Role]) -> Caller:
    return replace(caller, grants=tuple(grant for grant in caller.grants if grant.role in roles))


SEE_ALL = permission("attachments.disclose").roles - SEES_OWN
"""The roles that see whatever is attached in their scope."""


async def must_be_shown(connection: AsyncConnection, row: Row[Any], caller: Caller) -> None:
    """Of a row of `get_attachment`. A room sees evidence of a category as long as it sees that. Raises
    `NotAttachedByYou`, `HoldingIsDecided`."""
    file = await get_owner(connection, owner_of(row), caller)
    if as_one_of(caller, SEE_ALL).covers(file.org_path):
        return
    if row.attached_by != caller.account_id:
        raise NotAttachedByYou
    if row.kind == Kind.CATEGORY and not await _is_under_way(connection, row.owner_id):
        raise HoldingIsDecided


async def _is_under_way(connection: AsyncConnection, holding_id: UUID) -> bool:
    held = CATEGORY_HOLDING.c
    waits = select(held.holding_id).where(held.holding_id == holding_id, held.waits_for.is_not(None))
    return await connection.scalar(waits) is not None


async def get_attachment(connection: AsyncConnection, attachment_id: UUID, caller: Caller) -> Row[Any]:
    """One whose content is there. Raises `AttachmentNotFound`, also for one of other units; `NotResponsible`."""
    row = await find_there(connection, OF_PERSONS, attachment_id)
    try:
        await get_owner(connection, owner_of(row), caller)
    except OwnerNotFound as hidden:
        raise AttachmentNotFound from denial_in(hidden)
    return row


def owner_of(row: Row[Any]) -> Owner[Kind]:
    """What an attachment belongs to."""
    return Owner(Kind(row.kind), row.owner_id)


async def open_content(connection: AsyncConnection, row: Row[Any], keyring: Keyring) -> bytes:
    """Of a row of `get_attachment`, for a caller whose viewing was recorded. Raises `AttachmentNotFound`."""
    return await opened(connection, OF_PERSONS, row, keyring)


async def open_thumbnail(reading: Reading, attachment_id: UUID, keyring: Keyring) -> bytes:
    """A photograph, small. That it was seen is recorded. Raises `AttachmentNotFound`, `NotResponsible`."""
    row = await get_attachment(reading.connection, attachment_id, reading.caller)
    thumbnail = await opened(reading.connection, OF_PERSONS, row, keyring, THUMBNAIL)
    await reading.record("see-photograph", f"veteran {row.person_id}")
    return thumbnail
