"""Looking contact points up, for one person and for a batch of messages."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, Row, Uuid, func, literal, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.contacts.domain import Bar, ContactPoint, PersonIsErased, PersonNotKnownYet
from services.notifications.contacts.tables import CONTACT_POINT, MERGED_PERSON, OPT_OUT, PERSON, PERSON_KEY
from shared.auth.caller import Caller
from shared.privacy.encryption import decrypt
from shared.privacy.keyring import Keyring
from shared.privacy.personal import PhoneNumber
from shared.service.fetching import Waiting


@dataclass(frozen=True, slots=True)
class Reach:
    """A contact point as stored: the encrypted value and the wrapped key it is under."""

    point: ContactPoint
    value: bytes
    data_key: bytes

    def reveal(self, keyring: Keyring, person_id: UUID) -> PhoneNumber:
        """The number, to send to it or to mask it. Raises `BrokenCiphertext`, `UnusableKey`."""
        key = keyring.unwrap(self.data_key, person_id)
        return PhoneNumber(decrypt(self.value, CONTACT_POINT.name, CONTACT_POINT.c.value.name, person_id, key))


async def must_answer_for(connection: AsyncConnection, caller: Caller, person_id: UUID) -> None:
    """Raises `PersonNotKnownYet` unless the person belongs to the caller's organisations."""
    org_path = await connection.scalar(select(PERSON.c.org_path).where(PERSON.c.person_id == person_id))
    if org_path is None:
        raise PersonNotKnownYet
    caller.must_cover(org_path, PersonNotKnownYet())


async def hold_person(connection: AsyncConnection, caller: Caller, person_id: UUID) -> None:
    """The same for what is to be written about the person, who is not forgotten before this transaction has ended.
    Raises `PersonNotKnownYet`, `PersonIsErased`."""
    held = select(PERSON.c.erased_at).where(PERSON.c.person_id == person_id).with_for_update(read=True)
    erased_at = await connection.scalar(held)
    await must_answer_for(connection, caller, person_id)
    if erased_at is not None:
        raise PersonIsErased


async def find_reaches(connection: AsyncConnection, person_ids: Collection[UUID]) -> Mapping[tuple[UUID, str], Reach]:
    """The contact points of these persons by person and channel."""
    statement = (
        select(CONTACT_POINT, PERSON_KEY.c.data_key)
        .join(PERSON_KEY, PERSON_KEY.c.person_id == CONTACT_POINT.c.person_id)
        .where(CONTACT_POINT.c.person_id.in_(person_ids))
        .order_by(CONTACT_POINT.c.channel)
    )
    return {
        (row.person_id, row.channel): Reach(_point(row), row.value, row.data_key)
        for row in await connection.execute(statement)
    }


async def find_opt_outs(connection: AsyncConnection, person_ids: Collection[UUID]) -> frozenset[tuple[UUID, str]]:
    """The pairs of person and purpose that are opted out, also by a file of his that was merged."""
    files = files_of_each(person_ids)
    statement = select(files.c.person_id, OPT_OUT.c.purpose).where(OPT_OUT.c.person_id == files.c.file_id)
    return frozenset((person_id, purpose) for person_id, purpose in await connection.execute(statement))


def files_of_each(person_ids: Collection[UUID]) -> CTE:
    """The ids by which each of these persons is known: `person_id`, and as `file_id` his own and those of files that
    were merged into it."""
    own = func.unnest(literal(list(person_ids), ARRAY(Uuid()))).column_valued("own")
    led = select(own.label("person_id"), own.label("file_id")).cte("files", recursive=True)
    merged = MERGED_PERSON.c
    return led.union(select(led.c.person_id, merged.person_id).where(merged.merged_into == led.c.file_id))


# Until all that was told is applied, two files may lead to each other: that is followed no further than a few steps.
_LED = text("""
    WITH RECURSIVE led (person_id, survivor, hops) AS (
        SELECT person_id, merged_into, 1 FROM merged_person WHERE person_id = ANY (CAST(:persons AS uuid[]))
        UNION ALL
        SELECT led.person_id, merged_into, hops + 1
        FROM led JOIN merged_person ON merged_person.person_id = survivor WHERE hops < 16
    )
    SELECT DISTINCT ON (person_id) person_id, survivor FROM led ORDER BY person_id, hops DESC
""")


async def find_survivors(connection: AsyncConnection, person_ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Whose contact points, refusals and death count for each of these persons: of a file that was merged the one that
    goes on, else his own."""
    rows = await connection.execute(_LED, {"persons": list(person_ids)})
    return {person_id: person_id for person_id in person_ids} | {row.person_id: row.survivor for row in rows}


async def find_bars(connection: AsyncConnection, person_ids: Collection[UUID]) -> Mapping[UUID, Bar]:
    """Those of these persons who are sent nothing any more, and why."""
    statement = select(PERSON.c.person_id, PERSON.c.deceased_on).where(
        PERSON.c.person_id.in_(person_ids),
        or_(PERSON.c.deceased_on.is_not(None), PERSON.c.deregistered_on.is_not(None)),
    )
    rows = await connection.execute(statement)
    return {row.person_id: "deregistered" if row.deceased_on is None else "deceased" for row in rows}


_WAITING = text("""
    SELECT count(*) AS count, min(wanted_at) AS oldest FROM contact_fetch JOIN verified_contact USING (contact_id)
    WHERE wanted_version > fetched_version
""")


async def find_waiting(connection: AsyncConnection) -> Waiting:
    """What is known and not fetched."""
    row = (await connection.execute(_WAITING)).one()
    return Waiting(row[0], row[1])


def _point(row: Row[Any]) -> ContactPoint:
    return ContactPoint(row.person_id, row.channel, row.verification, row.verified_on, row.revoked_at)
