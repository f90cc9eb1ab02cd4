"""A small API on the bare kernel, with one route for each thing an API must get right."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal
from uuid import UUID

import httpx2
import pytest
from fastapi import Body, Depends, FastAPI, Form, Request, UploadFile
from pydantic import BaseModel, Field, field_validator
from pydantic_settings import SettingsConfigDict
from sqlalchemy import insert, select, text

from deploy.embedded.postgres import Postgres
from shared import trace
from shared.auth.caller import OutOfScope
from shared.auth.permissions import Permission
from shared.auth.roles import Role
from shared.auth.scope import within
from shared.auth.tables import ACCESS_GRANT
from shared.command import Transaction, Work, command
from shared.http.dependencies import Reading, commanding, public, reading
from shared.http.pages import Cursor, Limit, Page, fetch_page
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.validation import Day, Instant, RequestBody, WrittenAs, field_fault
from shared.ids import new_id
from shared.privacy.personal import IdNumber
from shared.refusal import Gone, Invalid, NotFound
from shared.service.app import create_service_app
from shared.service.run import run_api
from shared.settings import ServiceSettings
from tests.given import given_settings_for
from tests.issuer import Issuer

router = Router(prefix="/things")

EDIT = Permission("things.edit", frozenset({Role.CENTRE_STAFF, Role.STATION_STAFF}))
READ = Permission("things.read", frozenset({Role.CENTRE_STAFF, Role.AUDITOR}))
COMPARE = Permission("things.compare", frozenset({Role.AUDITOR}))
Editor = Annotated[Work, Depends(commanding(EDIT))]
Reader = Annotated[Reading, Depends(reading(READ))]
Snapshot = Annotated[Reading, Depends(reading(COMPARE, consistent=True))]


class ThingRefused(Invalid):
    code = "thing-refused"
    zh = "不行。"
    en = "No."


class ThingGone(Gone):
    code = "thing-gone"
    zh = "没有了。"
    en = "Gone."


class ThingNotFound(NotFound):
    code = "thing-not-found"
    zh = "没有。"
    en = "There is none."


class NewThing(RequestBody):
    org_path: str = Field(pattern=r"^\d+(\.\w+)*$")
    amount: int = Field(1, ge=1, le=5)
    id_number: IdNumber | None = None
    colour: Literal["red", "blue"] = "red"
    plate: Annotated[str, WrittenAs(r"^[A-Z]{3}$", zh="三个大写字母", en="three capital letters")] = "ABC"
    made_on: Day | None = None
    seen_at: Instant | None = None
    tags: list[str] = Field([])
    fails: str = ""

    @field_validator("fails")
    @classmethod
    def is_not_monday(cls, value: str) -> str:
        if value == "monday":
            raise field_fault("no-mondays", zh="周一不行。", en="Not on Mondays.")
        return value


class ThingView(BaseModel):
    thing_id: UUID
    org_path: str


# Real ones. The first needs the right to write the server's files.
FAULTS_OF_THE_DATABASE = {
    "full": "COPY (SELECT repeat('x', 100000)) TO '/dev/full'",
    "read-only": "SET TRANSACTION READ ONLY",
    "shutdown": "SELECT pg_terminate_backend(pg_backend_pid())",
}


@contextmanager
def hidden(hides: bool) -> Iterator[None]:
    """As an endpoint does that may not say that there is something."""
    try:
        yield
    except OutOfScope as denied:
        if not hides:
            raise
        raise ThingNotFound from denied


@command
async def make_thing(tx: Transaction, org_path: str, *, fails: str) -> UUID:
    with hidden(fails == "hidden"):
        tx.caller.must_cover(org_path)
    if fails == "refused":
        raise ThingRefused
    if fails == "gone":
        raise ThingGone
    if fails in FAULTS_OF_THE_DATABASE:
        await tx.connection.execute(text(FAULTS_OF_THE_DATABASE[fails]))
    if fails == "crash":
        raise RuntimeError("999123199001010012 crashed")
    thing_id = new_id()
    row = {"grant_id": thing_id, "account_id": new_id(), "role": "subscriber", "org_path": org_path, "purpose": ""}
    await tx.connection.execute(insert(ACCESS_GRANT), {**row, "valid_from": tx.now})
    return thing_id


@router.post("", status_code=201, responses=problems(409, 410))
async def post_thing(work: Editor, asked: NewThing, note: str = "") -> ThingView:
    """Make a thing."""
    return ThingView(thing_id=await make_thing(work, asked.org_path, fails=asked.fails), org_path=asked.org_path)


@router.post("/upload", status_code=201, max_body_size=3_000_000)
async def post_upload(work: Editor, file: UploadFile, note: Annotated[str, Form()]) -> UUID:
    """Make a thing from a file."""
    return await make_thing(work, (await file.read()).decode(), fails=note)


@router.post("/list", status_code=201)
async def post_list(work: Editor, content: Annotated[bytes, Body(media_type="text/csv")]) -> int:
    """Make nothing of a list."""
    return len(content)


@router.get("")
async def list_things(asked: Reader, cursor: Cursor = None, limit: Limit = 50) -> Page[ThingView]:
    """The things in the caller's scope."""
    found = select(ACCESS_GRANT.c.grant_id, ACCESS_GRANT.c.org_path).where(
        ACCESS_GRANT.c.role == "subscriber", within(ACCESS_GRANT.c.org_path, asked.caller)
    )
    return await fetch_page(
        asked.connection,
        found,
        by=[ACCESS_GRANT.c.grant_id],
        cursor=cursor,
        limit=limit,
        view=lambda row: ThingView(thing_id=row.grant_id, org_path=row.org_path),
    )


@router.get("/place/{org_path}")
async def get_place(asked: Reader, org_path: str) -> str:
    """Refuses what lies outside the caller's scope."""
    asked.caller.must_cover(org_path)
    return org_path


@router.get("/hidden/{org_path}")
async def get_hidden(asked: Reader, org_path: str) -> str:
    """Does not say that there is something outside the caller's scope; there is nothing at `9`."""
    if org_path == "9":
        raise ThingNotFound
    with hidden(True):
        asked.caller.must_cover(org_path)
    return org_path


@router.get("/made")
async def list_made(asked: Reader, on: Day | None = None, colour: str = "") -> str:
    """What was asked for."""
    return f"{on} {colour}"


@router.get("/isolation")
async def get_isolation(asked: Snapshot) -> list[str]:
    """How the connection of a consistent reading is set."""
    asked_for = "SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')"
    return [str(value) for value in (await asked.connection.execute(text(asked_for))).one()]


@router.get("/crash/{id_number}", dependencies=[public()])
async def crash(id_number: str) -> None:
    """A defect."""
    raise RuntimeError(f"{id_number} crashed")


@router.get("/slow", dependencies=[public()])
async def get_slow() -> str:
    """Takes a moment."""
    await asyncio.sleep(0.5)
    return "done"


@router.get("/trace", dependencies=[public()])
async def get_trace(request: Request) -> dict[str, str]:
    """What the work of this request would carry on."""
    present = trace.current()
    return {"correlation_id": present.correlation_id, "traceparent": present.traceparent}


def sample_app(settings: ServiceSettings, **more: Any) -> FastAPI:
    return create_service_app(
        settings,
        name="kernel",
        title="Sample",
        routers=(router,),
        package="tests.shared.kernel",
        **more,
    )


@pytest.fixture
def app(postgres: Postgres, issuer: Issuer, kernel_engine: Any) -> FastAPI:
    settings = given_settings_for(ServiceSettings, postgres, database="kernel", issuer=issuer)
    return sample_app(settings)


Client = Callable[..., httpx2.AsyncClient]


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="SAMPLE_")


if __name__ == "__main__":
    run_api(sample_app, Settings)
