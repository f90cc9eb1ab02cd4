"""Parts of commands that change a party: what was believed is kept, what is believed now is told."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, literal, select, update

from services.registry.case_parties.domain import CaseParty
from services.registry.case_parties.parameters import IN_ERROR
from services.registry.case_parties.queries import WAS_PARTY, party_of, standing_in
from services.registry.case_parties.tables import CASE_PARTY, CASE_PARTY_PAST, KNOWN_CASE
from services.registry.network.tables import ORG_UNIT
from services.registry.veterans.queries.survivors import files_of
from shared.clock import local_date
from shared.command import Transaction
from shared.events.registry.case_parties import CasePartyCorrected, CasePartyRemoved

_PAST = [each.name for each in CASE_PARTY_PAST.columns if each.name != "known_until"]


async def keep(tx: Transaction, party: CaseParty) -> None:
    """It stands so from now on; what was believed until now stays on record (R8)."""
    held = CASE_PARTY.c
    # A clock that was set back makes no period that ends before it begins.
    until = func.greatest(literal(tx.now), held.known_from)
    said = select(*(held[name] for name in _PAST), until).where(held.party_id == party.party_id)
    await tx.connection.execute(insert(CASE_PARTY_PAST).from_select([*_PAST, "known_until"], said))
    written = update(CASE_PARTY).where(held.party_id == party.party_id)
    await tx.connection.execute(written.values(**asdict(party), **by(tx)))


def tell(tx: Transaction, party: CaseParty, case: Row[Any]) -> None:
    """Who it is, or until when he was one."""
    event: CasePartyCorrected | CasePartyRemoved = CasePartyCorrected(**told(party, case))
    if party.removed_on is not None and party.reason is not None:
        event = CasePartyRemoved(**told(party, case), removed_on=party.removed_on, reason=party.reason)
    tx.publish(event, sequence=party.version, synthetic=case.synthetic)


async def become(tx: Transaction, person_id: UUID, other_id: UUID, document: str) -> None:
    """All that was said of the one as a party was the other, who is known by a file or record; where that one is the
    applicant, or a party already, nothing was."""
    today: date = local_date(tx.now)
    same = {row.file for row in await tx.connection.execute(files_of(other_id))}
    found = (
        select(CASE_PARTY, KNOWN_CASE.c.applicant_id, KNOWN_CASE.c.opened_on, KNOWN_CASE.c.synthetic)
        .add_columns(ORG_UNIT.c.org_path)
        .join(KNOWN_CASE, KNOWN_CASE.c.case_id == CASE_PARTY.c.case_id)
        .join(ORG_UNIT, ORG_UNIT.c.org_code == KNOWN_CASE.c.org_code)
        .where(CASE_PARTY.c.person_id == person_id, WAS_PARTY)
        .order_by(CASE_PARTY.c.case_id, CASE_PARTY.c.party_id)
        .with_for_update(of=KNOWN_CASE)
    )
    for row in (await tx.connection.execute(found)).all():
        party = party_of(row)
        if row.applicant_id in same or await standing_in(tx.connection, party.case_id, same):
            party = party.removed(IN_ERROR, row.opened_on, document, opened_on=row.opened_on, today=today)
        else:
            party = party.corrected(other_id, document)
        await keep(tx, party)
        tell(tx, party, row)


def told(party: CaseParty, case: Row[Any]) -> dict[str, Any]:
    """What each event has: ids alone."""
    return {
        "party_id": party.party_id,
        "case_id": party.case_id,
        "person_id": party.person_id,
        "org_path": case.org_path,
    }


def by(tx: Transaction) -> dict[str, Any]:
    """Who says so, and since when."""
    return {"recorded_by": tx.caller.account_id, "known_from": tx.now}
