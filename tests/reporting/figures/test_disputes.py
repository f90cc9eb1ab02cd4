"""A case counts as its end is believed to be now; who mediated it is kept beside."""

from datetime import date
from typing import Any

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.events.contract import Event
from tests.reporting.given import YANGYING, case_resolved, case_withdrawn, entries_of, fold
from tests.reporting.mended import case_reopened, resolution_corrected

MARCH, APRIL = date(2019, 3, 1), date(2019, 4, 10)


def added(event: Event) -> list[tuple[str, str, date, int]]:
    """What one event adds: figure, path, day, delta."""
    return [(each.figure_code, each.org_path, each.day, each.delta) for each in entries_of(event)]


class TestAnEndThatWasSaidWrongly:
    def test_exchanges_what_was_said_of_a_resolved_case(self) -> None:
        said = case_resolved(YANGYING, APRIL)
        other_day = msgspec.structs.replace(said, resolved_on=MARCH)
        failed = msgspec.structs.replace(said, outcome="failed")
        for before, now, expected in (
            (said, failed, [("F20", YANGYING, APRIL, -1)]),
            (failed, said, [("F20", YANGYING, APRIL, 1)]),
            (said, other_day, [("F20", YANGYING, APRIL, -1), ("F20", YANGYING, MARCH, 1)]),
            (said, said, []),
        ):
            assert sorted(added(resolution_corrected(before, now))) == sorted(expected)

    def test_takes_a_reopened_case_out_of_the_figure_of_its_end(self) -> None:
        resolved, withdrawn = case_resolved(YANGYING, APRIL), case_withdrawn(YANGYING, MARCH)
        assert added(case_reopened(resolved)) == [("F20", YANGYING, APRIL, -1)]
        assert added(case_reopened(msgspec.structs.replace(resolved, outcome="failed"))) == []
        assert added(case_reopened(withdrawn)) == [("F29", YANGYING, MARCH, -1)]

    async def test_leaves_nobody_who_did_not_mediate_and_comes_to_nothing_in_the_ledger(
        self, reporting_engine: AsyncEngine
    ) -> None:
        first, other = case_resolved(YANGYING, APRIL), case_resolved(YANGYING, APRIL, mediators=2)
        right = msgspec.structs.replace(first, mediator_ids=other.mediator_ids[:1], resolved_on=MARCH)
        await fold(reporting_engine, [first, other])
        await fold(reporting_engine, [resolution_corrected(first, right), case_reopened(other)])
        assert await mediated(reporting_engine) == [(first.case_id, other.mediator_ids[0], MARCH)]
        assert await counted(reporting_engine) == [(MARCH, 1)]
        # Of what comes in one batch, the last stands; what ended again counts again.
        again = msgspec.structs.replace(other, resolved_on=MARCH)
        await fold(reporting_engine, [case_reopened(right), first, case_reopened(first), again])
        assert await mediated(reporting_engine) == sorted((other.case_id, each, MARCH) for each in other.mediator_ids)
        assert await counted(reporting_engine) == [(MARCH, 1)]


async def mediated(engine: AsyncEngine) -> list[tuple[Any, ...]]:
    async with engine.connect() as connection:
        found = await connection.execute(text("SELECT case_id, mediator_id, resolved_on FROM case_mediator"))
        return sorted(tuple(row) for row in found)


async def counted(engine: AsyncEngine) -> list[tuple[Any, ...]]:
    """Days and sums of F20 in the ledger."""
    summed = text(
        "SELECT day, sum(delta)::int FROM figure_entry WHERE figure_code = 'F20' GROUP BY day HAVING sum(delta) <> 0"
    )
    async with engine.connect() as connection:
        return sorted(tuple(row) for row in await connection.execute(summed))
