"""The fields of a filter. One that was left empty says nothing.

kind: Annotated[UnitKind | None, EMPTY] = None, on: FilterDay = None, name: FilterText = None
"""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BeforeValidator, StringConstraints

from shared.web.shape import iso_date


def _absent(typed: object) -> object:
    return (typed.strip() or None) if isinstance(typed, str) else typed


def _day(typed: object) -> object:
    said = _absent(typed)
    return iso_date(said) if isinstance(said, str) else said


EMPTY = BeforeValidator(_absent)

FilterText = Annotated[Annotated[str, StringConstraints(max_length=300)] | None, EMPTY, Query()]
FilterDay = Annotated[date | None, BeforeValidator(_day), Query()]
FilterId = Annotated[UUID | None, EMPTY, Query()]
