"""Contributions in a browser: who did what for his village."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.contributions.commands import (
    correct_contribution,
    record_contribution,
    withdraw_contribution,
)
from services.registry.contributions.parameters import CLASSES
from services.registry.contributions.queries import WantedContributions, fetch_contributions, get_contribution
from services.registry.contributions.schemas import (
    CONTRIBUTIONS,
    ContributionForm,
    ContributionPaper,
    ContributionView,
)
from services.registry.contributions.tables import CONTRIBUTION
from services.registry.former.queries import list_former
from services.registry.former.schemas import TakingBackPaper
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.roles.queries import WantedRoles, fetch_roles
from services.registry.roles.schemas import RoleView
from services.registry.teams.queries import WantedVolunteers, fetch_volunteers
from services.registry.teams.schemas.views import VolunteerLine
from services.registry.veterans.pages.deciding import Decided, Matter, deciding
from services.registry.veterans.queries.files import get_line, get_place
from services.registry.veterans.queries.story import list_told
from shared.events.codes import SOCIAL_ROLE_KIND
from shared.events.registry import ContributionRecorded
from shared.export.answering import export_pages
from shared.http.pages import MOST_ON_A_PAGE, Cursor, Limit
from shared.http.validation import OneOf
from shared.trail.words import ACTS
from shared.web.filters import FilterDay
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_change

router = page_router()

LIST = "/registry/contributions"
ONE, KEEP = LIST + "/{contribution_id}", "contributions.keep"
WORDS: Mapping[str, Any] = {"classes": CLASSES, "class_words": list(CLASSES.values())}
_FORM = ("contribution_class", "made_on", "deed", "evidence")


@router.get(LIST)
async def list_contributions(
    reading: asked.ContributionReading,
    view: Viewing,
    *,
    of_class: Annotated[str | None, OneOf(CLASSES, "not-a-class"), Query()] = None,
    unit: OrgCode | None = None,
    since: FilterDay = None,
    until: FilterDay = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Contributions, the last first."""
    wanted = WantedContributions(of_class, unit, None, since, until)
    page = await fetch_contributions(reading, wanted, cursor, limit, view=ContributionView.of_row)
    units = await names_of_units(reading.connection, {each.org_code for each in page.items})
    return view.show("contributions.html", page=page, cursor=cursor, wanted=wanted, units=units, **WORDS)


export_pages(router, LIST, CONTRIBUTIONS)


@router.get("/registry/persons/{veteran_id}/contributions/new")
async def show_new_contribution(veteran_id: UUID, reading: asked.ContributionKeeping, view: Viewing) -> Response:
    """The form for what somebody contributed."""
    await get_place(reading.connection, veteran_id, reading.caller)
    return view.show("contribution-form.html", form=Form(), veteran_id=veteran_id, **WORDS)


@router.post("/registry/persons/{veteran_id}/contributions/new")
async def post_new_contribution(
    veteran_id: UUID, work: asked.ContributionKeeper, registrar: asked.Registration, sent: Sent[ContributionForm]
) -> Response:
    """Record it."""
    async with sent.answering("contribution-form.html", veteran_id=veteran_id, **WORDS):
        deed = sent.value.contributed()
        done = await record_contribution(sent.keyed(work), veteran_id, deed, keyring=registrar.keyring)
    return sent.done(f"{LIST}/{done.contribution_id}")


@router.get("/registry/persons/{veteran_id}/serving")
async def show_serving(veteran_id: UUID, reading: asked.RoleReading, view: Viewing) -> Response:
    """What somebody does for others: his roles, teams and contributions, as far as the reader's units go."""
    await get_line(reading.connection, veteran_id, caller=reading.caller)
    of, most = veteran_id, MOST_ON_A_PAGE
    roles = (await fetch_roles(reading, WantedRoles(person=of), None, most, view=RoleView.of_row)).items
    teams = (await fetch_volunteers(reading, WantedVolunteers(person=of), None, most, view=VolunteerLine.of_row)).items
    wanted = WantedContributions(person=of)
    deeds = (await fetch_contributions(reading, wanted, None, most, view=ContributionView.of_row)).items
    codes = {each.org_code for each in roles} | {each.org_code for each in teams}
    served: Mapping[str, Any] = {"terms": roles, "teams": teams, "deeds": deeds, "kinds": SOCIAL_ROLE_KIND.by_code()}
    units = await names_of_units(reading.connection, codes)
    return view.show("serving.html", veteran_id=veteran_id, units=units, **served, **WORDS)


async def _shown(matter: Matter) -> Mapping[str, Any]:
    held = await get_contribution(matter.reading.connection, matter.about, matter.reading.caller)
    return {"each": held, "claimed": {name: getattr(held, name) for name in _FORM}, **WORDS}


async def _stands(matter: Matter) -> Standing:
    facts = await _shown(matter)
    held = facts["each"]
    subject = f"veteran {held.veteran_id}"
    at, by = await last_change(matter.reading.connection, ContributionRecorded, held.contribution_id, subject)
    return Standing(held.version, facts["claimed"], at, by)


@deciding(
    router, ONE + "/correction", KEEP, ContributionPaper, "contribution-correction.html", shown=_shown, stands=_stands
)  # fmt: skip
async def correct(decided: Decided[ContributionPaper]) -> str:
    """Say how it was."""
    said = decided.said
    how: dict[str, Any] = {
        "reason": said.reason,
        "keyring": decided.known.registrar.keyring,
        "version": decided.version,
    }
    await correct_contribution(decided.work, decided.about, said.contributed(), **how)
    return f"{LIST}/{decided.about}"


@deciding(
    router, ONE + "/withdrawal", KEEP, TakingBackPaper, "contribution-withdrawal.html", shown=_shown, stands=_stands
)  # fmt: skip
async def withdraw(decided: Decided[TakingBackPaper]) -> str:
    """There was none."""
    await withdraw_contribution(decided.work, decided.about, reason=decided.said.reason, version=decided.version)
    return f"{LIST}/{decided.about}"


@router.get(ONE)
async def show_contribution(contribution_id: UUID, reading: asked.ContributionReading, view: Viewing) -> Response:
    """One contribution, what it said before, and what was done with it."""
    held = ContributionView.of(await get_contribution(reading.connection, contribution_id, reading.caller))
    return view.show(
        "contribution.html",
        each=held,
        units=await names_of_units(reading.connection, {held.org_code}),
        former=await list_former(reading.connection, CONTRIBUTION, contribution_id),
        story=await list_told(
            reading.connection,
            ContributionRecorded,
            contribution_id,
            own=f"contribution {contribution_id}",
            subjects=[f"veteran {held.veteran_id}"],
        ),
        acts=ACTS,
        **WORDS,
    )
