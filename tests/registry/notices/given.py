"""Notices, as they come in."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.notices.commands.taking import Batch, take_notices
from services.registry.notices.domain.message import Received
from services.registry.notices.queries import position_of
from services.registry.notices.tables import EXTERNAL_NOTICE
from shared.events.inbound import SENDERS, Sender
from tests.registry.given import given_work
from tests.registry.persons import REGISTRAR, ZHANG_WEI

CIVIL_AFFAIRS, PUBLIC_SECURITY = SENDERS
DEATH: dict[str, Any] = {"id_number": ZHANG_WEI, "name": "张伟", "died_on": "2019-04-01", "document": "死亡证第12号"}
FIRST = select(EXTERNAL_NOTICE.c.notice_id).order_by(EXTERNAL_NOTICE.c.notice_id).limit(1)


def message(message_id: str = "m-1", kind: str = "external-death-notice", **changes: Any) -> Received:
    value = msgspec.json.encode({**DEATH, **changes})
    return Received.of(value, [("ce_type", kind.encode()), ("ce_id", message_id.encode())])


async def taken(engine: AsyncEngine, *records: Received, sender: Sender = CIVIL_AFFAIRS) -> Mapping[str, int]:
    """The sender's next batch."""
    async with engine.begin() as connection:
        first = await position_of(connection, sender.topic)
    batch = Batch(sender, records, first, first + len(records))
    return await take_notices(given_work(engine), batch, registrar=REGISTRAR)


async def notice_of(engine: AsyncEngine) -> UUID:
    """The first that there is."""
    async with engine.connect() as connection:
        notice_id: UUID = (await connection.scalars(FIRST)).one()
        return notice_id
