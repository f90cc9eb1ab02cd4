"""Whose age is to be looked at, and what was told of it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, func, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.corrections.tables import PERSON_FACT
from services.registry.milestones.domain import ToldMilestone
from services.registry.milestones.tables import AGE_MILESTONE
from services.registry.recipients.queries import WITHOUT_FILE
from services.registry.recipients.tables import RECIPIENT
from services.registry.veterans.domain.standing import FileState
from services.registry.veterans.queries.files import BIRTH, HELD
from services.registry.veterans.queries.survivors import SURVIVOR, goes_on
from services.registry.veterans.tables import AGE_LOOKED_AT, CATEGORY_HOLDING, DATA_KEY, VETERAN

# The living who are registered: of the dead, deregistered and merged nothing is told, nor of whom was erased.
WAITING: Select[Any] = (
    select(VETERAN.c.veteran_id)
    .join(DATA_KEY, DATA_KEY.c.person_id == VETERAN.c.veteran_id)
    .where(
        VETERAN.c.state == FileState.REGISTERED,
        ~exists().where(AGE_LOOKED_AT.c.person_id == VETERAN.c.veteran_id),
    )
)
RECIPIENTS_WAITING: Select[Any] = (
    select(RECIPIENT.c.person_id)
    .join(DATA_KEY, DATA_KEY.c.person_id == RECIPIENT.c.person_id)
    .where(
        RECIPIENT.c.state == FileState.REGISTERED,
        WITHOUT_FILE,
        ~exists().where(AGE_LOOKED_AT.c.person_id == RECIPIENT.c.person_id),
    )
)


async def count_waiting(connection: AsyncConnection, *, most: int | None = None) -> int:
    """How many are to be looked at; no more than `most` are counted."""
    waiting = union_all(WAITING, RECIPIENTS_WAITING).limit(most).subquery()
    return await connection.scalar(select(func.count()).select_from(waiting)) or 0


async def hold_waiting(connection: AsyncConnection, *, most: int) -> tuple[Sequence[UUID], Sequence[UUID]]:
    """The next veterans, and where there are not as many the next recipients without a file; whom somebody is about to
    change waits for the next time. The newest first: read from that end, the index meets those who wait before the many
    who were looked at."""
    files = WAITING.order_by(VETERAN.c.veteran_id.desc()).limit(most).with_for_update(of=VETERAN, skip_locked=True)
    veterans = list((await connection.execute(files)).scalars())
    others = RECIPIENTS_WAITING.order_by(RECIPIENT.c.person_id.desc()).limit(most - len(veterans))
    held = await connection.execute(others.with_for_update(of=RECIPIENT, skip_locked=True))
    return veterans, list(held.scalars())


async def told_of(connection: AsyncConnection, persons: Collection[UUID]) -> Mapping[UUID, Mapping[int, ToldMilestone]]:
    """By person and age."""
    held = AGE_MILESTONE.c
    found: defaultdict[UUID, dict[int, ToldMilestone]] = defaultdict(dict)
    for row in await connection.execute(select(AGE_MILESTONE).where(held.person_id == func.any(list(persons)))):
        found[row.person_id][row.age] = ToldMilestone(row.milestone_id, row.version, row.month, row.is_withdrawn)
    return found


async def categories_of(connection: AsyncConnection, persons: Collection[UUID]) -> Mapping[UUID, Collection[str]]:
    """The categories that each holds or claims, in files that were merged into his too."""
    held = CATEGORY_HOLDING.c
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    merged = select(SURVIVOR.c.merged_id).where(SURVIVOR.c.goes_on == func.any(list(persons)))
    theirs = (
        select(goes_on(held.holder_id).label("person_id"), held.category_code)
        .outerjoin(SURVIVOR, SURVIVOR.c.merged_id == held.holder_id)
        .where(or_(held.holder_id == func.any(list(persons)), held.holder_id.in_(merged)), held.state.in_(HELD))
    )
    for row in await connection.execute(theirs):
        found[row.person_id].add(row.category_code)
    return found


async def decided_births(connection: AsyncConnection, persons: Collection[UUID]) -> Collection[UUID]:
    """Those whose stated date of birth two persons have decided on: it holds, and not the number's."""
    held = PERSON_FACT.c
    decided = select(held.person_id).where(held.person_id == func.any(list(persons)), held.field == BIRTH)
    return {*(await connection.execute(decided)).scalars()}
