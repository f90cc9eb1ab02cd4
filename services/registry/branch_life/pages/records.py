"""Branch life in a browser: a year's grid, records, and what is overdue."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.branch_life.commands import (
    accept_branch_record,
    correct_branch_record,
    record_branch_meeting,
    return_branch_record,
    submit_branch_record,
    withdraw_branch_record,
)
from services.registry.branch_life.domain import Sheet, grid_of
from services.registry.branch_life.parameters import (
    CELLS,
    DUTIES,
    IS_LATE,
    KINDS,
    RETURNS,
    STATES,
    WITHDRAWALS,
)
from services.registry.branch_life.queries import (
    WantedOverdue,
    WantedRecords,
    fetch_overdue,
    fetch_records,
    get_record,
    get_year,
    record_of,
)
from services.registry.branch_life.schemas.records import (
    OVERDUE,
    RECORDS,
    KindCode,
    OverdueView,
    RecordForm,
    RecordView,
    ReturnPaper,
    SheetCorrectionPaper,
    StateCode,
    WithdrawalPaper,
)
from services.registry.branch_life.tables import BRANCH_RECORD
from services.registry.former.queries import list_former
from services.registry.network.schemas import OrgCode
from services.registry.party.queries import get_organisation
from services.registry.party.schemas import PartyOrganisationView, PartyOrgCode
from services.registry.veterans.pages.deciding import Decided, Matter, deciding
from services.registry.veterans.queries.story import list_acts
from shared.auth.hands import are_of
from shared.clock import local_date
from shared.events.registry.branch_life import BranchMeetingRecorded
from shared.export.answering import export_pages
from shared.http.pages import Cursor, Limit
from shared.trail.words import ACTS
from shared.web.filters import FilterDay
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent
from shared.web.standing import Standing, last_change

router = page_router()

LIST, LATE = "/registry/branch-records", "/registry/branch-overdue"
ONE = LIST + "/{record_id}"
_OF = "/registry/party/{party_org_code}/life"
WORDS: Mapping[str, Any] = {
    "kinds": KINDS,
    "kind_words": list(KINDS.values()),
    "states": STATES,
    "late_words": IS_LATE,
    "state_words": list(STATES.values()),
    "returns": RETURNS,
    "return_words": list(RETURNS.values()),
    "withdrawals": WITHDRAWALS,
    "withdrawal_words": list(WITHDRAWALS.values()),
}
Year = Annotated[int, Query(ge=1921, le=2099)]


@router.get(_OF)
async def show_life(
    party_org_code: PartyOrgCode, reading: asked.BranchLifeReading, view: Viewing, year: Year | None = None
) -> Response:
    """A year of an organisation: kinds by months."""
    organisation, today = await get_organisation(reading, party_org_code), local_date(reading.now)
    shown = year or today.year
    known = await get_year(reading.connection, party_org_code, shown)
    grid = grid_of(organisation, known, year=shown, today=today)
    return view.show(
        "life.html", each=PartyOrganisationView.of(organisation), grid=grid, year=shown, cells=CELLS, **WORDS
    )


@router.get(_OF + "/new")
async def show_new(
    party_org_code: PartyOrgCode, reading: asked.BranchLifeKeeping, view: Viewing, kind: KindCode | None = None
) -> Response:
    """The record sheet of a meeting."""
    each = PartyOrganisationView.of(await get_organisation(reading, party_org_code))
    return view.show("record-form.html", form=Form({"kind": kind or ""}), **_owed(each))


@router.post(_OF + "/new")
async def record(
    party_org_code: PartyOrgCode, reading: asked.BranchLifeKeeping, work: asked.BranchLifeKeeper, sent: Sent[RecordForm]
) -> Response:
    """Record it."""
    each = PartyOrganisationView.of(await get_organisation(reading, party_org_code))
    async with sent.answering("record-form.html", **_owed(each)):
        said = sent.value
        made = await record_branch_meeting(sent.keyed(work), party_org_code, said.sheet(), draft=said.draft)
    return sent.done(f"{LIST}/{made.record_id}")


def _owed(each: PartyOrganisationView) -> Mapping[str, Any]:
    held = [KINDS[duty.kind] for duty in DUTIES if duty.owed_by is each.kind]
    return {"each": each, "owed_words": held}


@router.get(LIST)
async def list_records(
    reading: asked.BranchLifeReading,
    view: Viewing,
    *,
    unit: OrgCode | None = None,
    party_org: PartyOrgCode | None = None,
    kind: KindCode | None = None,
    state: StateCode | None = None,
    from_on: FilterDay = None,
    to_on: FilterDay = None,
    is_late: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Records, the last held first."""
    wanted = WantedRecords(unit, party_org, kind, state, from_on, to_on, is_late)
    page = await fetch_records(reading, wanted, cursor, limit, view=RecordView.of)
    return view.show("records.html", page=page, cursor=cursor, wanted=wanted, **WORDS)


export_pages(router, LIST, RECORDS)


@router.get(LATE)
async def list_overdue(
    reading: asked.BranchLifeReading,
    view: Viewing,
    *,
    unit: OrgCode | None = None,
    kind: KindCode | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """What was due and has not been held, the latest first."""
    wanted = WantedOverdue(unit=unit, kind=kind)
    page = await fetch_overdue(reading, wanted, cursor, limit, view=OverdueView.of)
    return view.show("overdue.html", page=page, cursor=cursor, wanted=wanted, **WORDS)


export_pages(router, LATE, OVERDUE)


_FORM = tuple(each.name for each in fields(Sheet))


async def _claimed(matter: Matter) -> Mapping[str, Any]:
    each = RecordView.of(await get_record(matter.reading, matter.about))
    organisation = PartyOrganisationView.of(await get_organisation(matter.reading, each.party_org_code))
    claimed = {name: getattr(each, name) for name in _FORM}
    return {"each": each, "claimed": claimed, "owed_words": _owed(organisation)["owed_words"], **WORDS}


@router.get(ONE)
async def show_record(record_id: UUID, reading: asked.BranchLifeReading, view: Viewing) -> Response:
    """One record: what it says, what it said before, and what was done about it."""
    row = await get_record(reading, record_id)
    each = RecordView.of(row)
    shown: Mapping[str, Any] = {
        "former": await list_former(reading.connection, BRANCH_RECORD, record_id),
        "story": await list_acts(reading.connection, f"branch-record {record_id}"),
        "acts": ACTS,
        "is_own": are_of(reading.caller.hands, row.written_by),
    }
    return view.show("record.html", each=each, **shown, **WORDS)


async def _stands(matter: Matter) -> Standing:
    """The record by the names of the forms."""
    known = record_of(await get_record(matter.reading, matter.about))
    subject = f"branch-record {matter.about}"
    at, by = await last_change(matter.reading.connection, BranchMeetingRecorded, matter.about, subject)
    values = {name: getattr(known.sheet, name) for name in _FORM}
    return Standing(known.version, values, at, by, STATES[known.state])


@router.post(ONE + "/submission")
async def submit(record_id: UUID, work: asked.BranchLifeKeeper, sent: Sent[Pressed]) -> Response:
    """Hand a draft in."""
    await submit_branch_record(sent.keyed(work), record_id)
    return sent.done(f"{LIST}/{record_id}")


@router.post(ONE + "/acceptance")
async def accept(record_id: UUID, work: asked.BranchLifeReviewer, sent: Sent[Pressed]) -> Response:
    """Accept it as it was shown."""
    await accept_branch_record(sent.keyed(work), record_id, version=sent.version)
    return sent.done(f"{LIST}/{record_id}")


@deciding(
    router,
    ONE + "/correction",
    "branch-life.keep",
    SheetCorrectionPaper,
    "record-correction.html",
    shown=_claimed,
    stands=_stands,
)
async def correct(decided: Decided[SheetCorrectionPaper]) -> str:
    """Say what it should have said."""
    said = decided.said
    await correct_branch_record(decided.work, decided.about, said.sheet(), reason=said.reason, version=decided.version)
    return f"{LIST}/{decided.about}"


@deciding(
    router, ONE + "/return", "branch-life.review", ReturnPaper, "record-return.html", shown=_claimed, stands=_stands
)
async def give_back(decided: Decided[ReturnPaper]) -> str:
    """Return it."""
    said = decided.said
    await return_branch_record(decided.work, decided.about, reason=said.reason, note=said.note, version=decided.version)
    return f"{LIST}/{decided.about}"


@deciding(
    router,
    ONE + "/withdrawal",
    "branch-life.keep",
    WithdrawalPaper,
    "record-withdrawal.html",
    shown=_claimed,
    stands=_stands,
)
async def withdraw(decided: Decided[WithdrawalPaper]) -> str:
    """Take it back."""
    said = decided.said
    await withdraw_branch_record(
        decided.work, decided.about, reason=said.reason, note=said.note, version=decided.version
    )
    return f"{LIST}/{decided.about}"
