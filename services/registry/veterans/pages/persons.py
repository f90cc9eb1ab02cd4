"""Persons' files in a browser: a list, one file with its story, registering, and seeing a field in clear."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.accounts.queries import fetch_own_accesses
from services.registry.accounts.schemas import AccessView
from services.registry.divisions.queries import names_of_divisions
from services.registry.network.queries import names_of_units, units_elsewhere
from services.registry.network.schemas import OrgCode
from services.registry.veterans.commands.disclose import disclose_fields
from services.registry.veterans.domain.purpose import must_need
from services.registry.veterans.domain.standing import STATES
from services.registry.veterans.parameters.acts import ACTS, TOLD_TO_THE_PERSON
from services.registry.veterans.parameters.attached import ATTACHED
from services.registry.veterans.parameters.codes import SEX
from services.registry.veterans.parameters.fields import FIELD, SEALED
from services.registry.veterans.parameters.groups import GROUPS, Group
from services.registry.veterans.parameters.purposes import PURPOSES
from services.registry.veterans.queries.disclosed import WantedDisclosures, fetch_disclosures, open_group, reveal
from services.registry.veterans.queries.files import (
    ALL_FILES,
    LISTED,
    WantedFiles,
    fetch_files,
    get_file,
    get_line,
    is_decided_on,
    opened,
)
from services.registry.veterans.queries.story import list_story
from services.registry.veterans.schemas.exported import PERSONS
from services.registry.veterans.schemas.forms import DisclosureForm, OpeningForm
from services.registry.veterans.schemas.views import DisclosedView, GroupView, VeteranLine, VeteranView
from shared.events.codes import DISCLOSURE_PURPOSE
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.language import Named, Text
from shared.web.filters import FilterDay, FilterId, Period
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.workbooks.columns import Kind

router = page_router()

LIST = "/registry/persons"

WORDS: Mapping[str, Any] = {"sexes": {code.code: code for code in SEX.codes}}
PERSON: Mapping[str, Any] = {
    **WORDS,
    "fields": FIELD,
    "purposes": DISCLOSURE_PURPOSE.codes,
    "personal_fields": [Named(field.name, field.zh, field.en) for field in SEALED],
    "acts": ACTS,
    "states": STATES,
    "groups": [Named(group, content.zh, content.en) for group, content in GROUPS.items()],
}
FLAGS = (Named("true", "是", "yes"), Named("false", "否", "no"))
FLAGGED: Mapping[str, Any] = {"flags": FLAGS}


@router.get("/registry/persons")
async def list_persons(
    reading: asked.FileReading,
    registrar: asked.Registration,
    view: Viewing,
    *,
    unit: OrgCode | None = None,
    member: bool | None = None,
    on: FilterDay = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """The files in the reader's scope, masked, the last registered first; those at and below a unit."""
    wanted = WantedFiles(unit, member, by=on)
    page = await fetch_files(
        reading,
        wanted,
        cursor,
        limit,
        view=lambda row: VeteranLine.of(row, opened(row, registrar.keyring, LISTED)),
    )
    named = await _units(reading, {line.org_code for line in page.items})
    return view.show("persons.html", page=page, cursor=cursor, wanted=wanted, **named, **FLAGGED, **WORDS)


export_pages(router, LIST, PERSONS)


@router.get("/me/accesses")
async def list_own_accesses(
    reading: asked.OwnFileReading, view: Viewing, cursor: Cursor = None, limit: Limit = 20
) -> Response:  # fmt: skip
    """Who had to do with the reader's own file."""
    page = await fetch_own_accesses(reading, cursor, limit, view=AccessView.of)
    return view.show("accesses.html", page=page, cursor=cursor, purposes=PURPOSES, acts=TOLD_TO_THE_PERSON)


@router.get("/registry/disclosures")
async def list_disclosures(
    reading: asked.AuditReading,
    view: Viewing,
    *,
    person: FilterId = None,
    account: FilterId = None,
    period: Period,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Who saw what in clear, and why, newest first. What was looked for stands in the audit."""
    wanted = WantedDisclosures(person, account, *period.instants())
    page = await fetch_disclosures(reading, wanted, cursor, limit, view=DisclosedView.of)
    filters: Mapping[str, Any] = {"person": person, "account": account, **asdict(period)}
    words = {**PERSON, "fields": {**FIELD, **ATTACHED}}
    return view.show("disclosures.html", page=page, cursor=cursor, purpose_words=PURPOSES, **filters, **words)


@router.get("/registry/persons/{veteran_id}")
async def show_person(
    veteran_id: UUID, reading: asked.FileReading, registrar: asked.Registration, view: Viewing
) -> Response:
    """One file: personal fields masked, sensitive groups left out, and what was done; of somebody who is not registered
    yet, how that stands."""
    if await is_decided_on(reading.connection, veteran_id, reading.caller):
        return view.go(f"/registry/registrations/{veteran_id}")
    file = await get_file(reading.connection, veteran_id, keyring=registrar.keyring, caller=reading.caller)
    person = VeteranView.of_file(file, reading.caller)
    # Who did what with the file is the domicile's to know, as what it said before is.
    is_responsible = reading.caller.covers(person.org_path)
    story = await list_story(reading.connection, veteran_id) if is_responsible else ()
    return view.show(
        "person.html",
        person=person,
        story=story,
        **await _units(reading, {person.org_code, person.residence_org_code or ""}),
        is_responsible=is_responsible,
        divisions=await names_of_divisions(reading.connection, _divisions_in(person)),
        **PERSON,
    )


@router.get("/registry/persons/{veteran_id}/clear")
async def show_clear_form(veteran_id: UUID, reading: asked.DisclosingReading, view: Viewing) -> Response:
    """The form that says what is to be seen in clear, and why."""
    back = await _page_of(reading, veteran_id)
    return view.show("clear-form.html", form=Form(), back=back, **PERSON)


@router.post("/registry/persons/{veteran_id}/clear")
async def show_in_clear(
    veteran_id: UUID,
    *,
    reading: asked.DisclosingReading,
    work: asked.Disclosing,
    registrar: asked.Registration,
    settings: asked.Configuration,
    sent: Sent[DisclosureForm],
    view: Viewing,
) -> Response:
    """The fields asked for, in clear, for a minute. Who saw them, and why, is recorded first, each time."""
    back = await _page_of(reading, veteran_id)
    async with sent.answering("clear-form.html", back=back, **PERSON):
        asked_for = sent.value
        view_id = await disclose_fields(
            work,
            veteran_id,
            purpose=asked_for.purpose,
            reason=asked_for.reason,
            fields=asked_for.fields,
            most_an_hour=settings.disclosures_an_hour,
        )
    async with work.engine.connect() as connection:
        found = await reveal(connection, veteran_id, asked_for.fields, keyring=registrar.keyring, caller=work.caller)
    values = {name: value.reveal() for name, value in found.items()}
    return view.show("clear.html", back=back, view_id=view_id, values=values, **PERSON)


@router.get("/registry/persons/{veteran_id}/groups/{group}")
async def show_group_form(veteran_id: UUID, group: Group, reading: asked.DisclosingReading, view: Viewing) -> Response:
    """The form that says why a sensitive group is to be opened."""
    await get_line(reading.connection, veteran_id, caller=reading.caller, files=ALL_FILES)
    return view.show("group-form.html", form=Form(), veteran_id=veteran_id, **_words_of(group))


@router.post("/registry/persons/{veteran_id}/groups/{group}")
async def show_group(
    veteran_id: UUID,
    group: Group,
    *,
    work: asked.Disclosing,
    registrar: asked.Registration,
    settings: asked.Configuration,
    sent: Sent[OpeningForm],
    view: Viewing,
) -> Response:
    """What the file has in it, for a minute. Recorded first, like any showing, and counted with them."""
    async with sent.answering("group-form.html", veteran_id=veteran_id, **_words_of(group)):
        must_need(sent.value.purpose, group)
        view_id = await disclose_fields(
            work,
            veteran_id,
            purpose=sent.value.purpose,
            reason=sent.value.reason,
            fields=GROUPS[group].fields,
            most_an_hour=settings.disclosures_an_hour,
        )
    async with work.engine.connect() as connection:
        found = await open_group(connection, veteran_id, group, keyring=registrar.keyring, caller=work.caller)
    values = GroupView.of(view_id, group, found).values
    return view.show("group.html", veteran_id=veteran_id, view_id=view_id, values=values, **_words_of(group))


async def _page_of(reading: Reading, veteran_id: UUID) -> str:
    """Where somebody is shown: by his file, or by how his registration stands."""
    is_undecided = await is_decided_on(reading.connection, veteran_id, reading.caller)
    return f"/registry/{'registrations' if is_undecided else 'persons'}/{veteran_id}"


def _words_of(group: Group) -> Mapping[str, Any]:
    """A group by name, and the purposes that need it."""
    content = GROUPS[group]
    return {
        **PERSON,
        "title": Text(content.zh, content.en),
        "purposes": [each for each in DISCLOSURE_PURPOSE.codes if each.code in content.purposes],
    }


async def _units(reading: Reading, codes: set[str]) -> Mapping[str, Any]:
    """What units are called, and which of them the reader cannot open."""
    return {
        "units": await names_of_units(reading.connection, codes),
        "elsewhere": await units_elsewhere(reading.connection, codes, reading.caller),
    }


def _divisions_in(person: VeteranView) -> set[str]:
    return {str(value) for name, value in person.values.items() if FIELD[name].kind is Kind.DIVISION}
