"""`/<service>/running` in a browser: what its operator must look at, also on his first page; the clock is confirmed."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from shared.events.catalogue import CATALOGUE
from shared.events.contract import Published
from shared.inbox.projection import Projection
from shared.inbox.subscription import Subscription
from shared.schedule.clock_jump import confirm_clock
from shared.schedule.endpoints import Operator, Reader
from shared.service.running import STALE_SECONDS, how_it_runs
from shared.service.status import StatusReader, status_of
from shared.trail.words import result_of
from shared.web.menu import SERVICES
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent


def running_pages(
    projections: Sequence[Projection], *, service: str, group: str, known: Sequence[Published] = CATALOGUE
) -> APIRouter:
    """Of a service whose consumer is `group` and feeds `projections`."""
    router = page_router()
    subscription = Subscription(tuple(projections), tuple(known))
    shown: dict[str, Any] = {"service": service, "services": SERVICES, "result_of": result_of}
    shown["minutes"] = STALE_SECONDS // 60

    @router.get(f"/{service}/running")
    async def show_running(asked: Reader, view: Viewing) -> Response:
        """What must be looked at; a part of the first page of who sees to it."""
        running = await how_it_runs(asked.connection, group=group, subscription=subscription)
        return view.show("running.html", running=running, confirmed_at=asked.now, **shown)

    @router.get(f"/{service}/status")
    async def show_status(asked: StatusReader, view: Viewing) -> Response:
        """How the service stands; a part of `/status`."""
        stands = await status_of(asked.connection, group=group, subscription=subscription, now=asked.now)
        return view.show("status.html", stands=stands, **shown)

    @router.post(f"/{service}/schedule/clock-confirmation")
    async def confirm(work: Operator, sent: Sent[Pressed]) -> Response:
        """The clock is right: what deletes by it goes on."""
        await confirm_clock(sent.keyed(work))
        return sent.done(f"/{service}/running")

    return router
