"""What tests of parties of cases start from: a case that benefits has told of."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.case_parties.commands import correct_case_party, name_case_party, remove_case_party
from services.registry.case_parties.domain import Wanted
from services.registry.case_parties.projection import CASES
from services.registry.case_parties.queries import list_parties
from services.registry.corrections.commands import correct_party_identity, forget_unknown
from services.registry.corrections.commands.parties import Right
from shared.auth.roles import Role
from shared.command import Work
from shared.events.benefits import CaseOpened, CaseResolved
from shared.events.benefits.cases import CaseReopened, CaseResolutionCorrected
from shared.events.contract import Event
from shared.http.dependencies import Reading
from shared.ids import new_id
from shared.privacy.personal import Personal
from tests.notifications.given import given_delivered
from tests.registry.given import KEYRING, NOW, given_work
from tests.registry.persons import REGISTRAR, ROOM, ROOM_PATH, given_number

OPENED = date(2019, 4, 3)
NEIGHBOUR = given_number(611, date(1971, 2, 3))
DOCUMENT = "调解申请书"


def room(engine: AsyncEngine, path: str = ROOM_PATH, *, now: datetime = NOW) -> Work:
    return given_work(engine, Role.ROOM_STAFF, path, now=now)


async def hearing(engine: AsyncEngine, *events: Event) -> None:
    async with engine.begin() as connection:
        await CASES.apply(connection, [given_delivered(each) for each in events])


def opened(applicant: UUID, *, count: int = 3, case_id: UUID | None = None) -> CaseOpened:
    return CaseOpened(
        case_id=case_id or new_id(), kind="dispute", org_code=ROOM, org_path=ROOM_PATH, applicant_id=applicant,
        parties_count=count, opened_on=OPENED, due_on=date(2019, 5, 3),
    )  # fmt: skip


async def given_case(engine: AsyncEngine, applicant: UUID, **more: Any) -> UUID:
    told = opened(applicant, **more)
    await hearing(engine, told)
    return told.case_id


def resolved(case_id: UUID, on: date = date(2019, 4, 20)) -> CaseResolved:
    return CaseResolved(
        case_id=case_id, kind="dispute", outcome="agreement-reached", org_code=ROOM, org_path=ROOM_PATH,
        applicant_id=new_id(), mediator_ids=(), opened_on=OPENED, resolved_on=on, days=17,
    )  # fmt: skip


def reopened(case_id: UUID) -> CaseReopened:
    return CaseReopened(
        case_id=case_id, kind="dispute", org_code=ROOM, org_path=ROOM_PATH, applicant_id=new_id(), mediator_ids=(),
        opened_on=OPENED, outcome="agreement-reached", resolved_on=date(2019, 4, 20), reopened_on=date(2019, 4, 21),
    )  # fmt: skip


def corrected(case_id: UUID, on: date) -> CaseResolutionCorrected:
    said = msgspec.to_builtins(resolved(case_id))
    facts = {**said, "resolved_on": on, "corrected_on": on, "before": said}
    return msgspec.convert(facts, CaseResolutionCorrected)


def somebody(number: str | None = NEIGHBOUR, name: str = "赵邻") -> Wanted:
    return Wanted(None, Personal(name), Personal(number) if number else None)


async def naming(work: Work, case_id: UUID, wanted: Wanted | None = None, *, most: int = 60) -> UUID:
    return await name_case_party(work, case_id, wanted or somebody(), registrar=REGISTRAR, most_an_hour=most)


async def correcting(work: Work, party_id: UUID, wanted: Wanted, version: int | None = None) -> int:
    facts: dict[str, Any] = {"registrar": REGISTRAR, "most_an_hour": 60, "forgets": forget_unknown}
    return await correct_case_party(work, party_id, wanted, document="身份证", version=version, **facts)


async def correcting_identity(
    work: Work,
    party_id: UUID,
    *,
    name: str | None = None,
    number: str | None = None,
    most: int = 60,
    version: int | None = None,
) -> None:
    right = Right(Personal(name) if name else None, Personal(number) if number else None)
    facts: dict[str, Any] = {"document": "身份证", "registrar": REGISTRAR, "most_an_hour": most, "version": version}
    await correct_party_identity(work, party_id, right, **facts)


async def removing(work: Work, party_id: UUID, reason: str, on: date = date(2019, 4, 20)) -> int:
    facts: dict[str, Any] = {"reason": reason, "removed_on": on, "document": DOCUMENT, "forgets": forget_unknown}
    return await remove_case_party(work, party_id, **facts)


async def listed_at(engine: AsyncEngine, case_id: UUID, path: str = ROOM_PATH) -> Any:
    work = room(engine, path)
    async with engine.connect() as connection:
        return await list_parties(Reading(connection, work.caller, work.now), case_id, KEYRING)
