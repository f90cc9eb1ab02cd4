"""Handing a register in by HTTP, and following what becomes of it."""

import io
from collections.abc import Callable
from typing import Any

import httpx2
import msgspec
import pytest
from fastapi import FastAPI
from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import Message, Receive, Scope, Send

from shared.auth.roles import Role
from shared.ids import new_id
from tests.registry.conftest import SIGNING_KEY, ClientFor
from tests.registry.given import audited, given_network, published
from tests.registry.imports.files import HEADERS, count, csv_file, line, people, rows_of, work_off, workbook
from tests.registry.persons import OTHER_ROOM, ROOM_PATH, ZHANG_WEI, given_number, given_veteran

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def hand_in(
    client: httpx2.AsyncClient, content: bytes, *, dry_run: str = "false", **headers: str
) -> httpx2.Response:
    return await client.post(
        "/imports", files={"file": ("名册.xlsx", content)}, data={"dry_run": dry_run}, headers=headers
    )


async def handed_in(client: httpx2.AsyncClient, content: bytes, *, dry_run: str = "false") -> str:
    answer = await hand_in(client, content, dry_run=dry_run)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["import_id"])


class TestAnImportByHttp:
    async def test_is_taken_worked_off_and_answered_for(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        client = await client_for(Role.STATION_STAFF, "411329.411329104")
        rows = [line(), line("999329195902260102"), line(), line(given_number(1), 服务室代码=OTHER_ROOM)]
        import_id = await handed_in(client, workbook(rows))
        waiting = (await client.get(f"/imports/{import_id}")).json()
        assert (waiting["state"], waiting["rows_total"], waiting["rows_done"]) == ("waiting", 4, 0)
        early = await client.get(f"/imports/{import_id}/result.xlsx")
        assert (early.status_code, early.json()["code"]) == (409, "import-unfinished")
        await work_off(registry_engine)
        done = (await client.get(f"/imports/{import_id}")).json()
        assert {
            name: done[name] for name in ("state", "rows_done", "accepted_count", "duplicate_count", "rejected_count")
        } == {
            "state": "done",
            "rows_done": 4,
            "accepted_count": 1,
            "duplicate_count": 1,
            "rejected_count": 2,
        }
        rejected = (await client.get(f"/imports/{import_id}/rows", params={"verdict": "rejected"})).json()
        assert [
            (row["row_number"], row["faults"][0]["field"], row["faults"][0]["code"]) for row in rejected["items"]
        ] == [
            (3, "id_number", "checksum"),
            (5, "org_code", "out-of-scope"),
        ]
        pages = [(await client.get(f"/imports/{import_id}/rows", params={"limit": 3})).json()]
        pages.append((await client.get(f"/imports/{import_id}/rows", params={"cursor": pages[0]["next"]})).json())
        assert [row["row_number"] for page in pages for row in page["items"]] == [2, 3, 4, 5]
        assert [each["import_id"] for each in (await client.get("/imports")).json()["items"]] == [import_id]

    async def test_gives_its_result_as_a_workbook_in_the_callers_language(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        await given_veteran(registry_engine, id_number=given_number(7), org_code=OTHER_ROOM)
        account = new_id()
        client = await client_for(Role.CENTRE_STAFF, account_id=account)
        rows = [line(), line("999329195902260102", 手机号="1"), line(), line(given_number(7))]
        import_id = await handed_in(client, workbook(rows))
        await work_off(registry_engine)
        answer = await client.get(f"/imports/{import_id}/result.xlsx")
        assert (answer.status_code, answer.headers["content-type"]) == (200, XLSX)
        assert CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python() == [
            ["行号", "结论", "列", "规则", "说明"],
            ["2", "通过", "", "", ""],
            ["3", "不通过", "身份证号", "checksum", "身份证号校验位错误。"],
            ["3", "不通过", "手机号", "phone", "不是有效的电话号码；固定电话请带区号。"],
            ["4", "重复", "", "", "与第2行相同"],
            ["5", "重复", "", "", "该身份证号已登记，请向县退役军人服务中心查询"],
        ]
        english = await client.get(f"/imports/{import_id}/result.xlsx", headers={"Accept-Language": "en"})
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(english.content)).get_sheet_by_index(0).to_python()
        assert sheet[2][1:] == ["rejected", "身份证号", "checksum", "The check digit of the identity number is wrong."]

    async def test_keeps_no_connection_while_its_result_is_sent(
        self, client_for: ClientFor, registry_app: FastAPI, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        client = await client_for(Role.CENTRE_STAFF)
        import_id = await handed_in(client, workbook([line()]))
        await work_off(registry_engine)
        held = []

        async def watched(scope: Scope, receive: Receive, send: Send) -> None:
            async def sent(message: Message) -> None:
                held.append(registry_app.state.engine.pool.checkedout())
                await send(message)

            await registry_app(scope, receive, sent)

        transport = httpx2.ASGITransport(watched)
        async with httpx2.AsyncClient(transport=transport, base_url="http://api", headers=client.headers) as reader:
            assert (await reader.get(f"/imports/{import_id}/result.xlsx")).status_code == 200
        assert set(held) == {0}

    async def test_takes_csv_and_rehearses(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        client = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        import_id = await handed_in(client, csv_file(people(3), "gb18030"), dry_run="true")
        await work_off(registry_engine)
        found = (await client.get(f"/imports/{import_id}")).json()
        assert (found["dry_run"], found["accepted_count"]) == (True, 3)
        assert await published(registry_engine, "veteran-registered") == []

    async def test_may_be_larger_than_other_requests_and_is_not_held_in_memory(
        self, client_for: ClientFor, registry_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shared.http.body.BUDGET_BYTES", 0)
        await given_network(registry_engine)
        wide = csv_file([line(), [*line(given_number(1)), *[" " * 100_000] * 40]])
        assert len(wide) > 4_000_000
        assert (await hand_in(await client_for(Role.CENTRE_STAFF), wide)).status_code == 202

    async def test_lends_its_correlation_id_to_the_events_it_causes(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        letter = str(new_id())
        client = await client_for(Role.CENTRE_STAFF, **{"X-Correlation-Id": letter})
        await handed_in(client, workbook(people(1)))
        await work_off(registry_engine)
        rows = "SELECT DISTINCT correlation_id FROM audit WHERE action IN ('request-import', 'judge-chunk')"
        assert await rows_of(registry_engine, rows) == [{"correlation_id": letter}]
        [row] = await rows_of(registry_engine, "SELECT headers FROM outbox WHERE topic = 'registry.persons'")
        assert dict(msgspec.msgpack.decode(row["headers"]))["ce_correlationid"] == letter.encode()

    async def test_has_one_effect_for_one_idempotency_key(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        client = await client_for(Role.CENTRE_STAFF)
        content = workbook(people(2))
        answers = [await hand_in(client, content, **{"Idempotency-Key": "the-same"}) for _ in range(2)]
        assert answers[0].json() == answers[1].json()
        other = await hand_in(client, workbook(people(3)), **{"Idempotency-Key": "the-same"})
        assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
        assert await count(registry_engine, "register_import") == 1

    async def test_is_shown_to_nobody_else(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        import_id = await handed_in(await client_for(Role.CENTRE_STAFF), workbook(people(1)))
        other = await client_for(Role.CENTRE_STAFF)
        for path in ("", "/rows", "/result.xlsx"):
            assert (await other.get(f"/imports/{import_id}{path}")).status_code == 404
        assert (await other.get("/imports")).json()["items"] == []

    @pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR, Role.BUREAU_LEADER, Role.VETERAN])
    async def test_is_for_those_who_register(
        self, client_for: ClientFor, registry_engine: AsyncEngine, role: Role
    ) -> None:
        refused = await hand_in(await client_for(role), workbook(people(1)))
        assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")
        assert await audited(registry_engine, "post-import") == [("", "not-allowed")]

    async def test_offers_a_template(self, client_for: ClientFor) -> None:
        answer = await (await client_for(Role.ROOM_STAFF, ROOM_PATH)).get("/imports/template.xlsx")
        assert (answer.status_code, answer.headers["content-type"]) == (200, XLSX)
        assert answer.content.startswith(b"PK")


class TestABadUpload:
    @pytest.mark.parametrize(
        ("content", "status", "code"),
        [
            (b"\x89PNG\r\n\x1a\n\x00", 415, "not-a-spreadsheet"),
            (b"", 422, "sheet-empty"),
            (workbook([]), 422, "sheet-empty"),
            (workbook([line()], headers=["a", *HEADERS[1:]]), 422, "headers-wrong"),
            (workbook([["张伟", ZHANG_WEI]], headers=["张伟", ZHANG_WEI]), 422, "headers-wrong"),
        ],
    )
    async def test_is_refused_and_leaves_nothing(
        self, client_for: ClientFor, registry_engine: AsyncEngine, content: bytes, status: int, code: str
    ) -> None:
        refused = await hand_in(await client_for(Role.CENTRE_STAFF), content)
        assert (refused.status_code, refused.json()["code"]) == (status, code)
        assert ZHANG_WEI not in refused.text
        assert await count(registry_engine, "register_import") == 0
        assert await count(registry_engine, "import_chunk") == 0

    async def test_of_200_mb_is_refused_before_it_is_read(self, client_for: ClientFor) -> None:
        client = await client_for(Role.CENTRE_STAFF)
        read = 0

        async def body() -> Any:
            nonlocal read
            for _ in range(200):
                read += 1
                yield b" " * (1 << 20)

        head = {"Content-Type": "multipart/form-data; boundary=x"}
        announced = await client.post("/imports", content=body(), headers={**head, "Content-Length": str(200 << 20)})
        assert (announced.status_code, announced.json()["code"]) == (413, "file-too-large")
        assert read <= 1

    async def test_of_unknown_size_is_cut_off_at_the_limit(
        self, settings_of: Callable[..., Any], client_for: ClientFor, registry_app: FastAPI
    ) -> None:
        registry_app.state.settings = settings_of("registry", signing_key=SIGNING_KEY, import_most_mb=1)
        client = await client_for(Role.CENTRE_STAFF)

        async def body() -> Any:
            yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
            for _ in range(3):
                yield b" " * (1 << 20)

        refused = await client.post(
            "/imports", content=body(), headers={"Content-Type": "multipart/form-data; boundary=x"}
        )
        assert (refused.status_code, refused.json()["code"]) == (413, "file-too-large")

    async def test_is_refused_when_the_form_is_wrong(self, client_for: ClientFor) -> None:
        client = await client_for(Role.CENTRE_STAFF)
        answers = [
            await client.post("/imports", data={"dry_run": "true"}),
            await hand_in(client, workbook(people(1)), dry_run="perhaps"),
            await client.post("/imports", json={"file": "a"}),
        ]
        assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(422, "file-missing")] * 3
        other = await client.post("/imports", files={"other": ("a.csv", b"a")})
        assert (other.status_code, [fault["field"] for fault in other.json()["fields"]]) == (422, ["other"])

    async def test_has_limits_the_county_may_set(
        self, settings_of: Callable[..., Any], client_for: ClientFor, registry_app: FastAPI
    ) -> None:
        registry_app.state.settings = settings_of("registry", signing_key=SIGNING_KEY, import_most_rows=2)
        client = await client_for(Role.CENTRE_STAFF)
        refused = await hand_in(client, workbook(people(3)))
        assert (refused.status_code, refused.json()["code"]) == (413, "too-many-rows")
        assert (await hand_in(client, workbook(people(2)))).status_code == 202
