"""How figures look from outside."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.reporting.figures.domain import Change
from services.reporting.figures.parameters import Figure, Kind, Qualifier, Subject
from services.reporting.figures.parameters.shares import Read
from services.reporting.figures.queries.parts import Part
from services.reporting.figures.queries.periods import Part as PeriodPart
from services.reporting.units.domain import code_of
from services.reporting.units.schemas import UnitView
from shared.language import Text


class TextView(BaseModel):
    """The same in both languages."""

    zh: str
    en: str

    @classmethod
    def of(cls, text: Text) -> "TextView":
        return cls(zh=text.zh, en=text.en)


class FigureView(BaseModel):
    """One figure of one unit, everything below the unit included."""

    code: str = Field(description="F01 …, of the figure catalogue")
    name: TextView
    unit_of_measure: TextView
    value_parts: int = Field(description="so many of the values make one of the unit of measure: 100 of fen a yuan")
    qualifier: Qualifier = Field(description="exact, or how the value is to be read")
    kind: Kind = Field(description="stock: what there is on the day; flow: what happened up to it")
    subject: Subject = Field(description="whose ids stand behind it")
    value: int
    events: int = Field(description="number of events behind the value, those that took something away included")

    @classmethod
    def of(cls, figure: Figure, change: Change) -> "FigureView":
        return cls(
            code=figure.code,
            name=TextView.of(figure.name),
            unit_of_measure=TextView.of(figure.unit_of_measure),
            value_parts=figure.parts,
            qualifier=figure.qualifier,
            kind=figure.kind,
            subject=figure.subject,
            value=change.delta,
            events=change.events,
        )


class ShareView(BaseModel):
    """A share of one unit: what is read off its figures of the day, and is none itself."""

    code: str
    name: TextView
    figure: str = Field(description="code of the figure whose share it is")
    of: list[str] = Field(description="codes of the figures that it is a share of, added up")
    each_counts: int = Field(description="so many of them each stands for")
    part: int = Field(description="value of the figure")
    whole: int = Field(description="what it is a share of")
    percent: str | None = Field(description="to one decimal, rounded half up; null where there is nothing")

    @classmethod
    def of_read(cls, read: Read) -> "ShareView":
        share = read.share
        return cls(
            code=share.code,
            name=TextView.of(share.name),
            figure=share.part,
            of=list(share.whole),
            each_counts=share.many,
            part=read.part,
            whole=read.whole,
            percent=read.percent,
        )


class FiguresView(BaseModel):
    """All figures of a unit as of a day."""

    as_of: date
    known_on: date | None = Field(description="only what was recorded by the end of that day is counted; null: all")
    unit: UnitView
    last_event_at: datetime | None = Field(description="time of the latest event counted; null before the first")
    figures: list[FigureView]
    shares: list[ShareView] = Field(description="what is read off them")


class PartView(BaseModel):
    """What one unit contributes. `unit` is null for units whose establishment is under way."""

    unit: UnitView | None
    here: bool = Field(description="the unit asked about by itself, without those below it")
    value: int
    events: int

    @classmethod
    def of(cls, part: Part) -> "PartView":
        unit = UnitView.of(part.unit) if part.unit else None
        return cls(unit=unit, here=part.is_here, value=part.change.delta, events=part.change.events)


class BreakdownView(BaseModel):
    """A figure and what makes it up: the rows add up to it, in value and in events."""

    as_of: date
    known_on: date | None = Field(description="only what was recorded by the end of that day is counted; null: all")
    unit: UnitView
    figure: FigureView
    rows: list[PartView]


class SubjectView(BaseModel):
    """An id behind a figure and the unit where it counts; neither names nor anything else of it."""

    subject: Subject
    id: str
    unit_code: str
    value: int = Field(description="what it adds to the figure; a person, unit or organisation counts once")
    day: date = Field(description="the day from which this holds")

    @classmethod
    def of(cls, figure: Figure, row: Row[Any]) -> "SubjectView":
        unit_code = code_of(row.org_path)
        return cls(subject=figure.subject, id=row.subject, unit_code=unit_code, value=row.value, day=row.day)


class PeriodView(BaseModel):
    """How a figure changed in a period."""

    code: str = Field(description="2019-04-30, 2019-W18, 2019-04-C, 2019-04 or 2019")
    first: date
    last: date = Field(description="the last day counted where the period is not over")
    change: int
    value: int = Field(description="at its end")

    @classmethod
    def of(cls, part: PeriodPart) -> "PeriodView":
        period = part.period
        return cls(code=period.code, first=period.first, last=part.last, change=part.change, value=part.value)


class PeriodsView(BaseModel):
    """A figure of a unit, all below it included, period by period."""

    as_of: date
    known_on: date | None
    unit: UnitView
    code: str
    periods: list[PeriodView]
