"""How snapshots look from outside."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.reporting.figures.domain import BY_CODE, Change
from services.reporting.figures.parameters import Qualifier
from services.reporting.figures.schemas import FigureView, TextView
from services.reporting.snapshots.domain import FrozenUnit
from services.reporting.snapshots.queries import Snapshot
from services.reporting.units.schemas import UnitView


class FreezeRequest(BaseModel):
    """What to freeze."""

    as_of: date = Field(description="last day counted, Asia/Shanghai; today at the latest")


class SnapshotHead(BaseModel):
    """A snapshot without its figures."""

    snapshot_id: UUID
    as_of: date
    digest: str = Field(description="SHA-256 over the content; the same content has the same digest")
    frozen_at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> "SnapshotHead":
        return cls(snapshot_id=row.snapshot_id, as_of=row.as_of, digest=row.digest, frozen_at=row.frozen_at)


class SnapshotView(SnapshotHead):
    """The frozen figures of one unit, everything below it included."""

    unit: UnitView
    figures: list[FigureView]

    @classmethod
    def of_unit(cls, snapshot: Snapshot, unit: FrozenUnit) -> "SnapshotView":
        return cls(
            **_head(snapshot),
            unit=unit_view(unit),
            figures=[FigureView.of(BY_CODE[code], unit.change(code)) for code in snapshot.content.figures],
        )


class CellView(BaseModel):
    """A value and the number of events behind it."""

    value: int
    events: int

    @classmethod
    def of(cls, change: Change) -> "CellView":
        return cls(value=change.delta, events=change.events)


class RowView(BaseModel):
    """One figure. `here` and `cells` add up to `total`."""

    code: str
    name: TextView
    unit_of_measure: TextView
    qualifier: Qualifier
    total: CellView
    here: CellView = Field(description="the unit by itself")
    cells: list[CellView] = Field(description="one for each column")


class TableView(SnapshotHead):
    """Figures as rows, the units directly below as columns, in order of code."""

    unit: UnitView
    columns: list[UnitView]
    rows: list[RowView]

    @classmethod
    def of_unit(cls, snapshot: Snapshot, unit: FrozenUnit) -> "TableView":
        below = snapshot.content.directly_below(unit)
        return cls(
            **_head(snapshot),
            unit=unit_view(unit),
            columns=[unit_view(each) for each in below],
            rows=[_row(snapshot, unit, below, code) for code in snapshot.content.figures],
        )


def unit_view(unit: FrozenUnit) -> UnitView:
    return UnitView(code=unit.code, path=unit.path, kind=unit.kind, name=unit.name, closed_on=unit.closed_on)


def _head(snapshot: Snapshot) -> dict[str, Any]:
    return {name: getattr(snapshot, name) for name in SnapshotHead.model_fields}


def _row(snapshot: Snapshot, unit: FrozenUnit, below: tuple[FrozenUnit, ...], code: str) -> RowView:
    figure = BY_CODE[code]
    return RowView(
        code=code,
        name=TextView.of(figure.name),
        unit_of_measure=TextView.of(figure.unit_of_measure),
        qualifier=figure.qualifier,
        total=CellView.of(unit.change(code)),
        here=CellView.of(snapshot.content.here(unit, code)),
        cells=[CellView.of(each.change(code)) for each in below],
    )
