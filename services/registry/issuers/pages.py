"""By which external issuers an account is signed in: one's own, and those that a system administrator looks after."""

from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.accounts.commands import prove_password
from services.registry.accounts.queries import get_shown
from services.registry.accounts.schemas import AccountView, ReasonForm
from services.registry.issuers.commands import confirm_binding, end_binding, propose_binding, sealed
from services.registry.issuers.domain.answer import Subject
from services.registry.issuers.domain.authorization import LIFETIME, new_request
from services.registry.issuers.driver import AskedIssuers, Issuers
from services.registry.issuers.queries import list_bindings
from services.registry.issuers.schemas import BindingForm, BindingView, ProofForm
from shared.auth.grants import get_epoch
from shared.http.dependencies import Reading
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent
from shared.web.session import forget_session, keep_sign_in

router = page_router()

OWN = "/me/issuers"


@router.get(OWN)
async def list_own(reading: asked.OwnGrantReading, view: Viewing, issuers: AskedIssuers) -> Response:
    """One's own, and the issuers that could be added."""
    return view.show("own.html", **await _shown(reading, reading.caller.account_id, issuers))


@router.get(f"{OWN}/{{issuer}}")
async def show_own_binding(
    issuer: str, reading: asked.OwnGrantReading, view: Viewing, issuers: AskedIssuers
) -> Response:
    """The form that asks for the password first."""
    issuers.get(issuer)
    return view.show("proof.html", form=Form(), url=None)


@router.post(f"{OWN}/{{issuer}}", dependencies=asked.CHECKING_A_PASSWORD)
async def begin_own_binding(
    issuer: str,
    reading: asked.OwnGrantReading,
    work: asked.OwnAccountWork,
    sent: Sent[ProofForm],
    *,
    issuers: AskedIssuers,
    registrar: asked.Registration,
) -> Response:
    """The way to the issuer. A link, since no form of ours may lead to another site."""
    account_id = work.caller.account_id
    async with sent.answering("proof.html", url=None):
        await prove_password(work, keyring=registrar.keyring, current=sent.value.current_password)
        epoch = await get_epoch(reading.connection, account_id)
        question = new_request(issuer, to=OWN, now=work.now, account_id=account_id, epoch=epoch)
        url = await issuers.get(issuer).authorization_url(question)
    answer = sent.view.show("proof.html", form=Form(), url=url)
    seconds = int(LIFETIME.total_seconds())
    keep_sign_in(answer, sent.view.request, sealed=sealed(question, registrar.keyring), seconds=seconds)
    return answer


@router.get(f"{OWN}/{{binding_id}}/confirmation")
async def show_confirmation(binding_id: UUID, reading: asked.OwnGrantReading, view: Viewing) -> Response:
    """The form that asks for the password."""
    return view.show("proof.html", form=Form(), url=None)


@router.post(f"{OWN}/{{binding_id}}/confirmation", dependencies=asked.CHECKING_A_PASSWORD)
async def confirm_own(
    binding_id: UUID, work: asked.OwnAccountWork, sent: Sent[ProofForm], registrar: asked.Registration
) -> Response:
    """What who keeps accounts has bound admits its holder from now on."""
    async with sent.answering("proof.html", url=None):
        await prove_password(work, keyring=registrar.keyring, current=sent.value.current_password)
        await confirm_binding(work, binding_id)
    return sent.done(OWN)


@router.post(f"{OWN}/{{binding_id}}/end")
async def end_own(binding_id: UUID, view: Viewing, work: asked.OwnAccountWork, sent: Sent[Pressed]) -> Response:
    """End it, and sign in anew."""
    await end_binding(sent.keyed(work), work.caller.account_id, binding_id)
    answer = sent.done("/sign-in")
    forget_session(answer, view.request)
    return answer


@router.get("/registry/accounts/{account_id}/issuers")
async def list_of_account(
    account_id: UUID, reading: asked.AccountReading, view: Viewing, issuers: AskedIssuers
) -> Response:
    """Those of any account."""
    shown = await _shown(reading, account_id, issuers)
    return view.show("bindings.html", account=await _account(reading, account_id), **shown)


@router.get("/registry/accounts/{account_id}/issuers/new")
async def show_new(
    account_id: UUID, reading: asked.AccountKeeperReading, view: Viewing, issuers: AskedIssuers
) -> Response:
    """The form that makes one."""
    account = await _account(reading, account_id)
    return view.show("binding-form.html", form=Form(), account=account, issuers=issuers.named())


@router.post("/registry/accounts/{account_id}/issuers/new")
async def make_new(
    account_id: UUID,
    reading: asked.AccountKeeperReading,
    work: asked.AccountKeeper,
    sent: Sent[BindingForm],
    *,
    issuers: AskedIssuers,
    registrar: asked.Registration,
) -> Response:
    """Make it; it awaits the account's holder."""
    account = await _account(reading, account_id)
    async with sent.answering("binding-form.html", account=account, issuers=issuers.named()):
        said = sent.value
        subject = Subject(issuers.get(said.issuer).configured.issuer, said.subject)
        await propose_binding(sent.keyed(work), account_id, subject, reason=said.reason, keyring=registrar.keyring)
    return sent.done(f"/registry/accounts/{account_id}/issuers")


@router.get("/registry/accounts/{account_id}/issuers/{binding_id}/end")
async def show_end(account_id: UUID, binding_id: UUID, reading: asked.AccountKeeperReading, view: Viewing) -> Response:
    """The form that asks why."""
    return view.show("binding-end.html", form=Form(), account=await _account(reading, account_id))


@router.post("/registry/accounts/{account_id}/issuers/{binding_id}/end")
async def end(
    account_id: UUID,
    binding_id: UUID,
    *,
    reading: asked.AccountKeeperReading,
    work: asked.AccountKeeper,
    sent: Sent[ReasonForm],
) -> Response:
    """End it."""
    async with sent.answering("binding-end.html", account=await _account(reading, account_id)):
        await end_binding(sent.keyed(work), account_id, binding_id, reason=sent.value.reason)
    return sent.done(f"/registry/accounts/{account_id}/issuers")


async def _shown(reading: Reading, account_id: UUID, issuers: Issuers) -> dict[str, Any]:
    """Bindings, what issuers are called, and those without a binding."""
    bindings = [BindingView.of(row) for row in await list_bindings(reading.connection, account_id)]
    names = issuers.by_address()
    bound = {each.issuer for each in bindings}
    free = [named for address, named in names.items() if address not in bound]
    return {"bindings": bindings, "names": names, "free": free}


async def _account(reading: Reading, account_id: UUID) -> AccountView:
    return AccountView.of(await get_shown(reading.connection, account_id, now=reading.now))
