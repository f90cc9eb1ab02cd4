"""Signing in by an external issuer: there, back again, and the code of the second factor where one is needed.

GET leads there and changes nothing; that a browser comes back with the answer to its own question is what the sealed
cookie proves (`issuers/domain/authorization.py`).
"""

from contextlib import suppress
from dataclasses import replace
from typing import Annotated

from fastapi import Path, Query
from starlette.responses import RedirectResponse, Response

from services.registry import dependencies as asked
from services.registry.issuers.commands import bind_subject, opened, sealed
from services.registry.issuers.domain.authorization import (
    CODE_LIFETIME,
    LIFETIME,
    AuthorizationRequest,
    Identified,
    IssuerUnavailable,
    check_identified,
    check_state,
    new_request,
)
from services.registry.issuers.driver import Answer, AskedIssuers, Issuers
from services.registry.second_factor.domain import SecondFactorNeeded
from services.registry.second_factor.schemas import CodeForm
from services.registry.sessions.commands import identify, refuse_externally, sign_in_externally
from services.registry.sessions.pages.entering import entered
from services.registry.settings import SessionTerms
from shared.clock import machine_now
from shared.command import Work
from shared.http.dependencies import public
from shared.http.per_address import limited_per_address
from shared.http.refusals import status_of
from shared.refusal import Refusal
from shared.web.forms import Form
from shared.web.page import HEADERS, View, Viewing, page_router
from shared.web.problems import problem_page
from shared.web.sent import Sent
from shared.web.session import forget_sign_in, keep_sign_in, local_path, sign_in_of

router = page_router()

Name = Annotated[str, Path(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
Text = Annotated[str | None, Query(max_length=4096)]


@router.get("/session/issuers/{issuer}", dependencies=[public(), limited_per_address(8)])
async def leave_for_issuer(
    issuer: Name, view: Viewing, work: asked.Anyone, *, terms: asked.Terms, issuers: AskedIssuers, to: str | None = None
) -> Response:
    """To the issuer; the browser keeps what its answer is known by."""
    question = new_request(issuer, to=local_path(to), now=work.now)
    try:
        url = await issuers.get(issuer).authorization_url(question)
    except IssuerUnavailable as refusal:
        return _refused(view, issuers, refusal, to=question.to)
    answer = RedirectResponse(url, 303, HEADERS)
    keep_sign_in(answer, view.request, sealed=sealed(question, terms.keyring), seconds=int(LIFETIME.total_seconds()))
    return answer


@router.get("/session/issuers/{issuer}/callback", dependencies=[public(), limited_per_address(8)])
async def return_from_issuer(
    issuer: Name,
    view: Viewing,
    work: asked.Anyone,
    *,
    terms: asked.Terms,
    issuers: AskedIssuers,
    state: Text = None,
    code: Text = None,
    error: Text = None,
    iss: Text = None,
) -> Response:
    """From there: a session, or the subject bound to one's own account, as it was begun."""
    question = opened(sign_in_of(view.request), AuthorizationRequest, terms.keyring)
    to = question.to if question else None
    try:
        begun = check_state(question, issuer=issuer, state=state or "", now=work.now)
        subject = await issuers.get(issuer).identify(begun, Answer(code, error, iss))
        if begun.account_id is not None:
            holder = replace(work, caller=replace(work.caller, account_id=begun.account_id))
            await bind_subject(holder, subject, asked=begun, keyring=terms.keyring)
            return _forgotten(view, view.go("/me/issuers"))
        return await _enter(view, work, terms, await identify(work, terms, subject, asked=begun))
    except Refusal as refusal:
        await _record(work, issuer, refusal)
        if question is not None and question.account_id is not None:
            return _forgotten(view, problem_page(view.request, refusal, status_of(type(refusal)), {}))
        return _forgotten(view, _refused(view, issuers, refusal, to=to))


@router.post("/session/code", dependencies=[public(), limited_per_address(8)])
async def send_code(view: Viewing, work: asked.Anyone, sent: Sent[CodeForm], terms: asked.Terms) -> Response:
    """The code of the second factor, for whom an issuer has named."""
    async with sent.answering("code.html"):
        kept = opened(sign_in_of(view.request), Identified, terms.keyring)
        identified = check_identified(kept, now=work.now)
        given = await sign_in_externally(work, terms, identified, code=sent.value.code, issued_at=machine_now())
    return _forgotten(view, entered(view, given, to=identified.to, idle=terms.idle))


async def _enter(view: View, work: Work, terms: SessionTerms, identified: Identified) -> Response:
    """The session, or first the question for the code."""
    try:
        given = await sign_in_externally(work, terms, identified, issued_at=machine_now())
    except SecondFactorNeeded:
        answer = view.show("code.html", form=Form())
        seconds = int(CODE_LIFETIME.total_seconds())
        keep_sign_in(answer, view.request, sealed=sealed(identified, terms.keyring), seconds=seconds)
        return answer
    return _forgotten(view, entered(view, given, to=identified.to, idle=terms.idle))


def _refused(view: View, issuers: Issuers, refusal: Refusal, *, to: str | None) -> Response:
    """The form that everybody begins with: passwords are as good as ever."""
    form = Form(to=local_path(to), problem=refusal)
    return view.show("sign-in.html", status_of(type(refusal)), form=form, issuers=issuers.named())


def _forgotten(view: View, answer: Response) -> Response:
    forget_sign_in(answer, view.request)
    return answer


async def _record(work: Work, issuer: str, refusal: Refusal) -> None:
    """What no command has refused stands in no audit yet."""
    if not refusal.recorded:
        with suppress(type(refusal)):
            await refuse_externally(work, issuer, refusal)
