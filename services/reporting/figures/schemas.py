"""How figures look from outside."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from services.reporting.figures.domain import Change
from services.reporting.figures.parameters import Figure, Qualifier
from services.reporting.figures.queries.parts import Part
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
    qualifier: Qualifier = Field(description="exact, or how the value is to be read")
    value: int
    events: int = Field(description="number of events behind the value, those that took something away included")

    @classmethod
    def of(cls, figure: Figure, change: Change) -> "FigureView":
        return cls(
            code=figure.code,
            name=TextView.of(figure.name),
            unit_of_measure=TextView.of(figure.unit_of_measure),
            qualifier=figure.qualifier,
            value=change.delta,
            events=change.events,
        )


class FiguresView(BaseModel):
    """All figures of a unit as of a day."""

    as_of: date
    unit: UnitView
    last_event_at: datetime | None = Field(description="time of the latest event counted; null before the first")
    figures: list[FigureView]


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
    unit: UnitView
    figure: FigureView
    rows: list[PartView]
