"""What tests of notifications begin with: invented persons, their numbers, and events that owe them a message."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.notifications.contacts.commands import put_contact_point
from services.notifications.contacts.parameters import VerificationCode
from services.notifications.contacts.projection import PERSONS
from services.notifications.deliveries.consumer import REQUESTS
from services.notifications.deliveries.loop import Sender
from services.notifications.deliveries.tables import DELIVERY, REQUEST
from shared.events.benefits import CaseResolved
from shared.events.catalogue import published
from shared.events.contract import Event
from shared.events.registry import VeteranRegistered
from shared.ids import new_id
from shared.inbox.projection import Delivered
from shared.outbox.tables import OUTBOX
from shared.privacy.keyring import Keyring, Keys
from shared.privacy.personal import PhoneNumber
from tests.given import CENTRE, MASTER_KEY, NOW, given_work

STATION, OTHER_STATION = f"{CENTRE}.411329104", f"{CENTRE}.411329105"
ROOM = f"{STATION}.411329104210"
CORRELATION = "016a0b2e-1f00-7c33-8d44-9e55bf66ca77"
MOBILE = "13800138000"
SIGNATURE = "新野县退役军人事务局"
TEXT = "【新野县退役军人事务局】您申请的调解事项已于2019年4月10日办结，如有疑问请与所在服务室联系。"
RECORDED = datetime(2026, 4, 30, 1, 0, tzinfo=UTC)


def keyring() -> Keyring:
    """The keyring of the tests' master key."""
    return Keyring(Keys([SecretStr(MASTER_KEY)]))


def given_delivered(event: Event, *, event_id: UUID | None = None, synthetic: bool = True) -> Delivered[Any]:
    """The event as it arrives from its topic."""
    entry = published(type(event))
    return Delivered(
        event=event,
        id=event_id or new_id(),
        type=entry.type,
        time=RECORDED,
        topic=entry.topic,
        partition=0,
        offset=0,
        key=entry.key_of(event),
        sequence=3,
        correlation_id=CORRELATION,
        synthetic=synthetic,
    )


def case_resolved(applicant_id: UUID, *, org_path: str = ROOM) -> CaseResolved:
    """A dispute of the applicant ended on 10 April 2019."""
    return CaseResolved(
        case_id=new_id(),
        kind="dispute",
        outcome="agreement-reached",
        org_code=org_path.rpartition(".")[2],
        org_path=org_path,
        applicant_id=applicant_id,
        mediator_ids=(new_id(), new_id()),
        opened_on=date(2019, 4, 2),
        resolved_on=date(2019, 4, 10),
        days=8,
    )


def veteran_registered(veteran_id: UUID, org_path: str = ROOM) -> VeteranRegistered:
    """A veteran of the room."""
    return VeteranRegistered(
        person_id=veteran_id,
        org_code=org_path.rpartition(".")[2],
        org_path=org_path,
        domicile_code="411329104210",
        residence_code="411329104210",
        party_member=False,
        channel="counter",
        registered_on=date(2018, 10, 2),
    )


async def given_person(engine: AsyncEngine, org_path: str = ROOM) -> UUID:
    """Somebody whom registry has told of."""
    person_id = new_id()
    async with engine.begin() as connection:
        await PERSONS.apply(connection, [given_delivered(veteran_registered(person_id, org_path))])
    return person_id


async def given_reachable(
    engine: AsyncEngine, *, verification: VerificationCode | None = "in-person", value: str = MOBILE
) -> UUID:
    """Somebody with a number; a verified one unless told otherwise."""
    person_id = await given_person(engine)
    work = given_work(engine)
    await put_contact_point(
        work, person_id, "sms", keyring=keyring(), value=PhoneNumber(value), verification=verification
    )
    return person_id


async def given_requested(engine: AsyncEngine, delivered: Sequence[Delivered[Any]]) -> None:
    """The events have been consumed."""
    async with engine.begin() as connection:
        await REQUESTS.apply(connection, delivered)


async def given_owed(engine: AsyncEngine, person_id: UUID) -> UUID:
    """A message owed to the person; returns its notification id."""
    delivered = given_delivered(case_resolved(person_id))
    await given_requested(engine, [delivered])
    async with engine.connect() as connection:
        statement = select(REQUEST.c.notification_id).where(REQUEST.c.cause_event_id == delivered.id)
        found: UUID = (await connection.execute(statement)).scalar_one()
    return found


def given_sender(engine: AsyncEngine, driver: Any, *, now: datetime = NOW) -> Sender:
    """A sender whose clock stands still, and whose database never went back."""
    return Sender(
        engine, keyring=keyring(), driver=driver, signature=SIGNATURE, ahead=nothing_ahead, clock=lambda: now,
        idle_seconds=0.01,
    )  # fmt: skip


async def nothing_ahead(_session: AsyncConnection) -> tuple[()]:
    """Kafka holds nothing that the database lacks."""
    return ()


async def state_of(engine: AsyncEngine, notification_id: UUID) -> tuple[str, str | None]:
    """State and reason of the delivery."""
    async with engine.connect() as connection:
        statement = select(DELIVERY.c.state, DELIVERY.c.reason).where(DELIVERY.c.notification_id == notification_id)
        state, reason = (await connection.execute(statement)).one()
        return state, reason


async def published_events(engine: AsyncEngine) -> list[tuple[str, int, dict[str, Any]]]:
    """Short name, version and data of each outbox row."""
    async with engine.connect() as connection:
        rows = list(await connection.execute(select(OUTBOX).order_by(OUTBOX.c.id)))
    return [(row.type.split(".")[3], row.aggregate_version, msgspec.json.decode(row.payload)) for row in rows]
