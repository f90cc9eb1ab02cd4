"""What of a file is sensitive by its subject (P3), by the groups it is opened in, and for which purposes.

PIPL art 28: a specific purpose, and necessity. Who only verifies an identity needs nobody's income.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """Opened one by one."""

    HEALTH = "health"
    INCOME = "income"
    HARDSHIP = "hardship"
    CATEGORIES = "categories"
    DISCREPANCIES = "discrepancies"


@dataclass(frozen=True, slots=True)
class Content:
    """What a group holds: its name in both languages, its fields, the purposes it is opened for."""

    zh: str
    en: str
    fields: tuple[str, ...]
    purposes: frozenset[str]


_ALWAYS = frozenset({"data-correction", "request-of-the-person"})

GROUPS: Mapping[Group, Content] = {
    Group.HEALTH: Content(
        "健康状况", "health", (
            "health_code", "work_ability_code", "self_care_code", "disability_grade_code", "disability_cause_code",
            "support_code",
        ),
        _ALWAYS | {"benefit-handling", "home-visit", "hardship-aid", "emergency"},
    ),
    Group.INCOME: Content(
        "收入状况", "income", ("monthly_income_fen",), _ALWAYS | {"benefit-handling", "hardship-aid"}
    ),
    Group.HARDSHIP: Content(
        "困难情况", "hardship", ("minimum_living_allowance", "extreme_poverty_support", "housing_code"),
        _ALWAYS | {"benefit-handling", "home-visit", "hardship-aid"},
    ),
    Group.CATEGORIES: Content(
        "申报和认定的类别", "categories claimed and held", ("category_codes",),
        _ALWAYS | {"benefit-handling", "hardship-aid"},
    ),
    Group.DISCREPANCIES: Content(
        "信息不一致", "what was stated otherwise than the identity number", ("discrepancies",),
        _ALWAYS | {"identity-verification"},
    ),
}  # fmt: skip
