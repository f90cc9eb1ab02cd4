"""What the API takes and says about veterans. P4 fields go out masked, except in a disclosure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Final, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator
from sqlalchemy import Row

from services.registry.veterans.domain.registration import Form
from services.registry.veterans.parameters.access import READERS_OF_SENSITIVE
from services.registry.veterans.parameters.codes import PARTY_MEMBER_CODES
from services.registry.veterans.parameters.fields import FIELD, FIELDS, OPEN, SEALED, SENSITIVE, Kind
from services.registry.veterans.parameters.purposes import PURPOSES
from services.registry.veterans.queries import VeteranFile
from services.registry.veterans.tables import precision
from shared.auth.caller import Caller
from shared.events.fields import FREE_TEXT_PATTERN
from shared.http.validation import field_fault
from shared.privacy.personal import Personal

Written = Annotated[str, StringConstraints(max_length=200)]
Fen = Annotated[int, Field(ge=0)]
Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200, pattern=FREE_TEXT_PATTERN)
]


def _field(name: str) -> Any:
    """Absent unless given; described by the table of fields."""
    field = FIELD[name]
    codes = f"; {field.code_set.source}, code or Chinese name" if field.code_set else ""
    return Field(None, title=field.zh, description=f"{field.zh} · {field.en}{codes}")


class RegistrationForm(BaseModel):
    """A veteran's file. Dates are like 2018-10-01; those of service and Party also 1976-12 or 1976.

    What is required or wrong is judged all at once: the answer names every field.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"required": [field.name for field in FIELDS if field.required]}
    )

    id_number: Personal | None = _field("id_number")
    name: Personal | None = _field("name")
    former_name: Personal | None = _field("former_name")
    sex_code: Written | None = _field("sex_code")
    birth_on: Written | None = _field("birth_on")
    ethnicity_code: Written | None = _field("ethnicity_code")
    domicile_code: Written | None = _field("domicile_code")
    domicile_address: Personal | None = _field("domicile_address")
    residence_code: Written | None = _field("residence_code")
    residence_address: Personal | None = _field("residence_address")
    household_code: Written | None = _field("household_code")
    kinship_code: Written | None = _field("kinship_code")
    mobile: Personal | None = _field("mobile")
    other_phone: Personal | None = _field("other_phone")
    guardian_name: Personal | None = _field("guardian_name")
    guardian_phone: Personal | None = _field("guardian_phone")
    political_code: Written | None = _field("political_code")
    party_joined_on: Written | None = _field("party_joined_on")
    education_code: Written | None = _field("education_code")
    marital_code: Written | None = _field("marital_code")
    health_code: Written | None = _field("health_code")
    work_ability_code: Written | None = _field("work_ability_code")
    self_care_code: Written | None = _field("self_care_code")
    support_code: Written | None = _field("support_code")
    employment_code: Written | None = _field("employment_code")
    employer_name: Personal | None = _field("employer_name")
    employer_code: Written | None = _field("employer_code")
    employer_phone: Personal | None = _field("employer_phone")
    monthly_income_fen: Fen | None = _field("monthly_income_fen")
    medical_insurance_code: Written | None = _field("medical_insurance_code")
    pension_code: Written | None = _field("pension_code")
    minimum_living_allowance: bool | None = _field("minimum_living_allowance")
    extreme_poverty_support: bool | None = _field("extreme_poverty_support")
    housing_code: Written | None = _field("housing_code")
    bank_name: Personal | None = _field("bank_name")
    bank_account_name: Personal | None = _field("bank_account_name")
    bank_account: Personal | None = _field("bank_account")
    enlisted_on: Written | None = _field("enlisted_on")
    enlisted_from_code: Written | None = _field("enlisted_from_code")
    conscript_from: Written | None = _field("conscript_from")
    conscript_to: Written | None = _field("conscript_to")
    discharged_on: Written | None = _field("discharged_on")
    arm_code: Written | None = _field("arm_code")
    rank_code: Written | None = _field("rank_code")
    discharge_certificate: Personal | None = _field("discharge_certificate")
    placement_code: Written | None = _field("placement_code")
    reported_in_on: Written | None = _field("reported_in_on")
    merits: Personal | None = _field("merits")
    category_codes: list[Written] | None = _field("category_codes")
    org_code: Written | None = _field("org_code")
    registered_on: Written | None = _field("registered_on")
    synthetic: bool | None = _field("synthetic")

    def form(self) -> Form:
        """The fields that were given."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: tuple(v) if isinstance(v, list) else v for name, v in given.items() if v is not None}


class RegisteredView(BaseModel):
    """Who was registered."""

    veteran_id: UUID


class SearchForm(BaseModel):
    """The identity number of the person sought. In the body: an address would be logged."""

    model_config = ConfigDict(extra="forbid")

    id_number: Personal = Field(description="18 or 15 characters")


class DisclosureForm(BaseModel):
    """Which fields are to be seen in clear, and why."""

    model_config = ConfigDict(extra="forbid")

    purpose: str = Field(max_length=40, description="one of " + ", ".join(PURPOSES))
    reason: Reason = Field(description="in your own words, without personal data")
    fields: list[str] = Field(min_length=1, max_length=len(SEALED), description="names of personal fields")

    @field_validator("purpose")
    @classmethod
    def _is_listed(cls, value: str) -> str:
        if value not in PURPOSES:
            raise field_fault("not-a-purpose", zh="不是规定的查看目的。", en="Not one of the purposes.")
        return value

    @field_validator("fields")
    @classmethod
    def _are_personal(cls, value: list[str]) -> list[str]:
        if not {field.name for field in SEALED}.issuperset(value):
            raise field_fault(
                "not-a-personal-field", zh="含有非个人敏感字段。", en="Not all of these are personal fields."
            )
        return value


class DisclosureView(BaseModel):
    """The fields in clear; those the file does not have are missing."""

    view_id: UUID
    values: dict[str, str]


class VeteranLine(BaseModel):
    """A veteran in a list. Name, number and phone are masked; null where unknown or erased."""

    veteran_id: UUID
    org_code: str = Field(description="responsible room or station")
    org_path: str
    name: str | None
    id_number: str | None
    mobile: str | None
    sex_code: str = Field(description="GB/T 2261.1, from the identity number")
    birth_year: int
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


class SensitiveView(BaseModel):
    """What centre and station staff see besides."""

    birth_on: date
    category_codes: list[str] = Field(description="categories claimed")
    discrepancies: list[DiscrepancyView]
    values: dict[str, Any]


class VeteranView(VeteranLine):
    """A veteran's file."""

    state: str
    channel: str = Field(description="counter or import")
    personal: dict[str, str] = Field(description="personal fields the file has, masked")
    values: dict[str, Any] = Field(description="the other fields the file has")
    sensitive: SensitiveView | None = Field(description="null for those who may not see it")

    @classmethod
    def of_file(cls, file: VeteranFile, caller: Caller) -> Self:
        decides = replace(caller, grants=tuple(grant for grant in caller.grants if grant.role in READERS_OF_SENSITIVE))
        return cls(
            **_line(file.row, file.personal),
            state=file.row.state,
            channel=file.row.channel,
            personal={name: value.masked() for name, value in file.personal.items()},
            values=_values(file.row, OPEN),
            sensitive=_sensitive(file) if decides.covers(file.row.org_path) else None,
        )


def _line(row: Row[Any], personal: Mapping[str, Personal]) -> dict[str, Any]:
    shown = {name: personal[name].masked() if name in personal else None for name in ("name", "id_number", "mobile")}
    return {
        "veteran_id": row.veteran_id,
        "org_code": row.org_code,
        "org_path": row.org_path,
        "sex_code": row.sex_code,
        "birth_year": row.birth_on.year,
        "party_member": row.political_code in PARTY_MEMBER_CODES,
        "registered_on": row.registered_on,
        "synthetic": row.synthetic,
        **shown,
    }


def _sensitive(file: VeteranFile) -> SensitiveView:
    return SensitiveView(
        birth_on=file.row.birth_on,
        category_codes=list(file.category_codes),
        discrepancies=[DiscrepancyView(field=d.field, stated=d.stated, derived=d.derived) for d in file.discrepancies],
        values=_values(file.row, SENSITIVE),
    )


# Shown elsewhere in the views.
_APART: Final = frozenset({"sex_code", "birth_on", "org_code", "registered_on", "synthetic", "category_codes"})


def _values(row: Row[Any], pii: str) -> dict[str, Any]:
    found = {
        field.name: _written(row, field.name, field.kind)
        for field in FIELDS
        if field.pii is pii and field.name not in _APART
    }
    return {name: value for name, value in found.items() if value is not None}


# How much of an ISO date is known.
_LENGTHS: Final = {"day": 10, "month": 7, "year": 4}


def _written(row: Row[Any], name: str, kind: Kind) -> Any:
    value = row._mapping[name]
    if kind is Kind.PARTIAL_DATE and value is not None:
        return value.isoformat()[: _LENGTHS[row._mapping[precision(name)]]]
    return value
