"""What an auditor reads of the audit, and that it is written as it was sent but in bounds."""

import csv
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.audit.record import MOST_CHARACTERS, AuditEntry, record_audit
from shared.auth.roles import Role
from shared.ids import new_id
from tests.given import CENTRE, NOW, given_grant
from tests.issuer import Issuer
from tests.shared.audit.given import given_chain
from tests.shared.http.sample import Client, app

__all__ = ["app"]

WHO = new_id()


async def given_trail(engine: AsyncEngine) -> None:
    """A case opened and resolved by one account, an access refused to another, an hour apart each."""
    entries = [
        AuditEntry(WHO, "open-case", "case 1"),
        AuditEntry(WHO, "resolve-case", "case 1", "办结"),
        AuditEntry(new_id(), "show-case", "case 1", result="out-of-scope", address="192.0.2.7"),
    ]
    async with engine.begin() as connection:
        for hours, entry in enumerate(entries):
            await record_audit(connection, entry, now=NOW + timedelta(hours=hours))


@pytest.fixture
async def auditor(app: FastAPI, api_client: Client, issuer: Issuer, kernel_engine: AsyncEngine) -> httpx2.AsyncClient:
    account = new_id()
    await given_grant(kernel_engine, account, Role.AUDITOR)
    return api_client(app, issuer.token(account))


class TestAnAuditor:
    @pytest.mark.parametrize(
        ("query", "actions"),
        [
            ({"account_id": str(WHO)}, ["resolve-case", "open-case"]),
            ({"subject": "case 1"}, ["show-case", "resolve-case", "open-case"]),
            ({"action": "open-case"}, ["open-case"]),
            ({"result": "out-of-scope"}, ["show-case"]),
            ({"since": (NOW + timedelta(hours=1)).isoformat(), "subject": "case 1"}, ["show-case", "resolve-case"]),
            ({"until": (NOW + timedelta(hours=1)).isoformat()}, ["open-case"]),
            ({"account_id": str(WHO), "limit": "1"}, ["resolve-case"]),
        ],
        ids=lambda value: "+".join(value) if isinstance(value, dict) else "",
    )
    async def test_finds_what_was_done(
        self, auditor: httpx2.AsyncClient, kernel_engine: AsyncEngine, query: dict[str, str], actions: list[str]
    ) -> None:
        await given_trail(kernel_engine)
        answer = (await auditor.get("/audit", params=query)).json()
        assert [row["action"] for row in answer["items"]] == actions

    async def test_sees_from_where_why_and_that_it_is_chained(
        self, auditor: httpx2.AsyncClient, kernel_engine: AsyncEngine
    ) -> None:
        await given_trail(kernel_engine)
        await given_chain(kernel_engine)
        [row] = (await auditor.get("/audit", params={"action": "show-case"})).json()["items"]
        assert (row["address"], row["result"], row["position"]) == ("192.0.2.7", "out-of-scope", 3)

    async def test_leaves_a_row_that_says_what_was_looked_for(
        self, auditor: httpx2.AsyncClient, kernel_engine: AsyncEngine
    ) -> None:
        await auditor.get("/audit", params={"subject": "case 1", "action": "open-case"})
        [row] = (await auditor.get("/audit", params={"action": "list-audit"})).json()["items"][1:]
        assert row["subject"] == "subject case 1, action open-case"

    @pytest.mark.parametrize(
        "number", ["411329195103070014", "41132919510307001X", "13800138000", "１３８００１３８０００"]
    )
    async def test_leaves_no_number_of_a_person_that_he_looked_for(
        self, auditor: httpx2.AsyncClient, kernel_engine: AsyncEngine, number: str
    ) -> None:
        for name in ("subject", "action", "result"):
            await auditor.get("/audit", params={name: f"veteran {number}"})
        await auditor.post("/audit/exports", json={"purpose": "年度审计", "subject": number})
        rows = await _rows(kernel_engine)
        assert len(rows) == 4
        assert [row.audit_id for row in rows if number[:15] in str(row) or "***" not in row.subject] == []

    @pytest.mark.parametrize(
        ("role", "path"),
        [(role, CENTRE) for role in Role if role is not Role.AUDITOR] + [(Role.AUDITOR, f"{CENTRE}.411329104")],
    )
    async def test_is_one_of_the_whole_county(
        self, app: FastAPI, api_client: Client, issuer: Issuer, kernel_engine: AsyncEngine, role: Role, path: str
    ) -> None:
        account = new_id()
        await given_grant(kernel_engine, account, role, path)
        assert (await api_client(app, issuer.token(account)).get("/audit")).status_code == 403


class TestAnExport:
    async def test_is_marked_and_recorded(self, auditor: httpx2.AsyncClient, kernel_engine: AsyncEngine) -> None:
        await given_trail(kernel_engine)
        async with kernel_engine.begin() as connection:
            for number, purpose in ((2, "=1+1"), (3, "＝1+1")):
                await record_audit(connection, AuditEntry(WHO, "open-case", f"case {number}", purpose), now=NOW)
        form = {"purpose": "年度审计", "account_id": str(WHO), "action": "open-case"}
        answer = await auditor.post("/audit/exports", json=form)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
        mark, header, *lines = csv.reader(answer.content.decode("utf-8-sig").splitlines())
        assert mark[0].endswith("年度审计")
        assert [(line[header.index("subject")], line[header.index("purpose")]) for line in lines] == [
            ("case 3", "'＝1+1"),
            ("case 2", "'=1+1"),
            ("case 1", ""),
        ]
        [row] = (await auditor.get("/audit", params={"action": "export-audit"})).json()["items"]
        assert (row["purpose"], row["subject"]) == ("年度审计", f"account_id {WHO}, action open-case")

    async def test_needs_a_purpose_and_has_a_bound(
        self, auditor: httpx2.AsyncClient, kernel_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await given_trail(kernel_engine)
        assert (await auditor.post("/audit/exports", json={})).status_code == 422
        monkeypatch.setattr("shared.trail.export.MOST_ROWS", 2)
        refused = await auditor.post("/audit/exports", json={"purpose": "年度审计"})
        assert (refused.status_code, refused.json()["code"]) == (413, "export-too-large")


class TestEverybody:
    async def test_reads_what_was_done_in_his_own_name(
        self, app: FastAPI, api_client: Client, issuer: Issuer, kernel_engine: AsyncEngine
    ) -> None:
        await given_trail(kernel_engine)
        await given_grant(kernel_engine, WHO, Role.ROOM_STAFF)
        mine = (await api_client(app, issuer.token(WHO)).get("/audit/mine")).json()["items"]
        assert [row["action"] for row in mine] == ["resolve-case", "open-case"]

    async def test_learns_of_what_was_refused_to_him_neither_what_it_is_nor_that_it_is(
        self, app: FastAPI, api_client: Client, issuer: Issuer, kernel_engine: AsyncEngine
    ) -> None:
        account = new_id()
        await given_grant(kernel_engine, account, org_path=f"{CENTRE}.411329104")
        client = api_client(app, issuer.token(account))
        for nobodys_or_elsewhere in ("9", CENTRE):
            answer = await client.get(f"/things/hidden/{nobodys_or_elsewhere}")
            assert (answer.status_code, answer.json()["code"]) == (404, "thing-not-found")
        for fails in ("hidden", "gone"):
            place = CENTRE if fails == "hidden" else f"{CENTRE}.411329104"
            await client.post("/things", json={"org_path": place, "fails": fails})
        mine = (await client.get("/audit/mine")).json()["items"]
        told = [(row["action"], row["subject"], row["purpose"], row["result"]) for row in mine]
        assert told == [("make-thing", "", "", "refused")] * 2 + [("get-hidden", "", "", "refused")] * 2
        assert [row.result for row in await _rows(kernel_engine)] == [
            "thing-not-found", "out-of-scope", "out-of-scope", "thing-gone",
        ]  # fmt: skip


class TestADeniedReading:
    async def test_is_recorded_with_its_target_however_long_or_odd(
        self, app: FastAPI, api_client: Client, issuer: Issuer, kernel_engine: AsyncEngine
    ) -> None:
        account = new_id()
        await given_grant(kernel_engine, account, org_path=f"{CENTRE}.411329104")
        client = api_client(app, issuer.token(account))
        for path in (CENTRE, CENTRE + ".411329105" * 500):
            assert (await client.get(f"/things/place/{path}")).status_code == 403
        assert (await client.get(f"/things/hidden/{CENTRE}")).status_code == 404
        rows = await _rows(kernel_engine)
        assert [row.result for row in rows] == ["out-of-scope"] * 3
        assert rows[0].subject == f"org_path {CENTRE}"
        assert len(rows[1].subject) == MOST_CHARACTERS
        assert rows[2].action == "get-hidden"

    async def test_is_recorded_once_when_a_command_hides_it(
        self, app: FastAPI, api_client: Client, issuer: Issuer, kernel_engine: AsyncEngine
    ) -> None:
        account = new_id()
        await given_grant(kernel_engine, account, org_path=f"{CENTRE}.411329104")
        answer = await api_client(app, issuer.token(account)).post(
            "/things", json={"org_path": CENTRE, "fails": "hidden"}
        )
        assert (answer.status_code, answer.json()["code"]) == (404, "thing-not-found")
        assert [(row.action, row.result) for row in await _rows(kernel_engine)] == [("make-thing", "out-of-scope")]


class TestARow:
    async def test_is_written_whatever_it_is_told(self, kernel_engine: AsyncEngine) -> None:
        entry = AuditEntry(None, "sign-in", "account a\x00b", "\ud800" * 9, "\u202e", "x" * 3_000)
        async with kernel_engine.begin() as connection:
            await record_audit(connection, entry, now=NOW)
        [row] = await _rows(kernel_engine)
        assert row.subject == "account a\ufffdb"
        assert len(row.address) == MOST_CHARACTERS

    @pytest.mark.parametrize("number", ["411329195103070014", "１３８００１３８０００", "138001380"])
    async def test_keeps_no_number_of_a_person_in_its_purpose(self, kernel_engine: AsyncEngine, number: str) -> None:
        """Bodies refuse it; whatever comes another way is masked here, and codes of units stay."""
        entry = AuditEntry(None, "sign-in", "org-unit 411329104210", f"2019年核对{number}的材料，20190430")
        async with kernel_engine.begin() as connection:
            await record_audit(connection, entry, now=NOW)
        [row] = await _rows(kernel_engine)
        assert row.purpose == "2019年核对***的材料，20190430"
        assert row.subject == "org-unit 411329104210"

    async def test_keeps_ids_and_codes_of_places_in_its_subject(self, kernel_engine: AsyncEngine) -> None:
        """Of ids too that have more digits in a row than a phone."""
        kept = "grant 01a218fd-9d35-7713-b985-d0659360163a of account 01a218fb-801b-753a-89be-324693692541"
        place = "org_path 411329.411329104.411329104210"
        async with kernel_engine.begin() as connection:
            for subject in (kept, place, "account 13800138000"):
                await record_audit(connection, AuditEntry(None, "act", subject), now=NOW)
        assert [row.subject for row in await _rows(kernel_engine)] == [kept, place, "account ***"]


async def _rows(engine: AsyncEngine) -> list[Any]:
    async with engine.connect() as connection:
        return list(await connection.execute(text("SELECT * FROM audit ORDER BY audit_id")))
