"""Counts what is open at organisations that are to be closed, and answers registry whenever that is otherwise than was
answered last: whoever sees to it need not ask again."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.audit import own_accounts
from shared.auth.caller import Caller
from shared.clearance.tables import CLOSING_UNIT, UNIT_CLEARANCE
from shared.clock import now
from shared.command import Transaction, Work, command
from shared.events.clearing import OpenMatter
from shared.events.contract import Event
from shared.service.backlog import Backlog

Count = Callable[[AsyncConnection, str], Awaitable[int]]


async def _nothing(_connection: AsyncConnection, _org_code: str) -> None:
    """Whoever adds one need not wait."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What may be open at an organisation: a word of the code list `open-matter`, and how much of it there is. `hold`
    lets whoever is just adding one finish, before it is counted for an answer."""

    code: str
    count: Count
    hold: Callable[[AsyncConnection, str], Awaitable[None]] = _nothing


@dataclass(frozen=True, slots=True)
class Answered:
    """The contracts of a service's answers."""

    cleared: type[Event]
    not_cleared: type[Event]


class Answerer(Backlog):
    """A part of the worker of every service that registry asks."""

    name = "closing-units"
    waiting = "closings_to_answer"
    caller = Caller(account_id=own_accounts.ANSWERER_OF_CLOSINGS, grants=())
    idle_seconds = 2.0

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        matters: Sequence[Matter],
        answered: Answered,
        clock: Callable[[], datetime] = now,
    ) -> None:
        super().__init__(engine, clock=clock)
        self._matters = matters
        self._answered = answered

    async def count(self, connection: AsyncConnection, *, most: int | None = None) -> int:
        return len(await list_unanswered(connection, self._matters))

    async def work_off(self, work: Work) -> int:
        async with work.engine.connect() as connection:
            waiting = await list_unanswered(connection, self._matters)
        for org_code in waiting:
            await answer_org_unit_closing(work, org_code, matters=self._matters, answered=self._answered)
        return len(waiting)


@command
async def answer_org_unit_closing(
    tx: Transaction, org_code: str, *, matters: Sequence[Matter], answered: Answered
) -> bool:
    """What is open at the organisation now; answers whether it is still to be closed."""
    tx.concerns(f"org-unit {org_code}")
    asked = await _lock_asked(tx.connection, org_code)
    if asked is None:
        return False
    for matter in matters:
        await matter.hold(tx.connection, org_code)
    found = await _open_at(tx.connection, org_code, matters)
    last = await _last_answer(tx.connection, org_code)
    version = 1 if last is None else last.version + 1
    line = {"asked": asked, "open": found, "answered_at": tx.now, "version": version}
    written = insert(UNIT_CLEARANCE).values(org_code=org_code, **line)
    await tx.connection.execute(written.on_conflict_do_update(index_elements=["org_code"], set_=line))
    open_there = tuple(OpenMatter(matter=matter, count=count) for matter, count in found.items())
    own: dict[str, Any] = {"org_code": org_code, "asked": asked}
    event = answered.not_cleared(**own, matters=open_there) if open_there else answered.cleared(**own)
    tx.publish(event, sequence=version)
    return True


async def list_unanswered(connection: AsyncConnection, matters: Sequence[Matter]) -> list[str]:
    """Organisations that are to be closed, of which the last answer is none or does not hold any more."""
    asked = select(CLOSING_UNIT.c.org_code, CLOSING_UNIT.c.asked).order_by(CLOSING_UNIT.c.org_code)
    found = []
    for row in (await connection.execute(asked)).all():
        last = await _last_answer(connection, row.org_code)
        if last is None or last.asked != row.asked or last.open != await _open_at(connection, row.org_code, matters):
            found.append(row.org_code)
    return found


async def _open_at(connection: AsyncConnection, org_code: str, matters: Sequence[Matter]) -> dict[str, int]:
    counts = {matter.code: await matter.count(connection, org_code) for matter in matters}
    return {code: count for code, count in counts.items() if count}


async def _lock_asked(connection: AsyncConnection, org_code: str) -> int | None:
    asked = select(CLOSING_UNIT.c.asked).where(CLOSING_UNIT.c.org_code == org_code).with_for_update()
    found: int | None = await connection.scalar(asked)
    return found


async def _last_answer(connection: AsyncConnection, org_code: str) -> Row[Any] | None:
    own = select(UNIT_CLEARANCE).where(UNIT_CLEARANCE.c.org_code == org_code)
    return (await connection.execute(own)).first()
