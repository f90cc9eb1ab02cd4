"""What the API takes and says about opening figures."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.reporting.openings.domain import Opening
from services.reporting.openings.parameters import CHOICES, FLOWS, STATES
from services.reporting.openings.queries import WantedOpenings, fetch_openings
from services.reporting.units.domain import FOREVER
from services.reporting.units.queries import list_units_at, unit_asked_for
from shared.clock import local_date
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Day, Reason, RequestBody

MOST = 1_000_000_000


class OpeningCorrection(RequestBody):
    """What it should have said."""

    counted_to: Day = Field(description="the last day it covers, before anything of the unit is counted")
    value: int = Field(
        ge=0, le=MOST, description="of the unit by itself, without the units below it; in the unit of measure"
    )
    document: Reason = Field(description="number of the document that says so; without personal data")


class OpeningForm(OpeningCorrection):
    """An opening figure."""

    org_code: str = Field(min_length=1, max_length=24, description="code of the unit")
    figure_code: str = Field(max_length=8, description="one of " + ", ".join(FLOWS))

    def opening(self) -> Opening:
        """What the command takes."""
        return Opening(self.figure_code, self.counted_to, self.value, self.document)


class OpeningWithdrawal(RequestBody):
    """Why one is withdrawn."""

    reason: Reason = Field(description="without personal data")


class RecordedOpening(BaseModel):
    """The one that stands now."""

    opening_id: UUID


class OpeningView(BaseModel):
    """An opening figure."""

    opening_id: UUID
    figure_code: str
    org_path: str = Field(description="of the unit: codes from the centre down, joined by dots")
    counted_to: date
    value: int
    document: str
    replaces: UUID | None = Field(description="the one it corrects")
    recorded_by: UUID
    recorded_at: datetime
    ended_by: UUID | None
    ended_at: datetime | None = Field(description="null: it stands")
    end_reason: str | None = Field(description="null beside ended_at: corrected, not withdrawn")
    counted_as_well: int = Field(description="what events recorded since say of the same days, as figures do")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})


class OpeningTotals(BaseModel):
    """Opening figures of a unit, everything below it included."""

    as_of: date
    known_on: date | None = Field(description="only what was recorded by the end of that day; null: all")
    unit_code: str
    totals: dict[str, int] = Field(description="figure → value; one without any is missing")


class OpeningsExport(ExportForm):
    """Which opening figures are taken away, and why."""

    unit: Annotated[str | None, Field(max_length=24, description="code of the unit; your own when absent")] = None
    state: Literal["standing", "ended"] | None = None


async def _rows(taking: Taking[OpeningsExport]) -> Rows:
    connection, today, state = taking.reading.connection, local_date(taking.reading.now), taking.form.state
    unit = await unit_asked_for(connection, taking.reading.caller, taking.form.unit, today)
    wanted = WantedOpenings(unit, None if state is None else state == "standing")
    page = await fetch_openings(taking.reading, wanted, None, taking.limit, view=OpeningView.of)
    units = await list_units_at(connection, today, FOREVER, {each.org_path for each in page.items})

    def line(each: OpeningView) -> dict[str, Any]:
        ended = "ended" if each.ended_at else "standing"
        counted = FLOWS[each.figure_code].measured(each.counted_as_well)
        return {**each.model_dump(), "unit": units[each.org_path].name, "state": ended, "counted_as_well": counted}

    return Rows(page, line)


_STATE = Column("state", "状态", "state", {each.code: each for each in STATES})
OPENINGS = Export(
    Sheet(
        "opening-figures",
        "期初数",
        "Opening figures",
        (
            Column("org_path", "机构代码（自上而下）", "codes from the centre down"),
            Column("unit", "机构", "unit"),
            Column("figure_code", "指标", "figure", {each.code: each for each in CHOICES}),
            Column("value", "数量", "value"),
            Column("counted_to", "截至", "counted to"),
            Column("document", "依据", "document"),
            Column("recorded_at", "登记时间", "recorded"),
            Column("counted_as_well", "同期又计入", "counted as well"),
            _STATE,
            Column("ended_at", "更正或撤回时间", "corrected or withdrawn"),
            Column("end_reason", "撤回原因", "why withdrawn"),
        ),
        (Column("unit", "机构及其下级", "a unit and all below it"), _STATE),
    ),
    OpeningsExport,
    "opening-figures.export",
    _rows,
)
