"""Every contract that fills in a line of the daily report → `daily_count`, `counted_once`; reports, and
lines of rooms, go with their unit."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.daily_reports.tables import COUNTED_ONCE, DAILY_COUNT, DAILY_REPORT, ROOM_LINE
from services.reporting.report_hours.queries import find_timetable
from services.reporting.report_lines.parameters import COUNTS, Source
from shared.auth.moved import following
from shared.database.bulk import arrays
from shared.events.contract import Event
from shared.inbox.projection import Delivered, Projection

ADD = text("""
    INSERT INTO daily_count AS kept (day, org_path, line, partition, count)
    SELECT * FROM unnest(CAST(:days AS date[]), CAST(:paths AS text[]), CAST(:lines AS text[]),
                         CAST(:partitions AS int[]), CAST(:counts AS bigint[]))
    ON CONFLICT (day, org_path, line, partition) DO UPDATE SET count = kept.count + excluded.count
""")
_COLUMNS = ("days", "paths", "lines", "partitions", "counts")
FIRST = text("""
    INSERT INTO counted_once (line, subject)
    SELECT * FROM unnest(CAST(:lines AS text[]), CAST(:subjects AS uuid[]))
    ON CONFLICT (line, subject) DO NOTHING RETURNING line, subject
""")
_STATION = 2  # labels of its path


class Added(NamedTuple):
    """One more of a count at a unit; `subject`: of what it is, where each counts once."""

    code: str
    org_path: str
    subject: UUID | None = None


async def apply(connection: AsyncConnection, deliveries: Sequence[Delivered[Event]]) -> None:
    """Three statements a batch; each partition has sums of its own, and rows go in sorted, so that workers do not wait
    for each other, neither straight nor crosswise. Hours begin on days that lie ahead: what is folded again is counted
    to the same days."""
    hours = await find_timetable(connection)
    added: Counter[tuple[object, ...]] = Counter()
    once: dict[tuple[str, UUID], tuple[object, ...]] = {}
    for each in deliveries:
        for one in counted(each.event):
            cell = (hours.day_of_work(each.time), one.org_path, one.code, each.partition)
            if one.subject is None:
                added[cell] += 1
            else:
                once.setdefault((one.code, one.subject), cell)
    added.update(await _of_the_first_time(connection, once))
    rows = sorted((*cell, count) for cell, count in added.items())
    if rows:
        await connection.execute(ADD, arrays(_COLUMNS, rows))


async def _of_the_first_time(
    connection: AsyncConnection, once: Mapping[tuple[str, UUID], tuple[object, ...]]
) -> Sequence[tuple[Any, ...]]:
    """The cells of what was not counted before."""
    if not once:
        return ()
    found = await connection.execute(FIRST, arrays(("lines", "subjects"), sorted(once)))
    return [once[line, subject] for line, subject in found]


def counted(event: Event) -> Iterable[Added]:
    """All that one event adds."""
    for count in COUNTS.values():
        for source in count.sources:
            if isinstance(event, source.contract) and source.where(event) and not _stays(source, event):
                yield Added(count.code, source.at(event), source.once(event))


def _stays(source: Source, event: Event) -> bool:
    """It went from one room of a station to another."""
    beside = source.beside(event)
    return beside is not None and station_of(beside) == station_of(source.at(event))


def station_of(path: str) -> str:
    """The path of the station that a unit belongs to; of the centre its own."""
    return ".".join(path.split(".")[:_STATION])


def _claims() -> dict[str, tuple[type[Event], ...]]:
    return {
        f"{count.code}.{count.formula}": tuple({source.contract: None for source in count.sources})
        for count in COUNTS.values()
    }


DAILY_COUNTS = Projection(
    name="daily-counts",
    contracts=tuple({contract: None for contracts in _claims().values() for contract in contracts}),
    apply=apply,
    tables=(DAILY_COUNT, COUNTED_ONCE),
    parts=_claims(),
)


DAILY_REPORTS_FOLLOW = following("daily-reports-follow", DAILY_REPORT.c.org_path, ROOM_LINE.c.org_path)
