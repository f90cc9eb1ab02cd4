"""Messages of one topic, in order: read, compared with the register, and put into the queue."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select, update
from sqlalchemy.dialects.postgresql import insert

from services.registry.accounts.domain.account import Kind
from services.registry.accounts.queries import get_account
from services.registry.notices.domain.message import Message, Received, Unreadable, read_message, sealed_of
from services.registry.notices.domain.sending import NotASender, NoticeInvalid, fault_of
from services.registry.notices.parameters import AMBIGUOUS, BY_ACCOUNT, MATCHED, UNMATCHED, UNREADABLE
from services.registry.notices.queries import SEALED_AS
from services.registry.notices.tables import EXTERNAL_NOTICE, INBOUND_POSITION
from services.registry.settings import Registrar
from services.registry.veterans.commands.enrolment import Found, find_registered
from services.registry.veterans.commands.sealing import number_hashes
from services.registry.veterans.domain.name_terms import same_name
from services.registry.veterans.queries.files import opened_name
from services.registry.veterans.tables import DATA_KEY, PERSON
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.inbound import Sender
from shared.ids import new_id
from shared.privacy.encryption import encrypt
from shared.refusal import Conflict


class ReadByAnother(Conflict):
    """Another worker has read on in this topic."""

    code = "read-by-another"
    zh = "另一进程已读取该主题。"
    en = "Another process has read on in this topic."


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of one topic from `first` on; `next` is where it is read on after them."""

    sender: Sender
    records: Sequence[Received]
    first: int
    next: int


@command(keeps_answer=False)
async def take_notices(tx: Transaction, batch: Batch, *, registrar: Registrar) -> Mapping[str, int]:
    """How many of each match were new. What came before, here or in another batch, is not taken twice.

    Raises `ReadByAnother`; nothing is changed then.
    """
    tx.concerns(f"topic {batch.sender.topic}")
    held = INBOUND_POSITION.c
    moved = update(INBOUND_POSITION).where(held.topic == batch.sender.topic, held.next_offset == batch.first)
    if (await tx.connection.execute(moved.values(next_offset=batch.next))).rowcount == 0:
        raise ReadByAnother
    return await _write(tx, await _lines(tx, batch, registrar))


@command(keeps_answer=False)
async def take_notice(tx: Transaction, record: Received, *, registrar: Registrar) -> tuple[str, Mapping[str, int]]:
    """The same of one message that the sender itself brings, and who it is; what it cannot be read for, it is told.

    Raises `NotASender`, `NoticeInvalid`.
    """
    sender = await _sender_of(tx)
    tx.concerns(f"topic {sender.topic}")
    read = _read(record, sender, tx, registrar)
    if isinstance(read, Unreadable):
        raise NoticeInvalid(fields=[fault_of(read.code)])
    return sender.called.code, await _write(tx, await _lines(tx, Batch(sender, [record], 0, 0), registrar))


async def _sender_of(tx: Transaction) -> Sender:
    account = await get_account(tx.connection, tx.caller.account_id)
    if account.kind is not Kind.MACHINE or account.username not in BY_ACCOUNT:
        raise NotASender
    return BY_ACCOUNT[account.username]


async def _write(tx: Transaction, lines: Sequence[Mapping[str, Any]]) -> Mapping[str, int]:
    if not lines:
        return {}
    written = insert(EXTERNAL_NOTICE).values(lines).on_conflict_do_nothing().returning(EXTERNAL_NOTICE.c.match)
    return Counter((await tx.connection.scalars(written)).all())


async def _lines(tx: Transaction, batch: Batch, registrar: Registrar) -> list[dict[str, Any]]:
    read = [_read(record, batch.sender, tx, registrar) for record in batch.records]
    hashes = {
        id(each): number_hashes(registrar.keyring, each.number.number) for each in read if isinstance(each, Message)
    }
    found = await find_registered(tx.connection, list(hashes.values()))
    # Whose registration is decided on, or was withdrawn, is nobody yet.
    found = {each: person for each, person in found.items() if person.is_registered}
    names = await _names(tx, [each.veteran_id for each in found.values()])
    lines = []
    for record, each in zip(batch.records, read, strict=True):
        notice_id, line = new_id(), dict[str, Any](_EMPTY)
        line |= {"notice_id": notice_id, "digest": digest_of(record, batch.sender, registrar), "received_at": tx.now}
        line |= {"sender": batch.sender.called.code, "org_path": registrar.county_code}
        if isinstance(each, Unreadable):
            line |= {"match": UNREADABLE, "fault": each.code}
        else:
            line |= _said(each, notice_id, registrar)
            line |= _matched(each, found.get(hashes[id(each)]), names, registrar)
        lines.append(line)
    return lines


def digest_of(record: Received, sender: Sender, registrar: Registrar) -> bytes:
    """What a message is known by. Keyed: who knows a message but for the number in it cannot try numbers."""
    return registrar.keyring.search_hash(record.digest(sender.topic).hex(), field=EXTERNAL_NOTICE.name)


_EMPTY = dict.fromkeys(
    ("message_id", "kind", "fault", "happened_on", "to_division", "person_id", "wrapped_key", "sealed")
)


def _read(record: Received, sender: Sender, tx: Transaction, registrar: Registrar) -> Message | Unreadable:
    try:
        return read_message(record, sender, today=local_date(tx.now), synthetic_allowed=registrar.synthetic_ids_allowed)
    except Unreadable as why:
        return why


def _said(message: Message, notice_id: UUID, registrar: Registrar) -> dict[str, Any]:
    key, wrapped = registrar.keyring.new_key(notice_id)
    return {
        "kind": message.kind,
        "message_id": message.message_id,
        "happened_on": message.happened_on,
        "to_division": message.to_division,
        "wrapped_key": wrapped,
        "sealed": encrypt(sealed_of(message), EXTERNAL_NOTICE.name, SEALED_AS, notice_id, key),
    }


def _matched(
    message: Message, found: Found | None, names: Mapping[UUID, Row[Any]], registrar: Registrar
) -> dict[str, Any]:
    """Whose it is; a name that differs is for somebody to look at."""
    row = names.get(found.veteran_id) if found else None
    if found is None or row is None:
        return {"match": UNMATCHED}
    agrees = same_name(message.name.reveal(), opened_name(row, registrar.keyring).reveal())
    return {
        "match": MATCHED if agrees else AMBIGUOUS,
        "person_id": found.veteran_id,
        "org_path": found.org_path,
    }


async def _names(tx: Transaction, person_ids: Sequence[UUID]) -> Mapping[UUID, Row[Any]]:
    """Sealed, with the keys; nobody who is erased."""
    if not person_ids:
        return {}
    named: Select[Any] = (
        select(PERSON.c.person_id, PERSON.c.name_sealed, DATA_KEY.c.wrapped)
        .join(DATA_KEY, DATA_KEY.c.person_id == PERSON.c.person_id)
        .where(PERSON.c.person_id.in_(person_ids))
    )
    return {row.person_id: row for row in await tx.connection.execute(named)}
