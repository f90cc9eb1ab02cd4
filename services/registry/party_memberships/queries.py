"""Reading formal memberships, affiliations and letters of transfer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, Text, false, func, literal, or_, select, true, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.network.queries import Occupancy, find_path
from services.registry.party.queries import Began, Lasted, get_organisation
from services.registry.party.tables import PARTY_ORGANISATION
from services.registry.party_memberships.domain import Home, Letter, LetterNotFound, MembersNotKept
from services.registry.party_memberships.parameters import FORMAL, TAKING_PART, State
from services.registry.party_memberships.tables import MEMBERSHIP_TRANSFER, PARTY_AFFILIATION, PARTY_MEMBERSHIP
from services.registry.veterans.domain.standing import State as FileState
from services.registry.veterans.tables import VETERAN
from shared.auth.scope import within
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading
from shared.http.pages import Page, count_rows, fetch_page
from shared.refusal import FieldFault

T = TypeVar("T")

_HELD, _SENT, _FILE = PARTY_MEMBERSHIP.c, MEMBERSHIP_TRANSFER.c, VETERAN.c


@dataclass(frozen=True, slots=True)
class WantedMembers:
    """Members that agree with everything that is given: of the organisation; of those at `unit` or below it; of the
    kind; `on` a day, of which only formal membership is known, else today."""

    organisation: str | None = None
    unit: str | None = None
    kind: str | None = None
    on: date | None = None


async def fetch_members(
    reading: Reading, wanted: WantedMembers, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """With organisations in the caller's scope, wherever their files are; by organisation, then by the day since when.
    Raises `OrgUnitNotFound`, `PartyOrganisationNotFound`, `MembersNotKept`."""
    found = await _members(reading, wanted)
    shown = found.selected_columns
    order = [shown.party_org_code, shown.since, shown.person_id, shown.kind]
    return await fetch_page(reading.connection, found, by=order, cursor=cursor, limit=limit, view=view)


async def _members(reading: Reading, wanted: WantedMembers) -> Select[Any]:
    if wanted.on is not None and wanted.kind == TAKING_PART:
        raise MembersNotKept(fields=[FieldFault("on", "not-kept", MembersNotKept.zh, MembersNotKept.en)])
    if wanted.organisation is not None:
        await get_organisation(reading, wanted.organisation)
    path = await find_path(reading, wanted.unit)
    each, beside = union_all(_formal(wanted.on), _taking_part(wanted.on)).subquery("member"), PARTY_ORGANISATION.c
    of = each.join(PARTY_ORGANISATION, beside.party_org_code == each.c.party_org_code)
    return (
        select(*each.c, beside.name)
        .select_from(of.join(VETERAN, _FILE.veteran_id == each.c.person_id))
        .where(
            within(beside.org_path, reading.caller),
            when(wanted.organisation, lambda code: each.c.party_org_code == code),
            when(path, lambda path: at_or_below(beside.org_path, path)),
            when(wanted.kind, lambda kind: each.c.kind == kind),
            true() if wanted.on else _FILE.state == FileState.REGISTERED,
        )
    )


def _formal(on: date | None) -> Select[Any]:
    """`on` a day: whoever died, left or went to another organisation later was one then."""
    own = select(_HELD.person_id, _HELD.party_org_code, literal(FORMAL, Text).label("kind"), _HELD.since)
    if on is None:
        return own.where(_HELD.until.is_(None))
    ended = func.least(_HELD.until, _HELD.gone_on)
    return own.where(_HELD.since <= on, or_(ended.is_(None), on < ended))


def _taking_part(on: date | None) -> Select[Any]:
    held = PARTY_AFFILIATION.c
    own = select(held.person_id, held.party_org_code, literal(TAKING_PART, Text).label("kind"), held.since)
    return own if on is None else own.where(false())


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
    is_open = _SENT.state.in_((State.STARTED, State.EXPIRED))
    found: UUID | None = await connection.scalar(select(_SENT.transfer_id).where(_SENT.person_id == person_id, is_open))
    return found


async def find_home(connection: AsyncConnection, person_id: UUID) -> Row[Any] | None:
    """Where the person's formal membership is."""
    own = select(PARTY_MEMBERSHIP).where(_HELD.person_id == person_id, _HELD.until.is_(None))
    return (await connection.execute(own)).first()


async def get_home(connection: AsyncConnection, membership_id: UUID) -> Row[Any]:
    """One that is there."""
    return (await connection.execute(select(PARTY_MEMBERSHIP).where(_HELD.membership_id == membership_id))).one()


async def list_homes(connection: AsyncConnection, person_id: UUID) -> Sequence[Row[Any]]:
    """Where it is and has been, the last first."""
    own = select(PARTY_MEMBERSHIP).where(_HELD.person_id == person_id).order_by(_HELD.membership_id.desc())
    return (await connection.execute(own)).all()


async def find_affiliation(connection: AsyncConnection, person_id: UUID) -> Row[Any] | None:
    """The branch or group here that the member takes part in."""
    own = select(PARTY_AFFILIATION).where(PARTY_AFFILIATION.c.person_id == person_id)
    return (await connection.execute(own)).first()


async def count_formal(connection: AsyncConnection, party_org_code: str) -> int:
    """Living persons here whose formal membership is with this organisation: a letter that was issued changes nothing
    before its slip is back."""
    standing = (_HELD.party_org_code == party_org_code, _HELD.until.is_(None), _FILE.state == FileState.REGISTERED)
    own = select(func.count()).select_from(PARTY_MEMBERSHIP).join(VETERAN, _FILE.veteran_id == _HELD.person_id)
    return await connection.scalar(own.where(*standing)) or 0


async def count_affiliated(connection: AsyncConnection, party_org_code: str) -> int:
    """Living persons here who take part in this organisation."""
    held = PARTY_AFFILIATION.c
    own = select(func.count()).select_from(PARTY_AFFILIATION).join(VETERAN, _FILE.veteran_id == held.person_id)
    return await connection.scalar(own.where(held.party_org_code == party_org_code, _FILE.state == "registered")) or 0


FORMAL_MEMBERS = Occupancy(
    "formal-members",
    "还有 {count} 名党员的组织关系在该党组织。",
    "Members whose formal membership is there: {count}.",
    count_formal,
)


async def _count_after(connection: AsyncConnection, party_org_code: str, on: date) -> int:
    """Not those that never were."""
    ended = func.least(_HELD.until, _HELD.gone_on)
    lasted = (_HELD.party_org_code == party_org_code, ended > func.greatest(_HELD.since, on))
    return await connection.scalar(select(func.count()).where(*lasted)) or 0


MEMBERS_AFTER = Lasted(
    "formal-members-after",
    "当日及以后仍有 {count} 名党员的组织关系在该党组织。",
    "Members had their formal membership there on that day or later: {count}.",
    _count_after,
)


AFFILIATED_MEMBERS = Occupancy(
    "affiliated-members",
    "还有 {count} 名党员登记在该党组织参加活动，请先登记其现在参加的党组织。",
    "Members who take part in it: {count}. Record first in which organisation they take part now.",
    count_affiliated,
)


async def _find_first_member(connection: AsyncConnection, party_org_code: str) -> date | None:
    """Not of those that never were."""
    ended = func.least(_HELD.until, _HELD.gone_on)
    was = (_HELD.party_org_code == party_org_code, ended.is_(None) | (ended > _HELD.since))
    found: date | None = await connection.scalar(select(func.min(_HELD.since)).where(*was))
    return found


async def _find_first_affiliation(connection: AsyncConnection, party_org_code: str) -> date | None:
    held = PARTY_AFFILIATION.c
    own = select(func.min(held.since)).where(held.party_org_code == party_org_code)
    found: date | None = await connection.scalar(own)
    return found


FIRST_MEMBER = Began(
    "first-member",
    "该党组织自 {first} 起即有党员的组织关系，成立日期不能晚于该日。",
    "The first formal member was there on {first}: it was not founded later.",
    _find_first_member,
)
FIRST_AFFILIATION = Began(
    "first-affiliation",
    "自 {first} 起即有党员在该党组织参加活动，成立日期不能晚于该日。",
    "The first member took part in it on {first}: it was not founded later.",
    _find_first_affiliation,
)


def letter_of(row: Row[Any]) -> Letter:
    """What a row of `membership_transfer` stands for."""
    names = ("transfer_id", "person_id", "letter_no", "issued_on", "valid_until", "completed_on", "version")
    own = {name: row._mapping[name] for name in names}
    source, target = (Home(*(row._mapping[f"{side}_{part}"] for part in _PARTS)) for side in ("from", "to"))
    return Letter(source=source, target=target, state=State(row.state), **own)


_PARTS = ("code", "outside", "path")
