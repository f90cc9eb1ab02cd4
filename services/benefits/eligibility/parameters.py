"""What findings are called, and which ages are told of whom."""

from collections.abc import Mapping

from shared.language import Named

AGE, CATEGORIES, RELATIONS, ROLES = "age", "categories.active", "relations", "roles.active"
"""The facts that registry's events tell of, by their names in conditions."""
CONTACT, CLASS = "contact.verified", "person.class"
ENROLLED, OPTED_OUT = "training.enrolled", "opted-out"
"""What the books of courses and of wishes for work say, of everybody in the register."""

AGES = frozenset({60, 80})
"""Told of everybody who reaches them: whoever was not told of has not. That somebody was told of another one is known,
that he was not says nothing."""
JOB_PUSH = "job-push"
VETERAN_CLASS, SURVIVOR_CLASS = "veteran", "three-survivors"
SURVIVORS, AGES_OF_SURVIVORS = frozenset({"21", "22", "23"}), frozenset({18, 22})
"""Told of who holds one of these categories."""

OUTCOMES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("entitled", "符合条件", "entitled"),
        Named("not-entitled", "不符合条件", "not entitled"),
        Named("needs-evidence", "需补充材料", "needs evidence"),
    )
}
VERDICTS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("passed", "符合", "met"),
        Named("failed", "不符合", "not met"),
        Named("unknown", "信息不全", "not known"),
    )
}
