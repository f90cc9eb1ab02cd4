"""What a decision in favour takes: that no clause is known to fail, and that it was not had too often.

That is looked at while nobody else of the person or the household is decided on.
"""

from typing import Any

from sqlalchemy import Row, func, select

from services.benefits.applications.domain import ApplicantNotEntitled
from services.benefits.applications.queries import find_had
from services.benefits.applications.rules import must_be_within
from services.benefits.conditions.domain import Known
from services.benefits.directory.queries import going_on
from services.benefits.eligibility.queries import find_failed
from services.benefits.programmes.queries import list_versions
from shared.clock import local_date
from shared.command import Transaction
from shared.database.locks import of_text


async def must_be_entitled(tx: Transaction, row: Row[Any], known: Known) -> None:
    """Rule B1: nothing is given against a clause; what is not known speaks against nobody.

    Raises `ApplicantNotEntitled`.
    """
    failed = await find_failed(tx.connection, row.programme_code, row.programme_version, known)
    if failed:
        raise ApplicantNotEntitled(clauses="；".join(rule.text.rstrip("。") for rule in failed))


async def must_be_within_limits(tx: Transaction, row: Row[Any]) -> None:
    """By the terms of the version that was applied under. The row's application may be approved, or paid first, unless
    others have used the limit up. Not a command: whoever decides does it, and commits. Raises `LimitReached`."""
    versions = await list_versions(tx.connection, row.programme_code)
    [programme] = [each for each in versions if each.version == row.programme_version]
    if not programme.terms.limits:
        return
    goes_on = await going_on(tx.connection, row.person_id)
    whose = [f"person {goes_on}", *([f"household {row.household_no}"] if row.household_no else [])]
    for each in whose:
        lock = of_text(f"limits of {row.programme_code} of {each}")
        await tx.connection.execute(select(func.pg_advisory_xact_lock(*lock)))
    had = await find_had(tx.connection, row, goes_on)
    must_be_within(programme.name, programme.terms.limits, had, local_date(tx.now))
