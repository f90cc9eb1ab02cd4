"""What the API takes and says about org units."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Row

from services.registry.network.domain import (
    NAME_LENGTH,
    NAME_PATTERN,
    HostKind,
    OrgUnit,
    Term,
    UnitKind,
)
from services.registry.network.queries import WantedUnits, fetch_units
from services.registry.network.rules import Corrected, Proposal
from shared.clock import local_date
from shared.events.codes import HOST_KIND, ORG_UNIT_KIND
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http import validation
from shared.http.validation import FREE_TEXT, FREE_TEXT_PATTERN, Day, Flag, Reason, RequestBody, WrittenAs
from shared.language import Named

OrgCode = validation.OrgCode
UnitName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_LENGTH),
    WrittenAs(
        NAME_PATTERN + FREE_TEXT_PATTERN,
        zh=f"不以 = + - @ 开头、{FREE_TEXT.zh}",
        en=f"{FREE_TEXT.en}, not beginning with = + - @",
    ),
]


class OrgUnitForm(RequestBody):
    """A unit to be established."""

    code: OrgCode = Field(description="its division's code, or 411329U01 and 411329U01R01 at a county-direct unit")
    kind: UnitKind
    host_kind: HostKind
    name: UnitName
    parent_code: OrgCode | None = Field(None, description="the centre for a station, the station for a room")
    division_code: str | None = Field(None, max_length=12, description="required unless hosted by a county-direct unit")
    established_on: Day = Field(description="calendar date, Asia/Shanghai; not in the future")

    def proposal(self) -> Proposal:
        return Proposal(
            org_code=self.code,
            kind=self.kind,
            host_kind=self.host_kind,
            name=self.name,
            parent_code=self.parent_code,
            division_code=self.division_code,
            established_on=self.established_on,
        )


class RenamingForm(RequestBody):
    """Another official name."""

    name: UnitName
    renamed_on: Day | None = Field(None, description="today in Shanghai unless said otherwise")


class NameLine(RequestBody):
    """What a unit is called from a day on."""

    name: UnitName
    since: Day | None = Field(None, description="of the first name the establishment; it may be left out there")


class CorrectionPaper(RequestBody):
    """All that is recorded of a unit, as it is right, the way people fill it in."""

    established_on: Day
    host_kind: HostKind
    division_code: str | None = Field(None, max_length=12, description="none at a county-direct unit")
    names: list[NameLine] = Field(min_length=1, max_length=20, description="in the order of their days")
    document: Reason = Field(description="what shows that it was wrong, by kind and number; without personal data")

    def corrected(self) -> Corrected:
        """What the command takes."""
        return Corrected(
            established_on=self.established_on,
            host_kind=self.host_kind,
            division_code=self.division_code,
            names=tuple(Term(line.since or self.established_on, line.name) for line in self.names),
        )


class CorrectionForm(CorrectionPaper):
    """All that is recorded of a unit, as it is right."""

    version: int | None = Field(None, description="of the unit, as it was decided on")


class TermView(BaseModel):
    """What holds of a unit from a day on; null: the centre has no unit above it."""

    since: date
    value: str | None


class HistoryView(BaseModel):
    """What a unit was called, and under whom it stood, since when."""

    names: list[TermView]
    parents: list[TermView] = Field(description="codes of the units above")


class OrgUnitView(BaseModel):
    """A unit of the service network."""

    code: str
    kind: UnitKind
    host_kind: HostKind
    name: str
    parent_code: str | None
    division_code: str | None
    path: str = Field(description="codes from the centre down to this unit, joined by dots")
    established_on: date
    closed_on: date | None = Field(description="null while active")
    moved_on: date | None = Field(description="since when it stands under its parent; null: since its establishment")
    closing_since: date | None = Field(description="since when it takes in nothing new, for it is to be closed")
    version: int = Field(description="events published about it")

    @classmethod
    def of(cls, unit: OrgUnit) -> Self:
        return cls(
            code=unit.org_code,
            kind=unit.kind,
            host_kind=unit.host_kind,
            name=unit.name,
            parent_code=unit.parent_code,
            division_code=unit.division_code,
            path=unit.org_path,
            established_on=unit.established_on,
            closed_on=unit.closed_on,
            moved_on=unit.moved_on,
            closing_since=unit.closing_since,
            version=unit.version,
        )


class ListedOrgUnitView(OrgUnitView):
    """A unit in a list, with how many active units stand directly under it."""

    active_children_count: int

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        return cls(
            code=row.org_code,
            kind=row.kind,
            host_kind=row.host_kind,
            name=row.name,
            parent_code=row.parent_code,
            division_code=row.division_code,
            path=row.org_path,
            established_on=row.established_on,
            closed_on=row.closed_on,
            moved_on=row.moved_on,
            closing_since=row.closing_since,
            version=row.version,
            active_children_count=row.active_children_count,
        )


CLOSING: Mapping[bool, Named] = {
    True: Named("true", "拟撤销的", "to be closed"),
    False: Named("false", "其他", "the others"),
}
CLOSED: Mapping[bool, Named] = {True: Named("true", "只列已撤销的", "closed ones alone")}
_SHEET = Sheet(
    "org-units",
    "服务网络",
    "Service network",
    (
        Column("code", "代码", "code"),
        Column("name", "名称", "name"),
        Column("kind", "层级", "kind", ORG_UNIT_KIND.by_code()),
        Column("host_kind", "设在", "placed at", HOST_KIND.by_code()),
        Column("parent_code", "上级代码", "parent"),
        Column("division_code", "区划代码", "division"),
        Column("active_children_count", "下级", "units under it"),
        Column("established_on", "设立日期", "established on"),
        Column("closed_on", "撤销日期", "closed on"),
    ),
    (
        Column("name", "名称或代码", "name or code"),
        Column("kind", "层级", "kind", ORG_UNIT_KIND.by_code()),
        Column("unit", "机构及其下级", "a unit and all below it"),
        Column("closing", "拟撤销", "to be closed", CLOSING),
        Column("closed", "已撤销", "closed", CLOSED),
        Column("on", "所属日期", "that stood on"),
    ),
)


class NetworkExport(ExportForm):
    """Which units are taken away, and why."""

    name: str | None = Field(None, max_length=300)
    kind: UnitKind | None = None
    unit: OrgCode | None = None
    closing: Flag | None = Field(None, description="units that are to be closed, or the others")
    closed: Flag | None = Field(None, description="closed ones alone, whatever day is asked about")
    on: Day | None = Field(None, description="units that stood that day; today when absent")


async def _rows(taking: Taking[NetworkExport]) -> Rows:
    form, today = taking.form, local_date(taking.reading.now)
    wanted = WantedUnits(named=form.name, kind=form.kind, unit=form.unit, closing=form.closing)
    wanted = wanted.closed_or_on(form.on or today, closed=bool(form.closed))
    return Rows(await fetch_units(taking.reading, wanted, None, taking.limit, view=ListedOrgUnitView.of_row))


NETWORK = Export(_SHEET, NetworkExport, "places.export", _rows)
