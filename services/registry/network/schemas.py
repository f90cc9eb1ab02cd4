"""What the API takes and says about org units."""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Row

from services.registry.network.domain import CODE_PATTERN, NAME_LENGTH, HostKind, OrgUnit, UnitKind
from services.registry.network.rules import Proposal
from shared.http.validation import Day, RequestBody, WrittenAs

OrgCode = Annotated[str, WrittenAs(CODE_PATTERN, zh="6 至 24 位数字或大写字母", en="6 to 24 digits or capital letters")]
UnitName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_LENGTH)]


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


class ClosureForm(RequestBody):
    """The end of a unit."""

    closed_on: Day | None = Field(None, description="today in Shanghai unless said otherwise")


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
            active_children_count=row.active_children_count,
        )
