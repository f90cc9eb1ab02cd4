"""Parties of cases are looked for by an identity number: whoever may not be recorded by it, since a party has it by
another name, is found there and put right."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Row

from services.registry.case_parties.domain import CasePartyNotFound
from services.registry.case_parties.queries import WantedParties, fetch_parties
from services.registry.settings import Registrar
from services.registry.veterans.commands.sealing import number_hashes
from services.registry.veterans.commands.search import limit_searches
from services.registry.veterans.domain.registration import get_identity_number
from services.registry.veterans.domain.values import Terms
from services.registry.veterans.queries.persons import find_person
from services.registry.veterans.queries.survivors import files_of
from shared.clock import local_date
from shared.command import Transaction, command
from shared.http.dependencies import Reading
from shared.http.pages import Page
from shared.privacy.personal import Personal

T = TypeVar("T")


@command(keeps_answer=False)
async def search_case_parties(
    tx: Transaction,
    id_number: Personal,
    cursor: str | None,
    limit: int,
    *,
    view: Callable[[Row[Any]], T],
    registrar: Registrar,
    most_an_hour: int,
) -> Page[T]:
    """Those in cases of the caller's scope whose number it is, the last named first, also who is one no longer; of
    nobody as of who is out of the scope none. Each search counts. Raises `TooManySearches`, `IdentityNumberInvalid`."""
    await limit_searches(tx, most_an_hour)
    number = get_identity_number(id_number, Terms(local_date(tx.now), registrar.synthetic_ids_allowed)).number
    known = await find_person(tx.connection, number_hashes(registrar.keyring, number))
    same = {row.file for row in await tx.connection.execute(files_of(known.person_id))} if known is not None else set()
    reading = Reading(tx.connection, tx.caller, tx.now)
    page = await fetch_parties(reading, WantedParties(persons=same), cursor, limit, view=lambda row: (row, view(row)))
    found = {row.person_id for row, _ in page.items}
    if found:
        tx.concerns(f"case-party {min(found)}")
    else:
        tx.concerns("", result=CasePartyNotFound.code)
    return Page(items=[shown for _, shown in page.items], next=page.next)
