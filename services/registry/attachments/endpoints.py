"""Attachments over HTTP."""

from typing import Any
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.attachments.commands import (
    attach,
    attach_evidence,
    disclose_attachment,
    see_evidence,
    withdraw_attachment,
    withdraw_evidence,
)
from services.registry.attachments.domain import Owner, missing, named_paper, too_large
from services.registry.attachments.parameters import MOST_BYTES, MOST_UPLOAD_BYTES, Kind, MediaType, UnitKind
from services.registry.attachments.queries.persons import (
    get_attachment,
    get_owner,
    list_attachments,
    list_of_person,
    open_content,
    open_thumbnail,
)
from services.registry.attachments.queries.units import (
    get_evidence,
    get_unit_owner,
    list_evidence,
    open_evidence,
    open_small,
)
from services.registry.attachments.reader.preparing import prepared
from services.registry.attachments.schemas import (
    FORM_SCHEMA,
    UNIT_FORM_SCHEMA,
    AttachedView,
    AttachmentSeeing,
    AttachmentView,
    AttachmentWithdrawal,
    EvidenceSeeing,
    EvidenceView,
    as_file,
)
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.uploads import received

router = Router(tags=["attachments"])

_OF = "/attachments/of/{kind}/{owner_id}"
_OF_UNIT, _UNITS = "/attachments/of-unit/{kind}/{owner_id}", "/attachments/unit/{attachment_id}"
_FILE: dict[int | str, dict[str, Any]] = {200: {"content": {MediaType.JPEG: {}, MediaType.PDF: {}}}}
_THUMBNAIL: dict[int | str, dict[str, Any]] = {200: {"content": {MediaType.JPEG: {}}}}


@router.post(
    _OF,
    status_code=201,
    responses=problems(401, 403, 404, 409, 410, 413, 415),
    openapi_extra=FORM_SCHEMA,
    max_body_size=MOST_UPLOAD_BYTES,
)
async def post_attachment(
    kind: Kind,
    owner_id: UUID,
    *,
    request: Request,
    reading: asked.AttachmentKeeping,
    work: asked.AttachmentKeeper,
    registrar: asked.Registration,
) -> AttachedView:
    """Attach a photograph, or evidence · 添加照片、证明材料

    JPEG, PNG or PDF by its content, at most 10 MB. A picture is made anew, without what it told of place and device;
    what the file is called is not kept, but what paper it is (`paper`) may be said. A photograph takes the place of the
    one before.
    """
    owner = Owner(kind, owner_id)
    await get_owner(reading.connection, owner, reading.caller)  # a picture is made anew for nobody else
    async with received(request, most_bytes=MOST_BYTES, too_large=too_large(), missing=missing()) as upload:
        paper = named_paper(kind, upload.fields.get("paper"))
        kept = await prepared(upload.file, kind)
    attachment_id = await attach(work, owner, kept, paper=paper, keyring=registrar.keyring)
    return AttachedView(attachment_id=attachment_id)


@router.get(_OF, responses=problems(401, 403, 404))
async def list_attachments_of(kind: Kind, owner_id: UUID, reading: asked.FileReading) -> list[AttachmentView]:
    """What is attached to one record, and was; not what it shows · 一项记录的附件"""
    return [AttachmentView.of(row) for row in await list_attachments(reading, Owner(kind, owner_id))]


@router.get("/veterans/{veteran_id}/attachments", responses=problems(401, 403, 404))
async def list_attachments_of_person(veteran_id: UUID, reading: asked.FileReading) -> list[AttachmentView]:
    """All that is attached about a person, and was · 一名人员的全部附件"""
    return [AttachmentView.of(row) for row in await list_of_person(reading, veteran_id)]


@router.post("/attachments/{attachment_id}/withdrawal", status_code=204, responses=problems(401, 403, 404, 410))
async def post_attachment_withdrawal(
    attachment_id: UUID, form: AttachmentWithdrawal, work: asked.AttachmentKeeper
) -> None:
    """Take it back: the content is gone for good · 撤回附件

    That it was there, who took it back and why, is kept.
    """
    await withdraw_attachment(work, attachment_id, reason=form.reason)


@router.post(
    "/attachments/{attachment_id}/disclosures",
    response_class=Response,
    responses={**_FILE, **problems(401, 403, 404, 429)},
)
async def post_attachment_disclosure(
    attachment_id: UUID,
    form: AttachmentSeeing,
    work: asked.AttachmentDisclosing,
    registrar: asked.Registration,
    settings: asked.Configuration,
) -> Response:
    """See an attachment · 查看附件（留痕）

    Who saw it, and why, is recorded first, each time the request is repeated. A room sees what its clerk attached.
    """
    await disclose_attachment(
        work, attachment_id, purpose=form.purpose, reason=form.reason, most_an_hour=settings.disclosures_an_hour
    )
    async with work.engine.connect() as connection:
        row = await get_attachment(connection, attachment_id, work.caller)
        content = await open_content(connection, row, registrar.keyring)
    return as_file(attachment_id, row.media_type, content)


@router.get(
    "/attachments/{attachment_id}/thumbnail",
    response_class=Response,
    responses={**_THUMBNAIL, **problems(401, 403, 404)},
)
async def get_thumbnail(
    attachment_id: UUID, reading: asked.PhotographReading, registrar: asked.Registration
) -> Response:  # fmt: skip
    """A photograph, small; recorded · 查看照片缩略图（留痕）"""
    thumbnail = await open_thumbnail(reading, attachment_id, registrar.keyring)
    return as_file(attachment_id, MediaType.JPEG, thumbnail, inline=True)


@router.post(
    _OF_UNIT,
    status_code=201,
    responses=problems(401, 403, 404, 409, 413, 415),
    openapi_extra=UNIT_FORM_SCHEMA,
    max_body_size=MOST_UPLOAD_BYTES,
)
async def post_evidence(
    kind: UnitKind,
    owner_id: UUID,
    *,
    request: Request,
    reading: asked.EvidenceKeeping,
    work: asked.EvidenceKeeper,
    registrar: asked.Registration,
) -> AttachedView:
    """Attach evidence to an entry of a book, or to a record of branch life · 添加台账、组织生活记录的佐证材料

    As of persons: JPEG, PNG or PDF by its content, at most 10 MB. It is kept under a key of the unit; no personal data
    belong there.
    """
    owner = Owner(kind, owner_id)
    await get_unit_owner(reading.connection, owner, reading.caller)  # a picture is made anew for nobody else
    async with received(request, most_bytes=MOST_BYTES, too_large=too_large(), missing=missing()) as upload:
        paper = named_paper(kind, upload.fields.get("paper"))
        kept = await prepared(upload.file, kind)
    return AttachedView(
        attachment_id=await attach_evidence(work, owner, kept, paper=paper, keyring=registrar.keyring)
    )  # fmt: skip


@router.get(_OF_UNIT, responses=problems(401, 403, 404))
async def list_evidence_of(kind: UnitKind, owner_id: UUID, reading: asked.EvidenceReading) -> list[EvidenceView]:
    """What is attached to one entry or record, and was; not what it shows · 台账、组织生活记录的佐证材料"""
    return [EvidenceView.of(row) for row in await list_evidence(reading, Owner(kind, owner_id))]


@router.post(f"{_UNITS}/withdrawal", status_code=204, responses=problems(401, 403, 404))
async def post_evidence_withdrawal(
    attachment_id: UUID, form: AttachmentWithdrawal, work: asked.EvidenceKeeper
) -> None:  # fmt: skip
    """Take it back: the content is gone for good · 撤回佐证材料

    That it was there, who took it back and why, is kept.
    """
    await withdraw_evidence(work, attachment_id, reason=form.reason)


@router.post(f"{_UNITS}/disclosures", response_class=Response, responses={**_FILE, **problems(401, 403, 404, 429)})
async def post_evidence_seeing(
    attachment_id: UUID,
    form: EvidenceSeeing,
    work: asked.EvidenceSeeing,
    registrar: asked.Registration,
    settings: asked.Configuration,
) -> Response:
    """See evidence of the work of a unit · 查看佐证材料（留痕）

    Who saw it, and why, is recorded first, each time the request is repeated.
    """
    await see_evidence(work, attachment_id, reason=form.reason, most_an_hour=settings.disclosures_an_hour)
    async with work.engine.connect() as connection:
        row, _ = await get_evidence(connection, attachment_id, work.caller)
        content = await open_evidence(connection, row, registrar.keyring)
    return as_file(attachment_id, row.media_type, content)


@router.get(f"{_UNITS}/thumbnail", response_class=Response, responses={**_THUMBNAIL, **problems(401, 403, 404)})
async def get_small_evidence(
    attachment_id: UUID, reading: asked.EvidenceReading, registrar: asked.Registration
) -> Response:  # fmt: skip
    """A picture of an entry, small · 台账图片缩略图"""
    small = await open_small(reading, attachment_id, registrar.keyring)
    return as_file(attachment_id, MediaType.JPEG, small, inline=True)
