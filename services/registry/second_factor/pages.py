"""Enrolling a second factor in a browser, and taking away one that was lost."""

from dataclasses import replace
from uuid import UUID

import segno
from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.accounts.queries import get_shown
from services.registry.accounts.schemas import ReasonForm
from services.registry.second_factor.commands import begin_enrolment, confirm_enrolment, remove_factor
from services.registry.second_factor.parameters import ISSUER
from services.registry.second_factor.schemas import CodeForm
from shared.clock import machine_now
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent
from shared.web.session import forget_session

router = page_router()

_AT = "/session/second-factor"
_OF_ANOTHER = "/registry/accounts/{account_id}/second-factor"


@router.get(_AT)
async def show_enrolment(view: Viewing, work: asked.Enrolling) -> Response:
    """What it is about."""
    return view.show("enrolment.html", form=Form(), enrolment=None, picture="")


@router.post(_AT)
async def start_enrolment(
    view: Viewing, work: asked.Enrolling, sent: Sent[Pressed], registrar: asked.Registration
) -> Response:
    """The key, shown this once: no address leads to it again."""
    async with sent.answering("enrolment.html", enrolment=None, picture=""):
        enrolment = await begin_enrolment(replace(work, idempotency=None), keyring=registrar.keyring, issuer=ISSUER)
    picture = segno.make_qr(enrolment.uri).svg_data_uri(scale=4, light="#fff")
    return view.show("enrolment.html", form=Form(), enrolment=enrolment, picture=picture)


@router.get(f"{_AT}/confirmation")
async def show_confirmation(view: Viewing, work: asked.Enrolling) -> Response:
    """For whoever comes back with a key in his phone."""
    return view.show("confirmation.html", form=Form())


@router.post(f"{_AT}/confirmation")
async def end_enrolment(
    view: Viewing, work: asked.Enrolling, sent: Sent[CodeForm], registrar: asked.Registration
) -> Response:
    """The recovery codes, shown this once; then the sign-in, with a code."""
    async with sent.answering("confirmation.html"):
        codes = await confirm_enrolment(
            replace(work, idempotency=None), keyring=registrar.keyring, code=sent.value.code, at=machine_now()
        )
    answer = view.show("recovery.html", codes=codes)
    forget_session(answer, view.request)
    return answer


@router.get(_OF_ANOTHER)
async def show_removal(account_id: UUID, reading: asked.FactorRemoverReading, view: Viewing) -> Response:
    """The form that asks why somebody's second factor is taken away."""
    return view.show("removal.html", form=Form(), account=await get_shown(reading.connection, account_id))


@router.post(_OF_ANOTHER)
async def take_away(
    account_id: UUID, reading: asked.FactorRemoverReading, work: asked.FactorRemover, sent: Sent[ReasonForm]
) -> Response:
    """Take it away; its holder enrols anew with his next sign-in."""
    async with sent.answering("removal.html", account=await get_shown(reading.connection, account_id)):
        await remove_factor(sent.keyed(work), account_id, reason=sent.value.reason)
    return sent.done(f"/registry/accounts/{account_id}")
