"""What is under public notice now. Pure.

Whose an application is, nobody is told here: what a benefit is for says that somebody is disabled, ill or in hardship.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.calendar.working_days import CalendarYearMissing, WorkingCalendar
from shared.publicity import Publicity


@dataclass(frozen=True, slots=True)
class Award:
    """What a nominee is to be awarded, by the codes of the lists."""

    award: str
    year: int
    level: str


@dataclass(frozen=True, slots=True)
class OnShow:
    """One notice, by its number: what for, at which station, and its days. `about`: the name of a programme, or an
    award."""

    number: UUID
    about: str | Award
    station: str | None
    publicity: Publicity

    def until(self, calendar: WorkingCalendar) -> date | None:
        """Its last day; None while an objection is open, or where the year's working days are not known yet."""
        try:
            return self.publicity.last_day(calendar)
        except CalendarYearMissing:
            return None

    @property
    def is_paused(self) -> bool:
        """While an objection is open."""
        return any(each.settled_on is None for each in self.publicity.objections)

    def is_shown(self, calendar: WorkingCalendar, today: date) -> bool:
        """From its first day to its last."""
        until = self.until(calendar)
        return self.publicity.begun_on <= today and (until is None or today <= until)
