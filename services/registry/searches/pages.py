"""The search for a person, in a browser. What was typed stands in no address."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.network.queries import names_of_units
from services.registry.searches.schemas import SoughtForm
from services.registry.settings import Registrar, Settings
from services.registry.veterans.commands.search import search_by_name, search_by_number
from services.registry.veterans.domain.name_terms import sought_name
from services.registry.veterans.domain.registration import get_identity_number
from services.registry.veterans.domain.values import Terms
from services.registry.veterans.parameters.codes import SEX
from services.registry.veterans.queries.files import FILE_NUMBER, LISTED, VeteranNotFound, files_numbered, opened
from services.registry.veterans.schemas.views import VeteranLine
from shared.clock import local_date
from shared.command import Work
from shared.http.pages import Page
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()

WORDS: Mapping[str, Any] = {"sexes": {code.code: code for code in SEX.codes}}
ON_A_PAGE = 20
_NUMBERED = re.compile(r"[0-9]")


@router.get("/registry/persons/search")
async def show_search(reading: asked.FileReading, view: Viewing) -> Response:
    """The form that finds persons by name or number."""
    return view.show("search.html", form=Form())


@router.post("/registry/persons/search")
async def find_person(
    work: asked.Searching, registrar: asked.Registration, settings: asked.Configuration, sent: Sent[SoughtForm]
) -> Response:
    """On to the file of whoever has the number; those who have the name."""
    async with sent.answering("search.html"):
        asked_for = sent.value
        sought = asked_for.sought.reveal().strip()
        if not FILE_NUMBER.fullmatch(sought) and not _NUMBERED.search(sought):
            page = await _named(work, asked_for, registrar, settings)
            return await _show_found(work, asked_for, page, sent)
        found = await _numbered(work, sought, registrar, settings)
        if found is None:
            raise VeteranNotFound
    return sent.done(f"/registry/persons/{found}")


async def _named(work: Work, asked_for: SoughtForm, registrar: Registrar, settings: Settings) -> Page[VeteranLine]:
    return await search_by_name(
        work,
        sought_name(asked_for.sought, field="sought"),
        asked_for.unit,
        asked_for.cursor,
        ON_A_PAGE,
        view=lambda row: VeteranLine.of(row, opened(row, registrar.keyring, LISTED)),
        keyring=registrar.keyring,
        most_an_hour=settings.searches_an_hour,
    )


async def _show_found(
    work: Work, asked_for: SoughtForm, page: Page[VeteranLine], sent: Sent[SoughtForm]
) -> Response:  # fmt: skip
    async with work.engine.connect() as connection:
        units = await names_of_units(connection, {line.org_code for line in page.items})
    form = Form({"sought": asked_for.sought.reveal(), "unit": asked_for.unit})
    return sent.view.show("found.html", form=form, page=page, cursor=asked_for.cursor, units=units, **WORDS)


async def _numbered(work: Work, sought: str, registrar: Registrar, settings: Settings) -> UUID | None:
    if FILE_NUMBER.fullmatch(sought):
        return await _by_file_number(work, sought)
    terms = Terms(local_date(work.now), registrar.synthetic_ids_allowed)
    number = get_identity_number(sought, terms, field="sought").number
    return await search_by_number(
        work, number, keyring=registrar.keyring, most_an_hour=settings.searches_an_hour
    )  # fmt: skip


async def _by_file_number(work: Work, number: str) -> UUID | None:
    """None as well for eight digits that two files end in: of those the whole number is needed."""
    async with work.engine.connect() as connection:
        rows = (await connection.execute(files_numbered(work.caller, number).limit(2))).all()
    return rows[0].veteran_id if len(rows) == 1 else None
