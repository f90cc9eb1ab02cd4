"""What has been achieved, learned from events alone.

Rooms, in the order in which a newcomer reads them:

- `units`: the service network as a tree with its history.
- `party`: the Party organisations that mirror it.
- `discounts`: what merchants take off.
- `figures`: what is counted, by org unit and day.
- `openings`: what had been done before, shown apart.
- `snapshots`: figures frozen as of a date, for good.
- `consistency`: what must agree between figures.
- `comparisons`: whether the services hold the same persons.
- `promises`: whether what was registered, decided, resolved and reported reached everybody.
- `closings`: what is still counted, or to be done, at units that are to be closed.
- `report_hours`: by when daily reports are due.
- `report_lines`: what daily reports have lines for.
- `daily_reports`: what each station and each of its rooms says of its day.
- `dispatches`: the weekly dispatch and its tasks.
- `bulletins`: of ten days, drafted from frozen figures.
- `briefings`: notes for the leaders.
- `schemes`: what is assessed, for how many points.
- `scores`: months in which stations are scored.
- `rankings`: who ranks where, appeals.
- `slips`: what stations are to mend, in three colours.
- `paper_forms`: how official papers read.
- `coverage`: how far the service network reaches, nominally and effectively.
- `county`: figures as people read them.
"""

from services.reporting import (
    briefings,
    bulletins,
    closings,
    comparisons,
    consistency,
    county,
    coverage,
    daily_reports,
    discounts,
    dispatches,
    figures,
    openings,
    paper_forms,
    party,
    promises,
    rankings,
    report_hours,
    report_lines,
    schemes,
    scores,
    slips,
    snapshots,
    units,
)
from shared.service.room import Service

SERVICE = Service(
    __name__,
    "Reporting · 统计",
    rooms=(
        units.ROOM,
        party.ROOM,
        discounts.ROOM,
        figures.ROOM,
        openings.ROOM,
        snapshots.ROOM,
        consistency.ROOM,
        comparisons.ROOM,
        promises.ROOM,
        closings.ROOM,
        report_hours.ROOM,
        report_lines.ROOM,
        daily_reports.ROOM,
        dispatches.ROOM,
        bulletins.ROOM,
        briefings.ROOM,
        schemes.ROOM,
        paper_forms.ROOM,
        scores.ROOM,
        rankings.ROOM,
        slips.ROOM,
        coverage.ROOM,
        county.ROOM,
    ),
)
