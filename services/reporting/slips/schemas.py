"""What forms and the API take and say about supervision slips, and the list as a file."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Row

from services.reporting.slips.domain import Slip
from services.reporting.slips.parameters import COLOURS, MATTERS, MOST_WORDS, OUTCOMES, SHOWN, STATES
from services.reporting.slips.queries import WantedSlips, fetch_slips
from services.reporting.units.queries import list_units_kept
from shared.clock import local_date
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import FREE_TEXT, OneOf, OrgCode, RequestBody

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=MOST_WORDS), FREE_TEXT]
ColourCode = Annotated[str, OneOf(COLOURS, "not-a-colour")]
MatterCode = Annotated[str, OneOf(MATTERS, "not-a-matter")]
ShownCode = Annotated[str, OneOf({each.code: each for each in SHOWN}, "not-a-state")]


class Versioned(RequestBody):
    """What is done with a slip as it was shown."""

    version: int | None = Field(None, ge=1, description="the one that was acted on; refused when it is not the last")


class SlipForm(RequestBody):
    """A slip that is issued: a blue one."""

    org_code: OrgCode = Field(description="the station")
    matter: MatterCode = Field(description="what it is about")
    demand: Words = Field(description="what is to be done; without personal data")


class NotePaper(RequestBody):
    """What was done, or why, as people fill it in."""

    note: Words = Field(description="without personal data")


class NoteForm(NotePaper, Versioned):
    """What was done, or why."""


class RaisingPaper(NotePaper):
    """Why one of the next colour takes its place, as people fill it in."""

    demand: Words = Field(description="what is to be done; without personal data")


class RaisingForm(RaisingPaper, Versioned):
    """Why one of the next colour takes its place."""


class SlipView(BaseModel):
    """A supervision slip."""

    slip_id: UUID
    org_code: str
    org_path: str
    colour: Literal["blue", "orange", "red"]
    matter: str
    demand: str
    issued_on: date
    due_on: date
    follows: UUID | None = Field(description="the slip of the colour before")
    state: Literal["issued", "answered", "closed"]
    version: int = Field(description="to be sent with what is done with it")
    overdue_on: date | None = Field(description="when it was told to be overdue, by the day on which it is due now")
    answered_on: date | None
    outcome: Literal["settled", "raised", "withdrawn"] | None = Field(description="null: not closed")
    closed_on: date | None

    @classmethod
    def of(cls, slip: Slip) -> Self:
        return cls.model_validate({name: getattr(slip, name) for name in cls.model_fields})

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        return cls.model_validate({name: row._mapping[name] for name in cls.model_fields})


class SlipStepView(BaseModel):
    """Something that was done with a slip."""

    version: int
    act: str
    due_on: date
    note: str | None
    by: UUID | None = Field(description="null: the clock")
    at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate({name: row._mapping[name] for name in cls.model_fields})


class WholeSlipView(BaseModel):
    """A slip with all that was done with it, the last first."""

    slip: SlipView
    followed_by: UUID | None = Field(description="the slip of the next colour that took its place")
    steps: list[SlipStepView]


class SlipsExport(ExportForm):
    """Which slips are taken away, and why."""

    unit: Annotated[str | None, Field(max_length=24, description="code of the unit")] = None
    colour: ColourCode | None = None
    shown: ShownCode | None = None


async def _rows(taking: Taking[SlipsExport]) -> Rows:
    form, reading = taking.form, taking.reading
    wanted = WantedSlips(form.unit, form.colour, form.shown)
    page = await fetch_slips(reading, wanted, None, taking.limit, view=SlipView.of_row)
    paths = {each.org_path for each in page.items}
    units = await list_units_kept(reading.connection, local_date(reading.now), paths)

    def line(each: SlipView) -> dict[str, Any]:
        return {**each.model_dump(), "unit": units[each.org_path].name}

    return Rows(page, line)


SLIPS = Export(
    Sheet(
        "supervision-slips",
        "督办单",
        "Supervision slips",
        (
            Column("issued_on", "发出日期", "issued on"),
            Column("org_code", "服务站代码", "code of the station"),
            Column("unit", "服务站", "station"),
            Column("colour", "颜色", "colour", COLOURS),
            Column("matter", "事项", "about", MATTERS),
            Column("demand", "要求", "what is to be done"),
            Column("due_on", "回复期限", "to be answered by"),
            Column("state", "状态", "state", STATES),
            Column("overdue_on", "逾期告知日期", "told to be overdue on"),
            Column("answered_on", "回复日期", "answered on"),
            Column("outcome", "结果", "how it ended", OUTCOMES),
            Column("closed_on", "办结日期", "closed on"),
        ),
        (
            Column("unit", "机构及其下级", "a unit and all below it"),
            Column("colour", "颜色", "colour", COLOURS),
            Column("shown", "状态", "state", {each.code: each for each in SHOWN}),
        ),
    ),
    SlipsExport,
    "supervision.export",
    _rows,
)
