"""What the API takes and says about rankings and appeals."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.reporting.rankings.domain import Decision
from services.reporting.rankings.parameters import OUTCOMES
from services.reporting.rankings.queries import WantedPlaces, fetch_places
from services.reporting.schemes.domain import worded
from services.reporting.schemes.parameters import BY_INDICATOR
from services.reporting.schemes.schemas import Points
from services.reporting.scores.domain import Round
from services.reporting.scores.parameters import BONUS, DEDUCTION, LISTS, STATES
from services.reporting.scores.schemas.rounds import IndicatorCode, Month, RoundState
from services.reporting.units.queries import list_units_kept
from shared.clock import local_date
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import OneOf, OrgCode, Reason, RequestBody

_CODES = (*BY_INDICATOR, BONUS, DEDUCTION)
Listed = Annotated[str, OneOf(LISTS, "not-a-list")]


class OfRound(RequestBody):
    """What is done with a round as it was shown."""

    version: int | None = Field(None, ge=1, description="the one that was acted on; refused when it is not the last")


class StepPaper(RequestBody):
    """The next step of a round, as people fill it in."""


class StepForm(OfRound):
    """The next step of a round."""


class ReopeningPaper(RequestBody):
    """Why a round is scored again, as people fill it in."""

    reason: Reason


class ReopeningForm(ReopeningPaper, OfRound):
    """Why a round is scored again."""


class AppealPaper(RequestBody):
    """Why a station appeals, as people fill it in."""

    org_code: OrgCode
    indicator: IndicatorCode = Field(description="of the scheme; or bonus, deduction, veto")
    grounds: Reason = Field(description="what is wrong with the score; without personal data")


class AppealForm(AppealPaper):
    """Why a station appeals."""


class DecisionPaper(RequestBody):
    """What is decided on an appeal, as people fill it in."""

    outcome: Annotated[str, OneOf(OUTCOMES, "not-an-outcome")]
    points: Points | None = Field(None, description="the score that holds instead, where the appeal is upheld")
    note: Reason = Field(description="why; without personal data")

    def decision(self) -> Decision:
        return Decision(self.outcome, None if self.points is None else Decimal(self.points), self.note)


class DecisionForm(DecisionPaper):
    """What is decided on an appeal."""


class RoundStandsView(BaseModel):
    """How a round stands after what was done."""

    round_id: UUID
    state: RoundState
    edition: int = Field(description="the ranking that holds")
    appeals_until: date | None
    version: int = Field(description="to be sent with what is done with it")

    @classmethod
    def of(cls, stands: Round) -> Self:
        return cls.model_validate({name: getattr(stands, name) for name in cls.model_fields})


class PlaceView(BaseModel):
    """Where a station ranks."""

    org_code: str
    listed: Literal["townships", "county-units"]
    place: int | None = Field(description="equals share one, as 1, 1, 3; null: vetoed")
    total: str
    points: dict[str, str]

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        own = {name: row._mapping[name] for name in cls.model_fields}
        return cls.model_validate({**own, "total": worded(row.total)})


class PlaceOfMonthView(PlaceView):
    """Where a station ranks in a month."""

    round_id: UUID
    month: str
    state: RoundState
    org_path: str


class RankingView(BaseModel):
    """A ranking of a round."""

    round_id: UUID
    month: str
    edition: int
    is_last: bool = Field(description="no later one holds instead")
    made_at: datetime
    confirmed_at: datetime | None
    published_at: datetime | None
    places: list[PlaceView]

    @classmethod
    def of_rows(cls, found: Round, ranking: Row[Any], rows: Sequence[Row[Any]]) -> Self:
        stamps = ("edition", "made_at", "confirmed_at", "published_at")
        return cls(
            round_id=found.round_id,
            month=found.month,
            is_last=ranking.edition == found.edition and found.state != "open",
            places=[PlaceView.of(row) for row in rows],
            **{name: ranking._mapping[name] for name in stamps},
        )


class AppealMade(BaseModel):
    """An appeal that was lodged."""

    appeal_id: UUID


class AppealView(BaseModel):
    """An appeal of a station against a score."""

    appeal_id: UUID
    round_id: UUID
    org_code: str
    org_path: str
    indicator: str
    grounds: str
    lodged_by: UUID
    lodged_for: UUID | None = Field(description="the account that it stood in for")
    lodged_at: datetime
    decide_by: date
    outcome: Literal["upheld", "refused"] | None
    points: str | None
    note: str | None
    decided_by: UUID | None
    decided_at: datetime | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        own = {name: row._mapping[name] for name in cls.model_fields}
        return cls.model_validate({**own, "points": None if row.points is None else worded(row.points)})


class RankingsExport(ExportForm):
    """Which places are taken away, and why."""

    month: Month | None = None
    listed: Listed | None = None


async def _rows(taking: Taking[RankingsExport]) -> Rows:
    form, reading = taking.form, taking.reading
    page = await fetch_places(
        reading, WantedPlaces(form.month, form.listed), None, taking.limit, view=PlaceOfMonthView.of
    )
    paths = {each.org_path for each in page.items}
    units = await list_units_kept(reading.connection, local_date(reading.now), paths)

    def line(each: PlaceOfMonthView) -> dict[str, Any]:
        points = {code: each.points.get(code) for code in _CODES}
        return {**each.model_dump(), **points, "unit": units[each.org_path].name}

    return Rows(page, line)


RANKINGS = Export(
    Sheet(
        "rankings",
        "考评排名",
        "Rankings",
        (
            Column("month", "月份", "month"),
            Column("listed", "分组", "list", LISTS),
            Column("place", "名次", "rank"),
            Column("unit", "服务站", "station"),
            Column("org_code", "服务站代码", "code of the station"),
            Column("total", "总分", "total"),
            *(Column(code, f"得分 {code}", f"points {code}") for code in BY_INDICATOR),
            Column("bonus", "加分", "bonus"),
            Column("deduction", "扣分", "deductions"),
            Column("state", "状态", "state", STATES),
        ),
        (Column("month", "月份", "month"), Column("listed", "分组", "list", LISTS)),
    ),
    RankingsExport,
    "rankings.export",
    _rows,
)
