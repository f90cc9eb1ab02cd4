"""Parts of commands: a relation is written."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update

from services.registry.database import refusing
from services.registry.families.domain import FamilyRelation, RelationOverlaps, SpouseOverlaps
from services.registry.families.queries.companions import IS_RELATION
from services.registry.families.tables import FAMILY_RELATION_PAST
from services.registry.kin.tables import FAMILY_RELATION
from shared.command import Transaction
from shared.events.registry import RelativeIdentityCorrected

_PAST = [each.name for each in FAMILY_RELATION_PAST.columns if each.name != "known_until"]


@contextmanager
def disjoint() -> Iterator[None]:
    """Raises `RelationOverlaps`, `SpouseOverlaps`."""
    married = SpouseOverlaps()
    with refusing(
        {
            "ex_family_relation_same": RelationOverlaps(),
            "ex_family_relation_veteran_married": married,
            "ex_family_relation_relative_married": married,
        }
    ):
        yield


async def write_new(tx: Transaction, relation: FamilyRelation) -> None:
    """Raises `RelationOverlaps`, `SpouseOverlaps`."""
    with disjoint():
        await tx.connection.execute(insert(FAMILY_RELATION).values(**asdict(relation), **_by(tx)))


async def write_changed(tx: Transaction, relation: FamilyRelation) -> None:
    """What was believed until now is kept (R8). Raises `RelationOverlaps`, `SpouseOverlaps`."""
    own = FAMILY_RELATION.c.relation_id == relation.relation_id
    before = (await tx.connection.execute(select(FAMILY_RELATION).where(own))).one()
    # A clock that was set back makes no period that ends before it begins.
    until = max(tx.now, before.known_from)
    await tx.connection.execute(insert(FAMILY_RELATION_PAST).values(**_said(before), known_until=until))
    with disjoint():
        await tx.connection.execute(update(FAMILY_RELATION).where(own).values(**asdict(relation), **_by(tx)))


async def tell_identity_corrected(
    tx: Transaction, file: Row[Any], person_id: UUID, *, kind: str, evidence: str
) -> None:  # fmt: skip
    """Of each relation of the person to the veteran, whose `file` is locked; what the relations say stays."""
    held = FAMILY_RELATION.c
    own = (held.veteran_id == file.veteran_id, held.relative_id == person_id, IS_RELATION)
    told = update(FAMILY_RELATION).where(*own).values(version=held.version + 1).returning(*FAMILY_RELATION.columns)
    for each in (await tx.connection.execute(told)).all():
        event = RelativeIdentityCorrected(
            relation_id=each.relation_id,
            person_id=each.veteran_id,
            relative_person_id=person_id,
            org_path=file.org_path,
            relation=each.relation,
            kind=kind,
            evidence=evidence,
        )
        tx.publish(event, sequence=each.version, synthetic=file.synthetic)


def _said(row: Row[Any]) -> dict[str, Any]:
    return {name: row._mapping[name] for name in _PAST}


def _by(tx: Transaction) -> dict[str, Any]:
    return {"recorded_by": tx.caller.account_id, "known_from": tx.now}
