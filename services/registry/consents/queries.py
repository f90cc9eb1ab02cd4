"""Reading consents."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import ACCOUNT
from services.registry.consents.domain import Consent, ConsentNotFound
from services.registry.consents.tables import CONSENT
from services.registry.veterans.queries.files import get_place
from services.registry.veterans.tables import PERSON, VETERAN
from shared.auth.caller import Caller
from shared.auth.scope import within
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_HELD = CONSENT.c
_NAMES = [each.name for each in fields(Consent)]


def _within(caller: Caller) -> Select[Any]:
    return (
        select(CONSENT, ACCOUNT.c.display_name, VETERAN.c.org_path, PERSON.c.synthetic)
        .join(VETERAN, VETERAN.c.veteran_id == _HELD.person_id)
        .join(PERSON, PERSON.c.person_id == _HELD.person_id)
        .outerjoin(ACCOUNT, ACCOUNT.c.account_id == _HELD.recorded_by)
        .where(within(VETERAN.c.org_path, caller))
    )


async def list_consents(reading: Reading, veteran_id: UUID) -> Sequence[Row[Any]]:
    """A person's, the last recorded first; those withdrawn are among them. Raises `VeteranNotFound`."""
    await get_place(reading.connection, veteran_id, reading.caller)
    found = _within(reading.caller).where(_HELD.person_id == veteran_id).order_by(_HELD.consent_id.desc())
    return list(await reading.connection.execute(found))


async def fetch_consents(
    reading: Reading,
    *,
    purpose: str | None,
    holds: bool | None,
    cursor: str | None,
    limit: int,
    view: Callable[[Row[Any]], T],
) -> Page[T]:
    """Those of persons in the caller's scope, the last recorded first: to a purpose; that hold, or do not."""
    found = _within(reading.caller).where(
        when(purpose, lambda wanted: _HELD.purpose == wanted),
        when(holds, lambda wanted: _HELD.withdrawn_on.is_(None) == wanted),
    )
    order = [_HELD.consent_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def get_consent(connection: AsyncConnection, consent_id: UUID, caller: Caller) -> Row[Any]:
    """A row of the same. Raises `ConsentNotFound`, also for a person outside the caller's scope."""
    found = await connection.execute(_within(caller).where(_HELD.consent_id == consent_id))
    row: Row[Any] | None = found.one_or_none()
    if row is None:
        raise ConsentNotFound
    return row


async def lock_consent(connection: AsyncConnection, consent_id: UUID, caller: Caller) -> tuple[Consent, Row[Any]]:
    """The consent, for this transaction alone to end, and its row with `org_path` and `synthetic` of the person.
    Raises `ConsentNotFound`."""
    await connection.execute(select(_HELD.consent_id).where(_HELD.consent_id == consent_id).with_for_update())
    row = await get_consent(connection, consent_id, caller)
    return consent_of(row), row


async def lock_holding(connection: AsyncConnection, person_id: UUID) -> Sequence[Consent]:
    """Those of a person that hold, whoever asks."""
    holding = select(CONSENT).where(_HELD.person_id == person_id, _HELD.withdrawn_on.is_(None))
    rows = await connection.execute(holding.order_by(_HELD.consent_id).with_for_update())
    return [consent_of(row) for row in rows]


def consent_of(row: Row[Any]) -> Consent:
    """The consent in a row of its table."""
    return Consent(**{name: row._mapping[name] for name in _NAMES})
