"""Reading which paper files were sent on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.archive_forwardings.domain import ForwardingNotFound
from services.registry.archive_forwardings.parameters import ForwardingState
from services.registry.archive_forwardings.tables import ARCHIVE_FORWARDING
from services.registry.archives.tables import ARCHIVE
from services.registry.network.queries import find_path
from services.registry.veterans.queries.files import get_place
from services.registry.veterans.tables import VETERAN
from shared.auth.caller import Caller
from shared.auth.scope import within
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_HELD = ARCHIVE_FORWARDING.c
_STANDS = _HELD.revoked_at.is_(None)
_IS: dict[ForwardingState, ColumnElement[bool]] = {
    ForwardingState.OPEN: _STANDS & _HELD.received_on.is_(None),
    ForwardingState.RECEIVED: _STANDS & _HELD.received_on.is_not(None),
    ForwardingState.REVOKED: _HELD.revoked_at.is_not(None),
}


@dataclass(frozen=True, slots=True)
class WantedForwardings:
    """Those that agree with everything that is given: how they stand; of persons of `unit` or below it."""

    standing: ForwardingState | None = None
    unit: str | None = None


def _forwardings() -> Select[Any]:
    return (
        select(ARCHIVE_FORWARDING, ARCHIVE.c.person_id, VETERAN.c.org_path)
        .join(ARCHIVE, ARCHIVE.c.archive_id == _HELD.archive_id)
        .join(VETERAN, VETERAN.c.veteran_id == ARCHIVE.c.person_id)
    )


async def list_forwardings(reading: Reading, veteran_id: UUID) -> Sequence[Row[Any]]:
    """Those of a person's file, the last recorded first. Raises `VeteranNotFound`."""
    await get_place(reading.connection, veteran_id, reading.caller)
    own = _forwardings().where(ARCHIVE.c.person_id == veteran_id).order_by(_HELD.forwarding_id.desc())
    found: Sequence[Row[Any]] = (await reading.connection.execute(own)).all()
    return found


async def fetch_forwardings(
    reading: Reading, wanted: WantedForwardings, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Those of persons in the caller's scope, the last recorded first. Raises `OrgUnitNotFound`."""
    found = _forwardings().where(
        within(VETERAN.c.org_path, reading.caller),
        when(wanted.standing, lambda standing: _IS[standing]),
        when(await find_path(reading, wanted.unit), lambda path: at_or_below(VETERAN.c.org_path, path)),
    )
    order = [_HELD.forwarding_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def get_forwarding(connection: AsyncConnection, forwarding_id: UUID, caller: Caller) -> Row[Any]:
    """Raises `ForwardingNotFound`, also for one outside the caller's scope."""
    own = _forwardings().where(_HELD.forwarding_id == forwarding_id, within(VETERAN.c.org_path, caller))
    row: Row[Any] | None = (await connection.execute(own)).first()
    if row is None:
        raise ForwardingNotFound
    return row
