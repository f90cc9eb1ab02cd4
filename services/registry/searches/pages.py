"""The search for a person, in a browser. What was typed stands in no address."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.network.queries import names_of_units, units_elsewhere
from services.registry.recipients.commands import search_recipients_by_category
from services.registry.recipients.schemas import RecipientLine
from services.registry.searches.schemas import SoughtForm
from services.registry.settings import Registrar, Settings
from services.registry.veterans.commands.category_search import search_by_category
from services.registry.veterans.commands.search import search_by_name, search_by_number
from services.registry.veterans.domain.name_terms import sought_name
from services.registry.veterans.domain.purpose import must_need
from services.registry.veterans.domain.registration import get_identity_number
from services.registry.veterans.domain.standing import STATES
from services.registry.veterans.domain.values import Terms
from services.registry.veterans.parameters.codes import CATEGORY, HOLDING_STATES, SEX
from services.registry.veterans.parameters.groups import GROUPS, Group
from services.registry.veterans.queries.files import FILE_NUMBER, LISTED, VeteranNotFound, files_numbered, opened
from services.registry.veterans.schemas.forms import CategorySearchForm
from services.registry.veterans.schemas.views import VeteranLine
from shared.clock import local_date
from shared.command import Work
from shared.events.codes import DISCLOSURE_PURPOSE
from shared.http.pages import Page
from shared.web.forms import Form
from shared.web.page import View, Viewing, add_form, page_router
from shared.web.sent import Sent

router = page_router()

WORDS: Mapping[str, Any] = {"sexes": {code.code: code for code in SEX.codes}}
CATEGORIES: Mapping[str, Any] = {
    "categories": CATEGORY.codes,
    "holding_states": list(HOLDING_STATES.values()),
    "purposes": [each for each in DISCLOSURE_PURPOSE.codes if each.code in GROUPS[Group.CATEGORIES].purposes],
}
ASKED_AGAIN = {"category", "state", "purpose", "reason", "unit"}
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
            again = {"sought": asked_for.sought.reveal(), "unit": asked_for.unit or ""}
            return await _show_found(work, page, asked_for.cursor, again, sent.view)
        found = await _numbered(work, sought, registrar, settings)
        if found is None:
            raise VeteranNotFound
    return sent.done(f"/registry/persons/{found}")


Searched = Callable[[Work, CategorySearchForm, Registrar, int], Awaitable[Page[Any]]]
Found = Callable[[Work, Page[Any], str | None, Mapping[str, str], View], Awaitable[Response]]


def finding_by_category(path: str, *, of_recipients: bool, found: Found) -> Callable[[Searched], Searched]:
    """The two pages by which those are found who claim or hold a category: which one is looked for and why is said in a
    form. Who is shown to whom, and why, is recorded first, by the search. `found` shows them."""
    facts: Mapping[str, Any] = {**CATEGORIES, "of_recipients": of_recipients}

    def of(search: Searched) -> Searched:
        async def show(reading: asked.DisclosingReading, view: Viewing) -> Response:
            return view.show("by-category.html", form=Form(), **facts)

        async def send(
            work: asked.Disclosing,
            registrar: asked.Registration,
            settings: asked.Configuration,
            sent: Sent[CategorySearchForm],
        ) -> Response:
            async with sent.answering("by-category.html", **facts):
                asked_for = sent.value
                must_need(asked_for.purpose, Group.CATEGORIES)
                page = await search(work, asked_for, registrar, settings.disclosures_an_hour)
            again = asked_for.model_dump(include=ASKED_AGAIN, exclude_none=True)
            return await found(work, page, asked_for.cursor, again, sent.view)

        add_form(router, path, search, show=show, send=send)
        return search

    return of


async def _show_found(
    work: Work, page: Page[VeteranLine], cursor: str | None, again: Mapping[str, str], view: View
) -> Response:
    """`again`: what the next page is asked for with."""
    async with work.engine.connect() as connection:
        codes = {line.org_code for line in page.items}
        units = await names_of_units(connection, codes)
        elsewhere = await units_elsewhere(connection, codes, work.caller)
    named: Mapping[str, Any] = {"units": units, "elsewhere": elsewhere}
    return view.show("found.html", form=Form(again), again=again, page=page, cursor=cursor, **named, **WORDS)


async def _show_recipients(
    work: Work, page: Page[RecipientLine], cursor: str | None, again: Mapping[str, str], view: View
) -> Response:
    async with work.engine.connect() as connection:
        units = await names_of_units(connection, {line.org_code for line in page.items})
    return view.show("recipients-found.html", again=again, page=page, cursor=cursor, units=units, states=STATES)


@finding_by_category("/registry/persons/by-category", of_recipients=False, found=_show_found)
async def find_by_category(
    work: Work, asked_for: CategorySearchForm, registrar: Registrar, most_an_hour: int
) -> Page[VeteranLine]:
    """Veterans, by their files."""
    return await search_by_category(
        work,
        asked_for.sought(),
        asked_for.cursor,
        ON_A_PAGE,
        view=lambda row: VeteranLine.of(row, opened(row, registrar.keyring, LISTED)),
        most_an_hour=most_an_hour,
    )


@finding_by_category("/registry/recipients/by-category", of_recipients=True, found=_show_recipients)
async def find_recipients_by_category(
    work: Work, asked_for: CategorySearchForm, registrar: Registrar, most_an_hour: int
) -> Page[RecipientLine]:
    """Recipients without a file."""
    return await search_recipients_by_category(
        work,
        asked_for.sought(),
        asked_for.cursor,
        ON_A_PAGE,
        view=lambda row: RecipientLine.of(row, registrar.keyring),
        most_an_hour=most_an_hour,
    )


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
