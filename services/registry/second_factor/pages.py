"""Enrolling a second factor in a browser; new recovery codes, another authenticator; taking away one that was lost."""

from dataclasses import dataclass
from uuid import UUID

import segno
from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.accounts.queries import get_shown
from services.registry.accounts.schemas import ReasonForm
from services.registry.second_factor.commands import (
    confirm_enrolment,
    enrol,
    remove_factor,
    remove_own_factor,
    renew_recovery_codes,
)
from services.registry.second_factor.parameters import ISSUER
from services.registry.second_factor.queries import find_enrolled
from services.registry.second_factor.schemas import CodeForm, EnrolmentForm
from shared.clock import machine_now
from shared.language import Text
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.session import forget_session

router = page_router()

_AT = "/session/second-factor"
_OF_ANOTHER = "/registry/accounts/{account_id}/second-factor"
_OWN = "/me/second-factor"


@dataclass(frozen=True, slots=True)
class Act:
    """What is done after a code has been given."""

    words: Text
    warning: Text


RENEWAL = Act(
    Text("更换恢复码", "Replace the recovery codes"),
    Text("更换后，原有恢复码全部作废。", "Those before are worth nothing any more."),
)
REMOVAL = Act(
    Text("更换或停用身份验证器", "Replace the authenticator, or do without"),
    Text(
        "停用后，现有身份验证器和恢复码全部作废；随后请登记新的身份验证器。角色要求使用的，不登记不能再次登录。",
        "The authenticator and the recovery codes are worth nothing any more; set up another one next. Where the role "
        "needs one, nobody signs in without.",
    ),
)


@router.get(_AT)
async def show_enrolment(view: Viewing, work: asked.Enrolling) -> Response:
    """What it is about."""
    return view.show("enrolment.html", form=Form(), enrolment=None, picture="", in_session=bool(work.caller.grants))


@router.post(_AT, dependencies=asked.CHECKING_A_PASSWORD)
async def start_enrolment(
    view: Viewing, work: asked.Enrolling, sent: Sent[EnrolmentForm], registrar: asked.Registration
) -> Response:
    """The key, shown this once: no address leads to it again."""
    in_session = bool(work.caller.grants)
    async with sent.answering("enrolment.html", enrolment=None, picture="", in_session=in_session):
        enrolment = await enrol(
            work,
            keyring=registrar.keyring,
            issuer=ISSUER,
            current=sent.value.current_password,
        )
    picture = segno.make_qr(enrolment.uri).svg_data_uri(scale=4, light="#fff")
    return view.show("enrolment.html", form=Form(), enrolment=enrolment, picture=picture, in_session=in_session)


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
        codes = await confirm_enrolment(work, keyring=registrar.keyring, code=sent.value.code, at=machine_now())
    answer = view.show("recovery.html", codes=codes, onward="/sign-in")
    forget_session(answer, view.request)
    return answer


@router.get(_OF_ANOTHER)
async def show_removal(account_id: UUID, reading: asked.FactorRemoverReading, view: Viewing) -> Response:
    """The form that asks why somebody's second factor is taken away."""
    return view.show(
        "removal.html", form=Form(), account=await get_shown(reading.connection, account_id, now=reading.now)
    )


@router.post(_OF_ANOTHER)
async def take_away(
    account_id: UUID, reading: asked.FactorRemoverReading, work: asked.FactorRemover, sent: Sent[ReasonForm]
) -> Response:
    """Take it away; its holder enrols anew with his next sign-in."""
    async with sent.answering("removal.html", account=await get_shown(reading.connection, account_id, now=reading.now)):
        await remove_factor(sent.keyed(work), account_id, reason=sent.value.reason)
    return sent.done(f"/registry/accounts/{account_id}")


@router.get(_OWN)
async def show_own_factor(reading: asked.OwnGrantReading, view: Viewing) -> Response:
    """Whether there is one, since when, and how many recovery codes are left."""
    found = await find_enrolled(reading.connection, reading.caller.account_id)
    return view.show("own-factor.html", found=found)


@router.get(f"{_OWN}/recovery-codes")
async def show_renewal(reading: asked.OwnGrantReading, view: Viewing) -> Response:
    """The form that asks for a code."""
    return view.show("proof.html", form=Form(), act=RENEWAL)


@router.post(f"{_OWN}/recovery-codes")
async def renew_codes(
    view: Viewing, work: asked.OwnAccountWork, sent: Sent[CodeForm], registrar: asked.Registration
) -> Response:
    """The new ones, shown this once."""
    async with sent.answering("proof.html", act=RENEWAL):
        codes = await renew_recovery_codes(work, keyring=registrar.keyring, code=sent.value.code, at=machine_now())
    return view.show("recovery.html", codes=codes, onward=_OWN)


@router.get(f"{_OWN}/removal")
async def show_own_removal(reading: asked.OwnGrantReading, view: Viewing) -> Response:
    """The form that asks for a code."""
    return view.show("proof.html", form=Form(), act=REMOVAL)


@router.post(f"{_OWN}/removal")
async def remove_own(work: asked.OwnAccountWork, sent: Sent[CodeForm], registrar: asked.Registration) -> Response:
    """Take it away, and on to enrolling another, which is left out by whoever does without."""
    async with sent.answering("proof.html", act=REMOVAL):
        await remove_own_factor(sent.keyed(work), keyring=registrar.keyring, code=sent.value.code, at=machine_now())
    return sent.done(_AT)
