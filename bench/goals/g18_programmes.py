"""G18: every programme in force weighed for everybody of the county, from the facts in the tables to the findings."""

import base64
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bench.measuring import Arm, Effort, interleaved
from bench.stage import Stage
from bench.targets import Finding, Goal, at_most
from deploy.demo.county import CENTRE, PACK, read_county
from services.benefits.amounts.queries import find_tables, parameters_on
from services.benefits.conditions.domain import Known
from services.benefits.directory.tables import VETERAN
from services.benefits.eligibility.domain import find
from services.benefits.eligibility.parameters import AGE, CATEGORIES, RELATIONS, ROLES
from services.benefits.eligibility.queries import find_facts, weighing_of
from services.benefits.eligibility.tables import PERSON_FACT
from services.benefits.facts.domain import FileFacts, asked, read_file, sealed_form
from services.benefits.facts.tables import FILE_FACTS
from services.benefits.programmes.commands import activate_programme, draft_programme
from services.benefits.programmes.queries import in_force_on
from services.benefits.programmes.schemas import ProgrammeContent
from services.benefits.programmes.tables import version_of
from services.benefits.simulations.parameters import CHUNK
from services.benefits.simulations.queries import list_next
from shared.auth.caller import Caller, Grant
from shared.auth.roles import Role
from shared.command import Work
from shared.ids import new_id
from shared.privacy.encryption import encrypt
from shared.privacy.keyring import Keyring, Keys

PERSONS = 18_636
ON = date(2026, 1, 1)  # all twelve of the pack are in force
KEYRING = Keyring(Keys([SecretStr(base64.b64encode(bytes(range(32))).decode())]))
FILE = {
    "sex_code": "1", "household_code": "1", "employment_code": "3", "pension_code": "3", "enlisted_on": "1976-12-20",
    "conscript_from": "1976-12-20", "conscript_to": "1980-01-10", "discharged_on": "1980-01-10",
    "discharge_household_code": "1",
}  # fmt: skip
# Of every so many persons one has it: more than in the county, whose register names 664 roles and few categories.
HELD = ((AGE, "60", 2), (AGE, "80", 9), (CATEGORIES, "41", 3), (CATEGORIES, "01", 7), (CATEGORIES, "21", 40),
        (RELATIONS, "spouse", 5), (ROLES, "mediator", 28))  # fmt: skip


async def measure(stage: Stage, effort: Effort) -> Sequence[Finding]:
    engine = (await stage.database("services.benefits")).engine()
    persons = effort.count(PERSONS)
    await _fill(engine, persons)
    programmes = await _bring_into_force(engine)
    seen: list[Counter[str]] = []

    async def weigh() -> float:
        began = time.perf_counter()
        async with engine.connect() as connection:
            seen.append(await _weigh_everybody(connection))
        return time.perf_counter() - began

    series = await interleaved([Arm("weigh", weigh)], effort)
    await engine.dispose()
    if any(each.total() != persons * programmes for each in seen):
        raise RuntimeError(f"not everybody was weighed: {seen}")
    facts: dict[str, object] = {
        "weighed": f"{persons:,} persons × {programmes} programmes, {CHUNK:,} persons a chunk",
        "found": ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(seen[0].items())),
    }
    return [Finding("weigh everybody", "s", at_most(20), series["weigh"], facts=facts)]


async def _weigh_everybody(connection: AsyncConnection) -> Counter[str]:
    """As a simulation does, with what is in force in place of a draft."""
    weighings = [weighing_of(version_of(row)) for row in await connection.execute(in_force_on(ON))]
    parameters = parameters_on(await find_tables(connection), ON)
    found: Counter[str] = Counter()
    last: UUID | None = None
    while people := await list_next(connection, ON, last, CHUNK):
        facts = await find_facts(connection, [each.person_id for each in people], ON, KEYRING)
        known = (Known(ON, facts.get(each.person_id, {}), parameters) for each in people)
        found.update(find(weighing, each).outcome.value for each in known for weighing in weighings)
        last = people[-1].person_id
    return found


async def _fill(engine: AsyncEngine, persons: int) -> None:
    rooms = read_county().rooms
    register: list[dict[str, Any]] = [
        {
            "veteran_id": new_id(),
            "org_code": room.code,
            "org_path": f"{CENTRE}.{room.parent}.{room.code}",
            "synthetic": True,
        }
        for room in (rooms[number % len(rooms)] for number in range(persons))
    ]
    told = [
        {
            "source_id": new_id(),
            "person_id": each["veteran_id"],
            "fact": fact,
            "value": value,
            "since": date(2019, 1, 1),
        }
        for fact, value, one_of in HELD
        for each in register[::one_of]
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(VETERAN), register)
        await connection.execute(insert(PERSON_FACT), told)
        await connection.execute(insert(FILE_FACTS), [_file(each["veteran_id"]) for each in register])


def _file(person_id: UUID) -> dict[str, Any]:
    """What the file says, sealed as it is kept."""
    key, wrapped = KEYRING.new_key(person_id)
    clear = sealed_form(asked(FileFacts({}), read_file(FILE), date(2019, 1, 1)))
    facts = encrypt(clear, FILE_FACTS.name, FILE_FACTS.c.facts.name, person_id, key)
    return {"person_id": person_id, "asked_on": ON, "data_key": wrapped, "facts": facts}


async def _bring_into_force(engine: AsyncEngine) -> int:
    """The programmes of the county's pack; how many are in force on the day."""
    for file in sorted((PACK / "programmes").glob("*.json")):
        draft = ProgrammeContent.model_validate_json(file.read_bytes()).draft()
        proposal_id = await draft_programme(_work(engine), draft, document="bench")
        await activate_programme(_work(engine), proposal_id, version=1)
    async with engine.connect() as connection:
        return len((await connection.execute(in_force_on(ON))).all())


def _work(engine: AsyncEngine) -> Work:
    """Of an account of its own each time: who writes a version does not bring it into force."""
    grant = Grant(new_id(), Role.BUREAU_LEADER, CENTRE, "bench")
    return Work(engine, Caller(new_id(), (grant,), "zh-CN", "127.0.0.1"), datetime.now(UTC))


GOAL = Goal("G18", "18,636 persons × all programmes weighed in ≤ 20 s", measure)
