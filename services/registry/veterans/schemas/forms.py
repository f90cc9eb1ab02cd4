"""What the API takes."""

from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, field_validator

from services.registry.network.schemas import OrgCode
from services.registry.veterans.commands.category_search import SoughtCategory
from services.registry.veterans.domain.registration import Form
from services.registry.veterans.parameters.codes import CATEGORY, HOLDING_STATES
from services.registry.veterans.parameters.fields import FIELD, FIELDS, SEALED
from services.registry.veterans.parameters.purposes import PURPOSES
from shared.auth.numbers import MOST_NUMBERS
from shared.http.pages import LONGEST_CURSOR, MOST_ON_A_PAGE
from shared.http.validation import Flag, OneOf, Reason, RequestBody, field_fault
from shared.privacy.personal import Personal, PersonName

Written = Annotated[str, StringConstraints(max_length=200)]
Fen = Annotated[int, Field(ge=0)]


def _field(name: str) -> Any:
    """Absent unless given; described by the table of fields."""
    field = FIELD[name]
    codes = f"; {field.code_set.source}, code or Chinese name" if field.code_set else ""
    return Field(None, title=field.zh, description=f"{field.zh} · {field.en}{codes}")


class OfFile(RequestBody):
    """What is decided on a file, and may not be on an older version than it has."""

    version: int | None = Field(None, ge=1, description="the version of the file that was decided on")


class RegistrationForm(RequestBody):
    """A veteran's file. Dates are like 2018-10-01; those of service and Party also 1976-12 or 1976.

    What is required or wrong is judged all at once: the answer names every field.
    """

    model_config = ConfigDict(json_schema_extra={"required": [field.name for field in FIELDS if field.required]})

    id_number: Personal | None = _field("id_number")
    name: Personal | None = _field("name")
    former_name: Personal | None = _field("former_name")
    sex_code: Written | None = _field("sex_code")
    birth_on: Personal | None = _field("birth_on")
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
    disability_grade_code: Written | None = _field("disability_grade_code")
    disability_cause_code: Written | None = _field("disability_cause_code")
    support_code: Written | None = _field("support_code")
    employment_code: Written | None = _field("employment_code")
    employer_name: Personal | None = _field("employer_name")
    employer_code: Written | None = _field("employer_code")
    employer_phone: Personal | None = _field("employer_phone")
    monthly_income_fen: Fen | None = _field("monthly_income_fen")
    medical_insurance_code: Written | None = _field("medical_insurance_code")
    pension_code: Written | None = _field("pension_code")
    minimum_living_allowance: Flag | None = _field("minimum_living_allowance")
    extreme_poverty_support: Flag | None = _field("extreme_poverty_support")
    housing_code: Written | None = _field("housing_code")
    bank_name: Personal | None = _field("bank_name")
    bank_account_name: Personal | None = _field("bank_account_name")
    bank_account: Personal | None = _field("bank_account")
    enlisted_on: Written | None = _field("enlisted_on")
    enlisted_from_code: Written | None = _field("enlisted_from_code")
    conscript_from: Written | None = _field("conscript_from")
    conscript_to: Written | None = _field("conscript_to")
    discharged_on: Written | None = _field("discharged_on")
    discharge_household_code: Written | None = _field("discharge_household_code")
    arm_code: Written | None = _field("arm_code")
    rank_code: Written | None = _field("rank_code")
    discharge_certificate: Personal | None = _field("discharge_certificate")
    placement_code: Written | None = _field("placement_code")
    reported_in_on: Written | None = _field("reported_in_on")
    merits: Personal | None = _field("merits")
    category_codes: list[Written] | None = _field("category_codes")
    org_code: Written | None = _field("org_code")
    registered_on: Written | None = _field("registered_on")
    synthetic: Flag | None = _field("synthetic")

    def form(self) -> Form:
        """The fields that were given."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: tuple(v) if isinstance(v, list) else v for name, v in given.items() if v is not None}


class SearchForm(RequestBody):
    """The identity number of the person sought. In the body: an address would be logged."""

    id_number: Personal = Field(description="18 or 15 characters")


class ListedNumbersForm(RequestBody):
    """The identity numbers of persons who stand in a list."""

    id_numbers: list[Personal] = Field(min_length=1, max_length=MOST_NUMBERS, description="18 or 15 characters each")


class NameSearchForm(RequestBody):
    """What of a name is known, and where the person is registered. In the body: an address would be logged."""

    name: PersonName = Field(description="characters as they stand in it, or the pinyin initials of its first 2 to 4")
    unit: OrgCode | None = Field(None, description="and all below it")
    cursor: str | None = Field(None, max_length=LONGEST_CURSOR, description="`next` of the page before")
    limit: int = Field(50, ge=1, le=MOST_ON_A_PAGE)


def _listed(value: str) -> str:
    if value not in PURPOSES:
        raise field_fault(
            "not-a-purpose",
            zh=f"应为以下之一：{'、'.join(f'{code}（{each.zh}）' for code, each in PURPOSES.items())}。",
            en=f"Must be one of: {', '.join(PURPOSES)}.",
        )
    return value


Purpose = Annotated[
    str, Field(max_length=40, description="one of " + ", ".join(PURPOSES)), AfterValidator(_listed)
]  # fmt: skip


class OpeningForm(RequestBody):
    """Why a sensitive group is to be opened."""

    purpose: Purpose
    reason: Reason = Field(description="in your own words, without personal data")


def _category(value: str) -> str:
    found = CATEGORY.find(value)
    if found is None:
        raise field_fault(
            "not-in-code-set",
            zh="应为部颁类别的代码或名称。",
            en="Must be the code or the Chinese name of one of the ministry's categories.",
        )
    return found.code


HoldingStanding = Annotated[str, OneOf(HOLDING_STATES, "not-a-choice")]
CategoryCode = Annotated[Written, AfterValidator(_category)]


class CategorySearchForm(OpeningForm):
    """Which category is looked for, where, and why. A page of them shows few: each is recorded and counts."""

    category: CategoryCode = Field(description="code or Chinese name")
    state: HoldingStanding | None = Field(None, description="absent: whoever holds or claims it")
    unit: OrgCode | None = Field(None, description="and all below it")
    cursor: str | None = Field(None, max_length=LONGEST_CURSOR, description="`next` of the page before")
    limit: int = Field(20, ge=1, le=20)

    def sought(self) -> SoughtCategory:
        return SoughtCategory(self.category, self.purpose, self.reason, self.unit, self.state)


class DisclosureForm(OpeningForm):
    """Which fields are to be seen in clear, and why."""

    fields: list[str] = Field(min_length=1, max_length=len(SEALED), description="names of personal fields")

    @field_validator("fields")
    @classmethod
    def _are_personal(cls, value: list[str]) -> list[str]:
        if not {field.name for field in SEALED}.issuperset(value):
            raise field_fault(
                "not-a-personal-field", zh="含有非个人敏感字段。", en="Not all of these are personal fields."
            )
        return value
