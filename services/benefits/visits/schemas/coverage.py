"""What the lists of a festival say, and how they are taken away."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.benefits.directory.queries import names_of_units
from services.benefits.visits.parameters import FESTIVALS, FIRST_YEAR, LAST_YEAR
from services.benefits.visits.queries import WantedFestival, fetch_coverage, fetch_unvisited, wanted_festival
from shared.entries.schemas import UNIT
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import OneOf, OrgCode

Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Festival = Annotated[str, OneOf(FESTIVALS, "not-a-festival")]


class CoverageView(BaseModel):
    """How far the visits of a unit's persons have come: each is in one of the numbers beside `persons`."""

    org_code: str
    persons: int = Field(description="in the register, living, not moved away")
    made: int = Field(description="visited")
    planned: int = Field(description="not visited yet, planned")
    missed: int = Field(description="not visited, missed, nothing planned since")
    open: int = Field(description="nothing planned at all")
    unit: str | None = Field(description="its name")

    @classmethod
    def of(cls, row: Row[Any]) -> "CoverageView":
        """The view of a row."""
        rest = row.persons - row.made - row.planned - row.missed
        numbers = {"persons": row.persons, "made": row.made, "planned": row.planned, "missed": row.missed}
        return cls(org_code=row.org_code, unit=row.name, open=rest, **numbers)


class UnvisitedView(BaseModel):
    """Somebody who was not visited yet."""

    person_id: UUID
    org_code: str
    planned_on: date | None = Field(description="null: nothing is planned")
    missed_on: date | None = Field(description="null: no visit was missed")

    @classmethod
    def of(cls, row: Row[Any]) -> "UnvisitedView":
        """The view of a row."""
        return cls.model_validate(dict(row._mapping))


class CoverageExport(ExportForm):
    """Of which festival the coverage is taken away, and why."""

    year: Year | None = None
    occasion: Festival | None = None
    unit: OrgCode | None = None


class UnvisitedExport(CoverageExport):
    """Of which festival those not visited yet are taken away, and why."""


_OF_FESTIVAL = (
    Column("year", "年度", "year"),
    Column("occasion", "走访慰问时机", "occasion", FESTIVALS),
)
_FILTERS = (
    *_OF_FESTIVAL,
    Column("unit", "机构及其下级", "a unit and all below it"),
)
_COVERAGE = Sheet(
    "visit-coverage",
    "走访慰问覆盖情况",
    "Coverage of visits",
    (
        UNIT,
        Column("persons", "应走访", "to be visited"),
        Column("made", "已走访", "visited"),
        Column("planned", "已计划", "planned"),
        Column("missed", "未走访", "missed"),
        Column("open", "未安排", "without a plan"),
        *_OF_FESTIVAL,
    ),
    _FILTERS,
)
_UNVISITED = Sheet(
    "persons-not-visited",
    "尚未走访人员",
    "Persons not visited yet",
    (
        Column("person_id", "人员档案编号", "person, file number"),
        UNIT,
        Column("planned_on", "计划日期", "planned for"),
        Column("missed_on", "未走访日期", "missed on"),
        *_OF_FESTIVAL,
    ),
    _FILTERS,
)


def _wanted(taking: Taking[Any]) -> WantedFestival:
    return wanted_festival(taking.reading, taking.form.year, taking.form.occasion, taking.form.unit)


async def _rows_of_coverage(taking: Taking[CoverageExport]) -> Rows:
    wanted = _wanted(taking)
    page = await fetch_coverage(taking.reading, wanted, None, taking.limit, view=CoverageView.of)
    return Rows(page, lambda each: {**each.model_dump(), "year": wanted.year, "occasion": wanted.occasion})


async def _rows_of_unvisited(taking: Taking[UnvisitedExport]) -> Rows:
    wanted = _wanted(taking)
    page = await fetch_unvisited(taking.reading, wanted, None, taking.limit, view=UnvisitedView.of)
    units = await names_of_units(taking.reading.connection, {each.org_code for each in page.items})
    of = {"year": wanted.year, "occasion": wanted.occasion}
    return Rows(page, lambda each: {**each.model_dump(), "unit": units.get(each.org_code), **of})


COVERAGE = Export(_COVERAGE, CoverageExport, "visits.export", _rows_of_coverage)
UNVISITED = Export(_UNVISITED, UnvisitedExport, "visits.export", _rows_of_unvisited)
