"""Reading emergency aid."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Date, Row, Select, case, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.amounts.queries import find_tables
from services.benefits.applications.tables import APPLICATION, EMERGENCY_AID
from services.benefits.directory.queries import under_unit
from services.benefits.emergency_aid.domain import RELEASED, Aid, Emergency
from services.benefits.programmes.domain import Terms
from services.benefits.programmes.queries import list_versions
from shared.approval.listed import waits_for
from shared.approval.proposal import ProposalNotFound
from shared.auth.caller import Caller
from shared.auth.scope import within
from shared.clock import local_date
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, count_rows, fetch_page

T = TypeVar("T")
_AID, _ASKED = EMERGENCY_AID.c, APPLICATION.c


@dataclass(frozen=True, slots=True)
class WantedAid:
    """Emergency aid that agrees with everything that is given; `mine`: open, and proposed by another one."""

    application: UUID | None = None
    unit: str | None = None
    state: str | None = None
    mine: bool = False


def aid_on(today: date) -> Select[Any]:
    """With whose application it is for, and where it stands on a day."""
    late = (_AID.papers_on.is_(None)) & (_AID.due_on < literal(today, Date()))
    state = case(
        (_AID.outcome.is_(None), "proposed"),
        (_AID.outcome != RELEASED, _AID.outcome),
        (_AID.papers_on.is_not(None), "complete"),
        (_ASKED.ended_on.is_not(None), "ended"),
        (late, "overdue"),
        else_="papers-due",
    )
    names = (_ASKED.person_id, _ASKED.programme_code, _ASKED.org_code, _ASKED.org_path, _ASKED.ended_on)
    whole = (_ASKED.version, _ASKED.state.label("application_state"), state.label("state"))
    return select(EMERGENCY_AID, *names, *whole).join(APPLICATION, _ASKED.application_id == _AID.application_id)


async def fetch_aid(
    reading: Reading, wanted: WantedAid, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """That of the caller's units, the last proposed first."""
    found = _wanted(reading, wanted)
    by = [found.selected_columns.aid_id]
    return await fetch_page(
        reading.connection, found, by=by, cursor=cursor, limit=limit, view=view, newest_first=True
    )  # fmt: skip


async def count_aid(reading: Reading, wanted: WantedAid) -> int:
    """How many the list has."""
    return await count_rows(reading.connection, _wanted(reading, wanted))


def _wanted(reading: Reading, wanted: WantedAid) -> Select[Any]:
    own = aid_on(local_date(reading.now)).where(
        within(_ASKED.org_path, reading.caller),
        when(wanted.application, lambda application: _AID.application_id == application),
        when(wanted.unit, lambda unit: under_unit(_ASKED.org_path, unit)),
        when(wanted.mine or None, lambda _: waits_for(EMERGENCY_AID, reading.caller)),
    )
    shown = own.subquery()
    return select(shown).where(when(wanted.state, lambda state: shown.c.state == state))


async def get_aid(connection: AsyncConnection, aid_id: UUID, caller: Caller, today: date) -> Row[Any]:
    """Raises `ProposalNotFound`, also for that of another unit."""
    wanted = aid_on(today).where(_AID.aid_id == aid_id, within(_ASKED.org_path, caller))
    row: Row[Any] | None = (await connection.execute(wanted)).one_or_none()
    if row is None:
        raise ProposalNotFound
    return row


async def find_terms(connection: AsyncConnection, application: Row[Any]) -> Terms:
    """Of the version that was applied under."""
    versions = await list_versions(connection, application.programme_code)
    [version] = [each for each in versions if each.version == application.programme_version]
    return version.terms


async def find_cap(connection: AsyncConnection, terms: Terms, on: date) -> int | None:
    """The most that may be given, in fen; None where it is not set."""
    line = (await find_tables(connection)).find(str(terms.cap), "", on)
    return line.value if line else None


async def list_late_papers(connection: AsyncConnection, today: date, limit: int) -> Sequence[UUID]:
    """The ids of applications that were paid first, whose papers are late and that was not told of yet."""
    late = (
        select(_AID.application_id)
        .join(APPLICATION, _ASKED.application_id == _AID.application_id)
        .where(
            _AID.outcome == RELEASED,
            _AID.papers_on.is_(None),
            _AID.overdue_on.is_(None),
            _AID.due_on < today,
            _ASKED.ended_on.is_(None),
        )
    )
    return (await connection.execute(late.order_by(_AID.due_on, _AID.aid_id).limit(limit))).scalars().all()


def aid_of(row: Row[Any]) -> Aid:
    """The proposal in a row."""
    return Aid(
        row.aid_id,
        row.proposed_by,
        row.outcome,
        Emergency(row.cause, row.happened_on),
        row.papers_on,
        proposed_for=row.proposed_for,
    )
