"""Who is known as a party to cases alone: name or number was typed wrong, which one clerk corrects in all of his
cases; or the number is that of a veteran or recipient, whose record wins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.registry.case_parties.commands.keeping import become, keep, parties_in, tell
from services.registry.case_parties.domain import CaseParty
from services.registry.case_parties.parameters import IN_ERROR
from services.registry.case_parties.queries import (
    find_party,
    lock_cases_of,
    reach_party,
)
from services.registry.corrections.commands.forgetting import forget_unknown
from services.registry.corrections.commands.identity import write_identity
from services.registry.corrections.domain.correction import CorrectionInvalid
from services.registry.corrections.domain.parties import (
    NumberOfAnotherParty,
    PartyElsewhereToo,
    PartyHasRecord,
    must_say_something,
)
from services.registry.corrections.domain.timeline import NothingChanges
from services.registry.corrections.parameters import IDENTITY_FIELD, IdentityKind
from services.registry.corrections.queries.subjects import lock_party
from services.registry.corrections.queries.values import text_now, text_of_value, value_in
from services.registry.families.queries.companions import paths_of_records
from services.registry.settings import Registrar
from services.registry.veterans.commands.forgetting import drop_number
from services.registry.veterans.commands.sealing import number_hashes
from services.registry.veterans.commands.search import limit_searches
from services.registry.veterans.domain.readers import read_value
from services.registry.veterans.domain.registration import fault
from services.registry.veterans.domain.values import Flaw, Terms, Value
from services.registry.veterans.parameters.fields import FIELD
from services.registry.veterans.queries.persons import find_person, hold_without_file
from shared.clock import local_date
from shared.command import Transaction, command
from shared.privacy.identity_number import IdentityNumber
from shared.privacy.personal import Personal


@dataclass(frozen=True, slots=True)
class Right:
    """Name and number as they should have been; None: as it stands."""

    name: Personal | None
    id_number: Personal | None


@command
async def correct_party_identity(
    tx: Transaction,
    party_id: UUID,
    right: Right,
    *,
    document: str,
    registrar: Registrar,
    most_an_hour: int,
    version: int | None = None,
) -> None:
    """The person stays the same, with all of his cases, also those that have ended; what was said before is kept. Each
    of his records has its next version, so that who decided on what stood before is refused; of what changed nothing
    is told but his id. Counts as a search by number.

    Raises `TooManySearches`, `CorrectionInvalid`, `CasePartyNotFound` (also outside the scope), `CasePartyChanged`,
    `CasePartyRemoved`, `PartyElsewhereToo`, `FileErased`, `PartyHasRecord`, `NumberOfAnotherParty`,
    `NothingChanges`.
    """
    must_say_something(right.name, right.id_number)
    await limit_searches(tx, most_an_hour)
    found = await find_party(tx.connection, party_id)
    if found is not None:
        tx.concerns(f"case-party {found.person_id}", purpose=document)
    party = await reach_party(tx.connection, party_id, tx.caller)
    party.must_stand(version, IN_ERROR)
    row, parties = await _hold(tx, party)
    await _must_be_known_as_party_alone(tx, party.person_id, parties)
    said = ((IdentityKind.NAME, right.name), (IdentityKind.ID_NUMBER, right.id_number))
    values = {kind: _read(kind, raw, tx, registrar) for kind, raw in said if raw is not None}
    changed = [kind for kind in values if not await _says(tx, row, kind, values[kind], registrar)]
    if not changed:
        raise NothingChanges
    for kind in changed:
        await _must_be_free(tx, row, values[kind], registrar)
        await write_identity(tx, row, kind, values[kind], registrar=registrar, document=document)
    for each, case in parties:
        anew = each.told_anew()
        await keep(tx, anew)
        tell(tx, anew, case)


Parties = Sequence[tuple[CaseParty, Row[Any]]]


async def _hold(tx: Transaction, party: CaseParty) -> tuple[Row[Any], Parties]:
    """The person, and all that he is a party to, or was, with its case: the cases first, as whoever corrects a party
    holds them. Raises `CasePartyChanged`, `CasePartyRemoved`, `FileErased`."""
    cases = await lock_cases_of(tx.connection, party.person_id)
    row = await lock_party(tx.connection, party.person_id)
    # Held, he becomes a party to no other case; he may have become one, or turned out to be somebody else, until then.
    (await reach_party(tx.connection, party.party_id, tx.caller)).must_stand(party.version, IN_ERROR)
    return row, await parties_in(tx, party.person_id, cases)


async def _must_be_known_as_party_alone(tx: Transaction, person_id: UUID, parties: Parties) -> None:
    """Raises `PartyElsewhereToo`, `PartyHasRecord`."""
    records = await paths_of_records(tx.connection, person_id)
    if not all(tx.caller.covers(path) for path in (*(case.org_path for _, case in parties), *records)):
        raise PartyElsewhereToo
    if records:
        raise PartyHasRecord


def _read(kind: IdentityKind, raw: Personal, tx: Transaction, registrar: Registrar) -> Value:
    field = IDENTITY_FIELD[kind]
    value = read_value(field, raw, Terms(local_date(tx.now), registrar.synthetic_ids_allowed))
    if isinstance(value, Flaw):
        raise CorrectionInvalid(fields=[fault(field.name, value.code)])
    return value


async def _says(tx: Transaction, row: Row[Any], kind: IdentityKind, value: Value, registrar: Registrar) -> bool:
    now = await text_now(tx.connection, row, IDENTITY_FIELD[kind].name, registrar.keyring)
    return now == text_of_value(value)


async def _must_be_free(tx: Transaction, row: Row[Any], value: Value, registrar: Registrar) -> None:
    if not isinstance(value, IdentityNumber):
        return
    if value.is_synthetic != row.synthetic:
        raise CorrectionInvalid(fields=[fault("id_number", "synthetic-not-allowed")])
    found = await find_person(tx.connection, number_hashes(registrar.keyring, value.number))
    if found is not None and found.person_id != row.person_id:
        raise NumberOfAnotherParty


async def lock_cases_by_number(
    tx: Transaction, kind: IdentityKind, typed: Personal, *, registrar: Registrar
) -> Sequence[Row[Any]]:
    """The cases of whoever is known by the number that was typed, before any file or person is held."""
    value = read_value(IDENTITY_FIELD[kind], typed, Terms(local_date(tx.now), registrar.synthetic_ids_allowed))
    if not isinstance(value, IdentityNumber):
        return ()
    known = await find_person(tx.connection, number_hashes(registrar.keyring, value.number))
    return () if known is None else await lock_cases_of(tx.connection, known.person_id)


async def take_over_parties(
    tx: Transaction,
    row: Row[Any],
    value: Value,
    *,
    cases: Sequence[Row[Any]],
    registrar: Registrar,
    document: str,
) -> None:
    """The number that the file of this row is to say is its person's alone. Who is known by it as a party alone, by the
    same name, was that person; by another name, he stays a party whose number is not known. `cases`: what
    `lock_cases_by_number` held. Raises `CasePartyChanged`."""
    if not isinstance(value, IdentityNumber):
        return
    name = value_in(row, FIELD["name"], registrar.keyring)
    hashes = number_hashes(registrar.keyring, value.number)
    for known in (await hold_without_file(tx.connection, [hashes])).values():
        if name is not None and known.is_called(name, registrar.keyring):
            await become(tx, known.person_id, row.veteran_id, document, cases=cases)
        await forget_unknown(tx, known.person_id)
        await drop_number(tx, known.person_id)
