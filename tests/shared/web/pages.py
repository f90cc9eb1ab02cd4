"""A few pages on the bare kernel, one for each thing a page must get right."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field, SecretStr
from sqlalchemy import insert, select
from starlette.responses import Response

from shared.auth.permissions import Permission
from shared.auth.roles import Role
from shared.auth.tables import ACCESS_GRANT
from shared.command import Transaction, Work, command
from shared.http.dependencies import Reading, commanding, reading
from shared.http.pages import Cursor, Limit, fetch_page
from shared.http.validation import Instant
from shared.ids import new_id
from shared.refusal import Conflict, NotFound
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()

KEEP = Permission("things.keep", frozenset({Role.CENTRE_STAFF}))
Editor = Annotated[Work, Depends(commanding(KEEP))]
Reader = Annotated[Reading, Depends(reading(KEEP))]


class ThingTaken(Conflict):
    code = "thing-taken"
    zh = "已被占用。"
    en = "It is taken."


class ThingNotFound(NotFound):
    code = "thing-not-found"
    zh = "没有。"
    en = "None."


class Line(BaseModel):
    amount_fen: int = Field(ge=1)
    on: date | None = None


class ThingForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    purpose: str = Field(max_length=20)
    since: date | None = None
    at: Instant | None = None
    tags: list[str] = Field(default_factory=list)
    lines: list[Line] = Field(default_factory=list)
    password: SecretStr | None = None


@command
async def make_thing(tx: Transaction, form: ThingForm) -> UUID:
    if form.purpose == "taken":
        raise ThingTaken
    thing_id = new_id()
    row: dict[str, Any] = {"grant_id": thing_id, "account_id": new_id(), "role": "subscriber", "org_path": "x"}
    await tx.connection.execute(insert(ACCESS_GRANT), {**row, "purpose": form.purpose, "valid_from": tx.now})
    return thing_id


class ThingLine(BaseModel):
    purpose: str
    since: datetime


@router.get("/kernel/things")
async def list_things(
    reading: Reader, view: Viewing, purpose: str = "", cursor: Cursor = None, limit: Limit = 20
) -> Response:
    """Those there are."""
    found = select(ACCESS_GRANT).where(ACCESS_GRANT.c.role == "subscriber", ACCESS_GRANT.c.purpose.contains(purpose))
    page = await fetch_page(
        reading.connection,
        found,
        by=[ACCESS_GRANT.c.grant_id],
        cursor=cursor,
        limit=limit,
        view=lambda row: ThingLine(purpose=row.purpose, since=row.valid_from),
    )
    return view.show("things.html", page=page, purpose=purpose, cursor=cursor)


@router.get("/kernel/things/new")
async def show_new_thing(reading: Reader, view: Viewing) -> Response:
    """The form."""
    return view.show("thing.html", form=Form(version=3))


@router.post("/kernel/things/new")
async def save_thing(work: Editor, sent: Sent[ThingForm]) -> Response:
    """Make it."""
    async with sent.answering("thing.html"):
        thing_id = await make_thing(sent.keyed(work), sent.value)
    return sent.done(f"/kernel/things/{thing_id}?version={sent.version}")


@router.post("/kernel/things/new/weighing/again")
async def weigh_thing(work: Editor, sent: Sent[ThingForm]) -> Response:
    """Only ever sent to."""
    async with sent.answering("thing.html"):
        return sent.done(f"/kernel/things?purpose={sent.value.purpose}")


@router.get("/kernel/things/missing")
async def show_missing(reading: Reader) -> Response:
    """Nothing."""
    raise ThingNotFound
