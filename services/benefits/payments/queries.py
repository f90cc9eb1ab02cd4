"""Reading entitlements: who is paid what, where that stands in a month, and how much it comes to."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Date, Integer, Row, Select, and_, case, cast, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.amounts.domain import Amount
from services.benefits.amounts.queries import find_tables
from services.benefits.directory.queries import files_of, survivors, under_unit
from services.benefits.directory.tables import VETERAN
from services.benefits.eligibility.queries import find_told
from services.benefits.facts.domain import FileFacts
from services.benefits.facts.queries import find_file_facts
from services.benefits.payments.domain.entitlements import EntitlementNotFound, Granted, Held
from services.benefits.payments.domain.months import Entitlement, Month, Person, Span
from services.benefits.payments.rules import amount_for
from services.benefits.payments.tables import ENTITLEMENT, ENTITLEMENT_ACT, SUSPENSION, TRANSFER, month_of, span_of
from services.benefits.programmes.domain import Terms
from services.benefits.programmes.parameters import ONE_OFF
from services.benefits.programmes.tables import PROGRAMME_VERSION
from shared.auth.caller import Caller
from shared.auth.scope import within
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page
from shared.privacy.encryption import decrypt
from shared.privacy.keyring import Keyring

T = TypeVar("T")
_HELD, _VERSION = ENTITLEMENT.c, PROGRAMME_VERSION.c
_FIRST_OF_ALL = Month(1900, 1)
SURVIVOR = survivors()
"""One for all of a statement: two of them have the same name."""
_GOES_ON = func.coalesce(SURVIVOR.c.goes_on, _HELD.person_id)
"""The file that the person's goes on in."""


@dataclass(frozen=True, slots=True)
class WantedEntitlements:
    """Entitlements that agree with everything that is given."""

    person: UUID | None = None
    programme: str | None = None
    unit: str | None = None
    state: str | None = None
    hardship_kind: str | None = None


def standing_in(month: Month) -> Select[Any]:
    """Every entitlement with its programme, the unit that answers for the person now, and where it stands in a month.

    `state`: paid, once, coming, suspended, elsewhere, ended. What is given once stays so after its month.
    """
    day = literal(month.first_day, Date())
    since, continues = func.date_trunc("month", VETERAN.c.deceased_on), _VERSION.terms["continues_months"]
    until = case((_HELD.first_month <= VETERAN.c.deceased_on, cast(continues, Integer)), else_=0)
    died = cast(since + func.make_interval(0, until), Date)
    suspended = exists().where(
        SUSPENSION.c.entitlement_id == _HELD.entitlement_id,
        SUSPENSION.c.first_month <= day,
        or_(SUSPENSION.c.last_month.is_(None), SUSPENSION.c.last_month >= day),
    )
    is_once = and_(_VERSION.terms["gives"].astext == ONE_OFF, _HELD.first_month <= day, ~is_for_no_month())
    state = case(
        (VETERAN.c.deregistered_on.is_not(None), "ended"),
        (is_once & ~suspended, "once"),
        (func.least(_HELD.last_month, died, _moved("out")) < day, "ended"),
        (_HELD.first_month > day, "coming"),
        (_moved("in") > day, "elsewhere"),
        (suspended, "suspended"),
        else_="paid",
    )
    of_it = (_VERSION.programme_code == _HELD.programme_code) & (_VERSION.version == _HELD.programme_version)
    return (
        select(
            ENTITLEMENT, _GOES_ON.label("goes_on"), VETERAN.c.org_code, VETERAN.c.org_path, _VERSION.name,
            _VERSION.terms, state.label("state"),
        )
        .select_from(ENTITLEMENT)
        .join(PROGRAMME_VERSION, of_it)
        .outerjoin(SURVIVOR, SURVIVOR.c.veteran_id == _HELD.person_id)
        .join(VETERAN, VETERAN.c.veteran_id == _GOES_ON)
    )  # fmt: skip


def _moved(direction: str) -> Any:
    """The month of the person's last move that stands, if it is one this way."""
    moved = TRANSFER.c
    return (
        select(case((moved.direction == direction, moved.month)))
        .where(moved.person_id == _GOES_ON, moved.revoked_by.is_(None))
        .order_by(moved.sequence.desc())
        .limit(1)
        .scalar_subquery()
    )


async def fetch_entitlements(
    reading: Reading,
    wanted: WantedEntitlements,
    month: Month,
    cursor: str | None,
    limit: int,
    *,
    view: Callable[[Row[Any]], T],
) -> Page[T]:
    """Those within the caller's scope as they stand in the month, the last granted first."""
    found = standing_in(month).where(
        within(VETERAN.c.org_path, reading.caller),
        when(wanted.person, lambda person: _HELD.person_id.in_(files_of(person))),
        when(wanted.programme, lambda code: _HELD.programme_code == code),
        when(wanted.unit, lambda unit: under_unit(VETERAN.c.org_path, unit)),
        when(wanted.hardship_kind, lambda kind: _HELD.hardship_kind == kind),
    )
    if wanted.state is not None:
        shown = found.subquery()
        found = select(shown).where(shown.c.state == wanted.state)
        return await fetch_page(
            reading.connection, found, by=[shown.c.entitlement_id], cursor=cursor, limit=limit, view=view,
            newest_first=True,
        )  # fmt: skip
    return await fetch_page(
        reading.connection, found, by=[_HELD.entitlement_id], cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def get_entitlement(connection: AsyncConnection, entitlement_id: UUID, caller: Caller, month: Month) -> Row[Any]:
    """Raises `EntitlementNotFound`, also for one outside the caller's scope."""
    wanted = standing_in(month).where(_HELD.entitlement_id == entitlement_id, within(VETERAN.c.org_path, caller))
    return _known((await connection.execute(wanted)).one_or_none())


async def lock_entitlement(connection: AsyncConnection, entitlement_id: UUID, month: Month) -> Row[Any]:
    """The entitlement, for this transaction alone. Raises `EntitlementNotFound`."""
    wanted = standing_in(month).where(_HELD.entitlement_id == entitlement_id).with_for_update(of=ENTITLEMENT)
    return _known((await connection.execute(wanted)).one_or_none())


async def find_held(connection: AsyncConnection, row: Row[Any]) -> Held:
    """The months of an entitlement, and those for which it is suspended."""
    spans = await find_suspensions(connection, [row.entitlement_id])
    return Held(span_of(row), spans.get(row.entitlement_id, ()))


async def find_suspensions(connection: AsyncConnection, ids: Collection[UUID]) -> Mapping[UUID, tuple[Span, ...]]:
    """Of each of these entitlements, in their order."""
    kept = SUSPENSION.c
    wanted = select(SUSPENSION).where(kept.entitlement_id == func.any(list(ids))).order_by(kept.first_month)
    found: defaultdict[UUID, tuple[Span, ...]] = defaultdict(tuple)
    for row in await connection.execute(wanted):
        found[row.entitlement_id] += (span_of(row),)
    return found


async def list_acts(connection: AsyncConnection, entitlement_id: UUID) -> Sequence[Row[Any]]:
    """What was done about it, in its order."""
    done = ENTITLEMENT_ACT.c
    wanted = select(ENTITLEMENT_ACT).where(done.entitlement_id == entitlement_id).order_by(done.number)
    return (await connection.execute(wanted)).all()


async def find_goes_on(connection: AsyncConnection, person_id: UUID) -> UUID:
    """The file that a person's goes on in; his own where it was merged into none."""
    led = select(SURVIVOR.c.goes_on).where(SURVIVOR.c.veteran_id == person_id)
    return await connection.scalar(led) or person_id


async def find_granted(connection: AsyncConnection, goes_on: UUID, *, besides: UUID | None = None) -> list[Granted]:
    """All that was granted to a person, under whichever file, besides one of them; not what is paid for no month."""
    wanted = standing_in(_FIRST_OF_ALL).where(_HELD.person_id.in_(files_of(goes_on)), ~is_for_no_month())
    rows = await connection.execute(wanted)
    return [granted_of(row) for row in rows if row.entitlement_id != besides]


def is_for_no_month() -> ColumnElement[bool]:
    """It ended while it was suspended from its first month on."""
    return exists().where(
        SUSPENSION.c.entitlement_id == _HELD.entitlement_id,
        SUSPENSION.c.first_month == _HELD.first_month,
        SUSPENSION.c.last_month.is_(None),
        _HELD.last_month.is_not(None),
    )


def granted_of(row: Row[Any]) -> Granted:
    """What was granted by a row of `standing_in`."""
    return Granted(row.programme_code, row.name, frozenset(terms_of(row).excludes), span_of(row))


def terms_of(row: Row[Any]) -> Terms:
    """The terms by which it is paid."""
    return msgspec.convert(row.terms, Terms)


def entitlement_of(row: Row[Any], suspended: Sequence[Span] = ()) -> Entitlement:
    """What is due is reckoned of it."""
    terms = terms_of(row)
    own = row.entitlement_id, row.goes_on, row.programme_code, span_of(row)
    return Entitlement(
        *own, continues=terms.continues_months, suspended=tuple(suspended), excludes=frozenset(terms.excludes)
    )


async def find_people(connection: AsyncConnection, ids: Collection[UUID]) -> Mapping[UUID, Person]:
    """What is known of persons that decides what they are paid, by the file that goes on."""
    moves: defaultdict[UUID, list[Row[Any]]] = defaultdict(list)
    stands = TRANSFER.c.person_id == func.any(list(ids)), TRANSFER.c.revoked_by.is_(None)
    for row in await connection.execute(select(TRANSFER).where(*stands).order_by(TRANSFER.c.sequence)):
        moves[row.person_id].append(row)
    held = await connection.execute(select(VETERAN).where(VETERAN.c.veteran_id == func.any(list(ids))))
    return {
        row.veteran_id: Person(
            month_of(row.deceased_on), elsewhere(moves[row.veteran_id]), is_void=row.deregistered_on is not None
        )
        for row in held
    }


def elsewhere(moves: Sequence[Row[Any]]) -> tuple[Span, ...]:
    """The months that another county pays, of moves in their order."""
    spans: list[Span] = []
    for move in moves:
        month = Month.of(move.month)
        if move.direction == "out":
            spans.append(Span(month.later(1)))
        else:
            begun = spans.pop().first if spans and spans[-1].last is None else _FIRST_OF_ALL
            spans.append(Span(begun, month.later(-1)))
    return tuple(span for span in spans if span.last is None or span.first <= span.last)


async def find_amounts(
    connection: AsyncConnection, rows: Sequence[Row[Any]], month: Month, keyring: Keyring
) -> Mapping[UUID, Amount]:
    """How much each of these rows of `standing_in` comes to in a month in which it is paid."""
    return await find_amounts_by(connection, rows, month, await find_papers(connection, rows, keyring))


@dataclass(frozen=True, slots=True)
class Papers:
    """What no event tells: by entitlement the facts that papers prove, by person what his file says; papers go
    first."""

    proved: Mapping[UUID, Mapping[str, int | str]]
    files: Mapping[UUID, FileFacts]

    def of(self, row: Row[Any], on: date) -> dict[str, Any]:
        """Of an entitlement, as of a day."""
        said = self.files[row.goes_on].known_on(on) if row.goes_on in self.files else {}
        return {**said, **self.proved[row.entitlement_id]}


async def find_papers(connection: AsyncConnection, rows: Sequence[Row[Any]], keyring: Keyring) -> Papers:
    """Of rows of `standing_in`: decrypted once, for however many months are reckoned."""
    files = await find_file_facts(connection, {row.goes_on for row in rows}, keyring)
    return Papers({row.entitlement_id: proved(row, keyring) for row in rows}, files)


async def find_amounts_by(
    connection: AsyncConnection, rows: Sequence[Row[Any]], month: Month, papers: Papers
) -> Mapping[UUID, Amount]:
    """The same, where what no event tells is known already."""
    on: date = month.first_day
    told = await find_told(connection, list({row.goes_on for row in rows}), on)
    tables = await find_tables(connection)
    return {
        row.entitlement_id: amount_for(
            terms_of(row), month, {**papers.of(row, on), **told.get(row.goes_on, {})}, row.fen, tables
        )
        for row in rows
    }


def proved(row: Row[Any], keyring: Keyring) -> Mapping[str, int | str]:
    """The facts that papers prove, in clear."""
    if row.data_key is None:
        return {}
    key = keyring.unwrap(row.data_key, row.person_id)
    said = decrypt(row.facts, ENTITLEMENT.name, _HELD.facts.name, row.person_id, key)
    facts: Mapping[str, int | str] = json.loads(said)
    return facts


def _known(row: Row[Any] | None) -> Row[Any]:
    if row is None:
        raise EntitlementNotFound
    return row
