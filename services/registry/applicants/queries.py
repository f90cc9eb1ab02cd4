"""Reading applications to join the Party."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.applicants.domain import Application, ApplicationNotFound
from services.registry.applicants.parameters import IN_ERROR, STAGE, STAGES
from services.registry.applicants.tables import PARTY_APPLICATION
from services.registry.network.queries import Occupancy, find_path
from services.registry.party.queries import Lasted
from shared.auth.scope import within
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_HELD = PARTY_APPLICATION.c
_COLUMNS = [_HELD[each.name] for each in fields(Application)]
_NO_MEMBER = _HELD.probationary_on.is_(None)
_IS: dict[str, ColumnElement[bool]] = {
    "open": _HELD.closed_on.is_(None) & _NO_MEMBER,
    "admitted": _HELD.probationary_on.is_not(None),
    "ended": _HELD.closed_on.is_not(None),
}


@dataclass(frozen=True, slots=True)
class WantedApplications:
    """Applications that agree with everything that is given: at `unit` or below it; at a stage; open, admitted or
    ended; open `on` a day; of one person."""

    stage: str | None = None
    state: str | None = None
    unit: str | None = None
    party_org: str | None = None
    on: date | None = None
    person_id: UUID | None = None


async def fetch_applications(
    reading: Reading, wanted: WantedApplications, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Those counted at the caller's units, the last recorded first. Raises `OrgUnitNotFound`."""
    found = select(PARTY_APPLICATION).where(
        within(_HELD.org_path, reading.caller),
        when(wanted.stage, _is_at),
        when(wanted.state, lambda state: _IS[state]),
        when(await find_path(reading, wanted.unit), lambda path: at_or_below(_HELD.org_path, path)),
        when(wanted.party_org, lambda code: _HELD.party_org_code == code),
        when(wanted.on, _was_open),
        when(wanted.person_id, lambda person: _HELD.person_id == person),
    )
    order = [_HELD.application_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


def _is_at(stage: str) -> ColumnElement[bool]:
    """It reached this stage, and none after it."""
    after = STAGES[STAGES.index(STAGE[stage]) + 1 :]
    following = [_HELD[each.day].is_(None) for each in after[:1]]
    return _HELD[STAGE[stage].day].is_not(None) & following[0] if following else _HELD[STAGE[stage].day].is_not(None)


def _was_open(day: date) -> ColumnElement[bool]:
    """As F16 counts them."""
    ended = (_HELD.closed_on <= day) | (_HELD.probationary_on <= day)
    return (_HELD.submitted_on <= day) & ended.is_not(True)


async def get_application(reading: Reading, application_id: UUID) -> Row[Any]:
    """Raises `ApplicationNotFound`, also for one outside the caller's scope."""
    own = select(PARTY_APPLICATION).where(
        _HELD.application_id == application_id, within(_HELD.org_path, reading.caller)
    )
    row = (await reading.connection.execute(own)).first()
    if row is None:
        raise ApplicationNotFound
    return row


async def find_application(connection: AsyncConnection, application_id: UUID) -> Application | None:
    """As it stands."""
    return await _first(connection, select(*_COLUMNS).where(_HELD.application_id == application_id))


async def find_open_application(connection: AsyncConnection, person_id: UUID) -> Application | None:
    """By which the person is an applicant now; whoever asks holds the person's file."""
    return await _first(connection, select(*_COLUMNS).where(_HELD.person_id == person_id, _IS["open"]))


async def find_last_ended(
    connection: AsyncConnection, person_id: UUID, reason: str, *, since: date
) -> Application | None:
    """The last of the person's that ended for this reason on that day or after it, whatever clocks they were recorded
    by."""
    ended = (_HELD.person_id == person_id, _HELD.end_reason == reason, _HELD.closed_on >= since)
    last = (_HELD.closed_on.desc(), _HELD.submitted_on.desc(), _HELD.application_id.desc())
    return await _first(connection, select(*_COLUMNS).where(*ended).order_by(*last).limit(1))


async def list_applied(connection: AsyncConnection, person_id: UUID) -> Sequence[Application]:
    """All that the person ever handed in, in order."""
    found = select(*_COLUMNS).where(_HELD.person_id == person_id).order_by(_HELD.application_id)
    return [application_of(row) for row in await connection.execute(found)]


def application_of(row: Row[Any]) -> Application:
    """What a row of `party_application` stands for."""
    return Application(**{each.name: row._mapping[each.name] for each in fields(Application)})


async def _first(connection: AsyncConnection, statement: Select[Any]) -> Application | None:
    row = (await connection.execute(statement)).first()
    return None if row is None else application_of(row)


async def _count_at(connection: AsyncConnection, org_code: str) -> int:
    there = select(func.count()).where(_HELD.org_code == org_code, _IS["open"])
    return await connection.scalar(there) or 0


async def _count_at_branch(connection: AsyncConnection, party_org_code: str) -> int:
    there = select(func.count()).where(_HELD.party_org_code == party_org_code, _IS["open"])
    return await connection.scalar(there) or 0


_WORDS = ("open-party-applications", "还有 {count} 份在办的入党申请。", "Open applications to join the Party: {count}.")
OPEN_APPLICATIONS = Occupancy(*_WORDS, _count_at)
OPEN_APPLICATIONS_AT_BRANCH = Occupancy(*_WORDS, _count_at_branch)


async def _count_after(connection: AsyncConnection, party_org_code: str, on: date) -> int:
    """Not those that never were."""
    ended = func.coalesce(_HELD.probationary_on, _HELD.closed_on)
    lasted = (_HELD.party_org_code == party_org_code, ended > on, _HELD.end_reason.is_distinct_from(IN_ERROR))
    return await connection.scalar(select(func.count()).where(*lasted)) or 0


APPLICATIONS_AFTER = Lasted(
    "party-applications-after",
    "当日及以后仍有 {count} 份入党申请在办。",
    "Applications to join the Party were open there on that day or later: {count}.",
    _count_after,
)
