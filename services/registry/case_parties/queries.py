"""Parties of the cases in the caller's scope: who may see a case sees them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import pairwise
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import ACCOUNT
from services.registry.case_parties.domain import CaseNotFound, CaseParty, CasePartyNotFound, Counted
from services.registry.case_parties.parameters import ACTS, IN_ERROR, IS_ONE
from services.registry.case_parties.tables import CASE_PARTY, CASE_PARTY_PAST, KNOWN_CASE
from services.registry.network.queries import find_path
from services.registry.network.tables import ORG_UNIT
from services.registry.veterans.domain.standing import UNREGISTERED
from services.registry.veterans.queries.files import opened_name, opened_number
from services.registry.veterans.queries.story import Act, list_acts_about
from services.registry.veterans.queries.survivors import SURVIVOR, goes_on
from services.registry.veterans.tables import DATA_KEY, DISCLOSURE, PERSON, VETERAN
from shared.auth.caller import Caller
from shared.auth.scope import within
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.events.catalogue import published
from shared.events.registry.case_parties import CasePartyNamed
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page
from shared.outbox.tables import OUTBOX
from shared.privacy.keyring import Keyring
from shared.privacy.personal import Personal

T = TypeVar("T")

_HELD = CASE_PARTY.c
_NAMES = [each.name for each in fields(CaseParty)]
_CASES: Select[Any] = select(KNOWN_CASE, ORG_UNIT.c.org_path).join(
    ORG_UNIT, ORG_UNIT.c.org_code == KNOWN_CASE.c.org_code
)
# By mistake alone nobody is one.
WAS_PARTY = or_(_HELD.reason.is_(None), _HELD.reason != IN_ERROR)
_FILE = VETERAN.alias("file_of_party")
_PARTIES: Select[Any] = (
    select(
        CASE_PARTY,
        PERSON.c.id_number_sealed,
        PERSON.c.name_sealed,
        DATA_KEY.c.wrapped,
        _FILE.c.org_path.label("file_path"),
        ACCOUNT.c.display_name,
        goes_on(_HELD.person_id).label("goes_on"),
    )
    .outerjoin(SURVIVOR, SURVIVOR.c.merged_id == _HELD.person_id)
    .join(PERSON, PERSON.c.person_id == _HELD.person_id)
    .outerjoin(DATA_KEY, DATA_KEY.c.person_id == _HELD.person_id)
    .outerjoin(_FILE, (_FILE.c.veteran_id == _HELD.person_id) & _FILE.c.state.not_in(UNREGISTERED))
    .outerjoin(ACCOUNT, ACCOUNT.c.account_id == _HELD.recorded_by)
)


@dataclass(frozen=True, slots=True)
class Party:
    """A party with who it is. `name` None: erased; `id_number` None: not known. `has_file`: a veteran whom the reader
    may open; `corrections`: how often it was said to be somebody else; `is_again`: the applicant, or a party who was
    named before, since their files were merged."""

    party: CaseParty
    name: Personal | None
    id_number: Personal | None
    has_file: bool
    known_from: datetime
    by: str | None
    corrections: int = 0
    is_again: bool = False

    def in_clear(self) -> dict[str, str]:
        """What is known, by the names of the fields, for a caller whose viewing was recorded."""
        known = {"name": self.name, "id_number": self.id_number}
        return {field: value.reveal() for field, value in known.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Parties:
    """Those of a case, the first named first; `counted`: those who are one now."""

    case: Row[Any]
    parties: Sequence[Party]
    counted: Counted


async def get_known_case(connection: AsyncConnection, case_id: UUID, caller: Caller) -> Row[Any]:
    """A row of `known_case` with the `org_path` of today. Raises `CaseNotFound`, also outside the scope."""
    return _covered(await _find_case(connection, _CASES.where(KNOWN_CASE.c.case_id == case_id)), caller)


async def lock_known_case(connection: AsyncConnection, case_id: UUID, caller: Caller) -> Row[Any]:
    """The same; nobody else changes its parties before this transaction has ended."""
    locked = _CASES.where(KNOWN_CASE.c.case_id == case_id).with_for_update(of=KNOWN_CASE)
    return _covered(await _find_case(connection, locked), caller)


async def _find_case(connection: AsyncConnection, found: Select[Any]) -> Row[Any] | None:
    row: Row[Any] | None = (await connection.execute(found)).one_or_none()
    return row


def _covered(row: Row[Any] | None, caller: Caller) -> Row[Any]:
    if row is None:
        raise CaseNotFound
    caller.must_cover(row.org_path, CaseNotFound())
    return row


async def list_parties(reading: Reading, case_id: UUID, keyring: Keyring) -> Parties:
    """Also those who are one no longer. Raises `CaseNotFound`."""
    case = await get_known_case(reading.connection, case_id, reading.caller)
    found = _PARTIES.where(_HELD.case_id == case_id).order_by(_HELD.party_id)
    rows = (await reading.connection.execute(found)).all()
    said = await _said_of(reading.connection, rows)
    known = {await _last_file(reading.connection, case.applicant_id)}
    parties: list[Party] = []
    for row in rows:
        is_one = row.removed_on is None
        is_again = is_one and row.goes_on in known
        corrections = sum(before != after for before, after in pairwise([*said[row.party_id], row.person_id]))
        parties.append(party_in(row, keyring, reading.caller, corrections, is_again=is_again))
        known |= {row.goes_on} if is_one else set()
    return Parties(case, parties, Counted(case.parties_count, len(known) - 1))


async def _said_of(connection: AsyncConnection, rows: Sequence[Row[Any]]) -> Mapping[UUID, Sequence[UUID]]:
    """Whom each of these was said to be before, in order."""
    past, said = CASE_PARTY_PAST.c, defaultdict[UUID, list[UUID]](list)
    held = select(past.party_id, past.person_id).where(past.party_id.in_([row.party_id for row in rows]))
    for row in await connection.execute(held.order_by(past.party_id, past.version)):
        said[row.party_id].append(row.person_id)
    return said


async def _last_file(connection: AsyncConnection, person_id: UUID) -> UUID:
    """That which goes on, of whom none was merged his id."""
    last = select(SURVIVOR.c.goes_on).where(SURVIVOR.c.merged_id == person_id)
    return await connection.scalar(last) or person_id


async def get_party(reading: Reading, party_id: UUID, keyring: Keyring) -> Party:
    """Raises `CasePartyNotFound`, also for one of a case outside the caller's scope."""
    await reach_party(reading.connection, party_id, reading.caller)
    row = (await reading.connection.execute(_PARTIES.where(_HELD.party_id == party_id))).one()
    return party_in(row, keyring, reading.caller)


@dataclass(frozen=True, slots=True)
class WantedParties:
    """Those that agree with everything that is given: of cases at `unit` or below it, who are one now or no longer;
    who are one of these `persons`."""

    unit: str | None = None
    state: str | None = None
    persons: Collection[UUID] | None = None


async def fetch_parties(
    reading: Reading, wanted: WantedParties, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Those of the cases in the caller's scope, the last named first. Raises `OrgUnitNotFound`."""
    found = (
        _PARTIES.add_columns(KNOWN_CASE.c.org_code)
        .join(KNOWN_CASE, KNOWN_CASE.c.case_id == _HELD.case_id)
        .join(ORG_UNIT, ORG_UNIT.c.org_code == KNOWN_CASE.c.org_code)
        .where(
            within(ORG_UNIT.c.org_path, reading.caller),
            when(await find_path(reading, wanted.unit), lambda path: at_or_below(ORG_UNIT.c.org_path, path)),
            when(wanted.state, lambda state: _HELD.removed_on.is_(None) == (state == IS_ONE)),
            when(wanted.persons, _HELD.person_id.in_),
        )
    )
    return await fetch_page(
        reading.connection, found, by=[_HELD.party_id], cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def reach_party(connection: AsyncConnection, party_id: UUID, caller: Caller) -> CaseParty:
    """As it stands. Raises `CasePartyNotFound`, also for one of a case outside the caller's scope."""
    party = await find_party(connection, party_id)
    if party is None:
        raise CasePartyNotFound
    try:
        await get_known_case(connection, party.case_id, caller)
    except CaseNotFound as hidden:
        raise CasePartyNotFound from hidden.__cause__
    return party


async def find_party(connection: AsyncConnection, party_id: UUID) -> CaseParty | None:
    """As it stands."""
    row = (await connection.execute(select(CASE_PARTY).where(_HELD.party_id == party_id))).one_or_none()
    return None if row is None else party_of(row)


async def standing_in(connection: AsyncConnection, case_id: UUID, persons: Collection[UUID]) -> bool:
    """Whether one of these is a party to the case, besides its applicant."""
    found = select(_HELD.party_id).where(
        _HELD.case_id == case_id, _HELD.person_id.in_(persons), _HELD.removed_on.is_(None)
    )
    return await connection.scalar(found.limit(1)) is not None


async def lock_cases_of(connection: AsyncConnection, person_id: UUID) -> Sequence[Row[Any]]:
    """The cases to which the person is, or was, a party, not only by mistake: rows of `known_case` with `org_path`.
    Nobody else changes their parties before this transaction has ended."""
    cases = select(_HELD.case_id).where(_HELD.person_id == person_id, WAS_PARTY)
    found = _CASES.where(KNOWN_CASE.c.case_id.in_(cases)).order_by(KNOWN_CASE.c.case_id)
    return list(await connection.execute(found.with_for_update(of=KNOWN_CASE)))


async def parties_of_person(connection: AsyncConnection, person_id: UUID) -> Sequence[CaseParty]:
    """His records, also of what he was a party to; not those by mistake."""
    found = select(CASE_PARTY).where(_HELD.person_id == person_id, WAS_PARTY).order_by(_HELD.party_id)
    return [party_of(row) for row in await connection.execute(found)]


async def list_story(connection: AsyncConnection, case_id: UUID, parties: Sequence[Party]) -> Sequence[Act]:
    """What was done about these, the parties of a case, and about which of them: as their own streams tell it, and what
    is kept of who was shown in clear. What was corrected of a name or number is about him, not one of his cases."""
    persons = {f"case-party {each.party.person_id}" for each in parties}
    acts = await list_acts_about(connection, {f"case {case_id}", *persons}, tuple(ACTS))
    called = {each.party.party_id: _called(each) for each in parties}
    known_as = {each.party.person_id: _called(each) for each in parties}
    told = select(OUTBOX.c.recorded_at, OUTBOX.c.aggregate_id).where(
        OUTBOX.c.topic == published(CasePartyNamed).topic, OUTBOX.c.aggregate_id.in_([str(each) for each in called])
    )
    seen = select(DISCLOSURE.c.viewed_at, DISCLOSURE.c.veteran_id).where(DISCLOSURE.c.veteran_id.in_(list(known_as)))
    about = {at: known_as[person_id] for at, person_id in await connection.execute(seen)}
    about |= {at: called[UUID(party_id)] for at, party_id in await connection.execute(told)}
    return [replace(act, about=about.get(act.at, "")) for act in acts]


def _called(party: Party) -> str:
    return " ".join(each.masked() for each in (party.name, party.id_number) if each is not None)


async def is_party(connection: AsyncConnection, person_id: UUID) -> bool:
    """Whether the person is, or was, a party to a case; not only by mistake."""
    known = select(_HELD.party_id).where(_HELD.person_id == person_id, WAS_PARTY).limit(1)
    return await connection.scalar(known) is not None


def party_of(row: Row[Any]) -> CaseParty:
    """What a row says."""
    return CaseParty(**{name: row._mapping[name] for name in _NAMES})


def party_in(row: Row[Any], keyring: Keyring, caller: Caller, corrections: int = 0, *, is_again: bool = False) -> Party:
    """Who a row is, for this reader."""
    readable = row.wrapped is not None
    return Party(
        party_of(row),
        opened_name(row, keyring) if readable else None,
        opened_number(row, keyring) if readable and row.id_number_sealed else None,
        row.file_path is not None and caller.covers(row.file_path),
        row.known_from,
        row.display_name,
        corrections,
        is_again,
    )
