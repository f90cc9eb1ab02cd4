"""What the API says."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.veterans.parameters.codes import PARTY_MEMBER_CODES
from services.registry.veterans.parameters.fields import FIELDS, OPEN
from services.registry.veterans.parameters.groups import Group
from services.registry.veterans.queries.disclosed import Discrepancy
from services.registry.veterans.queries.files import VeteranFile
from services.registry.veterans.tables import precision
from shared.auth.caller import Caller
from shared.privacy.personal import Personal
from shared.workbooks.columns import Kind


class DisclosureView(BaseModel):
    """The fields in clear; those the file does not have are missing."""

    view_id: UUID
    values: dict[str, str]


class DisclosedView(BaseModel):
    """A showing of personal fields in clear."""

    view_id: UUID
    veteran_id: UUID
    has_file: bool = Field(description="a veteran; otherwise a recipient without a file")
    account_id: UUID
    purpose: str
    reason: str
    fields: list[str] = Field(description="names, never values")
    viewed_at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})


class VeteranLine(BaseModel):
    """A veteran in a list. Name, number and phone are masked; null where unknown or erased.

    Neither the date nor the year of birth stands beside the mask of the number, nor anything sensitive.
    """

    veteran_id: UUID
    org_code: str = Field(description="responsible room or station")
    org_path: str
    name: str | None
    id_number: str | None
    mobile: str | None
    sex_code: str = Field(description="GB/T 2261.1, from the identity number")
    party_member: bool
    registered_on: date
    synthetic: bool = Field(description="an invented person")

    @classmethod
    def of(cls, row: Row[Any], personal: Mapping[str, Personal]) -> Self:
        return cls(**_line(row, personal))


class DiscrepancyView(BaseModel):
    """Where the file states otherwise than the identity number, which holds until the county decides."""

    field: str
    stated: str
    derived: str

    @classmethod
    def of(cls, found: Discrepancy) -> Self:
        return cls(field=found.field, stated=found.stated.reveal(), derived=found.derived.reveal())


class FileVersionView(BaseModel):
    """The file as it stands."""

    version: int


class GroupView(BaseModel):
    """A sensitive group of a file, opened once; what the file does not have is missing."""

    view_id: UUID
    group: Group
    values: dict[str, Any]

    @classmethod
    def of(cls, view_id: UUID, group: Group, found: Mapping[str, Any]) -> Self:
        shown = [DiscrepancyView.of(each) for each in found.get("discrepancies", ())]
        return cls(view_id=view_id, group=group, values={**found, "discrepancies": shown} if shown else dict(found))


class LookedUpView(BaseModel):
    """Whose a number of a list is."""

    veteran_id: UUID | None = Field(description="null for nobody, and for everybody whom the caller may not read")
    is_looked_up: bool = Field(description="false where too many numbers were nobody's in an hour: try again later")


class VeteranView(VeteranLine):
    """A veteran's file."""

    state: str = Field(description="registered, deceased, deregistered, merged, transferred-out")
    merged_into: UUID | None = Field(description="the person's file that goes on, where this one was merged into it")
    leaving_since: datetime | None = Field(
        description="a move to another county is under way since then; to the unit that is responsible alone"
    )
    erased: bool = Field(description="what the file said of the person is gone for good")
    version: int = Field(description="to be sent with what is decided on it")
    residence_org_code: str | None = Field(description="unit that serves the person where he lives, if one is named")
    channel: str = Field(description="counter or import")
    personal: dict[str, str] = Field(description="personal fields the file has, masked")
    values: dict[str, Any] = Field(description="the other fields the file has")
    discrepancies: list[str] = Field(description="names of the fields stated otherwise than the identity number")

    @classmethod
    def of_file(cls, file: VeteranFile, caller: Caller) -> Self:
        is_responsible = caller.covers(file.row.org_path)
        return cls(
            **_line(file.row, file.personal),
            state=file.row.state,
            merged_into=file.row.merged_into,
            leaving_since=file.row.leaving_since if is_responsible else None,
            erased=file.row.wrapped is None,
            version=file.row.version,
            residence_org_code=file.row.residence_org_code,
            channel=file.row.channel,
            personal={name: value.masked() for name, value in file.personal.items()},
            values=_open_values(file.row),
            discrepancies=list(file.discrepancies),
        )


def _line(row: Row[Any], personal: Mapping[str, Personal]) -> dict[str, Any]:
    shown = {name: personal[name].masked() if name in personal else None for name in ("name", "id_number", "mobile")}
    return {
        "veteran_id": row.veteran_id,
        "org_code": row.org_code,
        "org_path": row.org_path,
        "sex_code": row.sex_code,
        "party_member": row.political_code in PARTY_MEMBER_CODES,
        "registered_on": row.registered_on,
        "synthetic": row.synthetic,
        **shown,
    }


# Shown elsewhere in the views.
_APART = frozenset({"sex_code", "org_code", "registered_on", "synthetic"})


def _open_values(row: Row[Any]) -> dict[str, Any]:
    found = {
        field.name: _written(row, field.name, field.kind)
        for field in FIELDS
        if field.pii is OPEN and field.name not in _APART
    }
    return {name: value for name, value in found.items() if value is not None}


# How much of an ISO date is known.
_LENGTHS = {"day": 10, "month": 7, "year": 4}


def _written(row: Row[Any], name: str, kind: Kind) -> Any:
    value = row._mapping[name]
    if kind is Kind.PARTIAL_DATE and value is not None:
        return value.isoformat()[: _LENGTHS[row._mapping[precision(name)]]]
    return value
