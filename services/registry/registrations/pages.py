"""Registrations in a browser: handing in, what waits for one, what was said of it, and saying something."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.corrections.queries.values import text_of_value, value_in
from services.registry.divisions.queries import names_of_divisions
from services.registry.network.queries import find_own_unit, names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.registrations.commands import (
    give_opinion,
    hand_in_anew,
    register_veteran,
    withdraw_registration,
)
from services.registry.registrations.domain import open_to
from services.registry.registrations.letters import letter_of_registration
from services.registry.registrations.parameters import LEVELS, OUTCOMES, REASONS
from services.registry.registrations.queries import (
    WantedRegistrations,
    fetch_registrations,
    get_registration,
    list_opinions,
)
from services.registry.registrations.schemas import (
    REGISTRATIONS,
    AgreementPaper,
    OpinionPaper,
    RegistrationLine,
    RegistrationOpinionView,
    RegistrationView,
    WithdrawalPaper,
)
from services.registry.settings import Registrar
from services.registry.veterans.domain.standing import STATES, FileState
from services.registry.veterans.pages.deciding import Decided, Matter, deciding
from services.registry.veterans.parameters.fields import FIELDS, OPEN
from services.registry.veterans.parameters.forms import PARTS
from services.registry.veterans.schemas.forms import RegistrationForm
from shared.approval import Agreed
from shared.approval.proposal import WHOSE
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.language import Named
from shared.letters.answering import letter_pages
from shared.refusal import Refusal
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing
from shared.workbooks.columns import Kind

router = page_router()

LIST = "/registry/registrations"
ONE = LIST + "/{veteran_id}"
NEW = "/registry/persons/new"
KINDS: Mapping[FileState, str] = {
    FileState.DRAFT: "due",
    FileState.SUBMITTED: "info",
    FileState.STATION_VERIFIED: "info",
    FileState.REFUSED: "late",
    FileState.WITHDRAWN: "none",
    FileState.REGISTERED: "ok",
}
WORDS: Mapping[str, Any] = {
    "states": STATES,
    "states_to_choose": [STATES[state] for state in KINDS],
    "kinds": KINDS,
    "outcomes": OUTCOMES,
    "outcomes_to_choose": list(OUTCOMES.values()),
    "reasons": REASONS,
    "reasons_to_choose": list(REASONS.values()),
    "levels": LEVELS,
    "whose": WHOSE,
}
FLAGS = (Named("true", "是", "yes"), Named("false", "否", "no"))
FORM: Mapping[str, Any] = {"parts_of_form": PARTS, "flags": FLAGS, "again": None, "kept": frozenset()}
SHOWN = tuple(field for field in FIELDS if field.pii is OPEN and field.name not in {"sex_code", "synthetic"})
KEPT = frozenset(field.name for field in FIELDS if field.pii is not OPEN)


@router.get(NEW)
async def show_form(reading: asked.RegisteringReading, view: Viewing) -> Response:
    """The form of a registration; who acts for one room or station alone registers there."""
    own = await find_own_unit(reading.connection, reading.caller)
    return view.show("registration-form.html", form=Form({"org_code": own.name if own else ""}), **FORM)


@router.post(NEW)
async def register_person(
    work: asked.Registering, registrar: asked.Registration, sent: Sent[RegistrationForm]
) -> Response:  # fmt: skip
    """Register, or hand that in; every faulty field is named."""
    async with sent.answering("registration-form.html", **FORM):
        handed = await register_veteran(sent.keyed(work), sent.value.form(), registrar=registrar)
    place = "/registry/persons" if handed.state is FileState.REGISTERED else LIST
    return sent.done(f"{place}/{handed.veteran_id}")


@router.get(LIST)
async def list_of_registrations(
    reading: asked.FileReading,
    registrar: asked.Registration,
    view: Viewing,
    *,
    state: FileState | None = None,
    unit: OrgCode | None = None,
    mine: bool = False,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Registrations in the reader's scope, or those that wait for his level; the first handed in first."""
    wanted = WantedRegistrations(state, unit, mine)
    page = await fetch_registrations(
        reading, wanted, cursor, limit, view=lambda row: RegistrationLine.of(row, registrar.keyring)
    )
    units = await names_of_units(reading.connection, {line.org_code for line in page.items})
    return view.show("registrations.html", page=page, cursor=cursor, wanted=wanted, units=units, **WORDS)


export_pages(router, LIST, REGISTRATIONS)


@router.post(LIST + "/agreement")
async def agree(work: asked.RegistrationDeciding, view: Viewing, sent: Sent[AgreementPaper]) -> Response:
    """Agree to several, each an act of its own; those that it was not any more one's turn to decide on are named."""
    left: list[tuple[UUID, Refusal]] = []
    async with sent.answering("agreed.html", agreed=0, left=left):
        chosen = sent.value.versions()
    for veteran_id, version in chosen.items():
        try:
            await give_opinion(work, veteran_id, Agreed(), version=version)
        except Refusal as refusal:
            left.append((veteran_id, refusal))
    return view.show("agreed.html", form=Form(), agreed=len(chosen) - len(left), left=left)


@router.get(ONE)
async def show_one(
    veteran_id: UUID, reading: asked.FileReading, registrar: asked.Registration, view: Viewing
) -> Response:
    """One registration: what everybody in scope may read of it, and what was said."""
    row = await get_registration(reading.connection, veteran_id, reading.caller)
    opinions = [given.opinion for given in await list_opinions(reading.connection, veteran_id)]
    shown = [
        (field, text_of_value(value))
        for field in SHOWN
        if field.name != "org_code" and (value := value_in(row, field, registrar.keyring)) is not None
    ]
    divisions = await names_of_divisions(
        reading.connection, {value for field, value in shown if field.kind is Kind.DIVISION}
    )
    steps = open_to(reading.caller, row.state, row.org_path, opinions, reading.now, is_readable=row.wrapped is not None)
    facts: Mapping[str, Any] = {"shown": shown, "divisions": divisions, "channel": row.channel, "steps": steps}
    return view.show("registration.html", **facts, **await _named(reading, veteran_id, registrar))


letter_pages(router, ONE + "/letter", letter_of_registration, back=ONE)


@router.get(ONE + "/submission")
async def show_submission(
    veteran_id: UUID, reading: asked.RegisteringReading, registrar: asked.Registration, view: Viewing
) -> Response:
    """The form with what everybody in scope may read of it."""
    row = await get_registration(reading.connection, veteran_id, reading.caller)
    form = Form(_values(row, registrar), row.said_count)
    return view.show("registration-form.html", form=form, **_again(veteran_id))


@router.post(ONE + "/submission")
async def submit(
    veteran_id: UUID,
    *,
    reading: asked.RegisteringReading,
    work: asked.Registering,
    registrar: asked.Registration,
    sent: Sent[RegistrationForm],
) -> Response:
    """Hand it in anew."""
    stands = partial(_standing, reading, veteran_id, registrar)
    async with sent.answering("registration-form.html", stands=stands, **_again(veteran_id)):
        form = sent.value.form()
        await hand_in_anew(sent.keyed(work), veteran_id, form, registrar=registrar, version=sent.version)
    return sent.done(f"{LIST}/{veteran_id}")


async def _shown(matter: Matter) -> Mapping[str, Any]:
    return await _named(matter.reading, matter.about, matter.known.registrar)


async def _stands(matter: Matter) -> Standing:
    return await _standing(matter.reading, matter.about)


@deciding(
    router, ONE + "/opinion", "veterans.decide-registration", OpinionPaper, "opinion.html", shown=_shown, stands=_stands
)
async def give(decided: Decided[OpinionPaper]) -> str:
    """Say what one's level thinks of it."""
    await give_opinion(decided.work, decided.about, decided.said.said(), version=decided.version)
    return f"{LIST}/{decided.about}"


@deciding(
    router, ONE + "/withdrawal", "veterans.register", WithdrawalPaper, "withdrawal.html", shown=_shown, stands=_stands
)
async def withdraw(decided: Decided[WithdrawalPaper]) -> str:
    """Give it up, and say why."""
    await withdraw_registration(decided.work, decided.about, reason=decided.said.reason, version=decided.version)
    return f"{LIST}/{decided.about}"


async def _named(reading: Reading, veteran_id: UUID, registrar: Registrar) -> Mapping[str, Any]:
    row = await get_registration(reading.connection, veteran_id, reading.caller)
    opinions = [RegistrationOpinionView.of(given) for given in await list_opinions(reading.connection, veteran_id)]
    each = RegistrationView.of_row(row, registrar.keyring, opinions)
    return {"each": each, "units": await names_of_units(reading.connection, {row.org_code}), **WORDS}


def _again(veteran_id: UUID) -> Mapping[str, Any]:
    return {**FORM, "again": veteran_id, "kept": KEPT}


def _values(row: Row[Any], registrar: Registrar) -> Mapping[str, Any]:
    """By the names of the form, what everybody in scope may read."""
    found = {field.name: value_in(row, field, registrar.keyring) for field in FIELDS if field.pii is OPEN}
    return {name: text_of_value(value) for name, value in found.items() if value is not None}


async def _standing(reading: Reading, veteran_id: UUID, registrar: Registrar | None = None) -> Standing:
    """The registration by the names of the form that hands it in, or of none of another form's."""
    row = await get_registration(reading.connection, veteran_id, reading.caller)
    values = _values(row, registrar) if registrar else {}
    return Standing(row.said_count, values, row.last_at, row.last_by, STATES[FileState(row.state)])
