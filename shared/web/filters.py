"""The fields of a filter that more than one list has. One that was left empty is absent (`PageRoute`)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BeforeValidator, StringConstraints

from shared.clock import start_of
from shared.http.dependencies import from_address
from shared.http.validation import Day
from shared.web.shape import iso_date


def _day(typed: object) -> object:
    return iso_date(typed.strip()) if isinstance(typed, str) else typed


FilterText = Annotated[Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] | None, Query()]
FilterDay = Annotated[Day | None, BeforeValidator(_day), Query()]
FilterId = Annotated[UUID | None, Query()]


@dataclass(frozen=True, kw_only=True)
class SinceUntil:
    """From the beginning of one day to the beginning of another; either may be open."""

    since: FilterDay = None
    until: FilterDay = None

    def instants(self) -> tuple[datetime | None, datetime | None]:
        """The two beginnings."""
        return start_of(self.since) if self.since else None, start_of(self.until) if self.until else None


Period = Annotated[SinceUntil, from_address(SinceUntil)]
