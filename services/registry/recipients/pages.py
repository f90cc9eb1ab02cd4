"""Recipients without a veteran's file in a browser: who is in the register, and what is done with the record."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.recipients.commands import (
    end_recipient,
    move_recipient,
    record_recipient,
    revoke_recipient_end,
)
from services.registry.recipients.parameters import ENDS, LISTED, REVOCATIONS
from services.registry.recipients.queries import (
    KnownAs,
    WantedRecipients,
    fetch_recipients,
    get_recipient,
    list_past,
)
from services.registry.recipients.schemas import (
    RECIPIENTS,
    EndPaper,
    MovePaper,
    PastView,
    RecipientForm,
    RecipientLine,
    RecipientView,
    RevocationPaper,
)
from services.registry.settings import Registrar
from services.registry.veterans.domain.standing import STATES, State
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing

router = page_router()

LIST = "/registry/recipients"
_ONE = LIST + "/{person_id}"
WORDS: Mapping[str, Any] = {
    "states": STATES,
    "kinds": {State.REGISTERED: "ok"},
    "ends": ENDS,
    "states_to_choose": [STATES[each] for each in LISTED],
    "end_words": list(ENDS.values()),
    "revocation_words": list(REVOCATIONS.values()),
}


@router.get(LIST)
async def list_of_recipients(
    reading: asked.RecipientReading,
    registrar: asked.Registration,
    view: Viewing,
    *,
    state: State | None = None,
    unit: OrgCode | None = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Those in the reader's scope."""
    wanted = WantedRecipients(state, unit)
    page = await fetch_recipients(
        reading, wanted, cursor, limit, view=lambda row: RecipientLine.of(row, registrar.keyring)
    )
    units = await names_of_units(reading.connection, {line.org_code for line in page.items})
    return view.show("recipients.html", page=page, cursor=cursor, wanted=wanted, units=units, **WORDS)


export_pages(router, LIST, RECIPIENTS)


@router.get(LIST + "/new")
async def show_new_recipient(reading: asked.RecipientKeeping, view: Viewing) -> Response:
    """The form that records somebody."""
    return view.show("recipient-form.html", form=Form(), **WORDS)


@router.post(LIST + "/new")
async def record(
    *,
    work: asked.RecipientKeeper,
    registrar: asked.Registration,
    settings: asked.Configuration,
    sent: Sent[RecipientForm],
) -> Response:
    """Record somebody."""
    async with sent.answering("recipient-form.html", **WORDS):
        person_id = await record_recipient(
            sent.keyed(work), sent.value.newcomer(), registrar=registrar, most_an_hour=settings.searches_an_hour
        )
    return sent.done(f"{LIST}/{person_id}")


@router.get(_ONE)
async def show_recipient(
    person_id: UUID, reading: asked.RecipientReading, registrar: asked.Registration, view: Viewing
) -> Response:
    """One of them, what was said before, and what he has applied for."""
    return view.show("recipient.html", **await _shown(reading, person_id, registrar))


@router.get(_ONE + "/move")
async def show_recipient_move(
    person_id: UUID, reading: asked.RecipientKeeping, registrar: asked.Registration, view: Viewing
) -> Response:
    """The form that says which unit is responsible from a day on."""
    return await _form(reading, person_id, registrar, view, "recipient-move.html")


@router.post(_ONE + "/move")
async def move(
    person_id: UUID,
    *,
    reading: asked.RecipientKeeping,
    work: asked.RecipientKeeper,
    registrar: asked.Registration,
    sent: Sent[MovePaper],
) -> Response:
    """Record it."""
    stands, shown = partial(_standing, reading, person_id), await _shown(reading, person_id, registrar)
    async with sent.answering("recipient-move.html", stands=stands, **shown):
        said = sent.value
        await move_recipient(
            sent.keyed(work),
            person_id,
            org_code=said.org_code,
            moved_on=said.moved_on,
            document=said.document,
            version=sent.version,
        )
    return sent.done(f"{LIST}/{person_id}")


@router.get(_ONE + "/end")
async def show_recipient_end(
    person_id: UUID, reading: asked.RecipientKeeping, registrar: asked.Registration, view: Viewing
) -> Response:
    """The form that says why somebody is a recipient no longer."""
    return await _form(reading, person_id, registrar, view, "recipient-end.html")


@router.post(_ONE + "/end")
async def end(
    person_id: UUID,
    *,
    reading: asked.RecipientKeeping,
    work: asked.RecipientKeeper,
    registrar: asked.Registration,
    sent: Sent[EndPaper],
) -> Response:
    """Record it."""
    stands, shown = partial(_standing, reading, person_id), await _shown(reading, person_id, registrar)
    known_as: Sequence[KnownAs] = sent.view.request.app.state.known_as
    async with sent.answering("recipient-end.html", stands=stands, **shown):
        said = sent.value
        await end_recipient(
            sent.keyed(work),
            person_id,
            reason=said.reason,
            ended_on=said.ended_on,
            document=said.document,
            known_as=known_as,
            keyring=registrar.keyring,
            version=sent.version,
        )
    return sent.done(f"{LIST}/{person_id}")


@router.get(_ONE + "/end/revocation")
async def show_recipient_end_revocation(
    person_id: UUID, reading: asked.RecipientRevoking, registrar: asked.Registration, view: Viewing
) -> Response:
    """The form that revokes it."""
    return await _form(reading, person_id, registrar, view, "recipient-end-revocation.html")


@router.post(_ONE + "/end/revocation")
async def revoke(
    person_id: UUID,
    *,
    reading: asked.RecipientRevoking,
    work: asked.RecipientRevoker,
    registrar: asked.Registration,
    sent: Sent[RevocationPaper],
) -> Response:
    """Revoke it."""
    stands, shown = partial(_standing, reading, person_id), await _shown(reading, person_id, registrar)
    async with sent.answering("recipient-end-revocation.html", stands=stands, **shown):
        said = sent.value
        await revoke_recipient_end(
            sent.keyed(work),
            person_id,
            reason=said.reason,
            document=said.document,
            keyring=registrar.keyring,
            version=sent.version,
        )
    return sent.done(f"{LIST}/{person_id}")


async def _shown(reading: Reading, person_id: UUID, registrar: Registrar) -> Mapping[str, Any]:
    row = await get_recipient(reading.connection, person_id, reading.caller)
    past = [PastView.of(each) for each in await list_past(reading.connection, person_id)]
    each = RecipientView.of_row(row, registrar.keyring, past)
    codes = {each.org_code, *(before.org_code for before in past)}
    return {"each": each, "units": await names_of_units(reading.connection, codes), **WORDS}


async def _form(reading: Reading, person_id: UUID, registrar: Registrar, view: Viewing, template: str) -> Response:
    shown = await _shown(reading, person_id, registrar)
    return view.show(template, form=Form(version=shown["each"].version), **shown)


async def _standing(reading: Reading, person_id: UUID) -> Standing:
    """The record by the names of any of its forms: nothing of it, but where it stands."""
    row = await get_recipient(reading.connection, person_id, reading.caller)
    # Whoever has erased him is in the audit.
    at, by = (row.erased_at, None) if row.erased_at else (row.known_from, row.recorded_by)
    return Standing(row.version, {}, at, by, STATES[row.state])
