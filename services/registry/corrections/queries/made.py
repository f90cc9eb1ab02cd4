"""Corrections of fields across persons: who said what anew, of whom, on what, and whether it is believed still."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, select

from services.registry.accounts.tables import ACCOUNT
from services.registry.corrections.tables import PERSON_FACT
from services.registry.network.queries import find_path
from services.registry.veterans.tables import VETERAN
from shared.auth.scope import within
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_HELD = PERSON_FACT.c


@dataclass(frozen=True, slots=True)
class WantedCorrections:
    """Those that agree with everything that is given: of a person, of one field, of persons at `unit` or below it;
    believed still, or not."""

    person_id: UUID | None = None
    field: str | None = None
    unit: str | None = None
    holds: bool | None = None


async def fetch_corrections(
    reading: Reading, wanted: WantedCorrections, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Those of persons in the caller's scope, the last said first; what registrations said is none. Raises
    `OrgUnitNotFound`."""
    shown = [_HELD[name] for name in ("fact_id", "person_id", "field", "value", "holds_from", "known_from")]
    found = (
        select(*shown, _HELD.known_until, _HELD.document, ACCOUNT.c.display_name)
        .join(VETERAN, VETERAN.c.veteran_id == _HELD.person_id)
        .outerjoin(ACCOUNT, ACCOUNT.c.account_id == _HELD.recorded_by)
        .where(
            within(VETERAN.c.org_path, reading.caller),
            _HELD.document.is_not(None),
            when(wanted.person_id, lambda person: _HELD.person_id == person),
            when(wanted.field, lambda field: _HELD.field == field),
            when(await find_path(reading, wanted.unit), lambda path: at_or_below(VETERAN.c.org_path, path)),
            when(wanted.holds, lambda holds: _HELD.known_until.is_(None) == holds),
        )
    )
    return await fetch_page(
        reading.connection, found, by=[_HELD.fact_id], cursor=cursor, limit=limit, view=view, newest_first=True
    )
