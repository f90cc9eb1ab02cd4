"""A party was somebody else, or is one no longer."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.registry.case_parties.commands.keeping import keep, tell
from services.registry.case_parties.commands.naming import find_who
from services.registry.case_parties.domain import CaseNotFound, CaseParty, CasePartyNotFound, Wanted
from services.registry.case_parties.parameters import IN_ERROR
from services.registry.case_parties.queries import find_party, lock_known_case
from services.registry.settings import Registrar
from services.registry.veterans.commands.forgetting import Forgets
from services.registry.veterans.commands.search import limit_searches
from shared.clock import local_date
from shared.command import Transaction, command


@command
async def correct_case_party(
    tx: Transaction,
    party_id: UUID,
    wanted: Wanted,
    *,
    document: str,
    registrar: Registrar,
    most_an_hour: int,
    forgets: Forgets,
    version: int | None = None,
) -> int:
    """It was another person: who is said now has been the party all along. Whom it was said of before, and who is
    known for nothing else, is forgotten, so that his number is free. Answers the version; also of a case that has
    ended.

    Raises `CasePartyInvalid`, `TooManySearches`, `CasePartyNotFound` (also outside the scope), `CasePartyChanged`,
    `CasePartyRemoved`, `CasePartyUnchanged`, and what `name_case_party` does of a person.
    """
    wanted.must_say_who()
    if wanted.id_number is not None:
        await limit_searches(tx, most_an_hour)
    party, case = await _locked(tx, party_id, document, version)
    who = await find_who(tx, case, wanted, registrar=registrar, instead_of=party.person_id)
    corrected = party.corrected(who, document)
    await keep(tx, corrected)
    await forgets(tx, party.person_id)
    tell(tx, corrected, case)
    return corrected.version


@command
async def remove_case_party(
    tx: Transaction,
    party_id: UUID,
    *,
    reason: str,
    removed_on: date,
    document: str,
    forgets: Forgets,
    version: int | None = None,
) -> int:
    """He is a party no longer, or never was: then he is forgotten, unless he is known for something else. Answers the
    version.

    Raises `CasePartyNotFound` (also outside the scope), `CasePartyChanged`, `CasePartyRemoved`, `CasePartyInvalid`.
    """
    party, case = await _locked(tx, party_id, document, version, reason)
    removed = party.removed(reason, removed_on, document, opened_on=case.opened_on, today=local_date(tx.now))
    await keep(tx, removed)
    if reason == IN_ERROR:
        await forgets(tx, party.person_id)
    tell(tx, removed, case)
    return removed.version


async def _locked(
    tx: Transaction, party_id: UUID, document: str, version: int | None, reason: str | None = None
) -> tuple[CaseParty, Row[Any]]:
    """The party, and the case, under whose lock its parties are changed."""
    found = await find_party(tx.connection, party_id)
    if found is None:
        raise CasePartyNotFound
    tx.concerns(f"case {found.case_id}", purpose=document)
    try:
        case = await lock_known_case(tx.connection, found.case_id, tx.caller)
    except CaseNotFound as hidden:
        raise CasePartyNotFound from hidden.__cause__
    # Read again under the lock.
    party = await find_party(tx.connection, party_id)
    if party is None:
        raise CasePartyNotFound
    party.must_stand(version, reason)
    return party, case
