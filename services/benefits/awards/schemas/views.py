"""Rounds of selection as the API and the pages say them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.awards.commands.holding import result_in
from services.benefits.awards.domain.refusals import SelectionInvalid
from services.benefits.awards.domain.rounds import Stage
from services.benefits.awards.queries import (
    get_selection,
    list_nominations,
    list_selection_objections,
    list_steps,
    points_in,
    seen_by,
    vetted_in,
)
from services.benefits.awards.tables import publicity_of
from shared.calendar.queries import find_calendar
from shared.http.dependencies import Reading


class _OfRow(BaseModel):
    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(row, from_attributes=True)


class SelectionMade(BaseModel):
    """The round that was opened."""

    round_id: UUID


class NominationMade(BaseModel):
    """The nomination that was taken down."""

    nomination_id: UUID


class SelectionView(_OfRow):
    """A round, and where it stands."""

    round_id: UUID
    award: str
    year: int
    level: str
    org_code: str
    org_path: str
    awards: int = Field(description="how many are awarded")
    workdays: int
    notice: str
    panel: list[str]
    opened_on: date
    stage: str
    vote_document: str | None
    published_on: date | None
    ended_on: date | None
    cancelled_because: str | None
    version: int


class VettedView(_OfRow):
    """What an office said."""

    office: str
    passed: bool
    document: str
    vetted_on: date


class PointsView(_OfRow):
    """What a member of the panel gave."""

    member: int
    points: int | None
    withdrew_because: str | None


class NomineeView(_OfRow):
    """A nominee, and what came of it."""

    nomination_id: UUID
    round_id: UUID
    person_id: UUID
    org_code: str
    org_path: str
    nominated_on: date
    merits: str
    standing: str
    reason: str | None = Field(description="why he was disqualified or withdrawn")
    votes: int | None
    drawn: int | None
    place: int | None
    is_chosen: bool = Field(description="is published as to be awarded")
    granted_on: date | None
    revoked_on: date | None
    revocation_ground: str | None


class NomineeInRoundView(NomineeView):
    """A nominee with what offices and panel said; empty for who does not hold the round."""

    vetted: list[VettedView]
    points: list[PointsView]


class ListedNomineeView(NomineeView):
    """A nominee in a list over all rounds."""

    award: str
    year: int
    level: str


class SelectionObjectionView(_OfRow):
    """An objection, and what was found."""

    number: int
    nomination_id: UUID
    said: str
    raised_on: date
    settled_on: date | None
    is_upheld: bool | None
    found: str | None


class StepView(_OfRow):
    """A step of a round."""

    number: int
    step: str
    stage: str
    on_day: date
    document: str | None
    recorded_by: UUID
    recorded_at: datetime


class WholeSelectionView(SelectionView):
    """A round with its nominees, as far as the caller sees them, its objections and steps. `published_until`: the last
    day of its publicity, null where there is none, or an objection is open; `drawing`: nominations that are equal for
    the awards that are left, and must draw lots."""

    nominees: list[NomineeInRoundView]
    objections: list[SelectionObjectionView]
    steps: list[StepView]
    published_until: date | None
    drawing: list[UUID]


async def whole_selection(reading: Reading, round_id: UUID) -> WholeSelectionView:
    """Raises `SelectionNotFound`. Points and objections are seen by whoever holds the round."""
    connection = reading.connection
    row = await get_selection(connection, round_id, reading.caller)
    holds = reading.caller.covers(row.org_path)
    nominations = await list_nominations(connection, round_id, seen_by(reading.caller))
    vetted = await vetted_in(connection, round_id)
    points = await points_in(connection, round_id) if holds else {}
    own = {each.nomination_id for each in nominations if reading.caller.covers(each.org_path)}
    objections = await list_selection_objections(connection, round_id)
    publicity = publicity_of(row, objections)
    until = publicity.last_day(await find_calendar(connection)) if publicity else None
    return WholeSelectionView(
        **SelectionView.of(row).model_dump(),
        nominees=[_nominee(each, vetted if each.nomination_id in own else {}, points) for each in nominations],
        objections=[SelectionObjectionView.of(each) for each in objections if holds],
        steps=[StepView.of(each) for each in await list_steps(connection, round_id)],
        published_until=until,
        drawing=await _drawing(connection, row) if holds else [],
    )


async def _drawing(connection: AsyncConnection, row: Row[Any]) -> list[UUID]:
    """None while points are missing."""
    if row.stage != Stage.PANEL:
        return []
    try:
        result = await result_in(connection, row)
    except SelectionInvalid:
        return []
    return sorted(each.nominee.nominee_id for each in result.drawing)


def _nominee(
    row: Row[Any], vetted: Mapping[UUID, Sequence[Row[Any]]], points: Mapping[UUID, Sequence[Row[Any]]]
) -> NomineeInRoundView:
    said = [VettedView.of(each) for each in vetted.get(row.nomination_id, ())]
    given = [PointsView.of(each) for each in points.get(row.nomination_id, ())]
    return NomineeInRoundView(**NomineeView.of(row).model_dump(), vetted=said, points=given)
