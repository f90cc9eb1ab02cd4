"""Messages as people read them: what caused each, how often it was tried, how it ended; what one person was told."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from starlette.responses import Response

from services.notifications.consents.queries import find_consents, find_told_no_jobs
from services.notifications.contacts.commands import opt_in, opt_out, put_contact_point, revoke_contact_point
from services.notifications.contacts.parameters import VERIFICATIONS
from services.notifications.contacts.queries import find_bars, find_opt_outs, find_reaches, must_answer_for
from services.notifications.contacts.schemas import ContactPointEntry, ContactPointView
from services.notifications.deliveries.commands import send_again, send_all_again
from services.notifications.deliveries.parameters import CAUSES, COLOURS, FINAL, REASONS, STATES, DeliveryState
from services.notifications.deliveries.queries import WantedDeliveries, count_suppressed, fetch_deliveries, get_delivery
from services.notifications.deliveries.schemas import MESSAGES, DeliveryView
from services.notifications.dependencies import (
    Configuration,
    ContactKeeper,
    ContactKeeperReading,
    ContactReading,
    DeliveryReading,
    Keys,
    Resending,
)
from services.notifications.templates.domain import render
from services.notifications.templates.parameters import (
    CHANNELS,
    JOB_PUSH,
    PURPOSES,
    TEMPLATES,
    ChannelCode,
    PurposeCode,
)
from shared.export.answering import export_pages
from shared.http.pages import Cursor, Limit
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent

router = page_router()

LIST = "/notifications/messages"

WORDS: dict[str, Any] = {"causes": CAUSES, "colours": COLOURS, "channels": CHANNELS}
FORM: dict[str, Any] = {"verifications": list(VERIFICATIONS.values())}


@router.get("/notifications/messages")
async def list_messages(
    *,
    reading: DeliveryReading,
    view: Viewing,
    state: DeliveryState | None = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Messages within the caller's scope, the latest first."""
    page = await fetch_deliveries(reading, WantedDeliveries(state=state), cursor, limit, view=DeliveryView.of)
    return view.show("messages.html", page=page, cursor=cursor, state=state, states=STATES.values(), **WORDS)


export_pages(router, LIST, MESSAGES)


@router.get("/notifications/messages/{notification_id}")
async def show_message(
    reading: DeliveryReading, view: Viewing, settings: Configuration, notification_id: UUID
) -> Response:  # fmt: skip
    """One message and its text; not where it went."""
    row = await get_delivery(reading.connection, reading.caller, notification_id)
    shown: Mapping[str, Any] = {"message": DeliveryView.of(row), "text": _text(row, settings.signature)}
    return view.show("message.html", written=TEMPLATES.get(row.template), final=FINAL, **shown, **WORDS)


@router.get("/notifications/due")
async def list_due(reading: DeliveryReading, view: Viewing) -> Response:
    """The last messages that failed, whose persons must be told otherwise, and how many were not sent for want of a
    way to reach them; a part of the first page."""
    page = await fetch_deliveries(reading, WantedDeliveries(state=DeliveryState.FAILED), None, 5, view=DeliveryView.of)
    suppressed = await count_suppressed(reading.connection, reading.caller)
    return view.show("failed.html", page=page, suppressed=suppressed, **WORDS)


@router.get("/notifications/persons/{person_id}")
async def show_person(reading: ContactReading, view: Viewing, keys: Keys, person_id: UUID) -> Response:
    """How a person may be reached, and what he was told; also a part of registry's page of the person."""
    await must_answer_for(reading.connection, reading.caller, person_id)
    reaches = await find_reaches(reading.connection, [person_id])
    opted_out = await find_opt_outs(reading.connection, [person_id])
    told = await fetch_deliveries(reading, WantedDeliveries(person=person_id), None, 10, view=DeliveryView.of)
    return view.show(
        "person.html",
        person_id=person_id,
        points=[ContactPointView.of(reach.point, reach.reveal(keys, person_id)) for reach in reaches.values()],
        purposes=PURPOSES.values(),
        opted_out={purpose for _, purpose in opted_out},
        stopped={JOB_PUSH.code} if await find_told_no_jobs(reading.connection, [person_id]) else set(),
        consents={agreed_to for _, agreed_to in await find_consents(reading.connection, [person_id])},
        bar=(await find_bars(reading.connection, [person_id])).get(person_id),
        reasons=REASONS,
        verifications=VERIFICATIONS,
        page=told,
        **WORDS,
    )


@router.get("/notifications/persons/{person_id}/mobile")
async def show_mobile(reading: ContactKeeperReading, view: Viewing, person_id: UUID) -> Response:
    """The form for his number."""
    await must_answer_for(reading.connection, reading.caller, person_id)
    return view.show("mobile.html", form=Form(), person_id=person_id, **FORM)


@router.post("/notifications/persons/{person_id}/mobile")
async def save_mobile(work: ContactKeeper, keys: Keys, sent: Sent[ContactPointEntry], person_id: UUID) -> Response:
    """Keep it instead of any before."""
    async with sent.answering("mobile.html", person_id=person_id, **FORM):
        entry = sent.value
        await put_contact_point(
            sent.keyed(work), person_id, "sms", keyring=keys, value=entry.value, verification=entry.verification
        )
    return sent.done(f"/notifications/persons/{person_id}")


@router.post("/notifications/persons/{person_id}/{channel}/revocation")
async def revoke(work: ContactKeeper, sent: Sent[Pressed], person_id: UUID, channel: ChannelCode) -> Response:
    """Never use the contact point again, until another is kept."""
    await revoke_contact_point(sent.keyed(work), person_id, channel)
    return sent.done(f"/notifications/persons/{person_id}")


@router.post("/notifications/persons/{person_id}/opt-outs/{purpose}")
async def stop_purpose(work: ContactKeeper, sent: Sent[Pressed], person_id: UUID, purpose: PurposeCode) -> Response:
    """No more messages of this purpose."""
    await opt_out(sent.keyed(work), person_id, purpose)
    return sent.done(f"/notifications/persons/{person_id}")


@router.post("/notifications/persons/{person_id}/opt-outs/{purpose}/removal")
async def resume_purpose(work: ContactKeeper, sent: Sent[Pressed], person_id: UUID, purpose: PurposeCode) -> Response:
    """Messages of this purpose again."""
    await opt_in(sent.keyed(work), person_id, purpose)
    return sent.done(f"/notifications/persons/{person_id}")


@router.post("/notifications/messages/{notification_id}/resending")
async def resend(work: Resending, sent: Sent[Pressed], notification_id: UUID) -> Response:
    """Once more, now that there is a way."""
    await send_again(sent.keyed(work), notification_id)
    return sent.done(f"/notifications/messages/{notification_id}")


@router.post("/notifications/persons/{person_id}/resending")
async def resend_all(work: Resending, sent: Sent[Pressed], person_id: UUID) -> Response:
    """All that he was not told for want of a way to reach him."""
    await send_all_again(sent.keyed(work), person_id)
    return sent.done(f"/notifications/persons/{person_id}")


def _text(row: Row[Any], signature: str) -> str | None:
    """As the person reads it; None where this version cannot fill the template in, nor could the sender."""
    try:
        return render(row.template, row.facts, signature=signature)
    except KeyError:
        return None
