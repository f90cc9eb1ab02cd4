"""Which postings suit somebody, and why; what was pushed to him."""

from collections.abc import Sequence
from datetime import date
from typing import Self
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Row

from services.benefits.jobs.domain import Match
from services.benefits.jobs.queries import Suiting


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
