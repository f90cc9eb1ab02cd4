"""Paper files over HTTP."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.archives.commands import check_archive
from services.registry.archives.domain import missing
from services.registry.archives.queries import fetch_incomplete, find_archive, list_papers
from services.registry.archives.schemas import INCOMPLETE, ArchiveView, CheckForm, FoundView, ListVersionView
from services.registry.network.schemas import OrgCode
from services.registry.veterans.queries.files import LISTED, opened
from services.registry.veterans.schemas.views import VeteranLine
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["archives"])

_OF = "/veterans/{veteran_id}/archive"


@router.get(_OF, responses=problems(401, 403, 404))
async def get_archive(veteran_id: UUID, reading: asked.FileReading) -> ArchiveView:
    """Which papers a person's file holds, and which it lacks · 纸质档案材料清单"""
    papers = [FoundView.of(found) for found in await list_papers(reading, veteran_id)]
    archive = await find_archive(reading.connection, veteran_id)
    there = frozenset(each.paper for each in papers if each.known_until is None)
    return ArchiveView.of(veteran_id, archive.version if archive else 0, missing(there), papers)


@router.post(_OF, responses=problems(401, 403, 404, 409, 410))
async def post_archive_check(
    veteran_id: UUID, form: CheckForm, work: asked.ArchiveKeeper, registrar: asked.Registration
) -> ListVersionView:
    """Say which papers are there; the first time, the file is received · 登记档案材料"""
    version = await check_archive(
        work,
        veteran_id,
        form.checked(),
        document=form.document,
        keyring=registrar.keyring,
        version=form.version,
    )
    return ListVersionView(version=version)


export_route(router, "/incomplete-archives/exports", INCOMPLETE)


@router.get("/incomplete-archives", responses=problems(401, 403, 404))
async def list_incomplete_archives(
    reading: asked.FileReading,
    registrar: asked.Registration,
    *,
    unit: OrgCode | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[VeteranLine]:
    """Persons whose paper file was not received or lacks papers, masked · 档案材料不齐人员"""
    return await fetch_incomplete(
        reading,
        unit,
        cursor,
        limit,
        view=lambda row: VeteranLine.of(row, opened(row, registrar.keyring, LISTED)),
    )
