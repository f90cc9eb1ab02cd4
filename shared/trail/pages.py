"""`/<service>/audit` in a browser: for an auditor of the county, and for everybody what was done in his own name."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from fastapi import APIRouter
from starlette.responses import Response

from shared.audit.verification import find_waiting, last_checkpoint, verify_chain
from shared.http.dependencies import from_address
from shared.http.pages import Cursor, Limit
from shared.trail.endpoints import Auditor, OwnTrailReading, as_file, fetch_own_trail, fetch_trail, taken_away
from shared.trail.export import MOST_ROWS
from shared.trail.queries import Wanted
from shared.trail.schemas import ExportForm
from shared.trail.words import ACTS, TAMPERINGS, about, act_of, attempts_at, result_of
from shared.web.filters import FilterId, FilterText, SinceUntil
from shared.web.forms import Form
from shared.web.menu import SERVICES
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent


@dataclass(frozen=True, kw_only=True)
class AuditFilters(SinceUntil):
    """Which rows a page of the audit is about, as they are typed."""

    account: FilterId = None
    subject: FilterText = None
    action: FilterText = None
    result: FilterText = None

    def wanted(self) -> Wanted:
        return Wanted(self.account, self.subject, self.action, self.result, *self.instants())


Filters = Annotated[AuditFilters, from_address(AuditFilters)]


def audit_pages(service: str) -> APIRouter:
    """The audit of one service."""
    router = page_router()
    words: dict[str, Any] = {"acts": ACTS.values(), "act_of": act_of, "about": about, "result_of": result_of}
    shown: dict[str, Any] = {"service": service, "services": SERVICES, **words}

    @router.get(f"/{service}/audit")
    async def show_audit(
        asked: Auditor,
        view: Viewing,
        filters: Filters,
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Response:  # fmt: skip
        """What was done, newest first. What was looked for stands in the audit too."""
        page = await fetch_trail(asked, filters.wanted(), cursor, limit)
        attempts = attempts_at(view.request.app)
        return view.show("audit.html", page=page, cursor=cursor, attempts=attempts, **asdict(filters), **shown)

    @router.get(f"/{service}/audit/mine")
    async def show_own_audit(
        asked: OwnTrailReading, view: Viewing, cursor: Cursor = None, limit: Limit = 50
    ) -> Response:  # fmt: skip
        """What was done in the reader's own name, newest first."""
        page = await fetch_own_trail(asked, cursor, limit)
        attempts = attempts_at(view.request.app)
        return view.show("own-audit.html", page=page, cursor=cursor, attempts=attempts, **shown)

    _take_away(router, service, shown)
    _verify(router, service, shown)
    return router


def _take_away(router: APIRouter, service: str, shown: Mapping[str, Any]) -> None:
    @router.get(f"/{service}/audit/export")
    async def show_export(asked: Auditor, view: Viewing, filters: Filters) -> Response:
        """The form that asks what for; the filters of the list stand in it."""
        days = {"since": filters.since, "until": filters.until}
        written = {name: f"{day.isoformat()}T00:00" if day else None for name, day in days.items()}
        form = Form({"account_id": filters.account, **asdict(filters), **written})
        return view.show("export.html", form=form, most=MOST_ROWS, **shown)

    @router.post(f"/{service}/audit/export")
    async def take_away(asked: Auditor, sent: Sent[ExportForm]) -> Response:
        """The rows as a file."""
        async with sent.answering("export.html", most=MOST_ROWS, **shown):
            content = await taken_away(asked, sent.value)
        return as_file(content)


def _verify(router: APIRouter, service: str, shown: Mapping[str, Any]) -> None:
    @router.get(f"/{service}/audit/chain")
    async def show_chain(asked: Auditor, view: Viewing) -> Response:
        """Whether what was chained since the last checkpoint is as it was written."""
        checkpoint, made_at = await last_checkpoint(asked.connection)
        verified = await verify_chain(asked.connection, after=checkpoint)
        await find_waiting(asked.connection, verified, now=asked.now)
        facts: Mapping[str, Any] = {"checkpoint": checkpoint, "made_at_checkpoint": made_at, "tamperings": TAMPERINGS}
        return view.show("chain.html", verified=verified, **facts, **shown)
