"""`/<service>/audit` in a browser: for an auditor of the county, and for everybody what was done in his own name."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from shared.clock import start_of
from shared.http.pages import Cursor, Limit
from shared.trail.endpoints import AccountHolder, Auditor, fetch_own_trail, fetch_trail
from shared.trail.queries import Wanted
from shared.trail.words import ACTS, about, act_of, result_of
from shared.web.filters import FilterDay, FilterId, FilterText
from shared.web.menu import SERVICES
from shared.web.page import Viewing, page_router


def audit_pages(service: str) -> APIRouter:
    """The audit of one service."""
    router = page_router()
    words: dict[str, Any] = {"acts": ACTS.values(), "act_of": act_of, "about": about, "result_of": result_of}
    shown: dict[str, Any] = {"service": service, "services": SERVICES, **words}

    @router.get(f"/{service}/audit")
    async def show_audit(
        asked: Auditor,
        view: Viewing,
        *,
        account: FilterId = None,
        subject: FilterText = None,
        action: FilterText = None,
        result: FilterText = None,
        since: FilterDay = None,
        until: FilterDay = None,
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Response:
        """What was done, newest first. What was looked for stands in the audit too."""
        first, end = (start_of(day) if day else None for day in (since, until))
        wanted = Wanted(account, subject, action, result, first, end)
        await asked.record("list-audit", str(wanted))
        page = await fetch_trail(asked, wanted, cursor, limit)
        filters: dict[str, Any] = {"account": account, "subject": subject, "action": action, "result": result}
        return view.show("audit.html", page=page, cursor=cursor, since=since, until=until, **filters, **shown)

    @router.get(f"/{service}/audit/mine")
    async def show_own_audit(
        asked: AccountHolder, view: Viewing, cursor: Cursor = None, limit: Limit = 50
    ) -> Response:  # fmt: skip
        """What was done in the reader's own name, newest first."""
        page = await fetch_own_trail(asked, cursor, limit)
        return view.show("own-audit.html", page=page, cursor=cursor, **shown)

    return router
