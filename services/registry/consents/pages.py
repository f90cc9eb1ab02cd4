"""Consents in a browser."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.consents.commands import record_consent, withdraw_consent
from services.registry.consents.parameters import ENDS, FORMS, PURPOSES, STANDINGS, STATED_ENDS
from services.registry.consents.queries import fetch_consents, get_consent, list_consents
from services.registry.consents.schemas import CONSENTS, ConsentForm, ConsentView, ConsentWithdrawal
from services.registry.veterans.queries.files import get_place
from shared.export.answering import export_pages
from shared.http.pages import Cursor, Limit
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()

LIST = "/registry/consents"
_AT = "/registry/persons/{veteran_id}/consents"
WORDS: Mapping[str, Any] = {"purposes": PURPOSES, "forms_of": FORMS, "ends": ENDS}
CHOICES: Mapping[str, Any] = {"purpose_words": list(PURPOSES.values()), "form_words": list(FORMS.values())}


@router.get(_AT)
async def show_consents(veteran_id: UUID, reading: asked.FileReading, view: Viewing) -> Response:
    """A person's consents: a part of the person's page."""
    found = [ConsentView.of(row) for row in await list_consents(reading, veteran_id)]
    return view.show("consents-of.html", veteran_id=veteran_id, consents=found, **WORDS)


@router.get(_AT + "/new")
async def show_consent_form(veteran_id: UUID, reading: asked.ConsentKeeping, view: Viewing) -> Response:
    """The form that records one."""
    await get_place(reading.connection, veteran_id, reading.caller)
    return view.show("consent-form.html", form=Form(), veteran_id=veteran_id, **CHOICES)


@router.post(_AT + "/new")
async def record(
    veteran_id: UUID, work: asked.ConsentKeeper, registrar: asked.Registration, sent: Sent[ConsentForm]
) -> Response:
    """Record it."""
    async with sent.answering("consent-form.html", veteran_id=veteran_id, **CHOICES):
        await record_consent(sent.keyed(work), veteran_id, sent.value.given(), keyring=registrar.keyring)
    return sent.done(f"/registry/persons/{veteran_id}")


@router.get(LIST)
async def show_all_consents(
    reading: asked.FileReading,
    view: Viewing,
    *,
    agreed_to: str | None = None,
    holds: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Consents, the last recorded first."""
    page = await fetch_consents(
        reading, purpose=agreed_to, holds=holds, cursor=cursor, limit=limit, view=ConsentView.of
    )  # fmt: skip
    shown: Mapping[str, Any] = {
        "holds": None if holds is None else str(holds).lower(),
        "standings": STANDINGS,
        "agreed_to": agreed_to,
    }
    return view.show("consents.html", page=page, cursor=cursor, **shown, **WORDS, **CHOICES)


export_pages(router, LIST, CONSENTS)


@router.get(LIST + "/{consent_id}/withdrawal")
async def show_consent_withdrawal(consent_id: UUID, reading: asked.ConsentKeeping, view: Viewing) -> Response:
    """The form that ends one."""
    each = ConsentView.of(await get_consent(reading.connection, consent_id, reading.caller))
    return view.show("consent-withdrawal.html", form=Form(), each=each, end_words=list(STATED_ENDS.values()), **WORDS)


@router.post(LIST + "/{consent_id}/withdrawal")
async def withdraw(
    consent_id: UUID, reading: asked.ConsentKeeping, work: asked.ConsentKeeper, sent: Sent[ConsentWithdrawal]
) -> Response:
    """End it."""
    each = ConsentView.of(await get_consent(reading.connection, consent_id, reading.caller))
    facts: Mapping[str, Any] = {"each": each, "end_words": list(STATED_ENDS.values()), **WORDS}
    async with sent.answering("consent-withdrawal.html", **facts):
        said = sent.value
        await withdraw_consent(
            sent.keyed(work), consent_id, reason=said.ground, withdrawn_on=said.withdrawn_on
        )  # fmt: skip
    return sent.done(f"/registry/persons/{each.person_id}")
