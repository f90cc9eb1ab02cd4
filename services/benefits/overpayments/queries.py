"""Reading overpayments, and finding months that were overpaid and are not asked back yet."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.amounts.queries import find_tables
from services.benefits.batches.domain import Owed
from services.benefits.batches.queries import find_over, list_asked_back
from services.benefits.directory.queries import files_of
from services.benefits.overpayments.domain import Overpayment, OverpaymentNotFound
from services.benefits.overpayments.parameters import RECOVERY_ALONE
from services.benefits.overpayments.tables import RECOVERY
from services.benefits.payments.domain.months import Month
from services.benefits.payments.tables import ENTITLEMENT, OVERPAID_MONTH, OVERPAYMENT
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, count_rows, fetch_page
from shared.privacy.keyring import Keyring

T = TypeVar("T")
_OWN, _BACK = OVERPAYMENT.c, RECOVERY.c


def waits() -> Any:
    """Recoveries that count once a second person confirmed them."""
    return _BACK.is_large & _BACK.confirmed_at.is_(None) & _BACK.revoked_at.is_(None)


STATE = case(
    (_OWN.end.is_not(None), _OWN.end),
    (_OWN.recovered_fen == _OWN.fen, "recovered"),
    (exists().where(_BACK.overpayment_id == _OWN.overpayment_id, waits()), "confirming"),
    else_="open",
).label("state")


@dataclass(frozen=True, slots=True)
class WantedOverpayments:
    """Overpayments that agree with everything that is given."""

    person: UUID | None = None
    state: str | None = None


def overpayments() -> Select[Any]:
    """With whom and what each is of, and where it stands."""
    names = (ENTITLEMENT.c.person_id, ENTITLEMENT.c.programme_code)
    return select(OVERPAYMENT, *names, STATE).join(ENTITLEMENT)


def _found(wanted: WantedOverpayments) -> Select[Any]:
    return overpayments().where(
        when(wanted.person, lambda person: ENTITLEMENT.c.person_id.in_(files_of(person))),
        when(wanted.state, lambda state: STATE.element == state),
    )


async def count_overpayments(reading: Reading, wanted: WantedOverpayments) -> int:
    """How many the list has."""
    return await count_rows(reading.connection, _found(wanted))


async def fetch_overpayments(
    reading: Reading, wanted: WantedOverpayments, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """The last found first."""
    return await fetch_page(
        reading.connection,
        _found(wanted),
        by=[_OWN.overpayment_id],
        cursor=cursor,
        limit=limit,
        view=view,
        newest_first=True,
    )


async def get_overpayment(connection: AsyncConnection, overpayment_id: UUID) -> Row[Any]:
    """Raises `OverpaymentNotFound`."""
    found = await connection.execute(overpayments().where(_OWN.overpayment_id == overpayment_id))
    row: Row[Any] | None = found.one_or_none()
    if row is None:
        raise OverpaymentNotFound
    return row


async def list_months(connection: AsyncConnection, overpayment_id: UUID) -> Sequence[Row[Any]]:
    """In their order."""
    wanted = select(OVERPAID_MONTH).where(OVERPAID_MONTH.c.overpayment_id == overpayment_id)
    return (await connection.execute(wanted.order_by(OVERPAID_MONTH.c.month))).all()


async def list_recoveries(connection: AsyncConnection, overpayment_id: UUID) -> Sequence[Row[Any]]:
    """What came back, also what was taken back as wrong, in the order of recording."""
    wanted = select(RECOVERY).where(_BACK.overpayment_id == overpayment_id)
    return (await connection.execute(wanted.order_by(_BACK.recovery_id))).all()


async def find_overpaid(connection: AsyncConnection, until: Month, keyring: Keyring) -> Mapping[UUID, Sequence[Owed]]:
    """By entitlement the months that were paid and not due, and are not asked back yet."""
    over = await find_over(connection, until, keyring)
    known: Counter[tuple[UUID, Month]] = Counter()
    for asked in await list_asked_back(connection):
        known[asked.entitlement_id, asked.month] += asked.open_fen
    found: dict[UUID, list[Owed]] = {}
    for each in over:
        rest = each.fen - known[each.entitlement_id, each.month]
        if rest > 0:
            found.setdefault(each.entitlement_id, []).append(Owed(each.entitlement_id, each.month, rest))
    return found


async def describe(connection: AsyncConnection, entitlements: Sequence[UUID]) -> Mapping[UUID, Any]:
    """Whose entitlements they are, and of what."""
    held = ENTITLEMENT.c
    wanted = select(held.entitlement_id, held.person_id, held.programme_code)
    rows = await connection.execute(wanted.where(held.entitlement_id == func.any(list(entitlements))))
    return {row.entitlement_id: row for row in rows.all()}


async def find_alone(connection: AsyncConnection, on: date) -> int | None:
    """The most that one person alone records to have come back of an overpayment, in fen; None: any sum."""
    line = (await find_tables(connection)).find(RECOVERY_ALONE, "", on)
    return line.value if line else None


async def count_alone(connection: AsyncConnection, overpayment_id: UUID, accounts: Collection[UUID]) -> int:
    """How much of an overpayment somebody alone has recorded to have come back, in fen: a large sum in pieces is one,
    and so are who lends a role and who it is lent to. `accounts`: his, and that of whom he stands in for."""
    by_him = or_(_BACK.recorded_by.in_(accounts), _BACK.recorded_for.in_(accounts))
    own = (_BACK.overpayment_id == overpayment_id, by_him)
    alone = (~_BACK.is_large, _BACK.revoked_at.is_(None))
    return int(await connection.scalar(select(func.coalesce(func.sum(_BACK.fen), 0)).where(*own, *alone)) or 0)


async def load_overpayment(connection: AsyncConnection, row: Row[Any]) -> Overpayment:
    """The overpayment in a row, with what waits of it."""
    waiting = select(func.coalesce(func.sum(_BACK.fen), 0)).where(_BACK.overpayment_id == row.overpayment_id, waits())
    fen = int(await connection.scalar(waiting) or 0)
    return Overpayment(
        row.overpayment_id, row.fen, row.recovered_fen, row.identified_by, row.identified_for, row.end is not None, fen
    )
