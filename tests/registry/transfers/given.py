"""What tests of moves between counties start from."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.transfers.commands import (
    Arrived,
    Leaving,
    Left,
    complete_transfer_out,
    revoke_transfer,
    start_transfer_out,
    take_in,
)
from tests.registry.given import KEYRING, given_work
from tests.registry.persons import (
    OTHER_ROOM,
    REGISTRAR,
)
from tests.registry.relocations.given import (
    TENTH,
)

ELSEWHERE = "411321"
TWENTIETH = date(2019, 4, 20)
LEAVING = {"division": ELSEWHERE, "paid_through_month": "2019-04", "document": "迁出〔2019〕1号"}
LEFT = {"moved_on": "2019-04-10", "paid_through_month": "2019-06", "document": "回执第1号"}
ARRIVED = {"division": ELSEWHERE, "moved_on": "2019-04-20", "document": "迁入〔2019〕1号"}
NEW: dict[str, Any] = {"org_code": None, "domicile_code": None}
REVOCATION = {"reason": "not-carried-out", "document": "说明第1号"}


async def starting(
    engine: AsyncEngine, who: UUID, division: str = ELSEWHERE, *, path: str = "411329", version: int | None = None
) -> int:
    leaving = Leaving(division, "2019-04", "迁出〔2019〕1号")
    return await start_transfer_out(
        given_work(engine, path=path), who, leaving, registrar=REGISTRAR, version=version
    )  # fmt: skip


async def completing(engine: AsyncEngine, who: UUID, on: date = TENTH, *, version: int | None = None) -> int:
    left = Left(on, "2019-06", "回执第1号")
    return await complete_transfer_out(given_work(engine), who, left, keyring=KEYRING, version=version)


async def arriving(engine: AsyncEngine, who: UUID, on: date = TWENTIETH, **changes: Any) -> int:
    facts: dict[str, Any] = {"org_code": OTHER_ROOM, "domicile_code": OTHER_ROOM, **changes}
    arrived = Arrived(ELSEWHERE, None, on, "迁入〔2019〕1号", **facts)
    return await take_in(given_work(engine), who, arrived, registrar=REGISTRAR)


async def revoking(engine: AsyncEngine, who: UUID) -> int:
    reason, document = REVOCATION["reason"], REVOCATION["document"]
    return await revoke_transfer(given_work(engine), who, reason=reason, document=document, keyring=KEYRING)


async def left(engine: AsyncEngine, who: UUID, on: date = TENTH) -> None:
    await starting(engine, who)
    await completing(engine, who, on)
