"""Which checks are told otherwise than they should be: they count no longer, or again, since files of one person were
merged or are apart; or the categories of a person were learned that he held on the day."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    Date,
    Row,
    Subquery,
    TableValuedAlias,
    Text,
    and_,
    column,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.checks.domain import SLOT, categories_asked
from services.benefits.checks.tables import HEALTH_CHECK
from services.benefits.directory.queries import survivors
from services.benefits.eligibility.parameters import CATEGORIES
from services.benefits.eligibility.queries import weighing_of
from services.benefits.eligibility.tables import PERSON_FACT
from services.benefits.programmes.queries import list_in_slot
from shared.entries.domain import REVOKED

_HELD, _FACT = HEALTH_CHECK.c, PERSON_FACT.c


class Asked(NamedTuple):
    """The programme of health checks asks for this category, from a day on and before another."""

    category: str
    since: date
    until: date | None


async def list_asked(connection: AsyncConnection) -> list[Asked]:
    """By every version of it that was ever in force."""
    return [
        Asked(category, version.valid_from, until)
        for version, until in await list_in_slot(connection, SLOT)
        for clause in weighing_of(version).clauses
        for category in sorted(categories_asked(clause.condition))
    ]


async def list_counted_wrongly(connection: AsyncConnection, limit: int) -> Sequence[Row[Any]]:
    """Checks that were had of which `doubled` or `unqualified` is not what it should be (`is_double`,
    `is_unqualified`), with the version that was looked at.

    Of all that a person had in a year, by whichever file, the first counts. Nobody is called unqualified (C6) of whose
    categories nothing was told, nor on a day on which no programme asks for any.
    """
    led, asked = survivors(), _asked(await list_asked(connection))
    had, told = _had(led), _told(led)
    of_the_day = and_(asked.c.since <= had.c.completed_on, _goes_on(asked.c.until, had))
    covered = select(had.c.entry_id).join(asked, of_the_day).distinct().subquery("covered")
    known = select(told.c.file).distinct().subquery("known")
    on_the_day = and_(told.c.file == had.c.file, _begun(told.c.since, had), _goes_on(told.c.until, had))
    qualified = (
        select(had.c.entry_id)
        .join(told, on_the_day)
        .join(asked, and_(asked.c.category == told.c.value, of_the_day))
        .distinct()
        .subquery("qualified")
    )
    place = func.row_number().over(partition_by=(had.c.file, had.c.year), order_by=(had.c.completed_on, had.c.entry_id))
    is_unqualified = and_(covered.c.entry_id.is_not(None), known.c.file.is_not(None), qualified.c.entry_id.is_(None))
    found = (
        select(had, (place > 1).label("is_double"), is_unqualified.label("is_unqualified"))
        .outerjoin(covered, covered.c.entry_id == had.c.entry_id)
        .outerjoin(known, known.c.file == had.c.file)
        .outerjoin(qualified, qualified.c.entry_id == had.c.entry_id)
        .subquery("found")
    )
    said = or_(found.c.doubled != found.c.is_double, found.c.unqualified != found.c.is_unqualified)
    return (await connection.execute(select(found).where(said).order_by(found.c.entry_id).limit(limit))).all()


def _had(led: Subquery) -> CTE:
    """Checks that were had, each with the file that its person goes on in."""
    columns = (_HELD.entry_id, _HELD.version, _HELD.year, _HELD.completed_on, _HELD.doubled, _HELD.unqualified)
    return (
        select(*columns, func.coalesce(led.c.goes_on, _HELD.person_id).label("file"))
        .outerjoin(led, led.c.veteran_id == _HELD.person_id)
        .where(_HELD.completed_on.is_not(None), _HELD.state != REVOKED.code)
        .cte("had")
    )


def _asked(asked: Sequence[Asked]) -> TableValuedAlias:
    columns = (
        literal([each.category for each in asked], ARRAY(Text)),
        literal([each.since for each in asked], ARRAY(Date)),
        literal([each.until for each in asked], ARRAY(Date)),
    )
    named = (column("category", Text), column("since", Date), column("until", Date))
    return func.unnest(*columns).table_valued(*named, name="asked").render_derived()


def _told(led: Subquery) -> CTE:
    """What was told of categories, by the file that a person goes on in."""
    return (
        select(func.coalesce(led.c.goes_on, _FACT.person_id).label("file"), _FACT.value, _FACT.since, _FACT.until)
        .outerjoin(led, led.c.veteran_id == _FACT.person_id)
        .where(_FACT.fact == CATEGORIES)
        .cte("told")
    )


def _begun(since: Any, had: CTE) -> ColumnElement[bool]:
    return or_(since.is_(None), since <= had.c.completed_on)


def _goes_on(until: Any, had: CTE) -> ColumnElement[bool]:
    return or_(until.is_(None), until > had.c.completed_on)
