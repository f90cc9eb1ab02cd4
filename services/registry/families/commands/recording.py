"""Somebody is, or was, of a veteran's family."""

from dataclasses import dataclass
from uuid import UUID

from services.registry.families.commands.keeping import write_new
from services.registry.families.domain import FamilyRelation, RelationToOneself
from services.registry.families.queries.lives import lives_of
from services.registry.families.rules import Claim, must_be_possible
from services.registry.settings import Registrar
from services.registry.veterans.commands.search import limit_searches
from services.registry.veterans.commands.taking_in import read_identity_of, take_in
from services.registry.veterans.domain.standing import must_be_registered
from services.registry.veterans.domain.values import Terms
from services.registry.veterans.queries.holding import lock_file, must_be_readable
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry import FamilyRelationRecorded
from shared.ids import new_id
from shared.privacy.personal import Personal


@dataclass(frozen=True, slots=True)
class Relative:
    """Who somebody is to whom, and on which document; the number and the name as they were typed."""

    id_number: Personal
    name: Personal
    claim: Claim
    document: str


@command
async def record_relation(
    tx: Transaction, veteran_id: UUID, relative: Relative, *, registrar: Registrar, most_an_hour: int
) -> UUID:
    """Record it; answers the relation's id. The relative becomes a person, unless one is known by the number (R1).

    Also of a veteran who has died: who survived him is to be known. Each counts as a search by number, since the answer
    to a wrong name tells that the number is known.
    Raises `TooManySearches`, `VeteranNotFound` (also outside the scope), `PersonIsDeregistered`, `FileErased`,
    `PersonInvalid`, `NameDiffers`, `RelationToOneself`, `RelationInvalid`, `RelationOverlaps`, `SpouseOverlaps`.
    """
    tx.concerns(f"veteran {veteran_id}", purpose=relative.document)
    await limit_searches(tx, most_an_hour)
    today = local_date(tx.now)
    identity = read_identity_of(relative.id_number, relative.name, Terms(today, registrar.synthetic_ids_allowed))
    row = await lock_file(tx.connection, veteran_id, tx.caller)
    must_be_registered(row.state)
    must_be_readable(row)
    relative_id = await take_in(tx, identity, registrar.keyring)
    if relative_id == veteran_id:
        raise RelationToOneself
    claim = relative.claim
    must_be_possible(claim, await lives_of(tx.connection, veteran_id, relative_id, registrar.keyring, today=today))
    relation = FamilyRelation(
        new_id(), veteran_id, relative_id, claim.relation, claim.since, claim.ended_on, relative.document
    )
    await write_new(tx, relation)
    event = FamilyRelationRecorded(
        relation_id=relation.relation_id,
        person_id=veteran_id,
        relative_person_id=relative_id,
        org_path=row.org_path,
        relation=relation.relation,
        since=relation.since,
        until=relation.ended_on,
    )
    tx.publish(event, sequence=relation.version, synthetic=row.synthetic)
    return relation.relation_id
