"""What the API takes and says about attachments."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from fastapi import UploadFile
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Row
from starlette.responses import Response

from services.registry.attachments.parameters import PAPERS, UNIT_PAPERS, Kind, MediaType, UnitKind
from services.registry.veterans.schemas.forms import OpeningForm
from shared.http.validation import Reason, RequestBody


# For OpenAPI: the endpoint reads the form itself (`shared/http/uploads.py`).
def form_schema(papers: Iterable[str]) -> dict[str, Any]:
    properties = {
        "file": {"type": "string", "format": "binary", "description": "JPEG, PNG or PDF"},
        "paper": {"type": "string", "enum": list(papers), "description": "what it is a picture of"},
    }
    form = {"type": "object", "required": ["file"], "properties": properties}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": form}}}}


FORM_SCHEMA, UNIT_FORM_SCHEMA = form_schema(PAPERS), form_schema(UNIT_PAPERS)

_ENDINGS: Mapping[MediaType, str] = {MediaType.JPEG: "jpg", MediaType.PDF: "pdf"}


class AttachmentPaper(BaseModel):
    """A file, as people choose it. What it is called is not kept."""

    model_config = ConfigDict(extra="forbid")

    file: UploadFile | None = None
    paper: str | None = None


class AttachmentSeeing(OpeningForm):
    """Why an attachment is to be seen."""


class EvidenceSeeing(RequestBody):
    """Why evidence of the work of a unit is to be seen."""

    reason: Reason = Field(description="in your own words, without personal data")


class AttachmentWithdrawal(RequestBody):
    """Why an attachment is taken back; its content is gone then."""

    reason: Reason = Field(description="in your own words, without personal data")


class AttachedView(BaseModel):
    """What was attached."""

    attachment_id: UUID


class _AttachmentView(BaseModel):
    attachment_id: UUID
    owner_id: UUID = Field(description="id of what it belongs to; of a photograph and a registration, the person's")
    media_type: MediaType
    paper: str | None = Field(description="what it is a picture of, where that was said")
    size_bytes: int
    has_thumbnail: bool
    attached_by: UUID
    by: str | None = Field(description="name of that account")
    attached_at: datetime
    withdrawn_by: UUID | None
    withdrawn_at: datetime | None = Field(description="null: it is there")
    reason: str | None = Field(description="of the withdrawal; `replaced` by a new photograph")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})


class AttachmentView(_AttachmentView):
    """An attachment: that it is there, or was; not what it shows."""

    person_id: UUID
    kind: Kind


class EvidenceView(_AttachmentView):
    """The same of the work of a unit."""

    kind: UnitKind


def as_file(attachment_id: UUID, media_type: str, content: bytes, *, inline: bool = False) -> Response:
    """The content, to be kept; of a picture that this service has made itself, to be looked at. Nothing in it runs, and
    no other site shows it."""
    name = f"attachment-{attachment_id.hex[-8:]}.{_ENDINGS[MediaType(media_type)]}"
    headers = {
        "Content-Disposition": f'{"inline" if inline else "attachment"}; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
    }
    return Response(content, media_type=media_type, headers=headers)
