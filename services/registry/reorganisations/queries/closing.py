"""What is open where a unit is to be closed: what registry counts itself, and what the other services answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, case, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.applicants.queries import OPEN_APPLICATIONS
from services.registry.books.schemas import BOOKS
from services.registry.network.queries import ACTIVE_CHILDREN, Occupancy
from services.registry.party.queries import find_active_mirror
from services.registry.party_memberships.queries import AFFILIATED_MEMBERS, FORMAL_MEMBERS
from services.registry.recipients.queries import ACTIVE_RECIPIENTS
from services.registry.registrations.queries import OPEN_REGISTRATIONS
from services.registry.reorganisations.domain import NotToBeClosed
from services.registry.reorganisations.parameters import CLOSED, SERVICES
from services.registry.reorganisations.tables import UNIT_ANSWER, UNIT_CLOSING
from services.registry.roles.queries import ACTIVE_ROLES
from services.registry.staff.queries import ACTIVE_STAFF, POST_DEFINITION, RESPONSIBLE_DEFINITION, RESPONSIBLE_PERSONS
from services.registry.teams.queries import ACTIVE_TEAMS
from services.registry.veterans.queries.occupancy import ACTIVE_VETERANS, SERVED_VETERANS
from shared.entries.queries import counting_occupying
from shared.entries.schemas import Book
from shared.events.service_codes import OPEN_MATTER
from shared.refusal import FieldFault


def _beside(occupancy: Occupancy) -> Occupancy:
    """The same of the Party organisation beside the unit."""

    async def count(connection: AsyncConnection, org_code: str) -> int:
        mirror = await find_active_mirror(connection, org_code)
        return await occupancy.count(connection, mirror) if mirror else 0

    return Occupancy(occupancy.code, occupancy.zh, occupancy.en, count)


@dataclass(frozen=True, slots=True)
class Check:
    """What a unit must no longer hold when it closes, and where that is listed; the unit's code takes the place."""

    occupancy: Occupancy
    listed_at: str


def _in_use(book: Book) -> Check:
    """Of a book whose entries somebody must end: a plaque is taken down, a venue given up."""
    name, zh, en = book.sheet.name, book.sheet.zh, book.sheet.en
    counted = counting_occupying(book.definition)
    occupancy = Occupancy(name, f"{zh}：还有 {{count}} 项未终止。", f"{en}: {{count}} are not ended.", counted)
    return Check(occupancy, f"/registry{book.at}?unit={{}}")


# Rule R10, as far as registry knows.
CHECKS: Sequence[Check] = (
    Check(ACTIVE_CHILDREN, "/registry/network/{}"),
    Check(ACTIVE_VETERANS, "/registry/persons?unit={}"),
    Check(SERVED_VETERANS, "/registry/persons?unit={}"),
    Check(ACTIVE_RECIPIENTS, "/registry/recipients?unit={}"),
    Check(OPEN_REGISTRATIONS, "/registry/registrations?unit={}"),
    Check(ACTIVE_ROLES, "/registry/roles?unit={}"),
    Check(ACTIVE_TEAMS, "/registry/teams?unit={}"),
    Check(OPEN_APPLICATIONS, "/registry/party-applications?unit={}"),
    Check(_beside(FORMAL_MEMBERS), "/registry/network/{}/holdings"),
    Check(_beside(AFFILIATED_MEMBERS), "/registry/network/{}/holdings"),
    Check(ACTIVE_STAFF, "/registry/staff-posts?unit={}"),
    Check(RESPONSIBLE_PERSONS, "/registry/responsible-persons?unit={}&state=appointed"),
    *(
        _in_use(book)
        for book in BOOKS
        if book.definition.occupies and book.definition not in (POST_DEFINITION, RESPONSIBLE_DEFINITION)
    ),
)


@dataclass(frozen=True, slots=True)
class Closing:
    """A unit that is, or was, to be closed: see `org_unit_closing`."""

    closing_id: UUID
    org_code: str
    document: str
    begun_by: UUID
    begun_for: UUID | None
    begun_at: datetime
    asked: int
    successor_code: str | None
    merged_on: date | None
    ended_by: UUID | None
    ended_for: UUID | None
    ended_at: datetime | None
    outcome: str | None
    end_document: str | None


async def find_closing(connection: AsyncConnection, org_code: str) -> Closing | None:
    """That of a unit which is to be closed now."""
    own = select(UNIT_CLOSING).where(UNIT_CLOSING.c.org_code == org_code, UNIT_CLOSING.c.ended_at.is_(None))
    row = (await connection.execute(own)).one_or_none()
    return None if row is None else Closing(**row._mapping)


async def get_closing(connection: AsyncConnection, org_code: str) -> Closing:
    """Raises `NotToBeClosed`."""
    closing = await find_closing(connection, org_code)
    if closing is None:
        raise NotToBeClosed(org_code=org_code)
    return closing


async def list_closers(connection: AsyncConnection, org_code: str) -> Sequence[UUID | None]:
    """Who closed the unit last, and whom he stood in for; of a merger, which closes it by itself, who asked for that.
    Nobody where it was closed before that was kept. Versions of the unit rise, whatever the clocks say."""
    held = UNIT_CLOSING.c
    by_hand = held.successor_code.is_(None)
    by = case((by_hand, held.ended_by), else_=held.begun_by)
    in_stead_of = case((by_hand, held.ended_for), else_=held.begun_for)
    own = select(by, in_stead_of).where(held.org_code == org_code, held.outcome == CLOSED)
    found = (await connection.execute(own.order_by(held.asked.desc()).limit(1))).one_or_none()
    return () if found is None else tuple(found)


async def list_open(connection: AsyncConnection, org_code: str) -> Sequence[tuple[Check, FieldFault]]:
    """What registry still counts there."""
    found = [(check, await check.occupancy.fault(connection, org_code)) for check in CHECKS]
    return [(check, fault) for check, fault in found if fault is not None]


async def list_answers(connection: AsyncConnection, closing: Closing) -> Mapping[str, Row[Any] | None]:
    """The answer of each service that registry asked, None where it has not answered yet."""
    held = UNIT_ANSWER.c
    own = select(UNIT_ANSWER).where(held.org_code == closing.org_code, held.asked == closing.asked)
    told = {row.service: row for row in await connection.execute(own)}
    return {service: told.get(service) for service in SERVICES}


async def faults_of(connection: AsyncConnection, closing: Closing) -> list[FieldFault]:
    """All that keeps the unit from being closed."""
    own = [fault for _, fault in await list_open(connection, closing.org_code)]
    answers = await list_answers(connection, closing)
    return [*own, *(fault for service, row in answers.items() for fault in _faults(service, row))]


def _faults(service: str, row: Row[Any] | None) -> list[FieldFault]:
    name = SERVICES[service]
    if row is None:
        zh, en = f"{name.zh}服务尚未答复。", f"The service {name.en} has not answered yet."
        return [FieldFault("code", "not-answered", zh, en)]
    words = OPEN_MATTER.by_code()
    return [
        FieldFault(
            "code",
            f"open-{matter}",
            f"{name.zh}服务：{words[matter].zh if matter in words else matter} {count} 项。",
            f"{name.en}: {words[matter].en if matter in words else matter}: {count}.",
        )
        for matter, count in row.open.items()
    ]


async def list_mergers(connection: AsyncConnection) -> Sequence[Closing]:
    """Units that are being merged into others."""
    own = select(UNIT_CLOSING).where(UNIT_CLOSING.c.successor_code.is_not(None), UNIT_CLOSING.c.ended_at.is_(None))
    return [Closing(**row._mapping) for row in await connection.execute(own.order_by(UNIT_CLOSING.c.closing_id))]
