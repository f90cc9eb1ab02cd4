"""Which fields of files are asked for, and what they say in the words of conditions."""

from collections.abc import Mapping

FIELDS = frozenset(
    {
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
    }
)
"""Names of fields in registry: when one of them changes, the file is asked for anew."""

_HOUSEHOLDS = {"1": "rural", "2": "urban"}
WORDS: Mapping[str, tuple[str, Mapping[str, str | int | bool]]] = {
    # Of whoever's sex is not known or not stated nothing is known.
    "sex": ("sex_code", {"1": "1", "2": "2"}),
    "household.type": ("household_code", _HOUSEHOLDS),
    "discharge.household": ("discharge_household_code", _HOUSEHOLDS),
    "disability.cause": ("disability_cause_code", {"1": "war", "2": "duty", "3": "illness", "4": "mental"}),
    "disability.grade": ("disability_grade_code", {str(grade): grade for grade in range(1, 11)}),
    # That of employees, of organs and institutions; of residents, none. Of other insurances it is not known.
    "pension.employee": ("pension_code", {"1": True, "2": True, "3": False, "8": False}),
}
"""By fact, the field and what each of its codes means."""

DAYS: Mapping[str, str] = {"enlisted-on": "enlisted_on", "discharged-on": "discharged_on"}
"""By fact, the field; one of which only the month or the year is known says nothing."""

WITHOUT_EMPLOYER = frozenset({"2", "3", "4", "5", "6"})
"""Flexible employment, farming, self-employed, unemployed, retired."""

LASTING = frozenset({"sex", "enlisted-on", "discharged-on", "discharge.household", "service.compulsory-years"})
"""Facts that are as true of a day before they were asked. All others hold from the day on which they were."""
