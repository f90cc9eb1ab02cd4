"""Deaths in a browser."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.deaths.commands import record_death, revoke_death_record
from services.registry.deaths.parameters import REASONS, SOURCES
from services.registry.deaths.queries import fetch_roles_of_the_dead, list_deaths
from services.registry.deaths.schemas import DeathPaper, DeathView, RevocationPaper
from services.registry.network.queries import names_of_units
from services.registry.roles.schemas import RoleView
from services.registry.veterans.domain.standing import STATES, State
from services.registry.veterans.queries.files import get_line
from shared.events.codes import SOCIAL_ROLE_KIND
from shared.events.registry import VeteranDeceased
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_change

router = page_router()

_AT = "/registry/persons/{veteran_id}/death"
WORDS: Mapping[str, Any] = {
    "sources": SOURCES,
    "reasons": REASONS,
    "source_words": list(SOURCES.values()),
    "reason_words": list(REASONS.values()),
}


@router.get(_AT)
async def show_death(veteran_id: UUID, reading: asked.DeathRecordingReading, view: Viewing) -> Response:
    """The form that records a death."""
    return view.show("death-form.html", form=await _form(reading, veteran_id), veteran_id=veteran_id, **WORDS)


@router.post(_AT)
async def record(
    veteran_id: UUID,
    *,
    reading: asked.DeathRecordingReading,
    work: asked.DeathRecorder,
    registrar: asked.Registration,
    sent: Sent[DeathPaper],
) -> Response:
    """Record it."""
    stands = partial(_standing, reading, veteran_id)
    async with sent.answering("death-form.html", stands=stands, veteran_id=veteran_id, **WORDS):
        reported = sent.value.reported()
        await record_death(
            sent.keyed(work), veteran_id, reported, keyring=registrar.keyring, version=sent.version
        )  # fmt: skip
    return sent.done(f"/registry/persons/{veteran_id}")


@router.get(_AT + "/revocation")
async def show_revocation(veteran_id: UUID, reading: asked.DeathRevokingReading, view: Viewing) -> Response:
    """The form that revokes the record."""
    return view.show("death-revocation.html", form=await _form(reading, veteran_id), veteran_id=veteran_id, **WORDS)


@router.post(_AT + "/revocation")
async def revoke(
    veteran_id: UUID, reading: asked.DeathRevokingReading, work: asked.DeathRevoker, sent: Sent[RevocationPaper]
) -> Response:
    """Revoke it."""
    stands = partial(_standing, reading, veteran_id)
    async with sent.answering("death-revocation.html", stands=stands, veteran_id=veteran_id, **WORDS):
        said = sent.value
        await revoke_death_record(
            sent.keyed(work), veteran_id, reason=said.reason, document=said.document, version=sent.version
        )
    return sent.done(f"/registry/persons/{veteran_id}")


@router.get("/registry/deaths/roles")
async def list_roles_of_the_dead(
    reading: asked.RoleReading, view: Viewing, *, cursor: Cursor = None, limit: Limit = 50
) -> Response:
    """Social roles that somebody who has died, or is deregistered, still holds: each is to be ended."""
    page = await fetch_roles_of_the_dead(reading, cursor, limit, view=RoleView.of_row)
    units = await names_of_units(reading.connection, {role.org_code for role in page.items})
    return view.show("roles-of-the-dead.html", page=page, cursor=cursor, units=units, kinds=SOCIAL_ROLE_KIND.by_code())


@router.get("/registry/persons/{veteran_id}/deaths")
async def show_deaths(veteran_id: UUID, reading: asked.FileReading, view: Viewing) -> Response:
    """The records of a person's death: a part of the person's page."""
    found = [DeathView.of(row) for row in await list_deaths(reading, veteran_id)]
    return view.show("deaths.html", veteran_id=veteran_id, deaths=found, **WORDS)


async def _form(reading: Reading, veteran_id: UUID) -> Form:
    row = await get_line(reading.connection, veteran_id, caller=reading.caller)
    return Form(version=row.version)


async def _standing(reading: Reading, veteran_id: UUID) -> Standing:
    """The file by the names of the form that records a death: nothing of it, but where it stands."""
    row = await get_line(reading.connection, veteran_id, caller=reading.caller)
    at, by = await last_change(reading.connection, VeteranDeceased, veteran_id, f"veteran {veteran_id}")
    return Standing(row.version, {}, at, by, STATES[State(row.state)])
