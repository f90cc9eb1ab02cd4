"""Recipients without a veteran's file in a browser: who is in the register, and what is done with the record."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.recipients.commands import (
    disclose_recipient,
    end_recipient,
    move_recipient,
    record_recipient,
    revoke_recipient_end,
)
from services.registry.recipients.parameters import ENDS, LISTED, REVOCATIONS, SHOWN
from services.registry.recipients.queries import (
    WantedRecipients,
    fetch_recipients,
    get_recipient,
    list_past,
    reveal_recipient,
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
from services.registry.veterans.domain.standing import STATES, FileState
from services.registry.veterans.pages.deciding import Decided, Matter, deciding
from services.registry.veterans.parameters.acts import ACTS
from services.registry.veterans.parameters.fields import FIELD
from services.registry.veterans.queries.story import list_story
from services.registry.veterans.schemas.forms import OpeningForm
from shared.events.codes import DISCLOSURE_PURPOSE
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
    "kinds": {FileState.REGISTERED: "ok"},
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
    state: FileState | None = None,
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
    cancels: asked.Cancelling,
    sent: Sent[RecipientForm],
) -> Response:
    """Record somebody."""
    async with sent.answering("recipient-form.html", **WORDS):
        person_id = await record_recipient(
            sent.keyed(work),
            sent.value.newcomer(),
            registrar=registrar,
            most_an_hour=settings.searches_an_hour,
            cancels=cancels,
        )
    return sent.done(f"{LIST}/{person_id}")


@router.get(_ONE)
async def show_recipient(
    person_id: UUID, reading: asked.RecipientReading, registrar: asked.Registration, view: Viewing
) -> Response:
    """One of them, what was said before, and what he has applied for."""
    shown = await _shown(reading, person_id, registrar)
    return view.show("recipient.html", story=await list_story(reading.connection, person_id), acts=ACTS, **shown)


@router.get(_ONE + "/clear")
async def show_clear_form(
    person_id: UUID, reading: asked.DisclosingReading, registrar: asked.Registration, view: Viewing
) -> Response:
    """The form that says why name and number are to be seen in clear."""
    return view.show("recipient-clear-form.html", form=Form(), **await _clear(reading, person_id, registrar))


@router.post(_ONE + "/clear")
async def show_in_clear(
    person_id: UUID,
    *,
    reading: asked.DisclosingReading,
    work: asked.Disclosing,
    registrar: asked.Registration,
    settings: asked.Configuration,
    sent: Sent[OpeningForm],
    view: Viewing,
) -> Response:
    """Both, for a minute. Who saw them, and why, is recorded first, each time."""
    shown = await _clear(reading, person_id, registrar)
    async with sent.answering("recipient-clear-form.html", **shown):
        said, most = sent.value, settings.disclosures_an_hour
        view_id = await disclose_recipient(
            work, person_id, purpose=said.purpose, reason=said.reason, fields=SHOWN, most_an_hour=most
        )
    async with work.engine.connect() as connection:
        found = await reveal_recipient(connection, person_id, keyring=registrar.keyring, caller=work.caller)
    values = {name: value.reveal() for name, value in found.items()}
    return view.show("recipient-clear.html", view_id=view_id, values=values, **shown)


async def _clear(reading: Reading, person_id: UUID, registrar: Registrar) -> Mapping[str, Any]:
    shown = await _shown(reading, person_id, registrar)
    back = f"{LIST}/{person_id}"
    return {**shown, "back": back, "fields": FIELD, "purposes": DISCLOSURE_PURPOSE.codes}


async def _of(matter: Matter) -> Mapping[str, Any]:
    return await _shown(matter.reading, matter.about, matter.known.registrar)


async def _stands(matter: Matter) -> Standing:
    return await standing_of(matter.reading, matter.about)


async def standing_of(reading: Reading, person_id: UUID) -> Standing:
    """The record by the names of any form about it: nothing of it, but where it stands."""
    row = await get_recipient(reading.connection, person_id, reading.caller)
    # Whoever has erased him is in the audit.
    at, by = (row.erased_at, None) if row.erased_at else (row.known_from, row.recorded_by)
    return Standing(row.version, {}, at, by, STATES[row.state])


@deciding(router, _ONE + "/move", "recipients.keep", MovePaper, "recipient-move.html", shown=_of, stands=_stands)
async def move(decided: Decided[MovePaper]) -> str:
    """Record which unit is responsible from a day on."""
    said, version = decided.said, decided.version
    facts: Mapping[str, Any] = {"org_code": said.org_code, "moved_on": said.moved_on, "document": said.document}
    await move_recipient(decided.work, decided.about, **facts, version=version)
    return f"{LIST}/{decided.about}"


@deciding(router, _ONE + "/end", "recipients.keep", EndPaper, "recipient-end.html", shown=_of, stands=_stands)
async def end(decided: Decided[EndPaper]) -> str:
    """Record why somebody is a recipient no longer."""
    said = decided.said
    forgets = await asked.get_forgets(decided.view.request)
    await end_recipient(
        decided.work,
        decided.about,
        reason=said.reason,
        ended_on=said.ended_on,
        document=said.document,
        forgets=forgets,
        keyring=decided.known.registrar.keyring,
        version=decided.version,
    )
    return f"{LIST}/{decided.about}"


@deciding(
    router,
    _ONE + "/end/revocation",
    "recipients.revoke",
    RevocationPaper,
    "recipient-end-revocation.html",
    shown=_of,
    stands=_stands,
)
async def revoke(decided: Decided[RevocationPaper]) -> str:
    """Revoke that."""
    said, keyring = decided.said, decided.known.registrar.keyring
    facts: Mapping[str, Any] = {"reason": said.reason, "document": said.document, "version": decided.version}
    await revoke_recipient_end(decided.work, decided.about, keyring=keyring, **facts)
    return f"{LIST}/{decided.about}"


async def _shown(reading: Reading, person_id: UUID, registrar: Registrar) -> Mapping[str, Any]:
    row = await get_recipient(reading.connection, person_id, reading.caller)
    past = [PastView.of(each) for each in await list_past(reading.connection, person_id)]
    each = RecipientView.of_row(row, registrar.keyring, past)
    codes = {each.org_code, *(before.org_code for before in past)}
    return {"each": each, "units": await names_of_units(reading.connection, codes), **WORDS}
