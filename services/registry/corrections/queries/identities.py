"""Corrections of identities that were proposed."""

from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import ACCOUNT
from services.registry.corrections.domain.identity import IdentityProposal
from services.registry.corrections.parameters import IdentityKind
from services.registry.corrections.tables import IDENTITY_CORRECTION
from services.registry.recipients.queries import answers_for, with_who_answers
from services.registry.veterans.tables import DATA_KEY, VETERAN
from shared.approval.listed import Proposals
from shared.approval.proposal import ProposalNotFound
from shared.auth.caller import Caller
from shared.auth.permissions import permitted
from shared.privacy.encryption import decrypt
from shared.privacy.keyring import Keyring

T = TypeVar("T")

_HELD = IDENTITY_CORRECTION.c
# By whose file, or record, it goes.
_BY = func.coalesce(_HELD.beside_id, _HELD.person_id)
_HAS_FILE = and_(_HELD.beside_id.is_(None), VETERAN.c.veteran_id.is_not(None))


def _within(caller: Caller) -> Select[Any]:
    shown = [column for column in IDENTITY_CORRECTION.columns if column is not _HELD.value_sealed]
    return (
        select(*shown, _HAS_FILE.label("has_file"), ACCOUNT.c.display_name)
        .select_from(with_who_answers(IDENTITY_CORRECTION, _BY))
        .outerjoin(ACCOUNT, ACCOUNT.c.account_id == _HELD.proposed_by)
        .where(answers_for(caller))
    )


PROPOSED = Proposals(
    IDENTITY_CORRECTION,
    _HELD.person_id,
    _within,
    lambda caller: answers_for(permitted(caller, "veterans.confirm-identity")),
)
"""Those of the persons in the caller's scope."""


async def is_of_companion(connection: AsyncConnection, correction_id: UUID) -> bool:
    """Whether it is a relative's or proxy's, whoever asks."""
    found = select(exists().where(_HELD.correction_id == correction_id, _HELD.beside_id.is_not(None)))
    return (await connection.execute(found)).scalar_one()


async def lock_identity_correction(
    connection: AsyncConnection, correction_id: UUID, caller: Caller, *, of_companion: bool
) -> IdentityProposal:
    """The proposal, for this transaction alone to decide. Raises `ProposalNotFound`, also for one of the other kind."""
    row = await PROPOSED.lock(connection, correction_id, caller)
    if (row.beside_id is not None) != of_companion:
        raise ProposalNotFound
    return _proposal_in(row)


def _proposal_in(row: Row[Any]) -> IdentityProposal:
    about = (row.person_id, IdentityKind(row.kind), row.evidence, row.beside_id)
    return IdentityProposal(row.correction_id, row.proposed_by, row.outcome, *about, proposed_for=row.proposed_for)


class Details(NamedTuple):
    """What a proposal rests on, and what the field is to be."""

    document: str
    value_sealed: bytes


async def get_details(connection: AsyncConnection, proposed: IdentityProposal) -> Details:
    """The document it rests on, and what it is to be, sealed."""
    details = select(_HELD.document, _HELD.value_sealed).where(_HELD.correction_id == proposed.proposal_id)
    return Details(*(await connection.execute(details)).one())


async def is_proposed(
    connection: AsyncConnection, person_id: UUID, kind: IdentityKind, *, beside_id: UUID | None = None
) -> bool:
    """Whether a proposal of this kind is open by this file, whoever asks."""
    return (await connection.execute(select(exists().where(*_open(person_id, kind, beside_id))))).scalar_one()


def _open(person_id: UUID, kind: IdentityKind, beside_id: UUID | None) -> tuple[ColumnElement[bool], ...]:
    by = _HELD.beside_id.is_not_distinct_from(beside_id)
    return (_HELD.person_id == person_id, _HELD.kind == kind.value, by, _HELD.outcome.is_(None))


async def find_open_text(
    connection: AsyncConnection, person_id: UUID, kind: IdentityKind, keyring: Keyring
) -> str | None:  # fmt: skip
    """What the open proposal by his own file wants the field to be, whoever asks."""
    found = select(IDENTITY_CORRECTION, DATA_KEY.c.wrapped).join(DATA_KEY, DATA_KEY.c.person_id == _HELD.person_id)
    row = (await connection.execute(found.where(*_open(person_id, kind, None)))).one_or_none()
    return proposed_text(row.value_sealed, _proposal_in(row), row.wrapped, keyring) if row else None


def proposed_text(sealed_value: bytes, proposed: IdentityProposal, wrapped: bytes, keyring: Keyring) -> str:
    """What the field is to be."""
    key = keyring.unwrap(wrapped, proposed.person_id)
    return decrypt(sealed_value, IDENTITY_CORRECTION.name, str(proposed.proposal_id), proposed.person_id, key)
