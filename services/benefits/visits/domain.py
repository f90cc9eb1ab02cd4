"""What a visit must be. Pure."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from services.benefits.visits.parameters import BEREAVEMENT, DAYS_OF_VISITS, KNOWN_BEFORE, SPRING_FESTIVAL
from shared.calendar.spring_festival import spring_festivals
from shared.entries.domain import Facts, too_early, too_late
from shared.refusal import FieldFault

A_DAY = timedelta(days=1)


def spring_festival_visits(year: int) -> tuple[date, date]:
    """The first and the last day for which visits before the Spring Festival of a year are planned."""
    eve = spring_festivals()[year] - A_DAY
    return eve - DAYS_OF_VISITS * A_DAY, eve - A_DAY


def faults_of_visit(facts: Facts) -> Sequence[FieldFault]:
    """Its days are of its year and occasion, and nobody misses it before its day unless that was known."""
    return [*_faults_of_days(facts), *_missed_too_early(facts)]


def _faults_of_days(facts: Facts) -> Sequence[FieldFault]:
    """Who is visited for the Spring Festival is visited before it: on New Year's Eve at last."""
    year, planned_on, made_on = facts["year"], facts["planned_on"], facts.get("made_on")
    if facts["occasion"] != SPRING_FESTIVAL:
        return _outside("planned_on", planned_on, date(year, 1, 1), date(year, 12, 31))
    first, last = spring_festival_visits(year)
    found = _outside("planned_on", planned_on, first, last)
    return [*found, *(_outside("made_on", made_on, first, last + A_DAY) if made_on else ())]


def _outside(name: str, day: date, first: date, last: date) -> list[FieldFault]:
    if day < first:
        return [too_early(name, first)]
    return [too_late(name, last)] if day > last else []


def _missed_too_early(facts: Facts) -> Sequence[FieldFault]:
    missed_on, planned_on = facts.get("missed_on"), facts["planned_on"]
    if missed_on is None or facts.get("miss_reason") in KNOWN_BEFORE or missed_on >= planned_on:
        return ()
    return (too_early("missed_on", planned_on),)


def days_of_the_family(facts: Facts) -> Collection[str]:
    """After a death it is the family that is visited."""
    return ("planned_on", "made_on", "missed_on") if facts["occasion"] == BEREAVEMENT else ()
