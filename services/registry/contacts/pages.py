"""The number in a file as a way to reach the person: verified, and no longer."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.contacts.commands import verify_mobile, withdraw_verification
from services.registry.contacts.parameters import ERASED, NUMBER_CHANGED
from services.registry.contacts.queries import find_contact, get_holder
from services.registry.contacts.schemas import MobileView, VerificationForm, WithdrawalForm
from services.registry.veterans.queries.files import get_place
from shared.events.codes import CONTACT_VERIFICATION, CONTACT_WITHDRAWAL
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()

_AT = "/registry/persons/{veteran_id}/mobile"
WORDS: Mapping[str, Any] = {
    "verifications": CONTACT_VERIFICATION.by_code(),
    "choices": CONTACT_VERIFICATION.codes,
    "reasons": [each for each in CONTACT_WITHDRAWAL.codes if each.code not in {NUMBER_CHANGED, ERASED}],
}


@router.get(_AT)
async def show_mobile(
    veteran_id: UUID, reading: asked.FileReading, registrar: asked.Registration, view: Viewing
) -> Response:
    """The number, masked, and whether messages may go there; also a part of the page of the person."""
    holder = await get_holder(reading.connection, veteran_id, keyring=registrar.keyring, caller=reading.caller)
    shown = MobileView.of(holder.mobile, await find_contact(reading.connection, veteran_id))
    return view.show("mobile.html", veteran_id=veteran_id, mobile=shown, **WORDS)


@router.get(f"{_AT}/verification")
async def show_verification(veteran_id: UUID, reading: asked.ContactKeeperReading, view: Viewing) -> Response:
    """The form of somebody who made sure."""
    await get_place(reading.connection, veteran_id, reading.caller)
    return view.show("verification.html", form=Form(), veteran_id=veteran_id, **WORDS)


@router.post(f"{_AT}/verification")
async def verify(
    veteran_id: UUID,
    *,
    work: asked.ContactKeeper,
    registrar: asked.Registration,
    settings: asked.Configuration,
    sent: Sent[VerificationForm],
) -> Response:
    """Messages may go there."""
    async with sent.answering("verification.html", veteran_id=veteran_id, **WORDS):
        await verify_mobile(
            sent.keyed(work),
            veteran_id,
            value=sent.value.value,
            verification=sent.value.verification,
            keyring=registrar.keyring,
            most_an_hour=settings.verifications_an_hour,
        )
    return sent.done(f"/registry/persons/{veteran_id}")


@router.get(f"{_AT}/withdrawal")
async def show_withdrawal(veteran_id: UUID, reading: asked.ContactKeeperReading, view: Viewing) -> Response:
    """The form that says why it no longer holds."""
    await get_place(reading.connection, veteran_id, reading.caller)
    return view.show("withdrawal.html", form=Form(), veteran_id=veteran_id, **WORDS)


@router.post(f"{_AT}/withdrawal")
async def withdraw(
    veteran_id: UUID, work: asked.ContactKeeper, registrar: asked.Registration, sent: Sent[WithdrawalForm]
) -> Response:
    """Nothing is sent there any more."""
    async with sent.answering("withdrawal.html", veteran_id=veteran_id, **WORDS):
        await withdraw_verification(
            sent.keyed(work), veteran_id, reason=sent.value.reason, keyring=registrar.keyring
        )  # fmt: skip
    return sent.done(f"/registry/persons/{veteran_id}")
