"""Pairs of files that may be one person's, in a browser: both side by side, masked."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.divisions.queries import names_of_divisions
from services.registry.duplicates.commands import reopen_suspicion, report_duplicate, rule_out_duplicate
from services.registry.duplicates.domain.suspicion import STATES, SuspicionState
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
from services.registry.veterans.pages.deciding import Decided, Matter, deciding
from services.registry.veterans.parameters.codes import SEX
from services.registry.veterans.parameters.fields import FIELD
from services.registry.veterans.queries.files import get_file, get_line
from shared.events.registry import DuplicateRuledOut
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.web.filters import FilterId
from shared.web.page import Viewing, page_router
from shared.web.standing import Standing, last_change

router = page_router()

LIST = "/registry/duplicates"
ONE = LIST + "/{suspicion_id}"
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
    state: SuspicionState | None = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Pairs, the last suspected first."""
    page = await fetch_suspicions(
        reading, person_id, state=state, cursor=cursor, limit=limit, view=SuspicionView.of
    )  # fmt: skip
    return view.show("duplicates.html", page=page, cursor=cursor, person_id=person_id, state=state, **WORDS)


export_pages(router, LIST, DUPLICATES)


@router.get(ONE)
async def show_pair(
    suspicion_id: UUID, reading: asked.DuplicateReading, registrar: asked.Registration, view: Viewing
) -> Response:
    """Both files side by side, masked, and what was decided."""
    return view.show("duplicate.html", **await _both(reading, suspicion_id, registrar), **FACTS, **WORDS)


async def _suspected(matter: Matter) -> Mapping[str, Any]:
    return {"each": await get_suspicion(matter.reading.connection, matter.about), "suspicion_id": matter.about}


async def _stands(matter: Matter) -> Standing:
    """The pair by the names of the forms: nothing of it, but where it stands."""
    row = await get_suspicion(matter.reading.connection, matter.about)
    at, by = await last_change(matter.reading.connection, DuplicateRuledOut, matter.about, f"suspicion {matter.about}")
    return Standing(row.version, {}, at, by, STATES[SuspicionState(row.state)])


@deciding(
    router,
    ONE + "/different",
    "duplicates.decide",
    DifferencePaper,
    "difference.html",
    shown=_suspected,
    stands=_stands,
    **WORDS,
)
async def rule_out(decided: Decided[DifferencePaper]) -> str:
    """Say that they are two, and how somebody made sure of it."""
    await rule_out_duplicate(decided.work, decided.about, decided.said.decision(), version=decided.version)
    return f"{LIST}/{decided.about}"


@deciding(
    router,
    ONE + "/reopening",
    "duplicates.decide",
    ReopeningPaper,
    "reopening.html",
    shown=_suspected,
    stands=_stands,
)
async def reopen(decided: Decided[ReopeningPaper]) -> str:
    """Look again, and say why."""
    await reopen_suspicion(decided.work, decided.about, reason=decided.said.reason, version=decided.version)
    return f"{LIST}/{decided.about}"


async def _of_file(matter: Matter) -> Mapping[str, Any]:
    await get_line(matter.reading.connection, matter.about, caller=matter.reading.caller)
    return {"veteran_id": matter.about}


@deciding(
    router,
    "/registry/persons/{veteran_id}/duplicate",
    "duplicates.decide",
    ReportPaper,
    "duplicate-form.html",
    shown=_of_file,
)
async def report(decided: Decided[ReportPaper]) -> str:
    """Name another file of the same person."""
    said = decided.said
    found = await report_duplicate(decided.work, decided.about, said.other_person_id, reason=said.reason)
    return f"{LIST}/{found}"


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
