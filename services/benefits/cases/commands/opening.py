"""A veteran brings a dispute to a service organisation."""

from dataclasses import asdict
from datetime import date
from uuid import UUID

from sqlalchemy import insert

from services.benefits.cases.domain import Case, ToldCase, open_now
from services.benefits.cases.parameters import KindCode
from services.benefits.cases.rules import Opening
from services.benefits.cases.tables import CASE, CASE_CONTENT
from services.benefits.directory.domain import VeteranNotKnownYet
from services.benefits.directory.queries import hold_org_unit, hold_veteran, is_to_be_closed
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.benefits import CaseOpened
from shared.ids import new_id
from shared.privacy.encryption import encrypt
from shared.privacy.keyring import Keyring
from shared.privacy.personal import Personal


@command
async def open_case(
    tx: Transaction,
    *,
    keyring: Keyring,
    kind: KindCode,
    org_code: str,
    applicant_id: UUID,
    parties_count: int,
    opened_on: date,
    summary: Personal,
) -> Case:
    """Open a case for a veteran at a service organisation, both within the caller's scope.

    Raises `VeteranNotKnownYet` (also outside the scope), `OrgUnitNotKnownYet`, `OutOfScope` (of the unit),
    `ApplicantErased`, `OpeningRefused`.
    """
    told = ToldCase(kind, org_code, applicant_id, parties_count, opened_on)
    return await take_up(tx, told, keyring=keyring, summary=summary)


async def take_up(tx: Transaction, told: ToldCase, *, keyring: Keyring, summary: Personal) -> Case:
    """Part of a command. Raises what `open_case` does."""
    case_id = new_id()
    tx.concerns(f"case {case_id}")
    applicant = await hold_veteran(tx.connection, told.applicant_id)
    unit = await hold_org_unit(tx.connection, told.org_code)
    if applicant.residence_path is None or not tx.caller.covers(applicant.residence_path):
        tx.caller.must_cover(applicant.org_path, VeteranNotKnownYet())
    tx.caller.must_cover(unit.org_path)
    applicant.must_be_known()
    facts = Opening(
        told.parties_count,
        told.opened_on,
        unit.closed_on,
        local_date(tx.now),
        applicant.deceased_on,
        is_deregistered=applicant.deregistered_on is not None,
        is_merged=applicant.merged_into is not None,
        away_since=applicant.away_since,
        is_org_closing=await is_to_be_closed(tx.connection, told.org_code),
        is_left_open=told.resolved_on is None,
    )
    case = open_now(case_id, told, facts, org_path=unit.org_path, synthetic=applicant.synthetic)
    await tx.connection.execute(insert(CASE).values(asdict(case)))
    await _write_content(tx, keyring, case, summary)
    _publish(tx, case)
    return case


async def _write_content(tx: Transaction, keyring: Keyring, case: Case, summary: Personal) -> None:
    """The content under a key of its own, so that dropping the key makes it unreadable, backups included."""
    key, wrapped = keyring.new_key(case.applicant_id)
    row = {
        "case_id": case.case_id,
        "applicant_id": case.applicant_id,
        "data_key": wrapped,
        "summary": encrypt(summary, CASE_CONTENT.name, CASE_CONTENT.c.summary.name, case.applicant_id, key),
        "written_at": tx.now,
    }
    await tx.connection.execute(insert(CASE_CONTENT).values(row))


def _publish(tx: Transaction, case: Case) -> None:
    event = CaseOpened(
        case_id=case.case_id,
        kind=case.kind,
        org_code=case.org_code,
        org_path=case.org_path,
        applicant_id=case.applicant_id,
        parties_count=case.parties_count,
        opened_on=case.opened_on,
        due_on=case.due_on,
    )
    tx.publish(event, sequence=case.version, synthetic=case.synthetic, effective_on=case.opened_on)
