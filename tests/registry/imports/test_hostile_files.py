"""Files made to exhaust whoever reads them, or to break one row and with it all others."""

import io
import zipfile

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.imports.parameters import MOST_WAITING
from shared.auth.roles import Role
from shared.workbooks import taking
from shared.workbooks.isolation import Limits, read_isolated
from shared.workbooks.limits import CHARACTERS_PER_CHUNK, LONGEST_CELL, MOST_CELLS, READERS
from shared.workbooks.refusals import TooManyColumns
from tests.registry.conftest import ClientFor
from tests.registry.given import audited, given_network
from tests.registry.imports.files import HEADERS, faults, given_import, line, progress, verdicts, work_off, workbook
from tests.registry.imports.test_api import hand_in
from tests.registry.imports.test_files import on_disk, read
from tests.registry.persons import given_number

LONG = "长" * 32_000
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def rewritten(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The archive with a part changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            kept = before.read(name)
            assert name != part or old in kept
            after.writestr(name, kept.replace(old, new) if name == part else kept)
    return target.getvalue()


class TestAWorkbookMadeToTakeLong:
    @pytest.mark.parametrize(
        "repeated",
        [b'<c r="A1" ', b'<c r="A1" r="A1" ', b'r="A1" ', b"<c:"],
        ids=["cells", "cells named twice", "names", "prefixes"],
    )
    async def test_is_read_in_one_pass(self, repeated: bytes) -> None:
        """The reader is killed when its seconds are over: to look at each place anew would take hours."""
        comment = b"<!-- <c " + repeated * (3_000_000 // len(repeated)) + b" -->"
        content = rewritten(workbook([line()]), SHEET, b"</worksheet>", comment + b"</worksheet>")
        assert [row.number for row in await read(content)] == [1, 2]

    async def test_does_not_take_longer_for_its_contents(self) -> None:
        sheets = b"<!-- " + b"<sheet " * 100_000 + b'x:id="' * 100_000 + b" -->"
        content = rewritten(workbook([line()]), "xl/workbook.xml", b"</workbook>", sheets + b"</workbook>")
        assert [row.number for row in await read(content)] == [1, 2]


class TestAWorkbookMadeToTakeMemory:
    async def test_is_held_a_bounded_part_at_a_time(self) -> None:
        """Ten thousand cells that name one long text: a file of 30 kB, 330 MB of text."""
        content = workbook([[LONG] * 40] * 250, headers=[*HEADERS, *["备注"] * 32])
        assert len(content) < 60_000
        with on_disk(content) as file:
            groups = [group async for group in read_isolated(file, Limits(1_000, 64 << 20))]
        sizes = [sum(len(str(cell)) for _, cells in group for cell in cells) for group in groups]
        assert sum(len(group) for group in groups) == 251
        assert len(groups) > 2
        assert max(sizes) <= CHARACTERS_PER_CHUNK + MOST_CELLS * LONGEST_CELL
        assert {len(str(cell)) for group in groups[1:] for _, cells in group for cell in cells} == {LONGEST_CELL}

    async def test_is_refused_with_more_columns_than_any_template(self) -> None:
        with pytest.raises(TooManyColumns):
            await read(workbook([["x"] * (MOST_CELLS + 1)]))
        blank = [*line(), *[" "] * 500]
        assert len((await read(workbook([blank])))[1].cells) == len(HEADERS)


class TestABadCell:
    async def test_is_a_verdict_on_its_row_and_no_other(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        rows = [
            line(),
            line(given_number(1), "王\x00甲"),
            line(given_number(2), "王\u202e甲"),
            line("9993291959022600\x0012"),
            line(given_number(4), 服务室代码="4113291042\u200b10"),
            line(given_number(5), "王戊"),
        ]
        import_id = await given_import(registry_engine, rows)
        await work_off(registry_engine)
        done = await progress(registry_engine, import_id)
        assert (done["state"], done["failure"]) == ("done", None)
        outcomes = [row["outcome"] for row in await verdicts(registry_engine, import_id)]
        assert outcomes == ["accepted", "rejected", "rejected", "rejected", "rejected", "accepted"]
        assert (await faults(registry_engine, import_id))[1:5] == [
            {("name", "unfit-character")},
            {("name", "unfit-character")},
            {("id_number", "unfit-character")},
            {("org_code", "unfit-character")},
        ]

    async def test_may_be_written_as_an_escape_of_the_format(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        client = await client_for(Role.CENTRE_STAFF)
        content = rewritten(workbook([line(), line(given_number(1), "王某某")]), STRINGS, "王某某".encode(), b"_x0000_")
        import_id = (await hand_in(client, content)).json()["import_id"]
        await work_off(registry_engine)
        assert (await client.get(f"/imports/{import_id}")).json()["state"] == "done"
        [row] = (await client.get(f"/imports/{import_id}/rows", params={"verdict": "rejected"})).json()["items"]
        assert [(fault["field"], fault["code"]) for fault in row["faults"]] == [("name", "unfit-character")]

    async def test_is_none_for_a_unit_that_is_named_oddly(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        headers = tuple("服务室名称" if header == "服务室代码" else header for header in HEADERS)
        import_id = await given_import(registry_engine, [line(服务室代码="东杨营\x00")], headers=headers)
        await work_off(registry_engine)
        assert (await progress(registry_engine, import_id))["state"] == "done"
        assert ("org_name", "unfit-character") in (await faults(registry_engine, import_id))[0]


class TestImports:
    async def test_of_one_account_wait_in_bounded_number(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        client = await client_for(Role.CENTRE_STAFF)
        answers = [await hand_in(client, workbook([line()])) for _ in range(MOST_WAITING + 1)]
        assert [answer.status_code for answer in answers] == [202] * MOST_WAITING + [409]
        assert answers[-1].json()["code"] == "too-many-imports"
        assert (await hand_in(await client_for(Role.CENTRE_STAFF), workbook([line()]))).status_code == 202
        await work_off(registry_engine)
        assert (await hand_in(client, workbook([line()]))).status_code == 202

    async def test_are_read_a_few_at_once(
        self, client_for: ClientFor, registry_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await given_network(registry_engine)
        monkeypatch.setattr(taking._READING, "wait_seconds", 0.05)
        client: httpx2.AsyncClient = await client_for(Role.CENTRE_STAFF)
        for _ in range(READERS):
            await taking._READING.acquire()
        try:
            refused = await hand_in(client, workbook([line()]))
        finally:
            for _ in range(READERS):
                taking._READING.release()
        assert (refused.status_code, refused.json()["code"]) == (503, "overloaded")
        assert (await hand_in(client, workbook([line()]))).status_code == 202

    async def test_leave_a_row_when_their_result_is_fetched(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        client = await client_for(Role.CENTRE_STAFF)
        import_id = (await hand_in(client, workbook([line()]))).json()["import_id"]
        await work_off(registry_engine)
        await client.get(f"/imports/{import_id}/result.xlsx")
        assert await audited(registry_engine, "get-import-result") == [(f"import {import_id}", "done")]
