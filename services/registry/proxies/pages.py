"""Proxies in a browser: who may act for a veteran."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.proxies.commands import authorise_proxy, correct_proxy, revoke_proxy
from services.registry.proxies.parameters import GROUNDS, LONGEST, REVOCATIONS, SCOPES
from services.registry.proxies.queries import get_held, list_proxies
from services.registry.proxies.schemas import CorrectionPaper, ProxyForm, ProxyView, RevocationPaper
from services.registry.veterans.pages.deciding import Decided, Matter, deciding
from services.registry.veterans.queries.files import get_place
from shared.events.registry import ProxyAuthorised
from shared.language import Named
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_change

router = page_router()

_OF = "/registry/persons/{veteran_id}/proxies"
_CORRECTION = "/registry/proxies/{proxy_id}/correction"
_REVOCATION = "/registry/proxies/{proxy_id}/revocation"
WORDS: Mapping[str, Any] = {
    "scopes": SCOPES,
    "grounds": GROUNDS,
    "reasons": REVOCATIONS,
    "scope_words": list(SCOPES.values()),
    "ground_words": list(GROUNDS.values()),
    "reason_words": list(REVOCATIONS.values()),
    "most_years": LONGEST.number,
}


@router.get(_OF)
async def show_proxies(
    veteran_id: UUID, reading: asked.FileReading, registrar: asked.Registration, view: Viewing
) -> Response:
    """Who may act for a veteran, and who could."""
    held = [ProxyView.of(each) for each in await list_proxies(reading, veteran_id, registrar.keyring)]
    return view.show("proxies.html", veteran_id=veteran_id, proxies=held, **WORDS)


@router.get(_OF + "/new")
async def show_new(veteran_id: UUID, reading: asked.ProxyKeeping, view: Viewing) -> Response:
    """The form that records a proxy."""
    await get_place(reading.connection, veteran_id, reading.caller)
    return view.show("proxy-form.html", form=Form(), veteran_id=veteran_id, **WORDS)


@router.post(_OF + "/new")
async def authorise(
    veteran_id: UUID,
    *,
    work: asked.ProxyKeeper,
    registrar: asked.Registration,
    settings: asked.Configuration,
    sent: Sent[ProxyForm],
) -> Response:
    """Record one."""
    async with sent.answering("proxy-form.html", veteran_id=veteran_id, **WORDS):
        await authorise_proxy(
            sent.keyed(work),
            veteran_id,
            sent.value.wanted(),
            registrar=registrar,
            most_an_hour=settings.searches_an_hour,
        )
    return sent.done(f"/registry/persons/{veteran_id}/proxies")


_FORM = ("scope", "ground", "since", "until")
HOLDS, REVOKED, OVER = (
    Named("holds", "有效", "holds"),
    Named("revoked", "已撤销", "revoked"),
    Named("over", "已失效", "holds no longer"),
)


async def _claimed(matter: Matter) -> Mapping[str, Any]:
    shown = ProxyView.of(await get_held(matter.reading, matter.about, matter.known.registrar.keyring))
    return {"each": shown, "claimed": {name: getattr(shown, name) for name in _FORM}, **WORDS}


async def _stands(matter: Matter) -> Standing:
    """The authority by the names of the form."""
    held = await get_held(matter.reading, matter.about, matter.known.registrar.keyring)
    authority = held.authority
    at, by = await last_change(
        matter.reading.connection, ProxyAuthorised, matter.about, f"veteran {authority.veteran_id}"
    )
    state = REVOKED if authority.revoked_on else HOLDS if held.holds else OVER
    return Standing(authority.version, {name: getattr(authority, name) for name in _FORM}, at, by, state)


@deciding(
    router,
    _CORRECTION,
    "proxies.keep",
    CorrectionPaper,
    "proxy-correction.html",
    shown=_claimed,
    stands=_stands,
)
async def correct(decided: Decided[CorrectionPaper]) -> str:
    """Say how an authority has been all along."""
    await correct_proxy(decided.work, decided.about, decided.said.given(), version=decided.version)
    return f"/registry/persons/{decided.shown['each'].veteran_id}/proxies"


async def _held(matter: Matter) -> Mapping[str, Any]:
    return {"each": ProxyView.of(await get_held(matter.reading, matter.about, matter.known.registrar.keyring)), **WORDS}


@deciding(
    router, _REVOCATION, "proxies.keep", RevocationPaper, "proxy-revocation.html", shown=_held, stands=_stands
)  # fmt: skip
async def revoke(decided: Decided[RevocationPaper]) -> str:
    """Revoke an authority."""
    said, forgets = decided.said, await asked.get_forgets(decided.view.request)
    facts: Mapping[str, Any] = {"revoked_on": said.revoked_on, "reason": said.reason, "document": said.document}
    await revoke_proxy(decided.work, decided.about, forgets=forgets, version=decided.version, **facts)
    return f"/registry/persons/{decided.shown['each'].veteran_id}/proxies"
