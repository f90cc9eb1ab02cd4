"""What the API takes and says about rounds of assessment and their scores."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Row

from services.reporting.schemes.domain import NOTHING, Terms, worded
from services.reporting.schemes.schemas import Points
from services.reporting.scores.commands.scoring import Given
from services.reporting.scores.domain import month_of
from services.reporting.scores.parameters import MOST_EVIDENCE
from services.reporting.scores.rules import worth_of
from shared.calendar.periods import CalendarMonth
from shared.http.validation import FREE_TEXT, OrgCode, Reason, RequestBody, WrittenAs

Month = Annotated[
    str, WrittenAs(r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$", zh="年月，如 2019-04", en="a month like 2019-04")
]
IndicatorCode = Annotated[
    str,
    WrittenAs(r"^([A-Z][0-9]{1,2}|bonus|deduction|veto)$", zh="考评指标代码，如 A1", en="code of an indicator, as A1"),
]
Evidence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=MOST_EVIDENCE), FREE_TEXT]
RoundState = Literal["open", "provisional", "confirmed", "published"]


class RoundForm(RequestBody):
    """A month that is to be assessed."""

    month: Month = Field(description="its daily reports are closed, and the figures of its last day frozen")

    def calendar_month(self) -> CalendarMonth:
        return month_of(self.month)


class ScorePaper(RequestBody):
    """What an inspector says of a station, as people fill it in."""

    points: Points = Field(description="at most the full marks; of a veto 1, or 0 to take it back")
    evidence: Evidence = Field(description="what it goes by: day, document, what was seen; without personal data")
    reason: Reason | None = Field(None, description="asked for where a score is corrected")

    def given(self) -> Given:
        return Given(Decimal(self.points), self.evidence, self.reason)


class ScoreForm(ScorePaper):
    """What an inspector says of a station."""

    org_code: OrgCode
    indicator: IndicatorCode = Field(description="of the scheme; or bonus, deduction, veto")
    edition: int | None = Field(None, ge=0, description="the one that was seen, 0 for none; refused when it is another")


class RoundMade(BaseModel):
    """A round that was opened."""

    round_id: UUID


class ScoreStandsView(BaseModel):
    """Which edition of a score holds now."""

    edition: int


class RoundView(BaseModel):
    """The assessment of a month."""

    round_id: UUID
    month: str
    scheme_id: UUID
    scheme_number: int
    snapshot_id: UUID = Field(description="the figures that it goes by")
    state: RoundState
    edition: int = Field(description="rankings that were made of it")
    appeals_until: date | None
    version: int
    opened_by: UUID
    opened_at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate({name: row._mapping[name] for name in cls.model_fields})


class StationPointsView(BaseModel):
    """The points of a station that hold, by indicator; one that is not there was not given yet."""

    org_code: str
    listed: Literal["townships", "county-units"] = Field(description="whom it is compared with")
    points: dict[str, str]

    @classmethod
    def of_row(cls, row: Row[Any], points: Mapping[str, Decimal]) -> Self:
        said = {code: worded(each) for code, each in points.items()}
        return cls(org_code=row.org_code, listed=row.listed, points=said)


class WholeRoundView(BaseModel):
    """A round with the stations within your scope."""

    round_id: UUID
    month: str
    state: RoundState
    marks: dict[str, str] = Field(description="full marks by indicator")
    stations: list[StationPointsView]


class ScoreView(BaseModel):
    """A score that was given; none is changed."""

    indicator: str
    edition: int
    points: str
    source: Literal["inspector", "figures", "reports", "appeal"]
    steps: list[dict[str, Any]] = Field(description="the arithmetic of what was reckoned, which adds up to the points")
    evidence: str | None
    reason: str | None = Field(description="why it is not what it was before")
    recorded_by: UUID = Field(description="account; of what was reckoned, who opened the round")
    recorded_at: datetime

    @classmethod
    def of(cls, row: Row[Any], terms: Terms) -> Self:
        own = {name: row._mapping[name] for name in cls.model_fields}
        steps = worth_of(terms.marks.get(row.indicator, NOTHING), row.steps)
        return cls.model_validate({**own, "points": worded(row.points), "steps": steps})


class StationScoresView(BaseModel):
    """Every score of a station in a round, by indicator, the last first."""

    org_code: str
    scores: dict[str, list[ScoreView]]

    @classmethod
    def of_rows(cls, org_code: str, rows: Mapping[str, Sequence[Row[Any]]], terms: Terms) -> Self:
        views = {code: [ScoreView.of(row, terms) for row in each] for code, each in rows.items()}
        return cls(org_code=org_code, scores=views)
