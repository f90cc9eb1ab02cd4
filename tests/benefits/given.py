"""What tests of benefits begin with: invented veterans and mediators of a small county, as registry tells of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.cases.commands import assign_mediators, open_case
from services.benefits.cases.domain import Case
from services.benefits.directory.projection import DIRECTORY
from shared.command import Work
from shared.events.catalogue import published
from shared.events.contract import Event
from shared.events.registry import OrgUnitEstablished, SocialRoleAssumed, VeteranRegistered
from shared.ids import new_id
from shared.inbox.projection import Delivered
from shared.privacy.keyring import Keyring, Keys
from shared.privacy.personal import Personal
from tests.given import CENTRE, MASTER_KEY, given_work

STATION, OTHER_STATION = f"{CENTRE}.411329104", f"{CENTRE}.411329105"
ROOM, OTHER_ROOM = f"{STATION}.411329104210", f"{OTHER_STATION}.411329105201"
MARCH, APRIL = date(2019, 3, 1), date(2019, 4, 10)
SUMMARY = "与邻居因宅基地边界发生争执"


def code_of(org_path: str) -> str:
    """The org code of a path."""
    return org_path.rpartition(".")[2]


def keyring() -> Keyring:
    """The keyring of the tests' master key."""
    return Keyring(Keys([SecretStr(MASTER_KEY)]))


def given_delivered(event: Event, *, sequence: int = 1, offset: int = 0, synthetic: bool = True) -> Delivered[Any]:
    """The event as it arrives from its topic."""
    entry = published(type(event))
    return Delivered(
        event=event,
        id=new_id(),
        type=entry.type,
        time=datetime(2019, 4, 1, 1, 0, tzinfo=UTC),
        topic=entry.topic,
        partition=0,
        offset=offset,
        key=entry.key_of(event),
        sequence=sequence,
        correlation_id="test",
        synthetic=synthetic,
    )


def unit_established(org_path: str) -> OrgUnitEstablished:
    """A service organisation at its place in the tree."""
    kind, host_kind = {0: ("centre", "county"), 1: ("station", "township"), 2: ("room", "village")}[org_path.count(".")]
    facts = {
        "org_code": code_of(org_path),
        "org_path": org_path,
        "kind": kind,
        "host_kind": host_kind,
        "name": f"{code_of(org_path)}服务机构",
        "established_on": date(2018, 10, 1),
    }
    return msgspec.convert(facts, OrgUnitEstablished)


def veteran_registered(veteran_id: UUID, org_path: str = ROOM) -> VeteranRegistered:
    """A veteran of the room."""
    return VeteranRegistered(
        person_id=veteran_id,
        org_code=code_of(org_path),
        org_path=org_path,
        domicile_code="411329104210",
        residence_code="411329104210",
        party_member=False,
        channel="counter",
        registered_on=date(2018, 10, 2),
    )


def role_assumed(veteran_id: UUID, kind: str, assumed_on: date = MARCH) -> SocialRoleAssumed:
    """The veteran takes up a role in the room."""
    facts = {
        "role_id": new_id(),
        "person_id": veteran_id,
        "kind": kind,
        "org_code": code_of(ROOM),
        "org_path": ROOM,
        "assumed_on": assumed_on,
    }
    return msgspec.convert(facts, SocialRoleAssumed)


def mediator_assumed(veteran_id: UUID, *, assumed_on: date = MARCH) -> SocialRoleAssumed:
    """The veteran becomes a mediator of the room."""
    return role_assumed(veteran_id, "mediator", assumed_on)


async def given_learned(engine: AsyncEngine, events: Sequence[Event]) -> None:
    """The directory has learned these events."""
    async with engine.begin() as connection:
        await DIRECTORY.apply(connection, [given_delivered(event, offset=place) for place, event in enumerate(events)])


@dataclass(frozen=True)
class County:
    """A county with two stations, a room each; an applicant and three mediators in the first room."""

    applicant: UUID = field(default_factory=new_id)
    stranger: UUID = field(default_factory=new_id)
    mediators: tuple[UUID, ...] = field(default_factory=lambda: (new_id(), new_id(), new_id()))

    def events(self) -> list[Event]:
        """All of it, as registry tells it; the stranger belongs to the other room."""
        return [
            *(unit_established(path) for path in (CENTRE, STATION, OTHER_STATION, ROOM, OTHER_ROOM)),
            veteran_registered(self.applicant),
            veteran_registered(self.stranger, OTHER_ROOM),
            *(veteran_registered(mediator) for mediator in self.mediators),
            *(mediator_assumed(mediator) for mediator in self.mediators),
        ]


async def given_county(engine: AsyncEngine) -> County:
    """A county that the directory knows."""
    county = County()
    await given_learned(engine, county.events())
    return county


async def given_case(work: Work, county: County, *, opened_on: date = date(2019, 4, 2), **changes: Any) -> Case:
    """An open case of the county's applicant at the first room."""
    facts: dict[str, Any] = {
        "kind": "dispute",
        "org_code": code_of(ROOM),
        "applicant_id": county.applicant,
        "parties_count": 2,
        "opened_on": opened_on,
        "summary": Personal(SUMMARY),
    }
    return await open_case(work, keyring=keyring(), **{**facts, **changes})


async def given_assigned_case(engine: AsyncEngine, county: County, mediators: Sequence[UUID] | None = None) -> Case:
    """A case of 2 April 2019 in the hands of its mediators since 3 April, the first one when none is named."""
    work = given_work(engine)
    case = await given_case(work, county)
    chosen = county.mediators[:1] if mediators is None else mediators
    return await assign_mediators(work, case.case_id, mediator_ids=chosen, assigned_on=date(2019, 4, 3))
