"""A relative whose name or number is corrected, by the file of the veteran beside whom he stands."""

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.corrections.commands import (
    confirm_companion_correction,
    confirm_identity_correction,
    forget_unknown,
    propose_companion_correction,
    propose_identity_correction,
)
from services.registry.corrections.commands.proposing import Wanted
from services.registry.corrections.parameters import IdentityKind
from services.registry.families.commands import revoke_relation
from shared.command import Work
from shared.privacy.personal import Personal
from tests.registry.families.given import keeper, relating
from tests.registry.given import given_work
from tests.registry.persons import (
    OTHER_ROOM_PATH,
    REGISTRAR,
    given_number,
    given_veteran,
)
from tests.registry.registrations.given import scalar

SHI_AN = "411329.411329104"
OTHER_STATION = OTHER_ROOM_PATH.rpartition(".")[0]
RIGHT = given_number(513, date(1960, 5, 1))
DOCUMENT = "户字第12号"
PAPER = {"evidence": "household-register", "document": DOCUMENT}


async def relative_of(engine: AsyncEngine, relation_id: UUID) -> UUID:
    return UUID(
        str(await scalar(engine, f"SELECT relative_id FROM family_relation WHERE relation_id = '{relation_id}'"))
    )


async def given_wife(engine: AsyncEngine) -> tuple[UUID, UUID, UUID]:
    """A veteran, his wife, and what she is to him."""
    veteran_id = await given_veteran(engine)
    relation_id = await relating(keeper(engine), veteran_id)
    return veteran_id, await relative_of(engine, relation_id), relation_id


async def proposing(
    work: Work,
    veteran_id: UUID,
    person_id: UUID,
    value: str = RIGHT,
    kind: IdentityKind = IdentityKind.ID_NUMBER,
    *,
    most: int = 60,
) -> UUID:
    wanted = Wanted(kind, Personal(value), "household-register", DOCUMENT)
    return await propose_companion_correction(
        work, veteran_id, person_id, wanted, registrar=REGISTRAR, most_an_hour=most
    )


async def correcting_day(engine: AsyncEngine, veteran_id: UUID, will: date) -> None:
    """Somebody was registered on another day: one of the centre proposes it, another confirms."""
    wanted = Wanted(IdentityKind.REGISTRATION_DAY, Personal(will.isoformat()), "registration-form", DOCUMENT)
    centre, another = given_work(engine), given_work(engine)
    correction = await propose_identity_correction(centre, veteran_id, wanted, registrar=REGISTRAR, most_an_hour=60)
    await confirm_identity_correction(another, correction, typed=wanted.value, registrar=REGISTRAR)


async def revoking(work: Work, relation_id: UUID) -> None:
    await revoke_relation(
        work, relation_id, reason="another-person", document=DOCUMENT, forgets=forget_unknown
    )  # fmt: skip


async def confirming(work: Work, correction_id: UUID, typed: str = RIGHT) -> None:
    await confirm_companion_correction(work, correction_id, typed=Personal(typed), registrar=REGISTRAR)
