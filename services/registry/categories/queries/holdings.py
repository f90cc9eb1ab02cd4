"""Holdings of categories in the caller's scope, each with the person's file as it goes on, or with what is recorded of
him as a recipient."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.categories.domain.holding import (
    BY_FILE,
    OPEN,
    Holding,
    HoldingNotFound,
    HoldingState,
)
from services.registry.categories.queries.holders import lock_holder, must_be_in_sight
from services.registry.network.domain import UnitKind
from services.registry.network.queries import find_path
from services.registry.network.tables import ORG_UNIT
from services.registry.recipients.domain import RecipientNotFound
from services.registry.recipients.tables import RECIPIENT
from services.registry.veterans.domain.standing import UNREGISTERED, VOID
from services.registry.veterans.queries.files import VeteranNotFound
from services.registry.veterans.queries.survivors import SURVIVOR, goes_on
from services.registry.veterans.tables import CATEGORY_HOLDING, DATA_KEY, PERSON, VETERAN
from shared.approval.levels import speaking_for
from shared.auth.caller import Caller, OutOfScope
from shared.auth.scope import within
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading
from shared.http.pages import Page, count_rows, fetch_page
from shared.privacy.encryption import decrypt
from shared.privacy.keyring import Keyring
from shared.privacy.personal import Personal

T = TypeVar("T")

_HELD = CATEGORY_HOLDING.c
_FILE = VETERAN.alias("file")
# Of whom the holding was recorded, whose file may have been merged.
_OWN_KEY = DATA_KEY.alias("own_key")
CERTIFICATE = "certificate_sealed"
_NAMES = [each.name for each in fields(Holding)]
# A veteran's file says where he stands and who is responsible; of whom no file says anything, what is recorded of the
# recipient does.
_by_file = and_(
    _FILE.c.veteran_id == PERSON.c.person_id,
    _FILE.c.state.not_in(UNREGISTERED),
    or_(_FILE.c.state.not_in(VOID), RECIPIENT.c.person_id.is_(None)),
)
# Whoever was erased as a recipient may be known as a relative still: not here.
_is_known = or_(_FILE.c.veteran_id.is_not(None), RECIPIENT.c.erased_at.is_(None))
_state, _org_code, _org_path = (
    func.coalesce(_FILE.c[name], RECIPIENT.c[name]) for name in ("state", "org_code", "org_path")
)
# Whoever has moved may have no room, or no station, any more: what it was asked, the unit that is responsible is.
_asked = case(
    (_HELD.waits_for == UnitKind.ROOM, ORG_UNIT.c.kind),
    (and_(_HELD.waits_for.is_not(None), ORG_UNIT.c.kind == UnitKind.CENTRE), ORG_UNIT.c.kind),
    else_=_HELD.waits_for,
)
_stands: ColumnElement[Any] = case(
    *((and_(_state == file_state, _HELD.state.in_(OPEN)), state) for file_state, state in BY_FILE.items()),
    else_=_HELD.state,
)
# Of a claim that was cancelled nobody has applied.
_asked_on = func.coalesce(_HELD.applied_on, _HELD.state_from).label("asked_on")
_HOLDINGS: Select[Any] = (
    select(
        CATEGORY_HOLDING,
        _asked_on,
        _stands.label("stands"),
        _state.label("file_state"),
        _org_code.label("org_code"),
        _org_path.label("org_path"),
        ORG_UNIT.c.kind.label("unit_kind"),
        _asked.label("asked"),
        _FILE.c.veteran_id.is_not(None).label("has_file"),
        PERSON.c.person_id,
        PERSON.c.id_number_sealed,
        PERSON.c.name_sealed,
        PERSON.c.synthetic,
        DATA_KEY.c.wrapped,
        _OWN_KEY.c.wrapped.label("own_wrapped"),
    )
    .outerjoin(SURVIVOR, SURVIVOR.c.merged_id == _HELD.holder_id)
    .join(PERSON, PERSON.c.person_id == goes_on(_HELD.holder_id))
    .outerjoin(RECIPIENT, RECIPIENT.c.person_id == PERSON.c.person_id)
    .outerjoin(_FILE, _by_file)
    .outerjoin(DATA_KEY, and_(DATA_KEY.c.person_id == PERSON.c.person_id, _is_known))
    .outerjoin(_OWN_KEY, _OWN_KEY.c.person_id == _HELD.holder_id)
    # Of a file that is not registered yet no unit is known here, so what its form claims is not found.
    .join(ORG_UNIT, ORG_UNIT.c.org_code == _org_code)
)
# What a form claims is the file's, until somebody applies.
_TOLD = _HELD.version > 0


@dataclass(frozen=True, slots=True)
class WantedHoldings:
    """Those that agree with everything that is given: at `unit` or below it; that wait for the caller."""

    state: HoldingState | None = None
    unit: str | None = None
    mine: bool = False


async def fetch_holdings(
    reading: Reading, wanted: WantedHoldings, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """What was applied for in the caller's scope, the first applied for first. Raises `OrgUnitNotFound`."""
    found, order = await _wanted(reading, wanted), [_asked_on, _HELD.holding_id]
    return await fetch_page(reading.connection, found, by=order, cursor=cursor, limit=limit, view=view)


async def count_holdings(reading: Reading, wanted: WantedHoldings) -> int:
    """How many the same list has."""
    return await count_rows(reading.connection, await _wanted(reading, wanted))


async def _wanted(reading: Reading, wanted: WantedHoldings) -> Select[Any]:
    return _HOLDINGS.where(
        _TOLD,
        within(_org_path, reading.caller),
        when(wanted.state, lambda state: _stands == state),
        when(await find_path(reading, wanted.unit), lambda path: at_or_below(_org_path, path)),
        when(wanted.mine or None, lambda _: or_(*(_waits_for(reading.caller, level) for level in UnitKind))),
    )


def _waits_for(caller: Caller, level: UnitKind) -> ColumnElement[bool]:
    # Of whoever has died, is deregistered or has moved away nothing is decided.
    return and_(
        _HELD.waits_for.is_not(None),
        _asked == level,
        _state.not_in(BY_FILE),
        within(_org_path, speaking_for(caller, level)),
    )


async def list_of_person(connection: AsyncConnection, person_id: UUID) -> Sequence[Row[Any]]:
    """All of a person's, those of files that were merged into this one as well, and what is only claimed; whoever
    asks."""
    theirs = _HOLDINGS.where(PERSON.c.person_id == person_id).order_by(_HELD.category_code, _HELD.holding_id)
    return list(await connection.execute(theirs))


async def list_told(reading: Reading, person_id: UUID) -> Sequence[Row[Any]]:
    """Those that somebody applied for. Raises `VeteranNotFound`, `NotResponsible`, `RecipientNotFound`."""
    await must_be_in_sight(reading.connection, person_id, reading.caller)
    return [row for row in await list_of_person(reading.connection, person_id) if row.version]


async def get_holding(connection: AsyncConnection, holding_id: UUID, caller: Caller) -> Row[Any]:
    """One row of the same. Raises `HoldingNotFound`, also for one of other units."""
    row = await _find(connection, holding_id)
    if row is None:
        raise HoldingNotFound
    if not caller.covers(row.org_path):
        raise HoldingNotFound from OutOfScope()
    return row


async def get_own_holding(connection: AsyncConnection, holding_id: UUID, person_id: UUID) -> Row[Any]:
    """One of this person's. Raises `HoldingNotFound`, also for another's."""
    row = await _find(connection, holding_id)
    if row is None or row.person_id != person_id:
        raise HoldingNotFound
    return row


async def lock_holding(connection: AsyncConnection, holding_id: UUID, caller: Caller) -> Row[Any]:
    """The same, when the person is locked (`lock_holder`). Raises `HoldingNotFound`."""
    row = await get_holding(connection, holding_id, caller)
    locked = None
    while row.person_id != locked:  # merged, or unmerged, meanwhile
        locked = row.person_id
        try:
            await lock_holder(connection, locked, caller)
        except (VeteranNotFound, RecipientNotFound) as hidden:
            raise HoldingNotFound from hidden.__cause__
        row = await get_holding(connection, holding_id, caller)
    return row


async def _find(connection: AsyncConnection, holding_id: UUID) -> Row[Any] | None:
    row: Row[Any] | None = (await connection.execute(_HOLDINGS.where(_HELD.holding_id == holding_id))).first()
    return row


def holding_of(row: Row[Any]) -> Holding:
    """What a row says."""
    said = {name: row._mapping[name] for name in _NAMES}
    former = row.former_state
    return Holding(**{**said, "state": HoldingState(row.state), "former_state": former and HoldingState(former)})


def certificate_of(row: Row[Any], keyring: Keyring) -> Personal | None:
    """The number of the certificate of a row."""
    if row.certificate_sealed is None or row.own_wrapped is None:
        return None
    key = keyring.unwrap(row.own_wrapped, row.holder_id)
    return Personal(decrypt(row.certificate_sealed, CATEGORY_HOLDING.name, CERTIFICATE, row.holding_id, key))
