"""A martyr's widow, who has no file of her own."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.categories.commands import cancel_categories
from services.registry.corrections.commands import forget_unknown, propose_identity_correction
from services.registry.corrections.commands.proposing import Wanted
from services.registry.corrections.parameters import IdentityKind
from services.registry.recipients.commands import Newcomer, end_recipient, record_recipient, revoke_recipient_end
from services.registry.settings import Registrar
from shared.command import Work
from shared.privacy.keyring import Keyring
from shared.privacy.personal import Personal
from tests.registry.categories.given import applying
from tests.registry.given import KEYRING, TODAY
from tests.registry.persons import REGISTRAR, ROOM, given_number
from tests.registry.registrations.given import room, station

WIDOW = given_number(613, date(1962, 6, 1))
DOCUMENT = "烈士证明书第7号"


async def recording(
    work: Work,
    *,
    number: str = WIDOW,
    name: str = "赵兰",
    org_code: str = ROOM,
    most: int = 60,
    registrar: Registrar = REGISTRAR,
) -> UUID:
    newcomer = Newcomer(Personal(number), Personal(name), org_code, DOCUMENT)
    return await record_recipient(work, newcomer, registrar=registrar, most_an_hour=most, cancels=cancel_categories)


async def given_recipient(engine: AsyncEngine, **changes: Any) -> UUID:
    """Somebody whom a station recorded."""
    return await recording(station(engine), **changes)


async def given_recipients(engine: AsyncEngine) -> None:
    """One who has applied and whose name is to be corrected, another who has died."""
    person_id = await given_recipient(engine)
    await applying(room(engine), person_id, "21")
    named = Wanted(IdentityKind.NAME, Personal("赵蓝"), "identity-card", "第8号")
    await propose_identity_correction(station(engine), person_id, named, registrar=REGISTRAR, most_an_hour=60)
    await ending(
        station(engine), await given_recipient(engine, number=given_number(616, date(1963, 1, 1)), name="钱兰")
    )


async def ending(
    work: Work, person_id: UUID, reason: str = "deceased", on: date = TODAY, *, keyring: Keyring = KEYRING
) -> int:
    return await end_recipient(
        work, person_id, reason=reason, ended_on=on, document="第9号", forgets=forget_unknown, keyring=keyring
    )


async def revoking(work: Work, person_id: UUID) -> int:
    return await revoke_recipient_end(
        work, person_id, reason="recorded-in-error", document="第10号", keyring=KEYRING
    )  # fmt: skip
