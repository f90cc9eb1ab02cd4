"""Proxies over HTTP."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.proxies.commands import authorise_proxy, correct_proxy, revoke_proxy
from services.registry.proxies.queries import list_proxies
from services.registry.proxies.schemas import (
    CorrectionForm,
    ProxyForm,
    ProxyView,
    RecordedView,
    RevocationForm,
    VersionView,
)
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["proxies"])

_OF = "/veterans/{veteran_id}/proxies"


@router.get(_OF, responses=problems(401, 403, 404))
async def list_of_proxies(
    veteran_id: UUID, reading: asked.FileReading, registrar: asked.Registration
) -> list[ProxyView]:  # fmt: skip
    """Who may act for a veteran, or could; masked · 代办人（脱敏）"""
    return [ProxyView.of(held) for held in await list_proxies(reading, veteran_id, registrar.keyring)]


@router.post(_OF, status_code=201, responses=problems(401, 403, 404, 409, 410, 429))
async def post_proxy(
    veteran_id: UUID,
    form: ProxyForm,
    work: asked.ProxyKeeper,
    registrar: asked.Registration,
    settings: asked.Configuration,
) -> RecordedView:
    """Record who may act for a veteran, in what and until when · 登记代办人"""
    recorded = await authorise_proxy(
        work, veteran_id, form.wanted(), registrar=registrar, most_an_hour=settings.searches_an_hour
    )
    return RecordedView(proxy_id=recorded)


@router.post("/proxies/{proxy_id}/correction", responses=problems(401, 403, 404, 409, 410))
async def post_proxy_correction(proxy_id: UUID, form: CorrectionForm, work: asked.ProxyKeeper) -> VersionView:
    """Say how an authority has been all along, where that was recorded wrongly · 更正代办授权"""
    return VersionView(version=await correct_proxy(work, proxy_id, form.given(), version=form.version))


@router.post("/proxies/{proxy_id}/revocation", status_code=204, responses=problems(401, 403, 404, 409))
async def post_proxy_revocation(
    proxy_id: UUID, form: RevocationForm, work: asked.ProxyKeeper, forgets: asked.Forgetting
) -> None:
    """Revoke an authority, from a day on or as if it had never been given · 撤销代办授权"""
    await revoke_proxy(
        work,
        proxy_id,
        revoked_on=form.revoked_on,
        reason=form.reason,
        document=form.document,
        forgets=forgets,
        version=form.version,
    )
