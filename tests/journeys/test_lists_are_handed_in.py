"""Deaths, moves and corrections of a station come in as lists, more than once: figures tell each once, on its day."""

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.imports.parameters import ImportKind
from services.reporting.figures.queries.ledger import subjects_of
from tests.journeys.told import told
from tests.registry.given import given_network
from tests.registry.imports.lists import correction, death, done_with, move
from tests.registry.persons import OTHER_ROOM_PATH, ROOM_PATH, given_number, given_veteran
from tests.reporting.given import fold

MARCH, APRIL = date(2019, 3, 31), date(2019, 4, 1)
DIES, MOVES, LEAVES, STAYS = (given_number(serial) for serial in range(4))
LISTS = (
    (ImportKind.DEATHS, death(身份证号=DIES)),
    (ImportKind.RELOCATIONS, move(身份证号=MOVES)),
    (ImportKind.CORRECTIONS, correction(身份证号=LEAVES)),
)


async def counted(reporting: AsyncEngine, as_of: date, named: dict[str, str]) -> dict[tuple[str, str], set[str]]:
    """By unit and figure, whom the ledger counts."""
    found: dict[tuple[str, str], set[str]] = {}
    async with reporting.connect() as connection:
        for code in ("F01", "F02"):
            for row in await connection.execute(subjects_of("411329", code, as_of)):
                found.setdefault((row.org_path, code), set()).add(named[row.subject])
    return found


class TestListsOfActs:
    async def test_are_in_the_figures_once_and_on_their_day(
        self, registry_engine: AsyncEngine, reporting_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        ids: dict[UUID, str] = {}
        for number in (DIES, MOVES, LEAVES, STAYS):
            ids[await given_veteran(registry_engine, id_number=number, registered_on="2019-03-01")] = number
        named = {str(person_id): number for person_id, number in ids.items()}
        outcomes = []
        for dry_run in (True, False, False):
            for kind, row in LISTS:
                outcomes += [outcome for outcome, _ in await done_with(registry_engine, kind, row, dry_run=dry_run)]
        assert outcomes == ["accepted"] * 6 + ["duplicate"] * 3
        await fold(reporting_engine, await told(registry_engine))
        everybody = {DIES, MOVES, LEAVES, STAYS}
        assert await counted(reporting_engine, MARCH, named) == {
            (ROOM_PATH, "F01"): everybody,
            (ROOM_PATH, "F02"): everybody,
        }
        assert await counted(reporting_engine, APRIL, named) == {
            (ROOM_PATH, "F01"): {LEAVES, STAYS},
            (ROOM_PATH, "F02"): {STAYS},
            (OTHER_ROOM_PATH, "F01"): {MOVES},
            (OTHER_ROOM_PATH, "F02"): {MOVES},
        }
