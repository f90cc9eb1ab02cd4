"""Deregistrations."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.deregistrations.commands import deregister_veteran, revoke_deregistration
from services.registry.deregistrations.letters import letter_of_deregistration
from services.registry.deregistrations.queries import fetch_deregistrations, list_deregistrations
from services.registry.deregistrations.schemas import (
    DEREGISTRATIONS,
    DeregistrationForm,
    DeregistrationView,
    RevocationForm,
)
from services.registry.veterans.schemas.views import FileVersionView
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.letters.answering import letter_route

router = Router(tags=["deregistrations"])


@router.post("/veterans/{veteran_id}/deregistration", status_code=201, responses=problems(401, 403, 404, 409, 410))
async def post_deregistration(
    veteran_id: UUID, form: DeregistrationForm, work: asked.Deregistering, registrar: asked.Registration
) -> FileVersionView:
    """Deregister somebody who should not have been registered, from the start · 注销登记

    Figures count the person on no day any longer; the file and the record are kept.
    """
    version = await deregister_veteran(
        work, veteran_id, form.ground(), keyring=registrar.keyring, version=form.version
    )  # fmt: skip
    return FileVersionView(version=version)


@router.post("/veterans/{veteran_id}/deregistration/revocation", responses=problems(401, 403, 404, 409, 410))
async def post_deregistration_revocation(
    veteran_id: UUID, form: RevocationForm, work: asked.DeregistrationRevoker, registrar: asked.Registration
) -> FileVersionView:
    """Revoke a deregistration that was wrong · 撤销注销登记

    The record is kept; figures count the person as before.
    """
    version = await revoke_deregistration(
        work, veteran_id, form.ground(), keyring=registrar.keyring, version=form.version
    )
    return FileVersionView(version=version)


@router.get("/veterans/{veteran_id}/deregistrations", responses=problems(401, 403, 404))
async def list_deregistration_records(veteran_id: UUID, reading: asked.FileReading) -> list[DeregistrationView]:
    """A person's deregistrations, the last first; those revoked are among them · 注销登记记录"""
    return [DeregistrationView.of(row) for row in await list_deregistrations(reading, veteran_id)]


export_route(router, "/deregistrations/exports", DEREGISTRATIONS)


@router.get("/deregistrations", responses=problems(401, 403))
async def list_all_deregistrations(
    reading: asked.FileReading,
    *,
    is_standing: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[DeregistrationView]:
    """Deregistrations within the caller's scope, the last recorded first · 注销登记列表"""
    return await fetch_deregistrations(
        reading, cursor, limit, is_standing=is_standing, view=DeregistrationView.of
    )  # fmt: skip


letter_route(
    router,
    "/veterans/{veteran_id}/deregistrations/{deregistration_id}/letter",
    letter_of_deregistration,
    "What somebody is handed whose registration is void, or is so no longer, as PDF · 打印注销登记决定书",
)
