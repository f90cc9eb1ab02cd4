"""Which fields of files benefits may ask for, and what for."""

from typing import Literal

from services.registry.veterans.parameters.fields import FIELD, Field

PurposeCode = Literal["benefit-handling"]

MOST_AT_ONCE = 1_000
"""Persons of whom one request is answered."""

ASKED: tuple[Field, ...] = tuple(
    FIELD[name]
    for name in (
        "sex_code",
        "household_code",
        "employment_code",
        "employer_code",
        "pension_code",
        "disability_grade_code",
        "disability_cause_code",
        "enlisted_on",
        "conscript_from",
        "conscript_to",
        "discharged_on",
        "discharge_household_code",
    )
)
"""Those that conditions and amounts of programmes name; none is a name, a number or an address."""
