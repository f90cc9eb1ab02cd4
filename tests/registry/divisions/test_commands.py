"""Taking over lists of divisions."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.divisions.commands import Imported, import_divisions
from services.registry.divisions.domain import DivisionsInvalid
from services.registry.divisions.queries import find_division, known_codes
from services.registry.divisions.tables import DIVISION
from tests.registry.given import DIVISIONS, audited, given_divisions, given_work

XINYE = Path(__file__).resolve().parents[3] / "deploy" / "counties" / "xinye" / "divisions.csv"


class TestImportDivisions:
    async def test_takes_over_a_whole_county(self, registry_engine: AsyncEngine) -> None:
        imported = await import_divisions(given_work(registry_engine), content=XINYE.read_bytes())
        assert imported == Imported(added_count=288, changed_count=0, unchanged_count=0)
        async with registry_engine.connect() as connection:
            levels = select(DIVISION.c.level, func.count()).group_by(DIVISION.c.level)
            counted = dict(tuple(row) for row in await connection.execute(levels))
            village = await find_division(connection, "411329104210")
        assert counted == {"county": 1, "subdistrict": 2, "town": 8, "township": 5, "village": 256, "community": 16}
        assert village is not None
        assert (village.name, village.parent_code) == ("东杨营村", "411329104")

    async def test_changes_nothing_when_repeated(self, registry_engine: AsyncEngine) -> None:
        await given_divisions(registry_engine)
        again = await import_divisions(given_work(registry_engine), content=DIVISIONS.encode("gb18030"))
        assert again == Imported(added_count=0, changed_count=0, unchanged_count=6)

    async def test_takes_over_a_new_name_and_keeps_what_it_does_not_mention(self, registry_engine: AsyncEngine) -> None:
        await given_divisions(registry_engine)
        content = "code,name,parent_code,level\n411329104,施庵街道,411329,subdistrict\n".encode()
        assert await import_divisions(given_work(registry_engine), content=content) == Imported(0, 1, 0)
        async with registry_engine.connect() as connection:
            renamed = await find_division(connection, "411329104")
            assert len(await known_codes(connection)) == 6
        assert renamed is not None
        assert (renamed.name, renamed.level) == ("施庵街道", "subdistrict")

    async def test_writes_nothing_when_one_line_is_bad(self, registry_engine: AsyncEngine) -> None:
        content = DIVISIONS + "411329106,五星镇,411328,town\n"
        with pytest.raises(DivisionsInvalid) as refused:
            await import_divisions(given_work(registry_engine), content=content.encode())
        assert {fault.field for fault in refused.value.fields} == {"lines.8.parent_code"}
        async with registry_engine.connect() as connection:
            assert await known_codes(connection) == frozenset()
        assert await audited(registry_engine, "import-divisions") == [("", "divisions-invalid")]
