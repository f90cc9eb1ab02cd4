"""Which postings suit somebody, and why; what was pushed to him."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Row

from services.benefits.directory.queries import names_of_units
from services.benefits.jobs.domain import Match, monday_of
from services.benefits.jobs.queries import Suiting, fetch_pushes
from services.benefits.jobs.schemas.employers import EXPORT
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Day, OrgCode


class MatchView(BaseModel):
    """A posting that suits somebody, and why: the weightiest reason first."""

    posting_id: UUID
    title: str
    employer: str
    place: str
    wage_fen: int | None
    open_until: date
    reasons: Sequence[str]

    @classmethod
    def of(cls, match: Match, row: Row[tuple[object, ...]]) -> Self:
        """With what the book says of the posting."""
        said = match.posting
        return cls(
            posting_id=said.posting_id,
            title=row.title,
            employer=row.employer,
            place=said.place,
            wage_fen=said.wage_fen,
            open_until=said.open_until,
            reasons=match.reasons,
        )


class PushView(BaseModel):
    """What was put together for somebody in a week."""

    push_id: UUID
    week: date
    posting_ids: Sequence[UUID]


class SuitingView(BaseModel):
    """The postings that suit a person on a day; `is_told`: whether they are pushed to him."""

    person_id: UUID
    is_told: bool
    matches: Sequence[MatchView]
    pushes: Sequence[PushView]

    @classmethod
    def of(cls, person_id: UUID, found: Suiting) -> Self:
        """As it is shown."""
        return cls(
            person_id=person_id,
            is_told=found.is_told,
            matches=[MatchView.of(each, found.rows[each.posting.posting_id]) for each in found.matches],
            pushes=[PushView.model_validate(dict(each._mapping)) for each in found.pushes],
        )


class ListedPush(PushView):
    """The same, and for whom."""

    person_id: UUID
    org_code: str

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """The view of a row."""
        return cls.model_validate(dict(row._mapping))


class JobPushesExport(ExportForm):
    """What was put together for whom is taken away, and why; of a week by any of its days."""

    unit: OrgCode | None = None
    week: Day | None = None


_SHEET = Sheet(
    "job-pushes",
    "岗位推送",
    "What was put together for persons",
    (
        Column("person_id", "人员档案编号", "person, file number"),
        Column("week", "当周星期一", "Monday of the week"),
        Column("postings", "岗位数", "postings"),
        Column("unit", "机构", "unit"),
    ),
    (Column("unit", "机构及其下级", "a unit and all below it"), Column("week", "所在周", "week")),
)


async def _rows(taking: Taking[JobPushesExport]) -> Rows:
    asked = taking.form
    week = monday_of(asked.week) if asked.week else None
    page = await fetch_pushes(taking.reading, asked.unit, week, None, taking.limit, view=ListedPush.of)
    units = await names_of_units(taking.reading.connection, {each.org_code for each in page.items})

    def line(each: ListedPush) -> dict[str, Any]:
        return {**each.model_dump(), "postings": len(each.posting_ids), "unit": units.get(each.org_code)}

    return Rows(page, line)


PUSHES = Export(_SHEET, JobPushesExport, EXPORT, _rows)
