"""How snapshots look from outside."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.reporting.figures.domain import BY_CODE, Change
from services.reporting.figures.parameters import TOTAL, Qualifier
from services.reporting.figures.schemas import FigureView, ShareView, TextView
from services.reporting.snapshots.domain import FrozenUnit
from services.reporting.snapshots.queries import Recount, Snapshot
from services.reporting.snapshots.rules import Basis, Missing, TopicState
from services.reporting.units.schemas import UnitView
from shared.http.validation import Day, Flag, Reason, RequestBody
from shared.language import Text
from shared.web.heat import Cell, Line


class FreezeRequest(RequestBody):
    """What to freeze."""

    as_of: Day = Field(description="last day counted, Asia/Shanghai; today at the latest")
    for_publication: Flag = Field(False, description="refused while events are missing")
    reason: Reason | None = Field(None, description="a bureau leader's, to publish although events are missing")


class SnapshotHead(BaseModel):
    """A snapshot without its figures."""

    snapshot_id: UUID
    as_of: date
    digest: str = Field(description="SHA-256 over the content; the same content has the same digest")
    frozen_at: datetime
    provisional: bool = Field(description="events were missing when it was frozen")
    for_publication: bool
    reason: str | None = Field(description="why a bureau leader has it published although it is provisional")

    @classmethod
    def of(cls, row: Row[Any]) -> "SnapshotHead":
        return cls(**row._mapping)


class TopicView(BaseModel):
    """How far reporting had read one topic."""

    topic: str
    positions: dict[int, int] = Field(description="partition → the offset it would have read next")
    lag: int | None = Field(description="events not yet counted when that was last measured; null: never measured")
    seconds_behind: float | None = Field(description="whatever stood in the topic so long before is counted")
    parked_keys: int = Field(description="persons, units, cases … whose events wait for an operator")
    given_up: int = Field(description="discards and skipped batches that no `rebuild --from-log` has made up for")
    missed_types: int = Field(description="types of event that an older release skipped, until a `rebuild`")
    breaker_open: bool
    last_event_id: UUID | None
    last_event_at: datetime | None

    @classmethod
    def of(cls, state: TopicState) -> "TopicView":
        return cls(**msgspec.structs.asdict(state))


class MissingView(BaseModel):
    """What was missing of a topic."""

    topic: str
    code: str
    sentence: TextView

    @classmethod
    def of(cls, missing: Missing) -> "MissingView":
        fault = missing.fault
        return cls(topic=missing.state.topic, code=fault.code, sentence=TextView(zh=fault.zh, en=fault.en))


class BasisView(BaseModel):
    """What a snapshot stands on. It is final when nothing was missing. Outside the digest."""

    topics: list[TopicView]
    missing: list[MissingView]

    @classmethod
    def of(cls, basis: Basis) -> "BasisView":
        return cls(
            topics=[TopicView.of(state) for state in basis.topics],
            missing=[MissingView.of(each) for each in basis.missing],
        )


class SnapshotView(SnapshotHead):
    """The frozen figures of one unit, everything below it included."""

    unit: UnitView
    figures: list[FigureView]
    shares: list[ShareView] = Field(description="what is read off them; outside the digest")
    openings: dict[str, int] = Field(description="figure → what had been done before it is counted; outside the digest")
    basis: BasisView

    @classmethod
    def of_unit(cls, snapshot: Snapshot, unit: FrozenUnit) -> "SnapshotView":
        return cls(
            **_head(snapshot),
            unit=unit_view(unit),
            figures=[FigureView.of(BY_CODE[code], unit.change(code)) for code in snapshot.content.figures],
            shares=[ShareView.of_read(read) for read in snapshot.content.shares(unit)],
            openings=snapshot.content.openings_of(unit),
            basis=BasisView.of(snapshot.basis),
        )


class RecountView(BaseModel):
    """A snapshot's day counted again from the ledger of figures."""

    digest: str = Field(description="of the snapshot")
    known_then: str = Field(description="digest by what was recorded when the snapshot was frozen")
    known_now: str = Field(description="digest by all that is recorded now, late facts included")
    reproduced: bool = Field(description="known_then is the digest of the snapshot")
    changed_since: bool = Field(description="known_now is not: facts about that day or before were recorded since")

    @classmethod
    def of(cls, snapshot: Snapshot, found: Recount) -> "RecountView":
        return cls(
            digest=snapshot.digest,
            known_then=found.known_then,
            known_now=found.known_now,
            reproduced=found.known_then == snapshot.digest,
            changed_since=found.known_now != snapshot.digest,
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
    value_parts: int = Field(description="so many of the values make one of the unit of measure: 100 of fen a yuan")
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


def heat_lines(snapshot: Snapshot, unit: FrozenUnit) -> list[Line]:
    """The total, then every unit directly below, each with the frozen figures in their order."""
    codes = list(snapshot.content.figures)
    below = snapshot.content.directly_below(unit)
    total = Line(TOTAL, _cells(unit, codes), is_compared=False)
    return [total, *(_heat_line(snapshot, each, codes) for each in below)]


def unit_view(unit: FrozenUnit) -> UnitView:
    return UnitView(code=unit.code, path=unit.path, kind=unit.kind, name=unit.name, closed_on=unit.closed_on)


def _head(snapshot: Snapshot) -> dict[str, Any]:
    return {name: getattr(snapshot, name) for name in SnapshotHead.model_fields}


def _heat_line(snapshot: Snapshot, unit: FrozenUnit, codes: list[str]) -> Line:
    name = unit.name or unit.code
    path = f"/reporting/snapshots/{snapshot.snapshot_id}?unit={unit.code}"
    return Line(Text(name, name), _cells(unit, codes), path)


def _cells(unit: FrozenUnit, codes: list[str]) -> tuple[Cell, ...]:
    values = {code: unit.change(code).delta for code in codes}
    return tuple(Cell(value, words=BY_CODE[code].worded(value)) for code, value in values.items())


def _row(snapshot: Snapshot, unit: FrozenUnit, below: tuple[FrozenUnit, ...], code: str) -> RowView:
    figure = BY_CODE[code]
    return RowView(
        code=code,
        name=TextView.of(figure.name),
        unit_of_measure=TextView.of(figure.unit_of_measure),
        value_parts=figure.parts,
        qualifier=figure.qualifier,
        total=CellView.of(unit.change(code)),
        here=CellView.of(snapshot.content.here(unit, code)),
        cells=[CellView.of(each.change(code)) for each in below],
    )
