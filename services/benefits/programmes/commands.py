"""Writing a programme, bringing it into force, ending it: the centre drafts, a leader decides."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.programmes.domain import (
    Draft,
    DraftChanged,
    DraftProposal,
    ProgrammeIsRetired,
    ProgrammeNotFound,
    Version,
    next_version,
)
from services.benefits.programmes.parameters import ACTIVATED
from services.benefits.programmes.tables import PROGRAMME, PROGRAMME_DRAFT, PROGRAMME_VERSION, draft_of, version_of
from shared.approval.ending import decide, refuse, withdraw
from shared.approval.proposal import ProposalNotFound, ProposalOpen
from shared.approval.proposing import by
from shared.command import Transaction, command
from shared.database.guards import refusing
from shared.database.locks import PROGRAMMES
from shared.events.benefits import ProgrammePublished, ProgrammeRetired
from shared.ids import new_id

# Slots are held across programmes, so whoever brings one into force waits for the other; there are a few a year.
_TURN = select(func.pg_advisory_xact_lock(*PROGRAMMES))


@command
async def draft_programme(tx: Transaction, draft: Draft, *, document: str) -> UUID:
    """The next version of a programme, for a leader to look at; nothing is in force by it. Answers the proposal's id.

    Raises `ProgrammeRefused`, `ProposalOpen`: one draft of a programme at a time.
    """
    proposal_id = new_id()
    tx.concerns(f"programme {draft.programme_code}", purpose=document)
    await _next(tx.connection, draft)
    line = {**_written(tx, draft, document), "proposal_id": proposal_id, "version": 1}
    with refusing({"uq_programme_draft_open": ProposalOpen()}):
        await tx.connection.execute(insert(PROGRAMME_DRAFT).values(line))
    return proposal_id


@command
async def correct_draft(tx: Transaction, proposal_id: UUID, draft: Draft, *, document: str, version: int) -> int:
    """It says this instead; whoever wrote it last does not bring it into force. Answers its version from now on.

    Raises `ProposalNotFound` (also for another programme's), `ProposalDecided`, `DraftChanged`, `ProgrammeRefused`.
    """
    proposal = await _locked(tx, proposal_id, document, version)
    if proposal.draft.programme_code != draft.programme_code:
        raise ProposalNotFound
    await _next(tx.connection, draft)
    line = {**_written(tx, draft, document), "version": version + 1}
    held = PROGRAMME_DRAFT.c.proposal_id == proposal_id
    await tx.connection.execute(update(PROGRAMME_DRAFT).where(held).values(line))
    return version + 1


@command
async def activate_programme(tx: Transaction, proposal_id: UUID, *, version: int) -> Version:
    """Publish it as the next version, for the whole county.

    Raises `ProposalNotFound`, `ProposalDecided`, `ProposedByOneself`, `DraftChanged`, `ProgrammeRefused`: another took
    its slot meanwhile.
    """
    await tx.connection.execute(_TURN)
    proposal = await _locked(tx, proposal_id, None, version)
    proposal.must_be_anothers(tx.caller.hands)
    made = await _next(tx.connection, proposal.draft)
    sequence = await _store(tx, made)
    await decide(tx, PROGRAMME_DRAFT, proposal, ACTIVATED)
    _publish(tx, made, sequence)
    return made


@command
async def refuse_draft(tx: Transaction, proposal_id: UUID, *, note: str) -> None:
    """Raises `ProposalNotFound`, `ProposalDecided`, `ProposedByOneself`."""
    await refuse(tx, PROGRAMME_DRAFT, await _locked(tx, proposal_id, note), note=note)


@command
async def withdraw_draft(tx: Transaction, proposal_id: UUID, *, note: str) -> None:
    """Take one's own draft back. Raises `ProposalNotFound` (also for another's), `ProposalDecided`."""
    await withdraw(tx, PROGRAMME_DRAFT, await _locked(tx, proposal_id, note), note=note)


@command
async def retire_programme(tx: Transaction, programme_code: str, *, retired_from: date, document: str) -> None:
    """From a day on none of its versions is in force, until another one is brought into force; its slot is free.

    Raises `ProgrammeNotFound`, `ProgrammeIsRetired`.
    """
    tx.concerns(f"programme {programme_code}", purpose=document)
    await tx.connection.execute(_TURN)
    row = (await tx.connection.execute(select(PROGRAMME).where(_of(programme_code)))).one_or_none()
    if row is None:
        raise ProgrammeNotFound
    if row.retired_from is not None:
        raise ProgrammeIsRetired(retired_from=row.retired_from)
    ended = {"retired_from": retired_from, "slot": None, "events": row.events + 1}
    await tx.connection.execute(update(PROGRAMME).where(_of(programme_code)).values(ended))
    event = ProgrammeRetired(programme_code=programme_code, version=row.version, retired_from=retired_from)
    tx.publish(event, sequence=row.events + 1, effective_on=retired_from)


def _of(programme_code: str) -> Any:
    return PROGRAMME.c.programme_code == programme_code


def _written(tx: Transaction, draft: Draft, document: str) -> dict[str, Any]:
    return {
        "programme_code": draft.programme_code,
        "content": msgspec.to_builtins(draft),
        "document": document,
        **by(tx),
    }


async def _locked(tx: Transaction, proposal_id: UUID, purpose: str | None, version: int | None = None) -> DraftProposal:
    """The draft, for this transaction alone; open, and as it was shown."""
    held = select(PROGRAMME_DRAFT).where(PROGRAMME_DRAFT.c.proposal_id == proposal_id).with_for_update()
    row = (await tx.connection.execute(held)).one_or_none()
    if row is None:
        raise ProposalNotFound
    tx.concerns(f"programme {row.programme_code}", purpose=purpose or row.document)
    proposal = draft_of(row)
    proposal.must_be_open()
    if version not in {None, proposal.version}:
        raise DraftChanged
    return proposal


async def _next(connection: AsyncConnection, draft: Draft) -> Version:
    """The version that the draft would be. Raises `ProgrammeRefused`."""
    former = await _last_version(connection, draft.programme_code)
    holder = None if draft.slot is None else await _slot_holder(connection, draft.slot)
    return next_version(draft, former=former, slot_holder=holder)


async def _last_version(connection: AsyncConnection, programme_code: str) -> Version | None:
    kept = PROGRAMME_VERSION.c
    latest = select(PROGRAMME_VERSION).where(kept.programme_code == programme_code).order_by(kept.version.desc())
    row = (await connection.execute(latest.limit(1))).one_or_none()
    return None if row is None else version_of(row)


async def _slot_holder(connection: AsyncConnection, slot: str) -> str | None:
    found: str | None = await connection.scalar(select(PROGRAMME.c.programme_code).where(PROGRAMME.c.slot == slot))
    return found


async def _store(tx: Transaction, version: Version) -> int:
    """Answers the number of the event that tells of it."""
    code = version.programme_code
    if version.version == 1:
        told = 1
        await tx.connection.execute(
            insert(PROGRAMME).values(programme_code=code, slot=version.slot, version=1, events=1)
        )
    else:
        moved = {"version": version.version, "slot": version.slot, "events": PROGRAMME.c.events + 1}
        again = update(PROGRAMME).where(_of(code)).values(**moved, retired_from=None).returning(PROGRAMME.c.events)
        told = await tx.connection.scalar(again) or 0
    await tx.connection.execute(insert(PROGRAMME_VERSION).values(**_row(version), published_at=tx.now))
    return told


_PLAIN = ("programme_code", "version", "name", "slot", "valid_from", "valid_to")


def _row(version: Version) -> dict[str, Any]:
    plain = {name: getattr(version, name) for name in _PLAIN}
    return {
        **plain,
        "rule_digest": version.rule_digest,
        "rules": msgspec.to_builtins(version.rules),
        "terms": msgspec.to_builtins(version.terms),
    }


def _publish(tx: Transaction, version: Version, sequence: int) -> None:
    event = ProgrammePublished(
        programme_code=version.programme_code,
        version=version.version,
        name=version.name,
        slot=version.slot,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        rule_digest=version.rule_digest,
    )
    tx.publish(event, sequence=sequence, effective_on=version.valid_from)
