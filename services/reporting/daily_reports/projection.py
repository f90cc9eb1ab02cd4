"""Every contract that fills in a line of the daily report → `daily_count`; reports go with their station, for whose
staff hands them in is asked of today's tree."""

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.daily_reports.tables import DAILY_COUNT, DAILY_REPORT, ROOM_LINE
from services.reporting.report_hours.queries import find_timetable
from services.reporting.report_lines.parameters import COUNTS, Source
from shared.auth.moved import MOVES, Moved, follow
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
_STATION = 2  # labels of its path


async def apply(connection: AsyncConnection, deliveries: Sequence[Delivered[Event]]) -> None:
    """Two statements a batch; each partition has sums of its own, and rows go in sorted, so that workers do not wait
    for each other, neither straight nor crosswise. Hours begin on days that lie ahead: what is folded again is counted
    to the same days."""
    hours = await find_timetable(connection)
    added: Counter[tuple[object, ...]] = Counter()
    for each in deliveries:
        for count, path in counted(each.event):
            added[hours.day_of_work(each.time), path, count, each.partition] += 1
    rows = sorted((*cell, count) for cell, count in added.items())
    if rows:
        await connection.execute(ADD, arrays(_COLUMNS, rows))


def counted(event: Event) -> Iterable[tuple[str, str]]:
    """Code of the count and path of the unit of all that one event adds."""
    for count in COUNTS.values():
        for source in count.sources:
            if isinstance(event, source.contract) and source.where(event) and not _stays(source, event):
                yield count.code, source.at(event)


def _stays(source: Source, event: Event) -> bool:
    """It went from one room of a station to another."""
    beside = source.beside(event)
    return beside is not None and station_of(beside) == station_of(source.at(event))


def station_of(path: str) -> str:
    """The path of the station that a unit belongs to; of the centre its own."""
    return ".".join(path.split(".")[:_STATION])


def _claims() -> dict[str, tuple[type[Event], ...]]:
    return {count.code: tuple({source.contract: None for source in count.sources}) for count in COUNTS.values()}


DAILY_COUNTS = Projection(
    name="daily-counts",
    contracts=tuple({contract: None for contracts in _claims().values() for contract in contracts}),
    apply=apply,
    tables=(DAILY_COUNT,),
    parts=_claims(),
)


async def go_with_stations(connection: AsyncConnection, _delivered: Sequence[Delivered[Moved]]) -> None:
    """Every path that is kept of a report or a line leads to where its unit stands."""
    await follow(connection, DAILY_REPORT.c.org_path, ROOM_LINE.c.org_path)


# Reports are the service's own; a rebuild has nothing to make anew.
DAILY_REPORTS_FOLLOW = Projection("daily-reports-follow", MOVES, go_with_stations, ())
