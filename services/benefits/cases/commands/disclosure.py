"""What a dispute is about: read in clear, and compared."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from services.benefits.cases.domain import CaseNotFound, ContentErased
from services.benefits.cases.parameters import PurposeCode
from services.benefits.cases.tables import CASE, CASE_CONTENT
from shared.command import Transaction, command
from shared.command.hourly import TooManyDisclosures, limit_hourly
from shared.privacy.encryption import decrypt
from shared.privacy.keyring import Keyring
from shared.privacy.personal import Personal


@command(keeps_answer=False)
async def disclose_case(
    tx: Transaction, case_id: UUID, *, keyring: Keyring, purpose: PurposeCode, most_an_hour: int
) -> Personal:  # fmt: skip
    """The summary of a case within the caller's scope; that it was read, and why, stays in the audit.

    Raises `CaseNotFound`, `TooManyDisclosures`, `ContentErased`.
    """
    tx.concerns(f"case {case_id}", purpose=purpose)
    statement = select(CASE.c.org_path, CASE_CONTENT).join(CASE_CONTENT).where(CASE.c.case_id == case_id)
    row = (await tx.connection.execute(statement)).one_or_none()
    if row is None:
        raise CaseNotFound
    tx.caller.must_cover(row.org_path, CaseNotFound())
    await limit_hourly(tx, most_an_hour, TooManyDisclosures)
    if row.data_key is None:
        raise ContentErased
    return _clear(row, keyring)


async def is_about(tx: Transaction, case_id: UUID, summary: Personal, *, keyring: Keyring) -> bool:
    """Part of a command that has locked the case: whether it is about this, which who asks knows; of what was erased
    nobody can tell any more, and it may be."""
    row = (await tx.connection.execute(select(CASE_CONTENT).where(CASE_CONTENT.c.case_id == case_id))).one()
    return row.data_key is None or _clear(row, keyring).reveal() == summary.reveal()


def _clear(row: Row[Any], keyring: Keyring) -> Personal:
    key = keyring.unwrap(row.data_key, row.applicant_id)
    return Personal(decrypt(row.summary, CASE_CONTENT.name, CASE_CONTENT.c.summary.name, row.applicant_id, key))
