"""Paper files in a browser: whose are not whole, and the list of one."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.archives.commands import check_archive
from services.registry.archives.domain import missing
from services.registry.archives.parameters import PAPERS, REQUIRED
from services.registry.archives.queries import fetch_incomplete, find_archive, list_papers, papers_in
from services.registry.archives.schemas import INCOMPLETE, CheckPaper, FoundView
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.veterans.queries.files import LISTED, get_place, opened
from services.registry.veterans.schemas.views import VeteranLine
from shared.clock import local_date
from shared.events.registry import ArchiveReceived
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_change

router = page_router()

LIST = "/registry/archives"
_OF = "/registry/persons/{veteran_id}/archive"
WORDS: Mapping[str, Any] = {"papers": PAPERS, "required": REQUIRED, "paper_words": list(PAPERS.values())}


@router.get(LIST)
async def list_of_incomplete(
    reading: asked.FileReading,
    registrar: asked.Registration,
    view: Viewing,
    *,
    unit: OrgCode | None = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Whose paper file was not received, or lacks papers."""
    page = await fetch_incomplete(
        reading,
        unit,
        cursor,
        limit,
        view=lambda row: VeteranLine.of(row, opened(row, registrar.keyring, LISTED)),
    )
    units = await names_of_units(reading.connection, {line.org_code for line in page.items})
    return view.show("archives.html", page=page, cursor=cursor, unit=unit, units=units)


export_pages(router, LIST, INCOMPLETE)


@router.get(_OF)
async def show_archive(veteran_id: UUID, reading: asked.FileReading, view: Viewing) -> Response:
    """The papers of one: a part of the person's page."""
    found = [FoundView.of(each) for each in await list_papers(reading, veteran_id)]
    archive = await find_archive(reading.connection, veteran_id)
    lacking = missing(frozenset(each.paper for each in found if each.known_until is None))
    return view.show(
        "archive.html", veteran_id=veteran_id, archive=archive, found=found, lacking=lacking, **WORDS
    )  # fmt: skip


@router.get(_OF + "/check")
async def show_check(veteran_id: UUID, reading: asked.ArchiveKeeping, view: Viewing) -> Response:
    """The form in which papers are ticked."""
    await get_place(reading.connection, veteran_id, reading.caller)
    version, there = await _stands(reading, veteran_id)
    form = Form({"papers": there, "checked_on": local_date(reading.now)}, version)
    return view.show("archive-check.html", form=form, veteran_id=veteran_id, **WORDS)


@router.post(_OF + "/check")
async def check(
    veteran_id: UUID,
    *,
    reading: asked.ArchiveKeeping,
    work: asked.ArchiveKeeper,
    registrar: asked.Registration,
    sent: Sent[CheckPaper],
) -> Response:
    """Tick them."""
    stands = partial(_standing, reading, veteran_id)
    async with sent.answering("archive-check.html", stands=stands, veteran_id=veteran_id, **WORDS):
        said = sent.value
        await check_archive(
            sent.keyed(work),
            veteran_id,
            said.checked(),
            document=said.document,
            keyring=registrar.keyring,
            version=sent.version,
        )
    return sent.done(f"/registry/persons/{veteran_id}/archive")


async def _stands(reading: Reading, veteran_id: UUID) -> tuple[int, list[str]]:
    archive = await find_archive(reading.connection, veteran_id)
    if archive is None:
        return 0, []
    return archive.version, sorted(await papers_in(reading.connection, archive.archive_id))


async def _standing(reading: Reading, veteran_id: UUID) -> Standing:
    await get_place(reading.connection, veteran_id, reading.caller)
    version, there = await _stands(reading, veteran_id)
    archive = await find_archive(reading.connection, veteran_id)
    key = archive.archive_id if archive else veteran_id
    at, by = await last_change(reading.connection, ArchiveReceived, key, f"veteran {veteran_id}")
    return Standing(version, {"papers": there}, at, by)
