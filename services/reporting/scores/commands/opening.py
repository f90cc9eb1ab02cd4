"""A round of a month is opened: what is reckoned stands from then on, inspectors score the rest."""

from dataclasses import asdict, replace
from datetime import timedelta
from functools import partial
from uuid import UUID

import msgspec
from sqlalchemy import insert

from services.reporting.report_hours.queries import find_timetable
from services.reporting.schemes.domain import worded
from services.reporting.schemes.parameters import INDICATORS
from services.reporting.schemes.queries import find_scheme_on
from services.reporting.scores.commands.keeping import score_line, tell_score
from services.reporting.scores.domain import (
    FiguresNotFrozen,
    NoScheme,
    Round,
    RoundExists,
    Station,
    must_be_over,
    stations_in,
)
from services.reporting.scores.queries import find_final_snapshot, find_last_closing, list_discipline
from services.reporting.scores.rules import Discipline, Reckoned, reckoned
from services.reporting.scores.tables import ASSESSED_STATION, ASSESSMENT_ROUND, SCORE
from services.reporting.snapshots.domain import Content, FrozenUnit, encoded
from services.reporting.snapshots.queries import Snapshot, get_snapshot, read_content
from services.reporting.units.queries import list_standing
from shared.auth.moved import standing
from shared.calendar.periods import CalendarMonth
from shared.clock import start_of
from shared.command import Transaction, command
from shared.database.guards import refusing
from shared.events.reporting.assessments import AssessmentRoundOpened
from shared.ids import new_id


@command
async def open_assessment_round(tx: Transaction, month: CalendarMonth) -> UUID:
    """Of every station that stood at the end of the month, by the scheme of that day and its frozen figures.

    Raises `MonthNotOver`, `NoScheme`, `FiguresNotFrozen`, `OutOfScope`, `RoundExists`.
    """
    round_id = new_id()
    tx.concerns(f"assessment-round {round_id}")
    usual = (await find_timetable(tx.connection)).closes_at(month.last)
    must_be_over(month, tx.now, usual, await find_last_closing(tx.connection, month))
    scheme = await find_scheme_on(tx.connection, month.last)
    if scheme is None or scheme.number is None:
        raise NoScheme(day=month.last)
    snapshot_id = await find_final_snapshot(tx.connection, month.last)
    if snapshot_id is None:
        raise FiguresNotFrozen(day=month.last)
    snapshot = await get_snapshot(tx.connection, snapshot_id)
    if not await _is_of_the_whole_day(tx, snapshot):
        raise FiguresNotFrozen(day=month.last)
    content = snapshot.content
    tx.caller.must_cover(content.centre.path)
    opened = Round(round_id, month.code, scheme.scheme_id, scheme.number, snapshot_id, scheme.terms)
    stood = {unit.code for unit in await list_standing(tx.connection, month.last, "station")}
    then = stations_in(content, stood)
    places = await standing(tx.connection, [station.org_path for station in then])
    stations = tuple(replace(station, org_path=places[station.org_path]) for station in then)
    await _write(tx, opened, stations)
    tx.publish(
        AssessmentRoundOpened(
            round_id=round_id,
            month=month.code,
            scheme_id=scheme.scheme_id,
            scheme_number=scheme.number,
            snapshot_id=snapshot_id,
            marks={code: worded(mark) for code, mark in scheme.terms.marks.items()},
            stations=[station.org_code for station in stations],
        ),
        sequence=1,
        effective_on=month.last,
    )
    await _reckon(tx, opened, stations, content)
    return round_id


async def _is_of_the_whole_day(tx: Transaction, snapshot: Snapshot) -> bool:
    """It was frozen after its day, or nothing was counted to that day since."""
    if snapshot.frozen_at >= start_of(snapshot.as_of + timedelta(days=1)):
        return True
    return encoded(await read_content(tx.connection, snapshot.as_of)) == encoded(snapshot.content)


def _value(unit: FrozenUnit, figure_code: str) -> int:
    return unit.change(figure_code).delta


async def _write(tx: Transaction, opened: Round, stations: tuple[Station, ...]) -> None:
    plain = ("round_id", "month", "scheme_id", "scheme_number", "snapshot_id", "state", "edition")
    scored = sum(1 for each in INDICATORS if each.source != "inspector" and each.code in opened.terms.marks)
    line = {name: getattr(opened, name) for name in plain} | {
        "terms": opened.terms.kept(),
        "version": 1 + scored * len(stations),
        "opened_by": tx.caller.account_id,
        "opened_at": tx.now,
    }
    with refusing({"uq_assessment_round_month": RoundExists(month=opened.period.zh)}):
        await tx.connection.execute(insert(ASSESSMENT_ROUND).values(line))
    lines = [asdict(station) | {"round_id": opened.round_id} for station in stations]
    if lines:
        await tx.connection.execute(insert(ASSESSED_STATION), lines)


async def _reckon(tx: Transaction, opened: Round, stations: tuple[Station, ...], content: Content) -> None:
    discipline = await list_discipline(tx.connection, opened.period.first, opened.period.last)
    lines = []
    for station in stations:
        unit = content.by_code[station.org_code]
        for indicator in INDICATORS:
            full = opened.terms.marks.get(indicator.code)
            scored: Reckoned | None = None
            if full is not None:
                scored = reckoned(
                    indicator,
                    full,
                    opened.terms,
                    found=discipline.get(station.org_code, Discipline()),
                    value=partial(_value, unit),
                )
            if scored is None:
                continue
            opened = opened.told()
            steps = msgspec.to_builtins(scored.steps)
            said = {"points": scored.points, "source": indicator.source, "steps": steps}
            lines.append(score_line(tx, opened, station, indicator.code, 1, **said))
            tell_score(tx, opened, station, lines[-1])
    if lines:
        await tx.connection.execute(insert(SCORE), lines)
