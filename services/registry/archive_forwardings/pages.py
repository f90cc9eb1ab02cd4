"""Paper files that were sent on, in a browser: which lack a receipt, and where one person's went."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.archive_forwardings.commands import (
    forward_archive,
    record_archive_receipt,
    revoke_archive_forwarding,
)
from services.registry.archive_forwardings.parameters import DESTINATIONS, REASONS, STANDINGS, ForwardingState
from services.registry.archive_forwardings.queries import (
    WantedForwardings,
    fetch_forwardings,
    get_forwarding,
    list_forwardings,
)
from services.registry.archive_forwardings.schemas import (
    FORWARDINGS,
    ForwardingPaper,
    ForwardingView,
    ReceiptForm,
    RevocationForm,
)
from services.registry.archives.parameters import PAPERS
from services.registry.archives.queries import find_archive, papers_in
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.veterans.pages.deciding import Decided, Matter, deciding
from services.registry.veterans.queries.files import get_place
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

LIST = "/registry/archive-forwardings"
ONE = LIST + "/{forwarding_id}"
_OF = "/registry/persons/{veteran_id}/archive/forwardings"
WORDS: Mapping[str, Any] = {
    "destinations": DESTINATIONS,
    "reasons": REASONS,
    "papers": PAPERS,
    "standings": STANDINGS,
    "destination_words": list(DESTINATIONS.values()),
    "reason_words": list(REASONS.values()),
}


@router.get(LIST)
async def list_of_forwardings(
    reading: asked.FileReading,
    view: Viewing,
    *,
    standing: ForwardingState | None = None,
    unit: OrgCode | None = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Those of the caller's units, the last recorded first: all, or those without a receipt."""
    wanted = WantedForwardings(standing, unit)
    page = await fetch_forwardings(reading, wanted, cursor, limit, view=ForwardingView.of)
    units = await _units(reading, page.items)
    return view.show("forwardings.html", page=page, cursor=cursor, wanted=wanted, units=units, **WORDS)


export_pages(router, LIST, FORWARDINGS)


@router.get(_OF)
async def show_forwardings(veteran_id: UUID, reading: asked.FileReading, view: Viewing) -> Response:
    """Where one person's file was sent on to: a part of the page of his papers."""
    found = [ForwardingView.of(row) for row in await list_forwardings(reading, veteran_id)]
    archive = await find_archive(reading.connection, veteran_id)
    is_here = archive is not None and archive.away_id is None
    units = await _units(reading, found)
    return view.show(
        "forwardings-of-person.html", veteran_id=veteran_id, found=found, is_here=is_here, units=units, **WORDS
    )


@router.get(_OF + "/new")
async def show_new(veteran_id: UUID, reading: asked.ArchiveKeeping, view: Viewing) -> Response:
    """The form that records that a file was sent on, with the papers that are there ticked."""
    stands = await _standing(reading, veteran_id)
    form = Form({**stands.values, "forwarded_on": local_date(reading.now)}, stands.version)
    return view.show("forwarding-form.html", form=form, **await _of(reading, veteran_id))


@router.post(_OF + "/new")
async def forward(
    veteran_id: UUID,
    *,
    reading: asked.ArchiveKeeping,
    work: asked.ArchiveKeeper,
    registrar: asked.Registration,
    sent: Sent[ForwardingPaper],
) -> Response:
    """Record it."""
    stands = partial(_standing, reading, veteran_id)
    shown = await _of(reading, veteran_id)
    async with sent.answering("forwarding-form.html", stands=stands, **shown):
        said = sent.value
        await forward_archive(
            sent.keyed(work),
            veteran_id,
            said.sent(),
            document=said.document,
            registrar=registrar,
            version=sent.version,
        )
    return sent.done(f"/registry/persons/{veteran_id}/archive")


async def _shown(matter: Matter) -> Mapping[str, Any]:
    each = ForwardingView.of(await get_forwarding(matter.reading.connection, matter.about, matter.reading.caller))
    return {"each": each, "units": await _units(matter.reading, [each]), **WORDS}


@deciding(router, ONE + "/receipt", "archives.keep", ReceiptForm, "forwarding-receipt.html", shown=_shown)
async def receive(decided: Decided[ReceiptForm]) -> str:
    """Record that its receipt came back."""
    said = decided.said
    await record_archive_receipt(decided.work, decided.about, received_on=said.received_on, document=said.document)
    return f"/registry/persons/{decided.shown['each'].person_id}/archive"


@deciding(router, ONE + "/revocation", "archives.keep", RevocationForm, "forwarding-revocation.html", shown=_shown)
async def revoke(decided: Decided[RevocationForm]) -> str:
    """Revoke a record, and its receipt with it."""
    said = decided.said
    await revoke_archive_forwarding(decided.work, decided.about, reason=said.reason, document=said.document)
    return f"/registry/persons/{decided.shown['each'].person_id}/archive"


async def _units(reading: Reading, found: list[ForwardingView]) -> Mapping[str, str]:
    return await names_of_units(reading.connection, {each.to_org_code for each in found if each.to_org_code})


async def _of(reading: Reading, veteran_id: UUID) -> Mapping[str, Any]:
    """Raises `VeteranNotFound`."""
    await get_place(reading.connection, veteran_id, reading.caller)
    archive = await find_archive(reading.connection, veteran_id)
    there = await papers_in(reading.connection, archive.archive_id) if archive else frozenset()
    ticked = [word for code, word in PAPERS.items() if code in there]
    return {**WORDS, "veteran_id": veteran_id, "paper_words": ticked}


async def _standing(reading: Reading, veteran_id: UUID) -> Standing:
    await get_place(reading.connection, veteran_id, reading.caller)
    archive = await find_archive(reading.connection, veteran_id)
    if archive is None:
        return Standing(0, {"papers": []}, None, None)
    there = sorted(await papers_in(reading.connection, archive.archive_id))
    at, by = await last_change(reading.connection, ArchiveReceived, archive.archive_id, f"veteran {veteran_id}")
    return Standing(archive.version, {"papers": there}, at, by)
