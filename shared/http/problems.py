"""RFC 9457 problems: a stable `code`, a sentence in the caller's language, the offending fields. Never the input."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import msgspec
from pydantic import BaseModel, Field
from starlette.responses import Response

from shared.refusal import FieldFault, Language, Refusal

MEDIA_TYPE = "application/problem+json"


class Fault(BaseModel):
    """One field that is wrong."""

    field: str = Field(description="path of the field as sent, `lines.2.amount_fen`")
    code: str = Field(description="stable, for programs")
    message: str = Field(description="for people, in the language asked for")


class Problem(BaseModel):
    """Why a request was not done (RFC 9457)."""

    type: str = Field(description="URN of the code, `urn:veterans:problem:out-of-scope`")
    title: str = Field(description="the HTTP status in words")
    status: int
    code: str = Field(description="stable, kebab-case; programs decide by this")
    detail: str = Field(
        description="one sentence for people, in the language asked for by Accept-Language (zh-CN or en)"
    )
    fields: list[Fault] = Field(default_factory=list)
    correlation_id: str = Field(description="give this to the operator; it is in the logs")


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For `responses=` of a route: documents which problems it may answer besides those every route may."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }


def problem_response(
    refusal: Refusal,
    status: int,
    *,
    language: Language,
    correlation_id: str,
    headers: dict[str, str] | None = None,
) -> Response:
    """The refusal as a response. `headers` are added, for WWW-Authenticate and Retry-After."""
    body = {
        "type": f"urn:veterans:problem:{refusal.code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": refusal.code,
        "detail": refusal.sentence(language),
        "fields": _faults(refusal.fields, language),
        "correlation_id": correlation_id,
    }
    sent = {"Content-Language": language, "Cache-Control": "no-store", **(headers or {})}
    return Response(msgspec.json.encode(body), status, sent, MEDIA_TYPE)


def _faults(faults: Sequence[FieldFault], language: Language) -> list[dict[str, str]]:
    return [{"field": fault.field, "code": fault.code, "message": fault.sentence(language)} for fault in faults]
