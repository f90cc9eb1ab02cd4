"""Reading accounts."""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, not_, or_, outerjoin, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.domain.account import Account, AccountNotFound, AccountState, Kind
from services.registry.accounts.domain.lasting import LastingGrant
from services.registry.accounts.parameters import CONFIRMED_WITHIN
from services.registry.accounts.tables import ACCOUNT, ACCOUNT_HOLDER, HANDOVER
from shared.audit.tables import AUDIT
from shared.auth.own_file import OwnFileNotFound
from shared.auth.permissions import INDISPENSABLE
from shared.auth.roles import DENIED, Role
from shared.auth.scope import county_wide, holding
from shared.auth.tables import ACCESS_GRANT
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page
from shared.refusal import FieldFault

T = TypeVar("T")
NO_SUCH_USER = FieldFault(
    "account_id", "unknown-account", "没有此用户名的账号，请核对。", "There is no account with this user name."
)

_WHOLE = select(
    ACCOUNT.c.account_id,
    ACCOUNT.c.kind,
    ACCOUNT.c.person_id,
    ACCOUNT.c.username,
    ACCOUNT.c.display_name,
    ACCOUNT.c.password_hash,
    ACCOUNT.c.disabled_at,
    ACCOUNT.c.version,
)
# Which persons hold accounts for work, as it is said now.
_HOLDERS = select(ACCOUNT_HOLDER.c.account_id, ACCOUNT_HOLDER.c.person_id).where(ACCOUNT_HOLDER.c.removed_at.is_(None))
_ACT_COLUMNS = (AUDIT.c.audit_id, AUDIT.c.recorded_at, AUDIT.c.action, AUDIT.c.purpose, AUDIT.c.result)


@dataclass(frozen=True, slots=True)
class WantedAccounts:
    """Accounts that agree with all that is given; `name`: a part of the user name or of the name people read;
    `is_held`: it was said which person holds it."""

    state: AccountState | None = None
    kind: Kind | None = None
    name: str | None = None
    is_held: bool | None = None


async def fetch_accounts(
    reading: Reading, wanted: WantedAccounts, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Accounts in the order they were opened."""
    held = ACCOUNT.c
    found = _shown(reading.now).where(
        when(wanted.state, lambda state: _state(reading.now) == state),
        when(wanted.kind, lambda kind: held.kind == kind),
        when(wanted.name, _is_called),
        when(wanted.is_held, lambda is_held: _is_held() == is_held),
    )
    return await fetch_page(reading.connection, found, by=[held.account_id], cursor=cursor, limit=limit, view=view)


def _is_held() -> ColumnElement[bool]:
    return _HOLDERS.where(ACCOUNT_HOLDER.c.account_id == ACCOUNT.c.account_id).correlate(ACCOUNT).exists()


def _is_called(name: str) -> ColumnElement[bool]:
    return or_(
        ACCOUNT.c.username.icontains(name, autoescape=True), ACCOUNT.c.display_name.icontains(name, autoescape=True)
    )


async def get_shown(connection: AsyncConnection, account_id: UUID, *, now: datetime) -> Any:
    """One account as a list shows it. Raises `AccountNotFound`."""
    row = (await connection.execute(_shown(now).where(ACCOUNT.c.account_id == account_id))).one_or_none()
    if row is None:
        raise AccountNotFound
    return row


def _shown(now: datetime) -> Select[Any]:
    return select(
        ACCOUNT.c.account_id,
        ACCOUNT.c.kind,
        ACCOUNT.c.person_id,
        ACCOUNT.c.username,
        ACCOUNT.c.display_name,
        _state(now).label("state"),
        ACCOUNT.c.opened_by,
        ACCOUNT.c.created_at,
        ACCOUNT.c.disabled_at,
        ACCOUNT.c.version,
    )


def _state(now: datetime) -> ColumnElement[str]:
    waits = exists().where(HANDOVER.c.account_id == ACCOUNT.c.account_id)
    return case(
        (ACCOUNT.c.disabled_at.is_not(None), AccountState.DISABLED.value),
        (waits.where(HANDOVER.c.chosen_at <= now - CONFIRMED_WITHIN), AccountState.CONFIRMATION_OVERDUE.value),
        (waits, AccountState.AWAITING_CONFIRMATION.value),
        (
            and_(ACCOUNT.c.kind == Kind.PERSON, ACCOUNT.c.password_hash.is_(None)),
            AccountState.AWAITING_ACTIVATION.value,
        ),
        else_=AccountState.ACTIVE.value,
    )


async def fetch_history(
    reading: Reading, account_id: UUID, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """What was done to an account, or tried, by whom and why, as the audit has it; the latest first."""
    found = select(*_ACT_COLUMNS, AUDIT.c.account_id.label("by")).where(AUDIT.c.subject == f"account {account_id}")
    return await _page(reading, found, cursor, limit, view)


async def get_own_person(connection: AsyncConnection, account_id: UUID) -> UUID:
    """Whose own account this is. Raises `AccountNotFound`, `OwnFileNotFound`."""
    person_id = (await get_account(connection, account_id)).person_id
    if person_id is None:
        raise OwnFileNotFound
    return person_id


async def fetch_own_accesses(
    reading: Reading, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """What was done with the caller's own file, or tried, and by whom, as the audit has it; the latest first.

    Raises `AccountNotFound`, `OwnFileNotFound`.
    """
    person_id = await get_own_person(reading.connection, reading.caller.account_id)
    who = outerjoin(AUDIT, ACCOUNT, ACCOUNT.c.account_id == AUDIT.c.account_id)
    done = select(*_ACT_COLUMNS, ACCOUNT.c.display_name.label("by")).select_from(who)
    return await _page(reading, done.where(AUDIT.c.subject == f"veteran {person_id}"), cursor, limit, view)


async def _page(
    reading: Reading, found: Select[Any], cursor: str | None, limit: int, view: Callable[[Row[Any]], T]
) -> Page[T]:
    order = [AUDIT.c.audit_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def find_account_named(connection: AsyncConnection, username: str) -> Account | None:
    """The account with this user name, in lower case, or None."""
    return await _find(connection, _WHOLE.where(ACCOUNT.c.username == username))


async def get_account_called(connection: AsyncConnection, called: str) -> UUID:
    """The account that somebody means by its user name or id. Raises `AccountNotFound` at the field `account_id`."""
    with suppress(ValueError):
        return UUID(called)
    found = await find_account_named(connection, called.lower())
    if found is None:
        raise AccountNotFound(fields=[NO_SUCH_USER])
    return found.account_id


async def find_account_of(connection: AsyncConnection, person_id: UUID) -> Account | None:
    """The account that a person has for his own affairs, or None."""
    return await _find(connection, _WHOLE.where(ACCOUNT.c.person_id == person_id))


async def get_account(connection: AsyncConnection, account_id: UUID) -> Account:
    """Raises `AccountNotFound`."""
    return _known(await _find(connection, _WHOLE.where(ACCOUNT.c.account_id == account_id)))


async def find_name(connection: AsyncConnection, account_id: UUID) -> str | None:
    """What the account is called."""
    name: str | None = await connection.scalar(select(ACCOUNT.c.display_name).where(ACCOUNT.c.account_id == account_id))
    return name


async def persons_behind(connection: AsyncConnection, account_ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Which persons use these accounts, each for his own affairs or, as its holder, for work; as far as it is known."""
    own = select(ACCOUNT.c.account_id, ACCOUNT.c.person_id).where(ACCOUNT.c.person_id.is_not(None))
    known = union_all(own, _HOLDERS).subquery("known")
    found = await connection.execute(select(known).where(known.c.account_id.in_(account_ids)))
    return {row.account_id: row.person_id for row in found}


async def is_disabled(connection: AsyncConnection, account_id: UUID) -> bool:
    """Whether nobody may use this account any more."""
    disabled = select(ACCOUNT.c.account_id).where(
        ACCOUNT.c.account_id == account_id, ACCOUNT.c.disabled_at.is_not(None)
    )
    return await connection.scalar(disabled) is not None


async def lock_account(connection: AsyncConnection, account_id: UUID) -> Account:
    """The account, locked until the transaction ends. Raises `AccountNotFound`."""
    return _known(await _find(connection, _WHOLE.where(ACCOUNT.c.account_id == account_id).with_for_update()))


async def any_person_has_an_account(connection: AsyncConnection) -> bool:
    """Those of our own services are there from the first start on."""
    persons = select(ACCOUNT.c.account_id).where(ACCOUNT.c.kind == Kind.PERSON)
    return bool(await connection.scalar(select(exists(persons))))


async def _find(connection: AsyncConnection, statement: Select[Any]) -> Account | None:
    row = (await connection.execute(statement)).first()
    return Account(**{**row._mapping, "kind": Kind(row.kind)}) if row else None


def _known(found: Account | None) -> Account:
    if found is None:
        raise AccountNotFound
    return found


async def lock_lasting(connection: AsyncConnection, *, now: datetime) -> list[LastingGrant]:
    """Who holds what the county cannot do without; their accounts and grants stay as they are until the transaction
    ends. First of a command's locks, so that no two commands wait for each other."""
    await connection.execute(_lasting(now).with_for_update())
    # What was denied while this waited shows to a new statement only.
    rows = (await connection.execute(_lasting(now))).all()
    return [LastingGrant(row.grant_id, row.account_id, Role(row.role)) for row in rows]


def _lasting(now: datetime) -> Select[Any]:
    grant, denials = ACCESS_GRANT.c, ACCESS_GRANT.alias("denial")
    denied = exists().where(
        denials.c.account_id == grant.account_id,
        denials.c.role == DENIED,
        denials.c.org_path.bool_op("@>")(grant.org_path),
        holding(denials, now),
    )
    return (
        select(grant.grant_id, grant.account_id, grant.role)
        .join(ACCOUNT, ACCOUNT.c.account_id == grant.account_id)
        .where(
            grant.role.in_(INDISPENSABLE),
            county_wide(grant.org_path),
            holding(ACCESS_GRANT, now),
            grant.valid_until.is_(None),
            ACCOUNT.c.disabled_at.is_(None),
            not_(denied),
        )
        .order_by(grant.grant_id)
    )
