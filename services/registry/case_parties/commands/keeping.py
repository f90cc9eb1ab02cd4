"""Parts of commands that change a party: what was believed is kept, what is believed now is told."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, literal, select, update

from services.registry.case_parties.domain import CaseParty, CasePartyChanged
from services.registry.case_parties.parameters import IN_ERROR
from services.registry.case_parties.queries import parties_of_person, standing_in
from services.registry.case_parties.tables import CASE_PARTY, CASE_PARTY_PAST
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


async def parties_in(
    tx: Transaction, person_id: UUID, cases: Sequence[Row[Any]]
) -> Sequence[tuple[CaseParty, Row[Any]]]:  # fmt: skip
    """All that he is a party to, or was, with its case. The cases were held (`lock_cases_of`) before his file, and he
    himself, were: whoever changes a party does it in that order, so that no two wait for each other. Raises
    `CasePartyChanged` where he became a party to another one until he was held."""
    by_id = {case.case_id: case for case in cases}
    parties = await parties_of_person(tx.connection, person_id)
    if any(party.case_id not in by_id for party in parties):
        raise CasePartyChanged
    return [(party, by_id[party.case_id]) for party in parties]


async def become(tx: Transaction, person_id: UUID, other_id: UUID, document: str, *, cases: Sequence[Row[Any]]) -> None:
    """All that was said of the one as a party was the other, who is known by a file or record; where that one is the
    applicant, or a party already, nothing was. Raises what `parties_in` does."""
    today: date = local_date(tx.now)
    same = {row.file for row in await tx.connection.execute(files_of(other_id))}
    for said, case in await parties_in(tx, person_id, cases):
        if case.applicant_id in same or await standing_in(tx.connection, said.case_id, same):
            party = said.removed(IN_ERROR, case.opened_on, document, opened_on=case.opened_on, today=today)
        else:
            party = said.corrected(other_id, document)
        await keep(tx, party)
        tell(tx, party, case)


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
