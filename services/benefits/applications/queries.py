"""Reading applications."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, Text, cast, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.applications.domain import ApplicationNotFound
from services.benefits.applications.rules import Had
from services.benefits.applications.tables import APPLICATION, APPLICATION_OBJECTION, APPLICATION_OPINION, EMERGENCY_AID
from services.benefits.directory.queries import files_of, under_unit
from services.benefits.payments.queries import is_for_no_month
from services.benefits.payments.tables import ENTITLEMENT
from shared.approval import Opinion, Outcome
from shared.approval.levels import SPEAKS_FOR, speaking_for
from shared.auth.caller import Caller
from shared.auth.scope import within
from shared.clock import local_date
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, count_rows, fetch_page
from shared.publicity import Objection

T = TypeVar("T")
_HELD = APPLICATION.c


@dataclass(frozen=True, slots=True)
class WantedApplications:
    """Applications that agree with everything that is given; `mine`: whose turn it is the caller's; `number`: the last
    eight digits of the id, by which notices and pages call one; `overdue`: the level that is asked is late."""

    person: UUID | None = None
    programme: str | None = None
    unit: str | None = None
    state: str | None = None
    mine: bool = False
    number: str | None = None
    hardship_kind: str | None = None
    overdue: bool = False


async def fetch_applications(
    reading: Reading, wanted: WantedApplications, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Those within the caller's scope, the last first."""
    return await fetch_page(
        reading.connection, _wanted(reading, wanted), by=[_HELD.application_id], cursor=cursor, limit=limit,
        view=view, newest_first=True,
    )  # fmt: skip


async def count_applications(reading: Reading, wanted: WantedApplications) -> int:
    """How many the list has."""
    return await count_rows(reading.connection, _wanted(reading, wanted))


def _wanted(reading: Reading, wanted: WantedApplications) -> Select[Any]:
    caller, today = reading.caller, local_date(reading.now)
    return in_scope(caller).where(
        when(wanted.person, lambda person: _HELD.person_id.in_(files_of(person))),
        when(wanted.programme, lambda code: _HELD.programme_code == code),
        when(wanted.unit, lambda unit: under_unit(_HELD.org_path, unit)),
        when(wanted.state, lambda state: _HELD.state == state),
        when(wanted.number, lambda number: func.right(cast(_HELD.application_id, Text), 8) == number.lower()),
        when(wanted.hardship_kind, lambda kind: _HELD.hardship_kind == kind),
        when(wanted.overdue or None, lambda _: _HELD.due_on < today),
        when(wanted.mine or None, lambda _: _is_asked(caller)),
    )


def _is_asked(caller: Caller) -> Any:
    """Whether the caller speaks for the level that is; while it was returned, whoever applied is."""
    return (_HELD.state != "returned") & or_(*(_waits_for(caller, level) for level in SPEAKS_FOR))


def _waits_for(caller: Caller, level: str) -> Any:
    return (_HELD.waits_for == level) & within(_HELD.org_path, speaking_for(caller, level))


def in_scope(caller: Caller) -> Select[Any]:
    """Those of the caller's units."""
    return select(APPLICATION).where(within(_HELD.org_path, caller))


async def list_applications_of(connection: AsyncConnection, person_id: UUID) -> Sequence[Row[Any]]:
    """All of a person, by whichever of his files, the last first."""
    own = select(APPLICATION).where(_HELD.person_id.in_(files_of(person_id)))
    return (await connection.execute(own.order_by(_HELD.application_id.desc()))).all()


async def get_application(connection: AsyncConnection, application_id: UUID, caller: Caller) -> Row[Any]:
    """Raises `ApplicationNotFound`, also for one outside the caller's scope."""
    found = await connection.execute(in_scope(caller).where(_HELD.application_id == application_id))
    return _known(found.one_or_none())


async def is_asked(connection: AsyncConnection, application_id: UUID, caller: Caller) -> bool:
    """Whether it is the turn of a level that the caller speaks for."""
    asked = exists().where(_HELD.application_id == application_id, _is_asked(caller))
    return bool(await connection.scalar(select(asked)))


async def lock_application(connection: AsyncConnection, application_id: UUID) -> Row[Any]:
    """The application, for this transaction alone. Raises `ApplicationNotFound`."""
    held = select(APPLICATION).where(_HELD.application_id == application_id).with_for_update()
    return _known((await connection.execute(held)).one_or_none())


async def list_opinions(connection: AsyncConnection, application_id: UUID) -> Sequence[Row[Any]]:
    """In the order in which they were given."""
    said = APPLICATION_OPINION.c
    found = select(APPLICATION_OPINION).where(said.application_id == application_id).order_by(said.number)
    return (await connection.execute(found)).all()


async def lacks_papers(connection: AsyncConnection, application_id: UUID) -> bool:
    """Whether it was paid in an emergency and the papers are not complete yet."""
    aid = EMERGENCY_AID.c
    waits = (aid.application_id == application_id, aid.outcome == "released", aid.papers_on.is_(None))
    return bool(await connection.scalar(select(exists().where(*waits))))


async def has_open(connection: AsyncConnection, person_id: UUID, programme_code: str) -> bool:
    """Whether the person has applied for a programme, by whichever of his files, and it is not decided."""
    own = (_HELD.person_id.in_(files_of(person_id)), _HELD.programme_code == programme_code, _HELD.ended_on.is_(None))
    return bool(await connection.scalar(select(exists().where(*own))))


async def find_had(connection: AsyncConnection, row: Row[Any], goes_on: UUID) -> list[Had]:
    """What others than this application were approved for of its programme, or paid first, by any of the person's files
    or of the household; not what is paid for no month."""
    aid, own = EMERGENCY_AID.c, _HELD.person_id.in_(files_of(goes_on))
    whose = or_(own, _HELD.household_no == row.household_no) if row.household_no else own
    for_nothing = exists().where(ENTITLEMENT.c.application_id == _HELD.application_id, is_for_no_month())
    found = await connection.execute(
        select(_HELD.application_id, own.label("own"), _HELD.ended_on, aid.decided_at)
        .outerjoin(EMERGENCY_AID, (aid.application_id == _HELD.application_id) & (aid.outcome == "released"))
        .where(
            _HELD.programme_code == row.programme_code,
            _HELD.application_id != row.application_id,
            or_(_HELD.state == "approved", aid.aid_id.is_not(None) & _HELD.state.not_in(("refused", "withdrawn"))),
            whose,
            ~for_nothing,
        )
    )
    return [
        Had(each.application_id, local_date(each.decided_at) if each.decided_at else each.ended_on, each.own)
        for each in found
    ]


def opinion_in(row: Row[Any]) -> Opinion:
    """The opinion in a row."""
    return Opinion(
        row.step, Outcome(row.outcome), row.given_by, row.given_at, row.reason_code, row.clause, row.given_for
    )


async def list_objections(connection: AsyncConnection, application_id: UUID) -> Sequence[Row[Any]]:
    """Of every publicity, in the order in which they were raised."""
    raised = APPLICATION_OBJECTION.c
    order = (raised.published_on, raised.number)
    found = select(APPLICATION_OBJECTION).where(raised.application_id == application_id).order_by(*order)
    return (await connection.execute(found)).all()


def objections_in(rows: Sequence[Row[Any]], row: Row[Any]) -> tuple[Objection, ...]:
    """Of the application's present publicity."""
    own = (each for each in rows if each.published_on == row.published_on)
    return tuple(Objection(each.raised_on, each.settled_on, each.is_upheld) for each in own)


def _known(row: Row[Any] | None) -> Row[Any]:
    if row is None:
        raise ApplicationNotFound
    return row
