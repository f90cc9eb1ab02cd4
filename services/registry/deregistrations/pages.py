"""Deregistrations in a browser."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.deregistrations.commands import deregister_veteran, revoke_deregistration
from services.registry.deregistrations.letters import letter_of_deregistration
from services.registry.deregistrations.parameters import IS_STANDING, REASONS, REVOCATION_REASONS
from services.registry.deregistrations.queries import fetch_deregistrations
from services.registry.deregistrations.schemas import (
    DEREGISTRATIONS,
    DeregistrationPaper,
    DeregistrationView,
    RevocationPaper,
)
from services.registry.veterans.pages.filing import Filed, filing
from shared.export.answering import export_pages
from shared.http.pages import Cursor, Limit
from shared.letters.answering import letter_pages
from shared.web.page import Viewing, page_router

router = page_router()

LIST = "/registry/deregistrations"
_AT = "/registry/persons/{veteran_id}/deregistration"
WORDS: Mapping[str, Any] = {"reasons": REASONS, "revocation_reasons": REVOCATION_REASONS}


@router.get(LIST)
async def list_of_deregistrations(
    reading: asked.FileReading,
    view: Viewing,
    *,
    is_standing: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Deregistrations in the reader's scope, the last recorded first."""
    page = await fetch_deregistrations(reading, cursor, limit, is_standing=is_standing, view=DeregistrationView.of)
    shown = None if is_standing is None else str(is_standing).lower()
    return view.show(
        "deregistrations.html", page=page, cursor=cursor, is_standing=shown, standings=IS_STANDING, **WORDS
    )


export_pages(router, LIST, DEREGISTRATIONS)


@filing(router, _AT, "veterans.deregister", DeregistrationPaper, "deregistration-form.html", **WORDS)
async def deregister(filed: Filed[DeregistrationPaper]) -> None:
    """Deregister somebody."""
    ground = filed.said.ground()
    await deregister_veteran(
        filed.work, filed.veteran_id, ground, keyring=filed.registrar.keyring, version=filed.version
    )


@filing(
    router,
    _AT + "/revocation",
    "veterans.revoke-deregistration",
    RevocationPaper,
    "deregistration-revocation.html",
    **WORDS,
)
async def revoke(filed: Filed[RevocationPaper]) -> None:
    """Revoke that."""
    ground = filed.said.ground()
    await revoke_deregistration(
        filed.work, filed.veteran_id, ground, keyring=filed.registrar.keyring, version=filed.version
    )


_RECORD = "/registry/persons/{veteran_id}/deregistrations/{deregistration_id}"
letter_pages(router, _RECORD + "/letter", letter_of_deregistration, back=LIST)
