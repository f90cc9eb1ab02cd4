"""Recipients in the caller's scope. Whoever has a veteran's file is shown and decided on by that."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Join, Row, Select, Table, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import ACCOUNT
from services.registry.network.queries import Occupancy, find_path
from services.registry.recipients.domain import Recipient, RecipientNotFound
from services.registry.recipients.parameters import SHOWN
from services.registry.recipients.tables import RECIPIENT, RECIPIENT_PAST
from services.registry.veterans.domain.standing import VOID, FileState
from services.registry.veterans.queries.files import HELD, opened
from services.registry.veterans.queries.survivors import holders
from services.registry.veterans.tables import DATA_KEY, PERSON, VETERAN
from shared.auth.caller import Caller, OutOfScope
from shared.auth.scope import within
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page
from shared.privacy.keyring import Keyring
from shared.privacy.personal import Personal

T = TypeVar("T")

_HELD = RECIPIENT.c
_NAMES = [each.name for each in fields(Recipient)]
WITHOUT_FILE = (
    ~select(VETERAN.c.veteran_id)
    .where(VETERAN.c.veteran_id == _HELD.person_id, VETERAN.c.state.not_in(VOID))
    .correlate(RECIPIENT)
    .exists()
)
# Whoever was erased may be known as a relative still: not here.
KEY = and_(DATA_KEY.c.person_id == _HELD.person_id, _HELD.erased_at.is_(None))
RECIPIENTS: Select[Any] = (
    select(
        RECIPIENT,
        _HELD.person_id.label("veteran_id"),
        PERSON.c.sex_code,
        PERSON.c.id_number_sealed,
        PERSON.c.name_sealed,
        PERSON.c.synthetic,
        DATA_KEY.c.wrapped,
    )
    .join(PERSON, PERSON.c.person_id == _HELD.person_id)
    .outerjoin(DATA_KEY, KEY)
    .where(WITHOUT_FILE)
)


def with_who_answers(table: Table, by: ColumnElement[UUID] | None = None) -> Join:
    """What a table says of persons, each with his file, or `by` whose file it goes; of who has none, or one whose
    registration is void, with the record of the recipient instead: `answers_for` asks both."""
    person = table.c.person_id if by is None else by
    recorded = table.outerjoin(RECIPIENT, (RECIPIENT.c.person_id == person) & WITHOUT_FILE)
    return recorded.outerjoin(VETERAN, (VETERAN.c.veteran_id == person) & RECIPIENT.c.person_id.is_(None))


def answers_for(caller: Caller) -> ColumnElement[bool]:
    """Whether the unit responsible for the person of a row of `with_who_answers` is one of the caller's."""
    return or_(within(VETERAN.c.org_path, caller), within(RECIPIENT.c.org_path, caller))


@dataclass(frozen=True, slots=True)
class WantedRecipients:
    """Those that agree with everything that is given: at `unit` or below it. `category`: is claimed or held, `holding`
    in which state; sensitive, so that whoever asks for it records whom he is shown (`search_recipients`)."""

    state: FileState | None = None
    unit: str | None = None
    category: str | None = None
    holding: str | None = None


async def fetch_recipients(
    reading: Reading, wanted: WantedRecipients, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Those in the caller's scope, the last recorded first. Raises `OrgUnitNotFound`."""
    found = RECIPIENTS.where(
        within(_HELD.org_path, reading.caller),
        when(wanted.state, lambda state: _HELD.state == state),
        when(await find_path(reading, wanted.unit), lambda path: at_or_below(_HELD.org_path, path)),
        when(wanted.category, lambda category: _holds(category, wanted.holding)),
    )
    return await fetch_page(
        reading.connection, found, by=[_HELD.person_id], cursor=cursor, limit=limit, view=view, newest_first=True
    )


def _holds(category: str, state: str | None) -> ColumnElement[bool]:
    """What is held in a state is held by the living: of the others the record says how it stands. Of whom was erased
    nothing is shown."""
    states, lives = (HELD, true()) if state is None else ({state}, _HELD.state == FileState.REGISTERED)
    return and_(_HELD.person_id.in_(holders(category, states)), lives, _HELD.erased_at.is_(None))


async def is_recipient(connection: AsyncConnection, person_id: UUID) -> bool:
    """Whether the person is in the register by himself, or was, and not with a file."""
    return (
        await connection.scalar(select(_HELD.person_id).where(_HELD.person_id == person_id, WITHOUT_FILE)) is not None
    )


async def subject_of(connection: AsyncConnection, person_id: UUID) -> str:
    """What the audit calls the person."""
    kind = "recipient" if await is_recipient(connection, person_id) else "veteran"
    return f"{kind} {person_id}"


async def was_recorded(connection: AsyncConnection, person_id: UUID) -> bool:
    """The same, also of whoever has a file since; not of whom two persons have erased."""
    recorded = select(_HELD.person_id).where(_HELD.person_id == person_id, _HELD.erased_at.is_(None))
    return await connection.scalar(recorded) is not None


async def find_end(connection: AsyncConnection, person_id: UUID) -> Row[Any] | None:
    """`ended_on` and when it was recorded, `known_from`, of whom it ended."""
    ended: Select[Any] = select(_HELD.state, _HELD.ended_on, _HELD.known_from).where(
        _HELD.person_id == person_id, _HELD.ended_on.is_not(None)
    )
    row: Row[Any] | None = (await connection.execute(ended)).one_or_none()
    return row


async def get_recipient(connection: AsyncConnection, person_id: UUID, caller: Caller) -> Row[Any]:
    """A row of the same. Raises `RecipientNotFound`, also for one of other units."""
    row: Row[Any] | None = (await connection.execute(RECIPIENTS.where(_HELD.person_id == person_id))).first()
    if row is None:
        raise RecipientNotFound
    if not caller.covers(row.org_path):
        raise RecipientNotFound from OutOfScope()
    return row


async def reveal_recipient(
    connection: AsyncConnection, person_id: UUID, *, keyring: Keyring, caller: Caller
) -> Mapping[str, Personal]:
    """Name and number, for a caller whose viewing was recorded. Raises `RecipientNotFound`."""
    return opened(await get_recipient(connection, person_id, caller), keyring, SHOWN)


async def lock_recipient(connection: AsyncConnection, person_id: UUID, caller: Caller) -> Row[Any]:
    """The same, for this transaction alone to change, or to build on. Raises `RecipientNotFound`."""
    await connection.execute(select(_HELD.version).where(_HELD.person_id == person_id).with_for_update())
    return await get_recipient(connection, person_id, caller)


async def list_past(connection: AsyncConnection, person_id: UUID) -> Sequence[Row[Any]]:
    """What was said before, the last said first."""
    past = RECIPIENT_PAST.c
    found = (
        select(RECIPIENT_PAST, ACCOUNT.c.display_name)
        .outerjoin(ACCOUNT, ACCOUNT.c.account_id == past.recorded_by)
        .where(past.person_id == person_id)
        .order_by(past.version.desc())
    )
    return (await connection.execute(found)).all()


def recipients_of(persons: Collection[UUID]) -> Select[Any]:
    """For what the register does by itself."""
    return RECIPIENTS.where(_HELD.person_id.in_(persons))


def recipient_of(row: Row[Any]) -> Recipient:
    """What a row says."""
    return Recipient(**{**{name: row._mapping[name] for name in _NAMES}, "state": FileState(row.state)})


async def _count_at(connection: AsyncConnection, org_code: str) -> int:
    living = select(func.count()).where(_HELD.org_code == org_code, _HELD.state == FileState.REGISTERED, WITHOUT_FILE)
    return await connection.scalar(living) or 0


ACTIVE_RECIPIENTS = Occupancy(
    "active-recipients",
    "还有 {count} 名无退役军人档案的优抚对象。",
    "Recipients without a file held there: {count}.",
    _count_at,
)
