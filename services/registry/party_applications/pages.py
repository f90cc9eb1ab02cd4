"""Applications to join the Party in a browser."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.applicants.parameters import DAYS, ENDS, SAID, STAGE, STAGES, STATES
from services.registry.applicants.queries import (
    WantedApplications,
    application_of,
    fetch_applications,
    get_application,
)
from services.registry.applicants.tables import PARTY_APPLICATION
from services.registry.former.queries import list_former
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.party.queries import names_of_organisations
from services.registry.party_applications.commands import (
    advance_application,
    close_application,
    correct_application,
    submit_application,
)
from services.registry.party_applications.schemas import (
    APPLICATIONS,
    ApplicationForm,
    ApplicationView,
    CorrectionPaper,
    EndPaper,
    StageCode,
    StateCode,
    StepPaper,
)
from services.registry.veterans.pages.deciding import Decided, Matter, deciding
from services.registry.veterans.queries.files import get_place
from services.registry.veterans.queries.story import list_acts
from shared.events.registry.party_applications import PartyApplicationSubmitted
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.language import Named
from shared.trail.words import ACTS
from shared.web.filters import FilterDay
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_change

router = page_router()

LIST = "/registry/party-applications"
ONE = LIST + "/{application_id}"
_NEW = "/registry/persons/{veteran_id}/party-applications/new"
WORDS: Mapping[str, Any] = {
    "stages": STAGE,
    "stage_words": [stage.words for stage in STAGES],
    "days": STAGES,
    "states": STATES,
    "state_words": [Named(code, words.zh, words.en) for code, words in STATES.items()],
    "ends": ENDS,
    "end_words": list(ENDS.values()),
    "said_words": list(SAID.values()),
}


@router.get(LIST)
async def list_applications(
    reading: asked.ApplicationReading,
    view: Viewing,
    *,
    stage: StageCode | None = None,
    state: StateCode | None = None,
    unit: OrgCode | None = None,
    on: FilterDay = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Applications, the last recorded first."""
    wanted = WantedApplications(stage=stage, state=state, unit=unit, on=on)
    page = await fetch_applications(reading, wanted, cursor, limit, view=ApplicationView.of)
    return view.show(
        "applications.html", page=page, cursor=cursor, wanted=wanted, **await _named(reading, page.items), **WORDS
    )


export_pages(router, LIST, APPLICATIONS)


@router.get(_NEW)
async def show_new_application(veteran_id: UUID, reading: asked.ApplicationKeeping, view: Viewing) -> Response:
    """The form for an application that somebody hands in."""
    await get_place(reading.connection, veteran_id, reading.caller)
    return view.show("application-form.html", form=Form(), veteran_id=veteran_id)


@router.post(_NEW)
async def submit(
    veteran_id: UUID, work: asked.ApplicationKeeper, registrar: asked.Registration, sent: Sent[ApplicationForm]
) -> Response:
    """Record it."""
    async with sent.answering("application-form.html", veteran_id=veteran_id):
        made = await submit_application(sent.keyed(work), veteran_id, sent.value.submitted(), keyring=registrar.keyring)
    return sent.done(f"{LIST}/{made.application_id}")


@router.get(ONE)
async def show_application(application_id: UUID, reading: asked.ApplicationReading, view: Viewing) -> Response:
    """One application: its stages, what was said before, and what was done about it."""
    each = ApplicationView.of(await get_application(reading, application_id))
    shown: Mapping[str, Any] = {
        "former": await list_former(reading.connection, PARTY_APPLICATION, application_id),
        "story": await list_acts(reading.connection, f"veteran {each.person_id}", _ACTS),
        "acts": ACTS,
    }
    return view.show("application.html", each=each, **shown, **await _named(reading, [each]), **WORDS)


async def _claimed(matter: Matter) -> Mapping[str, Any]:
    row = await get_application(matter.reading, matter.about)
    each = ApplicationView.of(row)
    following = STAGES[STAGES.index(STAGE[each.stage]) + 1 :][:1]
    claimed = {name: getattr(each, name) for name in _FORM}
    return {"each": each, "claimed": claimed, "following": following[0] if following else None, **WORDS}


_ACTS = ("submit-application", "advance-application", "close-application", "correct-application")
_FORM = ("party_org_code", *DAYS, "closed_on", "end_reason")


async def _stands(matter: Matter) -> Standing:
    """The application by the names of the forms."""
    row = await get_application(matter.reading, matter.about)
    known, connection = application_of(row), matter.reading.connection
    at, by = await last_change(connection, PartyApplicationSubmitted, matter.about, f"party-application {matter.about}")
    return Standing(known.version, {name: getattr(known, name) for name in _FORM}, at, by, known.stage.words)


@deciding(
    router, ONE + "/stage", "party-applications.keep", StepPaper, "stage-form.html", shown=_claimed, stands=_stands
)
async def advance(decided: Decided[StepPaper]) -> str:
    """It reaches the next stage."""
    said = decided.said
    await advance_application(
        decided.work,
        decided.about,
        on=said.on,
        document=said.document,
        keyring=decided.known.registrar.keyring,
        version=decided.version,
    )
    return f"{LIST}/{decided.about}"


@deciding(router, ONE + "/end", "party-applications.keep", EndPaper, "end-form.html", shown=_claimed, stands=_stands)
async def end(decided: Decided[EndPaper]) -> str:
    """It ends without membership."""
    said = decided.said
    how: Mapping[str, Any] = {"on": said.closed_on, "reason": said.reason, "document": said.document}
    await close_application(decided.work, decided.about, version=decided.version, **how)
    return f"{LIST}/{decided.about}"


@deciding(
    router,
    ONE + "/correction",
    "party-applications.keep",
    CorrectionPaper,
    "correction-form.html",
    shown=_claimed,
    stands=_stands,
)
async def correct(decided: Decided[CorrectionPaper]) -> str:
    """It has been otherwise all along."""
    keyring = decided.known.registrar.keyring
    await correct_application(
        decided.work, decided.about, decided.said.said(), keyring=keyring, version=decided.version
    )
    return f"{LIST}/{decided.about}"


async def _named(reading: Reading, applications: list[ApplicationView]) -> Mapping[str, Any]:
    codes = {each.party_org_code for each in applications}
    return {
        "units": await names_of_units(reading.connection, {each.org_code for each in applications}),
        "branches": await names_of_organisations(reading.connection, codes),
    }
