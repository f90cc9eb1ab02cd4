"""What the API takes and says about ten-day bulletins."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Row

from services.reporting.bulletins.domain.bulletin import Bulletin
from services.reporting.bulletins.domain.content import MonthRanked, Trend
from services.reporting.bulletins.parameters import MOST_TEXT
from services.reporting.paper_forms.domain.forms import numbered
from shared.http.validation import FREE_TEXT, Day, RequestBody

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=MOST_TEXT), FREE_TEXT]


class DraftForm(RequestBody):
    """Which bulletin is drafted."""

    day: Day = Field(description="any day of the ten-day period, which must be over")


class VersionForm(RequestBody):
    """What is done with a bulletin as it was shown."""

    version: int | None = Field(None, ge=1, description="the one that was acted on; refused when it is not the last")


class TextPaper(RequestBody):
    """What people say in a bulletin, as they fill it in."""

    text: Words = Field(description="without personal data")


class TextForm(TextPaper, VersionForm):
    """What people say in a bulletin from now on."""


class BulletinStandsView(BaseModel):
    """How a bulletin stands."""

    bulletin_id: UUID
    period: str = Field(description="as 2019-04-C")
    first_on: date
    last_on: date = Field(description="the figures are as of this day")
    document_number: str | None = Field(description="null: a draft")
    issued_on: date | None
    snapshot_id: UUID
    version: int = Field(description="to be sent with what is done with it")

    @classmethod
    def of(cls, bulletin: Bulletin) -> Self:
        return cls.model_validate({name: getattr(bulletin, name) for name in cls.model_fields})


class BulletinView(BulletinStandsView):
    """A bulletin in a list."""

    state: Literal["draft", "issued"]
    digest: str

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        number = numbered(row.word, row.year, row.number)
        told = {"document_number": number, "state": "draft" if number is None else "issued"}
        own = {name: row._mapping[name] for name in BulletinStandsView.model_fields if name != "document_number"}
        return cls.model_validate({**own, **told, "digest": row.content["digest"]})


class ValueView(BaseModel):
    """A figure of the county at the end of the period before, and at the end of this one."""

    code: str
    before: int
    value: int
    change: int


class StationView(BaseModel):
    """The daily reports of a station in the period."""

    code: str
    name: str
    states: dict[str, int] = Field(description="reports by punctuality")
    lines: dict[str, int] = Field(description="what they say, line by line")


class TrendEndView(BaseModel):
    """A figure at the end of a period."""

    period: str
    value: int


class TrendView(BaseModel):
    """A key figure of the county at the end of each of the last periods, the last one that of the bulletin."""

    code: str
    ends: Sequence[TrendEndView]

    @classmethod
    def of(cls, trend: Trend) -> Self:
        return cls(code=trend.code, ends=[TrendEndView(period=period, value=value) for period, value in trend.ends])


class AdjustmentView(BaseModel):
    """What bulletins tell of an earlier period, and what is so by now."""

    period: str
    kind: Literal["figure", "work"] = Field(description="a figure as of its end; a line of its daily reports")
    code: str
    told: int
    now: int
    difference: int


class CheckView(BaseModel):
    """A rule between figures; the hard ones hinder that it is issued."""

    rule: str
    severity: Literal["hard", "soft"]
    holds: bool
    value: str
    expected: str
    units: list[str]


class RankedPlaceView(BaseModel):
    """Where a station ranks."""

    listed: Literal["townships", "county-units"]
    place: int | None = Field(description="equals share one; null: vetoed")
    code: str
    name: str
    total: str


class MonthRankedView(BaseModel):
    """A ranking that was published in the period."""

    round_id: UUID
    month: str
    edition: int
    published_on: date
    places: Sequence[RankedPlaceView]

    @classmethod
    def of(cls, ranked: MonthRanked) -> Self:
        own = {name: getattr(ranked, name) for name in ("round_id", "month", "edition", "published_on")}
        return cls(**own, places=[_read(RankedPlaceView, each) for each in ranked.places])


class DiscountView(BaseModel):
    """What merchants take off by their agreements."""

    industry: str
    subject: str = Field(description="whom it is for")
    base: str = Field(description="the price that it is taken off")
    rate_bp: int = Field(description="basis points")
    merchants: int = Field(description="how many take off the same")


class WholeBulletinView(BaseModel):
    """A bulletin with all that is counted into it, as it was then."""

    bulletin: BulletinStandsView
    text: str
    digest: str
    provisional: bool
    counted_at: datetime | None = Field(description="null in bulletins that were counted before it was kept")
    follows: str | None = Field(description="the last earlier period whose bulletin was issued when it was counted")
    figures: Sequence[ValueView]
    stations: Sequence[StationView]
    adjustments: Sequence[AdjustmentView]
    checks: Sequence[CheckView]
    rankings: Sequence[MonthRankedView]
    discounts: Sequence[DiscountView] = Field(description="empty in bulletins that were counted before there were any")
    trends: Sequence[TrendView] = Field(description="empty in bulletins that were counted before there were any")

    @classmethod
    def of(cls, bulletin: Bulletin) -> Self:
        content = bulletin.content
        return cls(
            bulletin=BulletinStandsView.of(bulletin),
            text=bulletin.text,
            digest=content.digest,
            provisional=content.provisional,
            counted_at=content.counted_at,
            follows=content.follows,
            figures=[_read(ValueView, each) for each in content.figures],
            stations=[_read(StationView, each) for each in content.stations],
            adjustments=[_read(AdjustmentView, each) for each in content.adjustments],
            checks=[_read(CheckView, each) for each in content.checks],
            rankings=[MonthRankedView.of(each) for each in content.rankings],
            discounts=[_read(DiscountView, each) for each in content.discounts],
            trends=[TrendView.of(each) for each in content.trends],
        )


def _read(view: Any, each: Any) -> Any:
    return view.model_validate({name: getattr(each, name) for name in view.model_fields})
