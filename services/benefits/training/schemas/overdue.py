"""Of whom it is overdue to ask what became of him, and the list to take away."""

from datetime import date
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Row

from services.benefits.directory.queries import names_of_units
from services.benefits.training.domain import COMPLETED, FOLLOWED_AFTER
from services.benefits.training.queries import fetch_overdue
from services.benefits.training.schemas.courses import EXPORT
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import OrgCode

_THIRD, _SIXTH = FOLLOWED_AFTER


class OverdueView(BaseModel):
    """Somebody who completed a course and was not asked in time."""

    entry_id: UUID
    person_id: UUID
    org_code: str
    course_id: UUID
    course: str
    ended_on: date
    due_on: date
    months: int

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """The view of a row."""
        return cls(**row._mapping, months=_THIRD if row.state == COMPLETED else _SIXTH)


class TrainingOverdueExport(ExportForm):
    """Which of them are taken away, and why."""

    unit: OrgCode | None = None


_SHEET = Sheet(
    "training-overdue",
    "培训后就业情况逾期未登记",
    "Outcomes of training that are overdue",
    (
        Column("person_id", "人员档案编号", "person, file number"),
        Column("course", "培训班", "course"),
        Column("ended_on", "结业日期", "completed on"),
        Column("months", "回访月数", "asked after months"),
        Column("due_on", "应登记日期", "due on"),
        Column("unit", "机构", "unit"),
    ),
    (Column("unit", "机构及其下级", "a unit and all below it"),),
)


async def _rows(taking: Taking[TrainingOverdueExport]) -> Rows:
    page = await fetch_overdue(taking.reading, taking.form.unit, None, taking.limit, view=OverdueView.of)
    units = await names_of_units(taking.reading.connection, {each.org_code for each in page.items})

    def line(each: OverdueView) -> dict[str, Any]:
        return {**each.model_dump(), "unit": units.get(each.org_code)}

    return Rows(page, line)


OVERDUE = Export(_SHEET, TrainingOverdueExport, EXPORT, _rows)
