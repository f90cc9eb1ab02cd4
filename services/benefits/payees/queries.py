"""Reading accounts: which one somebody is paid into, where each stands, who is due and has none."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.directory.queries import files_of, files_of_each, survivors, under_unit
from services.benefits.directory.tables import VETERAN
from services.benefits.payees.domain import (
    Account,
    CountingAccount,
    PayeeErased,
    PayeeNotFound,
    number_digests,
    opened_form,
    payable_by,
)
from services.benefits.payees.parameters import CONFIRMED, ENDED, IN_FORCE, NO_ACCOUNT, TO_CHECK, TO_CONFIRM
from services.benefits.payees.tables import PAYEE_ACCOUNT
from services.benefits.payments.domain.months import Month
from services.benefits.payments.queries import SURVIVOR, standing_in
from shared.approval.listed import waits_for
from shared.auth.caller import Caller
from shared.auth.permissions import permitted
from shared.auth.scope import within
from shared.clock import local_date
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, count_rows, fetch_page
from shared.privacy.encryption import decrypt
from shared.privacy.keyring import Keyring

T = TypeVar("T")
_OWN = PAYEE_ACCOUNT.c
_IS_OPEN = _OWN.outcome.is_(None)
_GOES_ON = func.coalesce(SURVIVOR.c.goes_on, _OWN.person_id)
_LED = survivors("payees_led_on")


def _led_to(file: ColumnElement[UUID]) -> ColumnElement[UUID]:
    led = select(_LED.c.goes_on).where(_LED.c.veteran_id == file).correlate(PAYEE_ACCOUNT).scalar_subquery()
    return func.coalesce(led, file)


# One that the account of another file took the place of has ended while both files are one person's: who were found to
# be two after all are paid as before.
_IS_APART = and_(_OWN.replaced_by_file.is_not(None), _led_to(_OWN.person_id) != _led_to(_OWN.replaced_by_file))
_IS_IN_FORCE = and_(_OWN.outcome == CONFIRMED, or_(_OWN.until.is_(None), _IS_APART))
_SAID_OF_ENDS = tuple(
    case((~_IS_APART, each)).label(each.name) for each in (_OWN.until, _OWN.end_code, _OWN.end_document, _OWN.ended_by)
)
_COLUMNS = (*(each for each in _OWN if each.name not in {said.name for said in _SAID_OF_ENDS}), *_SAID_OF_ENDS)


@dataclass(frozen=True, slots=True)
class WantedPayees:
    """Accounts that agree with everything that is given; `mine`: open, and entered by another one."""

    person: UUID | None = None
    unit: str | None = None
    state: str | None = None
    mine: bool = False


@dataclass(frozen=True, slots=True)
class WantedUnpayable:
    """Persons who are due something and cannot be paid."""

    unit: str | None = None
    lack: str | None = None


def _standing() -> Select[Any]:
    """Each account with the unit that answers for its person now."""
    state = case(
        (_IS_OPEN, TO_CONFIRM),
        (_OWN.outcome != CONFIRMED, _OWN.outcome),
        (~_IS_IN_FORCE, ENDED),
        (_OWN.check_payment.is_not(None), TO_CHECK),
        else_=IN_FORCE,
    )
    return (
        select(
            *_COLUMNS, _GOES_ON.label("goes_on"), VETERAN.c.org_code, VETERAN.c.org_path, state.label("state")
        )
        .select_from(PAYEE_ACCOUNT)
        .outerjoin(SURVIVOR, SURVIVOR.c.veteran_id == _OWN.person_id)
        .join(VETERAN, VETERAN.c.veteran_id == _GOES_ON)
    )  # fmt: skip


async def fetch_payees(
    reading: Reading, wanted: WantedPayees, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Those of the caller's units, the last entered first."""
    found = _wanted(reading, wanted)
    by = [found.selected_columns.account_id]
    return await fetch_page(
        reading.connection, found, by=by, cursor=cursor, limit=limit, view=view, newest_first=True
    )  # fmt: skip


async def count_payees(reading: Reading, wanted: WantedPayees) -> int:
    """How many the list has."""
    return await count_rows(reading.connection, _wanted(reading, wanted))


def _wanted(reading: Reading, wanted: WantedPayees) -> Select[Any]:
    own = _standing().where(
        within(VETERAN.c.org_path, reading.caller),
        when(wanted.person, lambda person: _OWN.person_id.in_(files_of(person))),
        when(wanted.unit, lambda unit: under_unit(VETERAN.c.org_path, unit)),
        when(wanted.mine or None, lambda _: waits_for(PAYEE_ACCOUNT, reading.caller)),
        when(wanted.mine or None, lambda _: literal(bool(permitted(reading.caller, "payees.confirm").grants))),
    )
    shown = own.subquery()
    return select(shown).where(when(wanted.state, lambda state: shown.c.state == state))


async def get_payee(connection: AsyncConnection, account_id: UUID, caller: Caller) -> Row[Any]:
    """Raises `PayeeNotFound`, also for that of another unit."""
    wanted = _standing().where(_OWN.account_id == account_id, within(VETERAN.c.org_path, caller))
    row: Row[Any] | None = (await connection.execute(wanted)).one_or_none()
    if row is None:
        raise PayeeNotFound
    return row


async def lock_payee(connection: AsyncConnection, account_id: UUID) -> Row[Any]:
    """The account, for this transaction alone. Raises `PayeeNotFound`."""
    wanted = _standing().where(_OWN.account_id == account_id).with_for_update(of=PAYEE_ACCOUNT)
    row: Row[Any] | None = (await connection.execute(wanted)).one_or_none()
    if row is None:
        raise PayeeNotFound
    return row


async def list_counting(connection: AsyncConnection, goes_on: UUID) -> Sequence[Row[Any]]:
    """The accounts of a person that are in force, by whichever of his files; the file's that goes on first."""
    wanted = select(PAYEE_ACCOUNT).where(_OWN.person_id.in_(files_of(goes_on)), _IS_IN_FORCE)
    order = ((_OWN.person_id == goes_on).desc(), _OWN.decided_at.desc())
    return (await connection.execute(wanted.order_by(*order).with_for_update())).all()


async def is_proposed(connection: AsyncConnection, goes_on: UUID) -> bool:
    """Whether an account of the person waits to be confirmed, by whichever of his files."""
    wanted = exists().where(_OWN.person_id.in_(files_of(goes_on)), _IS_OPEN)
    return bool(await connection.scalar(select(wanted)))


async def count_others(connection: AsyncConnection, digests: Collection[bytes], goes_on: UUID) -> int:
    """How many other persons are paid, or are to be paid, into an account of this number."""
    whose = func.count(_GOES_ON.distinct())
    wanted = (
        select(whose)
        .select_from(PAYEE_ACCOUNT)
        .outerjoin(SURVIVOR, SURVIVOR.c.veteran_id == _OWN.person_id)
        .where(_OWN.digest.in_(digests), or_(_IS_OPEN, _IS_IN_FORCE), _GOES_ON.is_distinct_from(goes_on))
    )
    return await connection.scalar(wanted) or 0


async def count_sharing(connection: AsyncConnection, row: Row[Any], keyring: Keyring) -> int:
    """How many other persons are paid, or are to be paid, into the account of a row; of who was erased nobody knows."""
    if row.data_key is None:
        return 0
    digests = number_digests(keyring.fingerprint_secrets.values(), opened(row, keyring).number)
    return await count_others(connection, digests, row.goes_on)


async def find_payable(connection: AsyncConnection, persons: Collection[UUID]) -> Mapping[UUID, UUID | str]:
    """By person, given by the file that goes on, the account that he is paid into, or why he is not."""
    known = files_of_each(persons).c
    wanted = select(known.person_id.label("whose"), PAYEE_ACCOUNT).where(
        known.file_id == _OWN.person_id, or_(_IS_OPEN, _IS_IN_FORCE)
    )
    kept: defaultdict[UUID, list[CountingAccount]] = defaultdict(list)
    for row in await connection.execute(wanted):
        order = row.decided_at.timestamp() if row.decided_at else 0.0
        is_own = row.person_id == row.whose
        kept[row.whose].append(
            CountingAccount(row.account_id, row.outcome is None, row.check_payment is not None, is_own, order)
        )  # fmt: skip
    return {person: payable_by(kept[person]) for person in persons}


def opened(row: Row[Any], keyring: Keyring) -> Account:
    """What is sealed in a row of `payee_account`. Raises `PayeeErased`, `BrokenCiphertext`, `UnusableKey`."""
    if row.data_key is None:
        raise PayeeErased
    key = keyring.unwrap(row.data_key, row.person_id)
    clear = decrypt(row.sealed, PAYEE_ACCOUNT.name, _OWN.sealed.name, row.person_id, key)
    return opened_form(clear, bank=row.bank, holder=row.holder, reason=row.reason)


async def find_opened(
    connection: AsyncConnection, account_ids: Collection[UUID], keyring: Keyring
) -> Mapping[UUID, Account]:
    """Of these accounts, what is sealed; what was erased is missing. For a file that goes to the bank."""
    wanted = select(PAYEE_ACCOUNT).where(_OWN.account_id == func.any(list(account_ids)), _OWN.data_key.is_not(None))
    return {row.account_id: opened(row, keyring) for row in await connection.execute(wanted)}


async def list_of_person(connection: AsyncConnection, goes_on: UUID) -> Sequence[Row[Any]]:
    """What a person is shown of himself: the accounts in force and those to be confirmed."""
    wanted = _standing().where(_OWN.person_id.in_(files_of(goes_on)), or_(_IS_OPEN, _IS_IN_FORCE))
    found: Sequence[Any] = (await connection.execute(wanted.order_by(_OWN.account_id.desc()))).all()
    return found


async def fetch_unpayable(
    reading: Reading, wanted: WantedUnpayable, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Persons of the caller's units who are paid this month, or will be, and have no account that can be used; by the
    file that goes on."""
    found = _unpayable(reading, wanted)
    by = [found.selected_columns.person_id]
    return await fetch_page(reading.connection, found, by=by, cursor=cursor, limit=limit, view=view)


def _unpayable(reading: Reading, wanted: WantedUnpayable) -> Select[Any]:
    today: date = local_date(reading.now)
    due = standing_in(Month.of(today)).where(
        within(VETERAN.c.org_path, reading.caller),
        when(wanted.unit, lambda unit: under_unit(VETERAN.c.org_path, unit)),
    ).subquery()  # fmt: skip
    # What was given once before is left out of batches by name, where it was not paid.
    is_of_this_month = and_(due.c.state == "once", due.c.first_month == Month.of(today).first_day)
    persons = (
        select(due.c.goes_on.label("person_id"), due.c.org_code, func.count().label("entitlements"))
        .where(or_(due.c.state.in_(("paid", "coming", "suspended")), is_of_this_month))
        .group_by(due.c.goes_on, due.c.org_code)
        .subquery()
    )
    accounts = (
        select(
            _GOES_ON.label("person_id"),
            func.bool_or(_IS_OPEN).label("is_open"),
            func.bool_or(_IS_IN_FORCE & _OWN.check_payment.is_not(None)).label("is_to_check"),
        )
        .select_from(PAYEE_ACCOUNT)
        .outerjoin(SURVIVOR, SURVIVOR.c.veteran_id == _OWN.person_id)
        .where(or_(_IS_OPEN, _IS_IN_FORCE))
        .group_by(_GOES_ON)
        .subquery()
    )
    lack = case(
        (accounts.c.person_id.is_(None), NO_ACCOUNT),
        (accounts.c.is_open, TO_CONFIRM),
        (accounts.c.is_to_check, TO_CHECK),
    ).label("lack")
    found = select(persons, lack).outerjoin(accounts, accounts.c.person_id == persons.c.person_id).subquery()
    return select(found).where(found.c.lack.is_not(None), when(wanted.lack, lambda said: found.c.lack == said))
