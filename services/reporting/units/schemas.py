"""How a unit looks from outside."""

from datetime import date

from pydantic import BaseModel, Field

from services.reporting.units.domain import Unit
from shared.language import Text


def name_of(unit: Unit) -> Text:
    """What it is called on the day."""
    return Text(unit.called, unit.called)


class UnitView(BaseModel):
    """A unit as it stood on the day asked about. Kind and name are null while its establishment is under way."""

    code: str
    path: str = Field(description="codes from the centre down, joined by dots")
    kind: str | None = Field(description="centre, station or room")
    name: str | None
    closed_on: date | None = Field(description="first day it was closed, if it was by the day asked about")

    @classmethod
    def of(cls, unit: Unit) -> "UnitView":
        return cls(code=unit.code, path=unit.path, kind=unit.kind, name=unit.name, closed_on=unit.closed_on)
