"""Letters by which formal membership is transferred."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.network.queries import find_path
from services.registry.party_memberships.domain import Home, Letter, LetterNotFound
from services.registry.party_memberships.parameters import LetterState
from services.registry.party_memberships.tables import MEMBERSHIP_TRANSFER
from services.registry.veterans.tables import VETERAN
from shared.auth.scope import within
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading
from shared.http.pages import Page, count_rows, fetch_page

T = TypeVar("T")

_SENT, _FILE = MEMBERSHIP_TRANSFER.c, VETERAN.c
_PARTS = ("code", "outside", "path")


@dataclass(frozen=True, slots=True)
class WantedLetters:
    """Letters that agree with everything that is given: of persons at `unit` or below it; that stand so."""

    unit: str | None = None
    state: str | None = None


async def fetch_letters(
    reading: Reading, wanted: WantedLetters, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Of persons in the caller's scope, the last issued first. Raises `OrgUnitNotFound`."""
    found = await _letters(reading, wanted)
    order = [_SENT.issued_on, _SENT.transfer_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def count_letters(reading: Reading, wanted: WantedLetters) -> int:
    """How many the same list has."""
    return await count_rows(reading.connection, await _letters(reading, wanted))


async def _letters(reading: Reading, wanted: WantedLetters) -> Select[Any]:
    path = await find_path(reading, wanted.unit)
    return _in_scope(reading).where(
        when(path, lambda path: at_or_below(_FILE.org_path, path)),
        when(wanted.state, lambda state: _SENT.state == state),
    )


def _in_scope(reading: Reading) -> Select[Any]:
    own = _FILE.veteran_id == _SENT.person_id
    found: Select[Any] = select(MEMBERSHIP_TRANSFER).join(VETERAN, own)
    return found.where(within(_FILE.org_path, reading.caller))


async def get_letter(reading: Reading, transfer_id: UUID) -> Row[Any]:
    """Raises `LetterNotFound`, also for one of somebody outside the caller's scope."""
    own = _in_scope(reading).where(_SENT.transfer_id == transfer_id)
    row: Row[Any] | None = (await reading.connection.execute(own)).first()
    if row is None:
        raise LetterNotFound
    return row


async def list_letters_of(connection: AsyncConnection, person_id: UUID) -> Sequence[Row[Any]]:
    """A person's, the last first."""
    found = select(MEMBERSHIP_TRANSFER).where(_SENT.person_id == person_id).order_by(_SENT.transfer_id.desc())
    return (await connection.execute(found)).all()


async def find_letter(connection: AsyncConnection, transfer_id: UUID) -> Letter | None:
    """As it stands, for this transaction alone to change."""
    own = select(MEMBERSHIP_TRANSFER).where(_SENT.transfer_id == transfer_id).with_for_update()
    row = (await connection.execute(own)).first()
    return None if row is None else letter_of(row)


async def find_open_letter(connection: AsyncConnection, person_id: UUID) -> UUID | None:
    """The one that is neither completed nor revoked."""
    is_open = _SENT.state.in_((LetterState.STARTED, LetterState.EXPIRED))
    found: UUID | None = await connection.scalar(select(_SENT.transfer_id).where(_SENT.person_id == person_id, is_open))
    return found


def letter_of(row: Row[Any]) -> Letter:
    """What a row of `membership_transfer` stands for."""
    names = ("transfer_id", "person_id", "letter_no", "issued_on", "valid_until", "completed_on", "version")
    own = {name: row._mapping[name] for name in names}
    source, target = (Home(*(row._mapping[f"{side}_{part}"] for part in _PARTS)) for side in ("from", "to"))
    return Letter(source=source, target=target, state=LetterState(row.state), **own)
