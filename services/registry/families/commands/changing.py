"""What was recorded of a relation is corrected, ended, revoked: by none of the two, nor their kin, who would no longer
have to withdraw (rule B8)."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.registry.families.commands.keeping import write_changed
from services.registry.families.domain import FamilyRelation, RelationNotFound
from services.registry.families.queries.lives import lives_of
from services.registry.families.queries.relations import find_relation
from services.registry.families.rules import Claim, must_be_possible
from services.registry.kin.queries import must_not_be_recused
from services.registry.veterans.commands.forgetting import Forgets
from services.registry.veterans.domain.standing import must_be_registered
from services.registry.veterans.queries.files import VeteranNotFound
from services.registry.veterans.queries.holding import lock_file, must_be_readable
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry import FamilyRelationCorrected, FamilyRelationEnded, FamilyRelationRevoked
from shared.privacy.keyring import Keyring


@command
async def correct_relation(
    tx: Transaction, relation_id: UUID, claim: Claim, *, document: str, keyring: Keyring, version: int | None = None
) -> int:
    """What was recorded was wrong, and has always been so; of somebody else it is to be revoked. Answers the version.

    Raises what `_locked` does, `PersonIsDeregistered`, `PersonIsMerged`, `FileErased`, `RelationInvalid`,
    `RelationOverlaps`, `SpouseOverlaps`.
    """
    found, row = await _locked(tx, relation_id, document, version)
    await _must_be_possible(tx, row, found, claim, keyring)
    relation = found.corrected(claim, document)
    await write_changed(tx, relation)
    event = FamilyRelationCorrected(
        **_told(relation, row), since=relation.since, until=relation.ended_on
    )  # fmt: skip
    tx.publish(event, sequence=relation.version, synthetic=row.synthetic)
    return relation.version


@command
async def end_relation(
    tx: Transaction,
    relation_id: UUID,
    *,
    ended_on: date,
    reason: str,
    document: str,
    keyring: Keyring,
    version: int | None = None,
) -> int:
    """From `ended_on` on it holds no longer. Answers the version.

    Raises what `_locked` does, `RelationAlreadyEnded`, `PersonIsDeregistered`, `PersonIsMerged`, `FileErased`,
    `RelationInvalid`.
    """
    found, row = await _locked(tx, relation_id, document, version)
    relation = found.ended(ended_on, reason, document)
    await _must_be_possible(tx, row, found, relation.claim, keyring)
    await write_changed(tx, relation)
    event = FamilyRelationEnded(**_told(relation, row), ended_on=ended_on, reason=reason)
    tx.publish(event, sequence=relation.version, synthetic=row.synthetic)
    return relation.version


@command
async def revoke_relation(
    tx: Transaction, relation_id: UUID, *, reason: str, document: str, forgets: Forgets, version: int | None = None
) -> int:
    """It was recorded by mistake, and is as if it had never been; it is kept. A relative who is known for nothing else
    is forgotten, and the number free for whose it is. Answers the version.

    Raises what `_locked` does.
    """
    found, row = await _locked(tx, relation_id, document, version)
    relation = found.revoked(reason, document)
    await write_changed(tx, relation)
    tx.publish(
        FamilyRelationRevoked(**_told(relation, row), reason=reason),
        sequence=relation.version,
        synthetic=row.synthetic,
    )
    await forgets(tx, relation.relative_id)
    return relation.version


async def _locked(
    tx: Transaction, relation_id: UUID, document: str, version: int | None
) -> tuple[FamilyRelation, Row[Any]]:
    """The relation as it stands, and the veteran's file, under whose lock all of a family is changed.

    Raises `RelationNotFound` (also outside the scope), `RelationRevoked`, `RelationChanged`, and what
    `must_not_be_recused` does.
    """
    tx.concerns(f"family-relation {relation_id}", purpose=document)
    found = await find_relation(tx.connection, relation_id)
    if found is None:
        raise RelationNotFound
    try:
        row = await lock_file(tx.connection, found.veteran_id, tx.caller)
    except VeteranNotFound as hidden:
        raise RelationNotFound from hidden.__cause__
    tx.concerns(f"veteran {found.veteran_id}", purpose=document)  # it stands in the story of the file
    found = await find_relation(tx.connection, relation_id)
    if found is None:
        raise RelationNotFound
    found.must_stand(version)
    await must_not_be_recused(tx, found.veteran_id, found.relative_id)
    return found, row


async def _must_be_possible(
    tx: Transaction, row: Row[Any], relation: FamilyRelation, claim: Claim, keyring: Keyring
) -> None:
    """Of a file that is void, or goes on as another, a record is revoked, no more."""
    must_be_registered(row.state)
    must_be_readable(row)
    today = local_date(tx.now)
    lives = await lives_of(tx.connection, relation.veteran_id, relation.relative_id, keyring, today=today)
    must_be_possible(claim, lives)


def _told(relation: FamilyRelation, row: Row[Any]) -> dict[str, Any]:
    return {
        "relation_id": relation.relation_id,
        "person_id": relation.veteran_id,
        "relative_person_id": relation.relative_id,
        "org_path": row.org_path,
        "relation": relation.relation,
    }
