"""What tests of moves start from: somebody who moves, and what else is said of him."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from faults.oracle.copies import rows
from faults.oracle.figures import OF_REGISTRY, count
from services.registry.corrections.commands import correct_field
from services.registry.corrections.commands.correcting import Correction
from services.registry.deaths.commands import Reported as Death
from services.registry.deaths.commands import record_death
from services.registry.relocations.commands import Reported, record_relocation, revoke_relocation
from services.registry.relocations.parameters import Kind
from shared.privacy.personal import Personal
from tests.registry.given import KEYRING, given_work
from tests.registry.logged import logged
from tests.registry.persons import (
    OTHER_ROOM,
    REGISTRAR,
)

REGISTERED: dict[str, Any] = {"registered_on": "2019-03-01", "political_code": "13"}
MARCH, APRIL, TENTH = date(2019, 3, 1), date(2019, 4, 1), date(2019, 4, 10)
SHI_AN, WAI_ZI = "411329.411329104", "411329.411329105"
UNIT_ROOM_PATH = "411329.411329U01.411329U01R01"
DOCUMENT = "户迁〔2019〕5号"
BODY = {"kind": "domicile", "division": OTHER_ROOM, "unit": OTHER_ROOM, "moved_on": "2019-04-01", "document": DOCUMENT}
LIVES = {**BODY, "kind": "residence"}
REVOCATION = {"kind": "domicile", "reason": "wrong-date", "document": "更正说明第2号"}


async def moving(
    engine: AsyncEngine,
    veteran_id: UUID,
    unit: str | None = OTHER_ROOM,
    on: date = APRIL,
    *,
    division: str = OTHER_ROOM,
    kind: Kind = Kind.DOMICILE,
    path: str = "411329",
    version: int | None = None,
) -> int:
    reported = Reported(kind, division, unit, on, DOCUMENT)
    work = given_work(engine, path=path)
    return (await record_relocation(work, veteran_id, reported, registrar=REGISTRAR, version=version)).version


async def returning(
    engine: AsyncEngine, veteran_id: UUID, kind: Kind = Kind.DOMICILE, *, version: int | None = None
) -> int:
    ground: dict[str, Any] = {"reason": "wrong-date", "document": "更正说明第2号"}
    return await revoke_relocation(given_work(engine), veteran_id, kind, **ground, keyring=KEYRING, version=version)


async def becoming(engine: AsyncEngine, veteran_id: UUID, code: str, since: date | None = None) -> int:
    said = Correction("political_code", Personal(code), since, "县组〔2019〕7号")
    return await correct_field(given_work(engine), veteran_id, said, registrar=REGISTRAR)


async def dying(engine: AsyncEngine, veteran_id: UUID, on: date) -> int:
    reported = Death(on, "medical-certificate", "死亡证字第12号")
    return (await record_death(given_work(engine), veteran_id, reported, keyring=KEYRING)).version


async def agreed(engine: AsyncEngine, postgres: Postgres) -> frozenset[tuple[str, ...]]:
    """What figures of persons the tables tell, and the log alike."""
    told = {row for row in count(await logged(engine)) if row[1] in {"F01", "F02"}}
    assert told == {row for row in await rows(postgres.admin_url, OF_REGISTRY) if row[1] in {"F01", "F02"}}
    return frozenset(told)
