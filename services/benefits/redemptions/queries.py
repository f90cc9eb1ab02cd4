"""Reading shops, who shows a code, what was redeemed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.directory.queries import MOST_MERGES, files_of
from services.benefits.directory.tables import ORG_UNIT
from services.benefits.merchants.domain import Redeemer, Relation, Terms
from services.benefits.merchants.tables import AGREEMENT
from services.benefits.redemptions.domain import (
    ClerkNotFound,
    DiscountCodeNotFound,
    NotAClerkOfAShop,
    RedemptionNotFound,
    a_year_after,
    counted_since,
    terms_of,
)
from services.benefits.redemptions.parameters import DRIVING, PRINTED
from services.benefits.redemptions.tables import DISCOUNT_CODE, MERCHANT_CLERK, REDEMPTION
from shared.auth.caller import Caller
from shared.auth.permissions import permission
from shared.auth.scope import holding, within
from shared.auth.tables import ACCESS_GRANT
from shared.database.driver import DriverStatement
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_HELD, _SAID, _CLERK, _CODE = REDEMPTION.c, AGREEMENT.c, MERCHANT_CLERK.c, DISCOUNT_CODE.c


@dataclass(frozen=True, slots=True)
class Shop:
    """Whose clerk somebody is: the agreement, and what it says."""

    entry_id: UUID
    shop: str
    org_code: str
    org_path: str
    base: str | None
    rate_bp: int | None
    most_each: int | None
    period: str | None
    industry: str
    terms: Terms
    misses: int
    misses_since: datetime | None

    @property
    def is_by_class(self) -> bool:
        """Whether how often somebody may have it is counted for each class of licence."""
        return self.industry == DRIVING and self.most_each is not None


_SHOP = (
    select(
        _SAID.entry_id, _SAID.shop, _SAID.org_code, ORG_UNIT.c.org_path, _SAID.base, _SAID.rate_bp, _SAID.most_each,
        _SAID.period, _SAID.industry, _SAID.state, _SAID.subject, _SAID.valid_from, _SAID.valid_until, _CLERK.misses,
        _CLERK.misses_since,
    )
    .join(MERCHANT_CLERK, _CLERK.entry_id == _SAID.entry_id)
    .join(ORG_UNIT, ORG_UNIT.c.org_code == _SAID.org_code)
    .where(_SAID.state != "revoked")
)  # fmt: skip


_SHOP_OF = _SHOP.where(_CLERK.account_id == bindparam("account_id"))
_SHOP_LOCKED = DriverStatement(_SHOP_OF.with_for_update(of=MERCHANT_CLERK))


def _shop(row: Mapping[str, Any]) -> Shop:
    own = {name: row[name] for name in Shop.__slots__ if name != "terms"}
    said = (row[name] for name in ("state", "rate_bp", "subject", "valid_from", "valid_until"))
    return Shop(**own, terms=terms_of(*said))


def _own_shop(rows: Sequence[Mapping[str, Any]], caller: Caller) -> Shop:
    if not rows:
        raise NotAClerkOfAShop
    caller.must_cover(rows[0]["org_path"], NotAClerkOfAShop())
    return _shop(rows[0])


async def find_shop(connection: AsyncConnection, caller: Caller) -> Shop:
    """The caller's. Raises `NotAClerkOfAShop`."""
    rows = await connection.execute(_SHOP_OF, {"account_id": caller.account_id})
    return _own_shop([dict(row) for row in rows.mappings()], caller)


async def lock_shop(connection: AsyncConnection, caller: Caller) -> Shop:
    """The caller's; what else he asks waits until the transaction ends. Raises `NotAClerkOfAShop`."""
    rows = await _SHOP_LOCKED.fetch(connection, {"account_id": caller.account_id})
    return _own_shop([dict(row) for row in rows], caller)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who shows a code, as registry tells of him."""

    person_id: UUID
    redeemer: Redeemer
    synthetic: bool
    is_known: bool


# After `WITH RECURSIVE shown (person_id, …) AS (…)`, which names one person or none: he as registry tells of him.
HOLDER_OF_SHOWN = """, led (file_id, step) AS (
        SELECT person_id, 0 FROM shown
        UNION ALL
        SELECT m.merged_into, led.step + 1 FROM merged_veteran m JOIN led ON m.veteran_id = led.file_id
        WHERE led.step < :most
    ), own AS (SELECT file_id FROM led ORDER BY step DESC LIMIT 1)
    SELECT shown.*, own.file_id, v.veteran_id, v.synthetic, v.deceased_on, v.deregistered_on, v.away_since, v.erased,
        k.relation, k.until, o.deceased_on AS other_deceased_on, o.synthetic AS other_synthetic
    FROM shown CROSS JOIN own
    LEFT JOIN veteran v ON v.veteran_id = own.file_id
    LEFT JOIN discount_kin k JOIN veteran o
        ON o.veteran_id = k.veteran_id AND o.deregistered_on IS NULL AND NOT o.erased
        ON k.relative_id IN (own.file_id, shown.person_id) AND (k.since IS NULL OR k.since <= :day)
"""
_HOLDER = DriverStatement(f"WITH RECURSIVE shown (person_id) AS (SELECT CAST(:person_id AS uuid)) {HOLDER_OF_SHOWN}")


async def find_holder(connection: AsyncConnection, person_id: UUID, on: date) -> Holder:
    """As a veteran, by the file that goes on, and as whose relative. Part of a command."""
    rows = await _HOLDER.fetch(connection, {"person_id": person_id, "day": on, "most": MOST_MERGES})
    return holder_in(rows, on)


def holder_in(rows: Sequence[Any], on: date) -> Holder:
    """Who is shown in the rows of `HOLDER_OF_SHOWN`."""
    own, relatives = rows[0], [row for row in rows if row["relation"] is not None]
    relations = tuple(Relation(row["relation"], _ended_on(row["until"], row["other_deceased_on"])) for row in relatives)
    is_known = own["veteran_id"] is not None
    is_dead = is_known and (own["deceased_on"] is not None or own["erased"])
    is_veteran = is_known and _is_registered(own, on)
    redeemer = Redeemer(
        is_registered=not is_dead and (is_veteran or bool(relations)), is_veteran=is_veteran, relations=relations
    )
    synthetic = own["synthetic"] if is_known else any(row["other_synthetic"] for row in relatives)
    return Holder(own["file_id"], redeemer, synthetic, is_known or bool(relatives))


def _is_registered(row: Any, on: date) -> bool:
    gone = row["deceased_on"] is not None or row["deregistered_on"] is not None or row["erased"]
    return not gone and (row["away_since"] is None or row["away_since"] > on)


def _ended_on(until: date | None, died_on: date | None) -> date | None:
    days = [day for day in (until, a_year_after(died_on) if died_on else None) if day is not None]
    return min(days, default=None)


_USED = DriverStatement("""
    WITH RECURSIVE files (file_id) AS (
        SELECT CAST(:person_id AS uuid)
        UNION
        SELECT m.veteran_id FROM merged_veteran m JOIN files ON m.merged_into = files.file_id
    )
    SELECT count(*) AS used FROM redemption
    WHERE entry_id = :entry_id AND state = 'redeemed' AND person_id IN (SELECT file_id FROM files)
        AND redeemed_on >= CAST(:since AS date)
        AND (CAST(:licence_class AS text) IS NULL OR licence_class = CAST(:licence_class AS text))
""")


async def count_used(
    connection: AsyncConnection, shop: Shop, person_id: UUID, on: date, *, licence_class: str | None = None
) -> int:
    """How often he had the discount in the time that counts, by any of his files; for a class of licence, where one is
    named. Part of a command."""
    since = counted_since(shop.period, on) or date.min
    values = {"entry_id": shop.entry_id, "person_id": person_id, "since": since, "licence_class": licence_class}
    [row] = await _USED.fetch(connection, values)
    return int(row["used"])


_UNIT_PATH = select(ORG_UNIT.c.org_path).where(ORG_UNIT.c.org_code == _SAID.org_code).scalar_subquery()
_REDEMPTIONS = select(REDEMPTION, _SAID.shop, _SAID.org_code, _UNIT_PATH.label("org_path")).join(
    AGREEMENT, _SAID.entry_id == _HELD.entry_id
)


@dataclass(frozen=True, slots=True)
class WantedRedemptions:
    """Those that agree with everything that is given; `person`: who had it, by any of his files."""

    agreement: UUID | None = None
    state: str | None = None
    person: UUID | None = None


def _wanted(scope: ColumnElement[bool], wanted: WantedRedemptions) -> Select[Any]:
    return _REDEMPTIONS.where(
        scope,
        when(wanted.agreement, lambda entry_id: _HELD.entry_id == entry_id),
        when(wanted.state, lambda state: _HELD.state == state),
        when(wanted.person, lambda who: _HELD.person_id.in_(files_of(who))),
    )


async def fetch_redemptions(
    reading: Reading, wanted: WantedRedemptions, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Of all merchants in the caller's scope, the last first."""
    found, order = _wanted(within(_UNIT_PATH, reading.caller), wanted), [_HELD.redemption_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def list_of_shop(connection: AsyncConnection, shop: Shop, limit: int) -> Sequence[Row[Any]]:
    """What was redeemed at a shop, the last first."""
    found = _REDEMPTIONS.where(_HELD.entry_id == shop.entry_id, _HELD.state != "rejected")
    return (await connection.execute(found.order_by(_HELD.redemption_id.desc()).limit(limit))).all()


async def get_redemption(connection: AsyncConnection, redemption_id: UUID, caller: Caller) -> Row[Any]:
    """Raises `RedemptionNotFound`, also for one outside the caller's scope."""
    found = _REDEMPTIONS.where(_HELD.redemption_id == redemption_id, within(_UNIT_PATH, caller))
    row = (await connection.execute(found)).one_or_none()
    if row is None:
        raise RedemptionNotFound
    return row


async def get_of_shop(connection: AsyncConnection, redemption_id: UUID, caller: Caller) -> Row[Any]:
    """One of the caller's shop. Raises `NotAClerkOfAShop`, `RedemptionNotFound`, also for another shop's."""
    shop = await find_shop(connection, caller)
    row = await get_redemption(connection, redemption_id, caller)
    if row.entry_id != shop.entry_id:
        raise RedemptionNotFound
    return row


_PRINTED = select(DISCOUNT_CODE).where(_CODE.kind == PRINTED)


async def fetch_printed(
    reading: Reading, person_id: UUID | None, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Printed codes, the last first; of a person, where one is named."""
    found = _PRINTED.where(when(person_id, lambda who: _CODE.person_id.in_(files_of(who))))
    return await fetch_page(
        reading.connection, found, by=[_CODE.code_id], cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def get_printed(connection: AsyncConnection, code_id: UUID, *, lock: bool = False) -> Row[Any]:
    """Raises `DiscountCodeNotFound`."""
    found = _PRINTED.where(_CODE.code_id == code_id)
    row = (await connection.execute(found.with_for_update() if lock else found)).one_or_none()
    if row is None:
        raise DiscountCodeNotFound
    return row


_CLERKS = select(MERCHANT_CLERK, _SAID.shop, _UNIT_PATH.label("org_path")).join(
    AGREEMENT, _SAID.entry_id == _CLERK.entry_id
)


async def fetch_clerks(
    reading: Reading, agreement: UUID | None, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Whose clerk which account is."""
    found = _CLERKS.where(
        within(_UNIT_PATH, reading.caller), when(agreement, lambda entry_id: _CLERK.entry_id == entry_id)
    )
    return await fetch_page(reading.connection, found, by=[_CLERK.account_id], cursor=cursor, limit=limit, view=view)


async def list_accounts_without_a_shop(reading: Reading) -> Sequence[UUID]:
    """Who has the role of a merchant's clerk in the caller's scope and is nobody's yet, as the accounts were opened."""
    grant = ACCESS_GRANT.c
    held = select(grant.account_id).where(
        grant.role.in_(permission("redemptions.verify").roles),
        within(grant.org_path, reading.caller),
        holding(ACCESS_GRANT, reading.now),
        grant.account_id.not_in(select(_CLERK.account_id)),
    )
    return (await reading.connection.scalars(held.distinct().order_by(grant.account_id))).all()


async def get_clerk(connection: AsyncConnection, account_id: UUID, caller: Caller) -> Row[Any]:
    """Raises `ClerkNotFound`, also for one of a merchant outside the caller's scope."""
    found = _CLERKS.where(_CLERK.account_id == account_id, within(_UNIT_PATH, caller))
    row = (await connection.execute(found)).one_or_none()
    if row is None:
        raise ClerkNotFound
    return row
