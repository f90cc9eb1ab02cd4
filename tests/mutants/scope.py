"""Which modules are mutated, and which tests are to notice.

The longest name that a module's path begins with decides. Quick tests stand first, since the first failure ends a run.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.architecture.tree import ROOT

# Everything below these packages, and every module of a service that decides something.
PACKAGES = (
    "shared/outbox", "shared/inbox", "shared/rebuild", "shared/command", "shared/auth", "shared/privacy",
    "shared/approval", "shared/entries", "shared/workbooks", "shared/publicity",
    "shared/promises",
)  # fmt: skip
DECIDING = ("domain", "rules")

CASES = tuple(str(path.relative_to(ROOT)) for path in sorted((ROOT / "tests/benefits").glob("test_case_*.py")))
TESTS: Mapping[str, tuple[str, ...]] = {
    "shared/approval/ending.py": ("tests/registry/merges", "tests/registry/erasures"),
    "shared/approval/given.py": ("tests/registry/registrations",),
    "shared/approval": ("tests/shared/test_approval.py",),
    "shared/promises": ("tests/shared/promises", "tests/reporting/promises", "tests/notifications/test_promises.py"),
    "shared/publicity": ("tests/benefits/applications/test_course.py", "tests/benefits/awards"),
    "shared/entries": (
        "tests/shared/test_entry_days.py",
        "tests/registry/books",
        "tests/benefits/checks",
        "tests/benefits/training",
        "tests/benefits/jobs",
    ),
    "shared/outbox": ("tests/shared/outbox",),
    "shared/outbox/tables.py": ("tests/architecture/test_migrations.py", "tests/shared/outbox"),
    "shared/inbox": ("tests/shared/inbox",),
    "shared/inbox/tables.py": ("tests/architecture/test_migrations.py", "tests/shared/inbox"),
    "shared/rebuild": ("tests/shared/rebuild", "tests/reporting/test_from_kafka.py"),
    "shared/command": ("tests/shared/command", "tests/shared/idempotency"),
    "shared/auth/asking.py": ("tests/notifications/test_fetching.py",),
    "shared/auth/identity.py": ("tests/registry/machines",),
    "shared/auth/numbers.py": ("tests/benefits/test_persons_in_workbooks.py",),
    "shared/auth/tables.py": ("tests/architecture/test_migrations.py", "tests/shared/auth"),
    "shared/auth": ("tests/shared/auth", "tests/registry/tokens", "tests/registry/test_access.py"),
    "shared/privacy": ("tests/shared/privacy", "tests/registry/veterans"),
    "shared/workbooks/persons.py": ("tests/benefits/test_persons_in_workbooks.py",),
    "shared/workbooks": (
        "tests/shared/test_choices_of_workbooks.py",
        "tests/registry/imports",
        "tests/registry/books/test_many.py",
        "tests/registry/unit_lists",
    ),
    "services/benefits/amounts": (
        "tests/benefits/programmes/test_in_words.py",
        "tests/benefits/amounts",
        "tests/benefits/payments",
    ),
    "services/benefits/applications": ("tests/benefits/applications",),
    "services/benefits/awards": ("tests/benefits/awards",),
    "services/benefits/batches": ("tests/benefits/batches",),
    "services/benefits/payees": ("tests/benefits/payees", "tests/benefits/batches"),
    "services/benefits/overpayments": ("tests/benefits/overpayments",),
    "services/benefits/cases": ("tests/benefits/test_case_domain.py", *CASES),
    "services/benefits/checks": ("tests/benefits/checks",),
    "services/benefits/visits": ("tests/benefits/visits",),
    "services/benefits/cards": ("tests/benefits/cards",),
    "services/benefits/plates": ("tests/benefits/plates",),
    "services/benefits/merits": ("tests/benefits/merits",),
    "services/benefits/overdue": ("tests/benefits/merits", "tests/benefits/test_waiting.py"),
    "services/benefits/closings": CASES,
    "services/benefits/conditions": ("tests/benefits/conditions",),
    "services/benefits/directory": ("tests/benefits/test_directory.py", *CASES),
    "services/benefits/eligibility": ("tests/benefits/eligibility",),
    "services/benefits/emergency_aid": ("tests/benefits/emergency_aid",),
    "services/benefits/entries": ("tests/benefits/checks", "tests/benefits/merchants"),
    "services/benefits/merchants": ("tests/benefits/merchants",),
    "services/benefits/facts": ("tests/benefits/facts",),
    "services/benefits/kin": ("tests/benefits/kin",),
    "services/benefits/mine": ("tests/benefits/mine",),
    "services/benefits/payments": ("tests/benefits/payments",),
    "services/benefits/redemptions": ("tests/benefits/redemptions",),
    "services/benefits/jobs": ("tests/benefits/jobs",),
    "services/benefits/training": ("tests/benefits/training",),
    "services/benefits/programmes": ("tests/benefits/programmes",),
    "services/benefits/publicity": ("tests/benefits/publicity",),
    "services/benefits/simulations": ("tests/benefits/simulations",),
    "services/notifications": ("tests/notifications/test_templates.py", "tests/notifications"),
    "services/registry/accounts": ("tests/registry/accounts", "tests/registry/tokens"),
    "services/registry/applicants": ("tests/registry/books",),
    "services/registry/archive_forwardings": ("tests/registry/archive_forwardings",),
    "services/registry/archives": ("tests/registry/archives",),
    "services/registry/attachments": ("tests/registry/attachments",),
    "services/registry/bodies": ("tests/registry/books",),
    "services/registry/books": ("tests/registry/books",),
    "services/registry/branch_life": ("tests/registry/branch_life",),
    "services/registry/case_parties": ("tests/registry/case_parties",),
    "services/registry/categories": ("tests/registry/categories",),
    "services/registry/confirmations": ("tests/registry/confirmations",),
    "services/registry/consents": ("tests/registry/consents",),
    "services/registry/contacts": ("tests/registry/contacts",),
    "services/registry/facts": ("tests/registry/facts",),
    "services/registry/contributions": ("tests/registry/contributions",),
    "services/registry/corrections/domain/parties.py": ("tests/registry/case_parties/test_identity.py",),
    "services/registry/corrections": ("tests/registry/corrections",),
    "services/registry/counting": ("tests/registry/counting", "tests/registry/deregistrations"),
    "services/registry/data_requests": ("tests/registry/data_requests",),
    "services/registry/deaths": ("tests/registry/deaths",),
    "services/registry/deregistrations": ("tests/registry/deregistrations",),
    "services/registry/divisions": ("tests/registry/divisions",),
    "services/registry/duplicates": ("tests/registry/duplicates",),
    "services/registry/emergencies": ("tests/registry/emergencies",),
    "services/registry/entries": ("tests/registry/books",),
    "services/registry/erasures": ("tests/registry/erasures",),
    "services/registry/facilities": ("tests/registry/books",),
    "services/registry/families": ("tests/registry/families",),
    "services/registry/former": ("tests/registry/books",),
    "services/registry/grants": ("tests/registry/grants",),
    "services/registry/handovers": ("tests/registry/handovers",),
    "services/registry/help": ("tests/registry/help",),
    "services/registry/holdings": ("tests/registry/holdings",),
    "services/registry/imports": ("tests/registry/imports",),
    "services/registry/issuers": ("tests/registry/issuers",),
    "services/registry/kin": ("tests/registry/kin",),
    "services/registry/machines": ("tests/registry/machines",),
    "services/registry/meetings": ("tests/registry/books",),
    "services/registry/merges": ("tests/registry/merges",),
    "services/registry/milestones": ("tests/registry/milestones",),
    "services/registry/network": ("tests/registry/network",),
    "services/registry/party": ("tests/registry/party",),
    "services/registry/proxies": ("tests/registry/proxies",),
    "services/registry/recipients": ("tests/registry/recipients",),
    "services/registry/report_ins": ("tests/registry/report_ins",),
    "services/registry/registrations": ("tests/registry/registrations",),
    "services/registry/relocations": ("tests/registry/relocations",),
    "services/registry/roles": ("tests/registry/roles",),
    "services/registry/account_holders": ("tests/registry/account_holders", "tests/registry/kin"),
    "services/registry/second_factor": ("tests/registry/second_factor",),
    "services/registry/self_accounts": ("tests/registry/self_accounts",),
    "services/registry/sessions": ("tests/registry/sessions",),
    "services/registry/setup": ("tests/registry/setup",),
    "services/registry/subscribers": ("tests/registry/subscribers",),
    "services/registry/tokens": ("tests/registry/tokens",),
    "services/registry/notices": ("tests/registry/notices",),
    "services/registry/onsite_sessions": ("tests/registry/books",),
    "services/registry/overdue": ("tests/registry/books",),
    "services/registry/party_applications": ("tests/registry/party_applications",),
    "services/registry/party_lists": ("tests/registry/party_lists",),
    "services/registry/party_memberships": ("tests/registry/party_memberships",),
    "services/registry/reorganisations": ("tests/registry/reorganisations",),
    "services/registry/staff": ("tests/registry/books",),
    "services/registry/standards": ("tests/registry/books",),
    "services/registry/study_visits": ("tests/registry/books",),
    "services/registry/teams": ("tests/registry/teams",),
    "services/registry/transfers": ("tests/registry/transfers",),
    "services/registry/unit_lists": ("tests/registry/unit_lists",),
    "services/registry/working_days": ("tests/registry/working_days",),
    "services/registry/veterans": ("tests/registry/veterans", "tests/registry/imports"),
    "services/reporting/briefings": ("tests/reporting/briefings",),
    "services/reporting/bulletins": ("tests/reporting/bulletins",),
    "services/reporting/promises": ("tests/reporting/promises",),
    "services/reporting/comparisons": ("tests/reporting/comparisons",),
    "services/reporting/consistency": ("tests/reporting/consistency",),
    "services/reporting/coverage": ("tests/reporting/coverage",),
    "services/reporting/daily_reports": ("tests/reporting/daily_reports",),
    "services/reporting/dispatches": ("tests/reporting/dispatches",),
    "services/reporting/figures": ("tests/reporting/figures", "tests/reporting/test_demo_county.py"),
    "services/reporting/openings": ("tests/reporting/openings",),
    "services/reporting/paper_forms": ("tests/reporting/paper_forms",),
    "services/reporting/rankings": ("tests/reporting/rankings",),
    "services/reporting/report_hours": ("tests/reporting/report_hours",),
    "services/reporting/report_lines": ("tests/reporting/report_lines", "tests/reporting/daily_reports"),
    "services/reporting/schemes": ("tests/reporting/schemes",),
    "services/reporting/scores": ("tests/reporting/scores",),
    "services/reporting/slips": ("tests/reporting/slips",),
    "services/reporting/snapshots": ("tests/reporting/snapshots",),
    "services/reporting/units": ("tests/reporting/units",),
}


def mutated_modules() -> list[Path]:
    """Relative to the repository, in the order of their names."""
    below = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    deciding = [path for path in (ROOT / "services").rglob("*.py") if {path.stem, path.parent.name} & {*DECIDING}]
    return sorted(path.relative_to(ROOT) for path in (*below, *deciding) if path.stem != "__init__")


def covering(module: Path) -> tuple[str, ...]:
    """Raises KeyError for a module that no tests are named for."""
    names = [name for name in TESTS if module.as_posix().startswith(name if name.endswith(".py") else f"{name}/")]
    return TESTS[max(names, key=len, default=module.as_posix())]


def nearest_first(module: Path, tests: Sequence[str]) -> list[str]:
    """Files named as the module is, then the rest: most mutants are noticed by the former, and pytest stops there."""
    own = (path for name in tests for path in (ROOT / name).rglob(f"test_{module.stem}*.py"))
    return [*(path.relative_to(ROOT).as_posix() for path in sorted(own)), *tests]
