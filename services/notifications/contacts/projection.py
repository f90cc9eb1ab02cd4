"""Who exists, which service organisation answers for them, who has died, is deregistered or erased; whose numbers
registry has verified."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.contacts.tables import MERGED_PERSON, PERSON
from shared.auth.moved import MOVES, follow
from shared.database.bulk import arrays
from shared.events.registry import (
    ContactPointVerified,
    ContactPointWithdrawn,
    DeathRecordRevoked,
    DeregistrationRevoked,
    PersonErased,
    RelocationRevoked,
    TransferRevoked,
    VeteranDeceased,
    VeteranDeregistered,
    VeteranRegistered,
    VeteranRelocated,
    VeteransMerged,
    VeteransUnmerged,
    VeteranTransferredIn,
)
from shared.inbox.projection import Delivered, Projection

_REGISTER = text("""
    INSERT INTO person (person_id, org_path)
    SELECT id, standing_at(path) FROM unnest(CAST(:ids AS uuid[]), CAST(:paths AS text[])) e (id, path)
    ON CONFLICT (person_id) DO NOTHING
""")
_TELL = text("""
    INSERT INTO verified_contact (contact_id, person_id, channel, version, verification, verified_on)
    SELECT contact_id, person_id, channel, version, verification, verified_on
    FROM unnest(
        CAST(:contact_id AS uuid[]), CAST(:person_id AS uuid[]), CAST(:channel AS text[]), CAST(:version AS integer[]),
        CAST(:verification AS text[]), CAST(:verified_on AS date[])
    ) AS told (contact_id, person_id, channel, version, verification, verified_on)
    ORDER BY contact_id
    ON CONFLICT (contact_id) DO UPDATE
    SET person_id = excluded.person_id, channel = excluded.channel, version = excluded.version,
        verification = excluded.verification, verified_on = excluded.verified_on
    WHERE verified_contact.version < excluded.version
""")
ContactEvent = ContactPointVerified | ContactPointWithdrawn


_DEATHS = text("""
    UPDATE person SET deceased_on = e.died_on
    FROM unnest(CAST(:ids AS uuid[]), CAST(:days AS date[])) e (id, died_on)
    WHERE person.person_id = e.id
""")

_DEREGISTRATIONS = text("""
    UPDATE person SET deregistered_on = e.effective_on
    FROM unnest(CAST(:ids AS uuid[]), CAST(:days AS date[])) e (id, effective_on)
    WHERE person.person_id = e.id
""")
_ERASURES = text("""
    UPDATE person SET erased_at = e.erased_at
    FROM unnest(CAST(:ids AS uuid[]), CAST(:days AS timestamptz[])) e (id, erased_at)
    WHERE person.person_id = e.id
""")

_MOVES = text("""
    UPDATE person SET org_path = standing_at(e.path)
    FROM unnest(CAST(:ids AS uuid[]), CAST(:paths AS text[])) e (id, path)
    WHERE person.person_id = e.id
""")

_MERGED = text("""
    INSERT INTO merged_person (person_id, merged_into)
    SELECT * FROM unnest(CAST(:files AS uuid[]), CAST(:survivors AS uuid[]))
    ON CONFLICT (person_id) DO UPDATE SET merged_into = excluded.merged_into
""")
_UNMERGED = text("DELETE FROM merged_person WHERE person_id = ANY (CAST(:files AS uuid[]))")

Moved = VeteranRelocated | RelocationRevoked | VeteranTransferredIn | TransferRevoked
PersonEvent = (
    VeteranRegistered
    | VeteranDeceased
    | DeathRecordRevoked
    | VeteranDeregistered
    | DeregistrationRevoked
    | Moved
    | VeteransMerged
    | VeteransUnmerged
    | PersonErased
)


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[PersonEvent]]) -> None:
    """Learn of the persons, of deaths, deregistrations, moves and erasures, in a statement each; again changes
    nothing."""
    registered = [each.event for each in delivered if isinstance(each.event, VeteranRegistered)]
    persons = ((event.person_id, event.org_path) for event in registered)
    await connection.execute(_REGISTER, arrays(("ids", "paths"), persons))
    erased = {each.event.person_id: each.time for each in delivered if isinstance(each.event, PersonErased)}
    for statement, told in (
        (_DEATHS, deaths(delivered)),
        (_DEREGISTRATIONS, deregistrations(delivered)),
        (_ERASURES, erased),
    ):
        if told:
            await connection.execute(statement, arrays(("ids", "days"), told.items()))
    moved = [each.event for each in delivered if isinstance(each.event, Moved)]
    if moved:
        paths = {event.person_id: event.org_path for event in moved}  # of several events of a person the last stands
        await connection.execute(_MOVES, arrays(("ids", "paths"), paths.items()))
    if any(isinstance(each.event, MOVES) for each in delivered):
        await follow(connection, PERSON.c.org_path)
    led = merges(delivered)
    if led:
        await connection.execute(_UNMERGED, {"files": list(led)})
        merged = [(file, survivor) for file, survivor in led.items() if survivor is not None]
        await connection.execute(_MERGED, arrays(("files", "survivors"), merged))


def deaths(delivered: Sequence[Delivered[PersonEvent]]) -> dict[UUID, date | None]:
    """Who has died and when, None for whose death is revoked: of several events of a person the last stands."""
    told: dict[UUID, date | None] = {}
    for each in delivered:
        if isinstance(each.event, VeteranDeceased):
            told[each.event.person_id] = each.event.death_date
        elif isinstance(each.event, DeathRecordRevoked):
            told[each.event.person_id] = None
    return told


def deregistrations(delivered: Sequence[Delivered[PersonEvent]]) -> dict[UUID, date | None]:
    """Whose registration is void and since when, None where that is revoked: the last of a person's events stands."""
    told: dict[UUID, date | None] = {}
    for each in delivered:
        if isinstance(each.event, VeteranDeregistered):
            told[each.event.person_id] = each.event.effective_on
        elif isinstance(each.event, DeregistrationRevoked):
            told[each.event.person_id] = None
    return told


def merges(delivered: Sequence[Delivered[PersonEvent]]) -> dict[UUID, UUID | None]:
    """Where files lead that were merged, None for those that stand by themselves again: the last of a file's events
    stands. What is told on the survivor's stream is left to the other's."""
    told: dict[UUID, UUID | None] = {}
    for each in delivered:
        event = each.event
        if isinstance(event, VeteransMerged | VeteransUnmerged) and event.person_id == event.merged_id:
            told[event.merged_id] = event.surviving_id if isinstance(event, VeteransMerged) else None
    return told


def last_of_each(delivered: Sequence[Delivered[ContactEvent]]) -> Sequence[Delivered[ContactEvent]]:
    """The last event of each contact point: what holds."""
    return list({each.event.contact_id: each for each in delivered}.values())


async def keep_told(connection: AsyncConnection, told: Sequence[Delivered[ContactEvent]]) -> None:
    """What `last_of_each` gave, in one statement; applying it again changes nothing."""
    rows = (
        (
            each.event.contact_id,
            each.event.person_id,
            each.event.channel,
            each.sequence,
            getattr(each.event, "verification", None),
            getattr(each.event, "verified_on", None),
        )
        for each in told
    )
    names = ("contact_id", "person_id", "channel", "version", "verification", "verified_on")
    await connection.execute(_TELL, arrays(names, rows))


PERSONS = Projection(
    name="persons",
    contracts=(
        VeteranRegistered,
        VeteranDeceased,
        DeathRecordRevoked,
        VeteranDeregistered,
        DeregistrationRevoked,
        VeteranRelocated,
        RelocationRevoked,
        VeteranTransferredIn,
        TransferRevoked,
        VeteransMerged,
        VeteransUnmerged,
        PersonErased,
        *MOVES,
    ),
    apply=apply,
    tables=(PERSON, MERGED_PERSON),
)
