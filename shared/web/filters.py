"""The fields of a filter that more than one list has. One that was left empty is absent (`PageRoute`)."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BeforeValidator, StringConstraints

from shared.http.validation import Day
from shared.web.shape import iso_date


def _day(typed: object) -> object:
    return iso_date(typed.strip()) if isinstance(typed, str) else typed


FilterText = Annotated[Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] | None, Query()]
FilterDay = Annotated[Day | None, BeforeValidator(_day), Query()]
FilterId = Annotated[UUID | None, Query()]
