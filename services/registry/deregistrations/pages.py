"""Deregistrations in a browser."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.deregistrations.commands import deregister_veteran, revoke_deregistration
from services.registry.deregistrations.parameters import REASONS, REVOCATION_REASONS
from services.registry.deregistrations.queries import fetch_deregistrations
from services.registry.deregistrations.schemas import DeregistrationPaper, DeregistrationView, RevocationPaper
from services.registry.veterans.domain.standing import STATES, State
from services.registry.veterans.queries.files import get_line
from shared.events.registry import VeteranDeregistered
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.language import Named
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_change

router = page_router()

LIST = "/registry/deregistrations"
_AT = "/registry/persons/{veteran_id}/deregistration"
IS_STANDING = (Named("true", "有效", "in force"), Named("false", "已撤销", "revoked"))
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


@router.get(_AT)
async def show_deregistration(veteran_id: UUID, reading: asked.DeregisteringReading, view: Viewing) -> Response:
    """The form that deregisters somebody."""
    return view.show("deregistration-form.html", form=await _form(reading, veteran_id), veteran_id=veteran_id, **WORDS)


@router.post(_AT)
async def deregister(
    veteran_id: UUID,
    *,
    reading: asked.DeregisteringReading,
    work: asked.Deregistering,
    registrar: asked.Registration,
    sent: Sent[DeregistrationPaper],
) -> Response:
    """Deregister."""
    stands = partial(_standing, reading, veteran_id)
    async with sent.answering("deregistration-form.html", stands=stands, veteran_id=veteran_id, **WORDS):
        ground = sent.value.ground()
        await deregister_veteran(
            sent.keyed(work), veteran_id, ground, keyring=registrar.keyring, version=sent.version
        )  # fmt: skip
    return sent.done(f"/registry/persons/{veteran_id}")


@router.get(_AT + "/revocation")
async def show_revocation(veteran_id: UUID, reading: asked.DeregistrationRevokingReading, view: Viewing) -> Response:
    """The form that revokes it."""
    form = await _form(reading, veteran_id)
    return view.show("deregistration-revocation.html", form=form, veteran_id=veteran_id, **WORDS)


@router.post(_AT + "/revocation")
async def revoke(
    veteran_id: UUID,
    *,
    reading: asked.DeregistrationRevokingReading,
    work: asked.DeregistrationRevoker,
    registrar: asked.Registration,
    sent: Sent[RevocationPaper],
) -> Response:
    """Revoke it."""
    stands = partial(_standing, reading, veteran_id)
    async with sent.answering("deregistration-revocation.html", stands=stands, veteran_id=veteran_id, **WORDS):
        ground = sent.value.ground()
        await revoke_deregistration(
            sent.keyed(work), veteran_id, ground, keyring=registrar.keyring, version=sent.version
        )
    return sent.done(f"/registry/persons/{veteran_id}")


async def _form(reading: Reading, veteran_id: UUID) -> Form:
    row = await get_line(reading.connection, veteran_id, caller=reading.caller)
    return Form(version=row.version)


async def _standing(reading: Reading, veteran_id: UUID) -> Standing:
    """The file by the names of the form: nothing of it, but where it stands."""
    row = await get_line(reading.connection, veteran_id, caller=reading.caller)
    at, by = await last_change(reading.connection, VeteranDeregistered, veteran_id, f"veteran {veteran_id}")
    return Standing(row.version, {}, at, by, STATES[State(row.state)])
