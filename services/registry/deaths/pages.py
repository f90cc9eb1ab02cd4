"""Deaths in a browser."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.deaths.commands import record_death, revoke_death_record
from services.registry.deaths.letters import letter_of_revoked_death
from services.registry.deaths.parameters import REASONS, SOURCES
from services.registry.deaths.queries import fetch_roles_of_the_dead, list_deaths
from services.registry.deaths.schemas import DeathPaper, DeathView, RevocationPaper
from services.registry.network.queries import names_of_units
from services.registry.roles.schemas import RoleView
from services.registry.veterans.pages.filing import Filed, filing
from shared.events.codes import SOCIAL_ROLE_KIND
from shared.http.pages import Cursor, Limit
from shared.letters.answering import letter_pages
from shared.web.page import Viewing, page_router

router = page_router()

_AT = "/registry/persons/{veteran_id}/death"
WORDS: Mapping[str, Any] = {
    "sources": SOURCES,
    "reasons": REASONS,
    "source_words": list(SOURCES.values()),
    "reason_words": list(REASONS.values()),
}


@filing(router, _AT, "veterans.record-death", DeathPaper, "death-form.html", **WORDS)
async def record(filed: Filed[DeathPaper]) -> None:
    """Record a death."""
    reported = filed.said.reported()
    await record_death(filed.work, filed.veteran_id, reported, keyring=filed.registrar.keyring, version=filed.version)


@filing(router, _AT + "/revocation", "veterans.revoke-death", RevocationPaper, "death-revocation.html", **WORDS)
async def revoke(filed: Filed[RevocationPaper]) -> None:
    """Revoke the record."""
    said = filed.said
    await revoke_death_record(
        filed.work,
        filed.veteran_id,
        reason=said.reason,
        document=said.document,
        keyring=filed.registrar.keyring,
        version=filed.version,
    )


@router.get("/registry/deaths/roles")
async def list_roles_of_the_dead(
    reading: asked.RoleReading, view: Viewing, *, cursor: Cursor = None, limit: Limit = 50
) -> Response:
    """Social roles that somebody who has died, is deregistered or has moved away still holds: each is to be ended."""
    page = await fetch_roles_of_the_dead(reading, cursor, limit, view=RoleView.of_row)
    units = await names_of_units(reading.connection, {role.org_code for role in page.items})
    return view.show("roles-of-the-dead.html", page=page, cursor=cursor, units=units, kinds=SOCIAL_ROLE_KIND.by_code())


@router.get("/registry/persons/{veteran_id}/deaths")
async def show_deaths(veteran_id: UUID, reading: asked.FileReading, view: Viewing) -> Response:
    """The records of a person's death: a part of the person's page."""
    found = [DeathView.of(row) for row in await list_deaths(reading, veteran_id)]
    return view.show("deaths.html", veteran_id=veteran_id, deaths=found, **WORDS)


_RECORD = "/registry/persons/{veteran_id}/deaths/{death_id}"
letter_pages(router, _RECORD + "/letter", letter_of_revoked_death, back="/registry/persons/{veteran_id}")
