"""What tests of paper files that were sent on start from."""

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.archive_forwardings.commands import forward_archive
from services.registry.archive_forwardings.domain import Sent
from services.registry.archives.commands import check_archive
from services.registry.archives.domain import Checked
from services.registry.archives.parameters import REQUIRED
from tests.registry.families.given import keeper
from tests.registry.given import KEYRING
from tests.registry.persons import REGISTRAR

CHECKED, SENT = date(2019, 4, 1), date(2019, 4, 10)
PAPERS = REQUIRED | {"awards"}
AWAY = Sent("other-county", None, "411321", None, SENT, frozenset({"awards", "political-review"}))
DOCUMENT = "转递通知单第5号"


async def checking(engine: AsyncEngine, veteran_id: UUID, on: date = CHECKED) -> int:
    return await check_archive(keeper(engine), veteran_id, Checked(PAPERS, on), document=DOCUMENT, keyring=KEYRING)


async def sending(engine: AsyncEngine, veteran_id: UUID, sent: Sent = AWAY, version: int | None = None) -> UUID:
    work = keeper(engine)
    return await forward_archive(work, veteran_id, sent, document=DOCUMENT, registrar=REGISTRAR, version=version)


async def given_sent_on(engine: AsyncEngine, veteran_id: UUID, *, received: UUID) -> None:
    """The file of one was sent on, that of another is here."""
    for each in (veteran_id, received):
        await checking(engine, each)
    await sending(engine, veteran_id)
