"""Pairs of files that may be one person's, in a browser: both side by side, masked."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.divisions.queries import names_of_divisions
from services.registry.duplicates.commands import reopen_suspicion, report_duplicate, rule_out_duplicate
from services.registry.duplicates.domain.suspicion import STATES, State
from services.registry.duplicates.parameters import DIFFERENCES, GROUNDS
from services.registry.duplicates.queries import fetch_suspicions, get_suspicion
from services.registry.duplicates.schemas import (
    DUPLICATES,
    DifferencePaper,
    PairView,
    ReopeningPaper,
    ReportPaper,
    SuspicionView,
)
from services.registry.network.queries import names_of_units
from services.registry.settings import Registrar
from services.registry.veterans.domain.standing import STATES as STATES_OF_FILES
from services.registry.veterans.parameters.codes import SEX
from services.registry.veterans.parameters.fields import FIELD
from services.registry.veterans.queries.files import get_file, get_line
from shared.events.registry import DuplicateRuledOut
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.web.filters import FilterId
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_change

router = page_router()

LIST = "/registry/duplicates"
WORDS: Mapping[str, Any] = {
    "states": STATES,
    "state_words": list(STATES.values()),
    "grounds": GROUNDS,
    "differences": DIFFERENCES,
    "difference_words": list(DIFFERENCES.values()),
}
# What is compared at a glance; the rest stands in the files.
PERSONAL = ("former_name", "discharge_certificate", "domicile_address", "mobile")
PLACES = ("domicile_code", "residence_code")
COMPARED = (*PLACES, "enlisted_on", "discharged_on", "arm_code", "rank_code")
FACTS: Mapping[str, Any] = {
    "fields": FIELD,
    "personal": PERSONAL,
    "compared": COMPARED,
    "sexes": {code.code: code for code in SEX.codes},
    "states_of_files": STATES_OF_FILES,
}


@router.get(LIST)
async def list_pairs(
    reading: asked.DuplicateReading,
    view: Viewing,
    *,
    person_id: FilterId = None,
    state: State | None = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Pairs, the last suspected first."""
    page = await fetch_suspicions(
        reading, person_id, state=state, cursor=cursor, limit=limit, view=SuspicionView.of
    )  # fmt: skip
    return view.show("duplicates.html", page=page, cursor=cursor, person_id=person_id, state=state, **WORDS)


export_pages(router, LIST, DUPLICATES)


@router.get(LIST + "/{suspicion_id}")
async def show_pair(
    suspicion_id: UUID, reading: asked.DuplicateReading, registrar: asked.Registration, view: Viewing
) -> Response:
    """Both files side by side, masked, and what was decided."""
    return view.show("duplicate.html", **await _both(reading, suspicion_id, registrar), **FACTS, **WORDS)


@router.get(LIST + "/{suspicion_id}/different")
async def show_difference(suspicion_id: UUID, reading: asked.DuplicateDeciderReading, view: Viewing) -> Response:
    """The form that says how somebody made sure that they are two."""
    each = await get_suspicion(reading.connection, suspicion_id)
    return view.show("difference.html", form=Form(version=each.version), suspicion_id=suspicion_id, **WORDS)


@router.post(LIST + "/{suspicion_id}/different")
async def rule_out(
    suspicion_id: UUID,
    reading: asked.DuplicateDeciderReading,
    work: asked.DuplicateDecider,
    sent: Sent[DifferencePaper],
) -> Response:
    """They are two."""
    stands = partial(_standing, reading, suspicion_id)
    async with sent.answering("difference.html", stands=stands, suspicion_id=suspicion_id, **WORDS):
        await rule_out_duplicate(sent.keyed(work), suspicion_id, sent.value.decision(), version=sent.version)
    return sent.done(f"{LIST}/{suspicion_id}")


@router.get(LIST + "/{suspicion_id}/reopening")
async def show_reopening(suspicion_id: UUID, reading: asked.DuplicateDeciderReading, view: Viewing) -> Response:
    """The form that asks why somebody looks again."""
    each = await get_suspicion(reading.connection, suspicion_id)
    return view.show("reopening.html", form=Form(version=each.version), suspicion_id=suspicion_id)


@router.post(LIST + "/{suspicion_id}/reopening")
async def reopen(
    suspicion_id: UUID,
    reading: asked.DuplicateDeciderReading,
    work: asked.DuplicateDecider,
    sent: Sent[ReopeningPaper],
) -> Response:
    """Somebody looks again."""
    stands = partial(_standing, reading, suspicion_id)
    async with sent.answering("reopening.html", stands=stands, suspicion_id=suspicion_id):
        await reopen_suspicion(sent.keyed(work), suspicion_id, reason=sent.value.reason, version=sent.version)
    return sent.done(f"{LIST}/{suspicion_id}")


@router.get("/registry/persons/{veteran_id}/duplicate")
async def show_report(veteran_id: UUID, reading: asked.DuplicateDeciderReading, view: Viewing) -> Response:
    """The form that names another file of the same person."""
    await get_line(reading.connection, veteran_id, caller=reading.caller)
    return view.show("duplicate-form.html", form=Form(), veteran_id=veteran_id)


@router.post("/registry/persons/{veteran_id}/duplicate")
async def report(veteran_id: UUID, work: asked.DuplicateDecider, sent: Sent[ReportPaper]) -> Response:
    """Report the two."""
    async with sent.answering("duplicate-form.html", veteran_id=veteran_id):
        said = sent.value
        found = await report_duplicate(sent.keyed(work), veteran_id, said.other_person_id, reason=said.reason)
    return sent.done(f"{LIST}/{found}")


async def _both(reading: Reading, suspicion_id: UUID, registrar: Registrar) -> Mapping[str, Any]:
    row = await get_suspicion(reading.connection, suspicion_id)
    both = [
        await get_file(reading.connection, each, keyring=registrar.keyring, caller=reading.caller)
        for each in (row.person_id, row.other_person_id)
    ]
    pair = PairView.of_both(row, both, reading.caller)
    places = {str(file.values[name]) for file in pair.files for name in PLACES if name in file.values}
    return {
        "pair": pair,
        "units": await names_of_units(reading.connection, {file.org_code for file in pair.files}),
        "divisions": await names_of_divisions(reading.connection, places),
    }


async def _standing(reading: Reading, suspicion_id: UUID) -> Standing:
    """The pair by the names of the forms: nothing of it, but where it stands."""
    row = await get_suspicion(reading.connection, suspicion_id)
    at, by = await last_change(reading.connection, DuplicateRuledOut, suspicion_id, f"suspicion {suspicion_id}")
    return Standing(row.version, {}, at, by, STATES[State(row.state)])
