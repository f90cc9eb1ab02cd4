"""What was said of an application, level by level, and of a holding before; what it was on any day, as known on any
other."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import partial
from itertools import takewhile
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.queries import get_own_person
from services.registry.accounts.tables import ACCOUNT
from services.registry.categories.domain.deciding import was_returned
from services.registry.categories.queries.holdings import list_of_person
from services.registry.categories.tables import CATEGORY_HOLDING_PAST, CATEGORY_OPINION
from services.registry.network.domain import UnitKind
from services.registry.veterans.tables import CATEGORY_HOLDING
from shared.approval import Opinion
from shared.approval.given import Given, list_given
from shared.clock import end_of
from shared.http.dependencies import Reading

_SHARED = [
    "holding_id",
    "revision",
    "state",
    "state_from",
    "applied_on",
    "evidence_kind",
    "document",
    "recognised_on",
    "reason_code",
    "clause",
    "known_from",
]


@dataclass(frozen=True, slots=True)
class Believed:
    """What a holding was said to be, since when and by whom."""

    holding_id: UUID
    revision: int
    state: str
    state_from: date
    applied_on: date | None
    evidence_kind: str | None
    document: str | None
    recognised_on: date | None
    reason_code: str | None
    clause: str | None
    known_from: datetime
    by: str | None


async def list_opinions(
    connection: AsyncConnection, holding_id: UUID, *, of_round: int | None = None
) -> Sequence[Given]:  # fmt: skip
    """In order; of one application, or of all."""
    given = await list_given(connection, CATEGORY_OPINION, holding_id, accounts=ACCOUNT)
    return [each for each in given if of_round in {None, each.round}]


async def list_own(reading: Reading) -> Sequence[tuple[Row[Any], Sequence[Given]]]:
    """What the person has applied for whose account asks, each with what was said of the last application. Raises
    `OwnFileNotFound`."""
    person_id = await get_own_person(reading.connection, reading.caller.account_id)
    told = [row for row in await list_of_person(reading.connection, person_id) if row.version]
    return [(row, await list_opinions(reading.connection, row.holding_id, of_round=row.round)) for row in told]


def waits_for_applicant(row: Row[Any], opinions: Sequence[Opinion]) -> bool:
    """Whether the last application was returned to whoever handed it in, and nothing was handed in since."""
    if not row.waits_for or not was_returned(opinions, UnitKind(row.unit_kind)):
        return False
    return bool(row.known_from <= opinions[-1].given_at)


async def list_believed(connection: AsyncConnection, holding_id: UUID) -> Sequence[Believed]:
    """The last said last."""
    past, now = (
        select(*(table.c[name] for name in _SHARED), ACCOUNT.c.display_name.label("by"))
        .select_from(table)
        .outerjoin(ACCOUNT, ACCOUNT.c.account_id == table.c.recorded_by)
        .where(table.c.holding_id == holding_id)
        for table in (CATEGORY_HOLDING_PAST, CATEGORY_HOLDING)
    )
    rows = await connection.execute(union_all(past, now))
    names = [each.name for each in fields(Believed)]
    believed = [Believed(**{name: row._mapping[name] for name in names}) for row in rows]
    return sorted(believed, key=lambda each: each.revision)


def held_on(believed: Sequence[Believed], on: date | None, known_on: date | None, *, today: date) -> Believed | None:
    """What it was on a day, as known by the end of another: what was said last of that day. Said anew from a day, it is
    so from that day on; a correction of the recognition is so from its first day. None where nobody asks."""
    if on is None and known_on is None:
        return None
    known = [each for each in believed if known_on is None or each.known_from <= end_of(known_on)]
    return next((each for each in reversed(_put_right(known)) if each.state_from <= (on or today)), None)


def _put_right(known: Sequence[Believed]) -> Sequence[Believed]:
    """The same story, each recognition since the day that it was corrected to."""
    story: list[Believed] = []
    for each in known:
        before = story[-1] if story else None
        if before is not None and _corrects(before, each):
            same = list(takewhile(partial(_is_of_recognition, before.recognised_on), reversed(story)))
            story[len(story) - len(same) :] = [_since(said, before, each) for said in reversed(same)]
        story.append(each)
    return story


def _corrects(before: Believed, after: Believed) -> bool:
    return (
        before.state == after.state
        and before.recognised_on is not None
        and after.recognised_on not in {None, before.recognised_on}
    )


def _is_of_recognition(recognised_on: date | None, said: Believed) -> bool:
    return said.recognised_on == recognised_on


def _since(said: Believed, before: Believed, after: Believed) -> Believed:
    """What was said of a recognition, once its first day was corrected: nothing of it holds before that."""
    first = after.recognised_on or said.state_from
    is_first = said.state_from == before.recognised_on
    return replace(
        said, state_from=first if is_first else max(first, said.state_from), recognised_on=after.recognised_on
    )
