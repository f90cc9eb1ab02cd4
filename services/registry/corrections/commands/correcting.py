"""A field of a file is corrected, or has changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.registry.applicants.domain import must_end_before
from services.registry.applicants.queries import list_applied
from services.registry.contacts.commands import number_changed
from services.registry.contacts.parameters import MOBILE
from services.registry.corrections.commands.keeping import restate
from services.registry.corrections.domain.correction import CorrectionInvalid, get_correctable, since
from services.registry.corrections.domain.timeline import Fact, Restated, Since, Step, at_places, steps
from services.registry.corrections.parameters import POLITICAL
from services.registry.corrections.queries.facts import places_of
from services.registry.corrections.queries.values import text_of_value, values_in
from services.registry.kin.queries import must_not_be_recused
from services.registry.party_memberships.commands.counting import end_membership
from services.registry.settings import Registrar
from services.registry.veterans.commands.changing import compare_again, publish_change, write_field
from services.registry.veterans.commands.naming import coded
from services.registry.veterans.commands.sealing import columns_of, emptied
from services.registry.veterans.domain.consistency import inconsistencies
from services.registry.veterans.domain.readers import read_value
from services.registry.veterans.domain.registration import fault
from services.registry.veterans.domain.standing import must_be_living
from services.registry.veterans.domain.values import Flaw, Terms, Value
from services.registry.veterans.parameters.codes import PARTY_MEMBER_CODES
from services.registry.veterans.parameters.fields import COMPARED, Field
from services.registry.veterans.queries.holding import lock_file, must_be_readable
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry import VeteranProfileUpdated
from shared.privacy.personal import Personal
from shared.refusal import FieldFault

VALUE = "value"


@dataclass(frozen=True)
class Correction:
    """What a field is to say: nothing where `value` is None. `holds_from` None: it has been so since the registration,
    and what the file said was wrong."""

    field: str
    value: Personal | None
    holds_from: date | None
    document: str


@command
async def correct_field(
    tx: Transaction,
    veteran_id: UUID,
    said: Correction,
    *,
    registrar: Registrar,
    version: int | None = None,
    anew: bool = True,
) -> int:
    """A field says something else, since a day; what it said is kept. Answers the version of the file from now on.

    Not `anew` (a list handed in again): what was said of the same day already changes nothing, and later days stay.
    `version` is the one that was decided on, where it is known. Raises `FieldNotCorrectable`, `VeteranNotFound` (also
    outside the scope), `FileChanged`, what `must_not_be_recused` does, `PersonIsDeceased`, `PersonTransferredOut`,
    `FileErased`, `CorrectionInvalid`, `NothingChanges`, `ApplicationOpen`.
    """
    tx.concerns(f"veteran {veteran_id}", purpose=said.document)
    field = get_correctable(said.field)
    row = await lock_file(tx.connection, veteran_id, tx.caller, version=version)
    await must_not_be_recused(tx, veteran_id)
    must_be_living(row.state)
    must_be_readable(row)
    terms = Terms(local_date(tx.now), registrar.synthetic_ids_allowed)
    value = await _read(tx, field, said.value, terms)
    holds_from = since(said.holds_from, registered_on=row.registered_on, today=terms.today)
    _must_agree(row, field, value, registrar=registrar, terms=terms)
    fact = Fact(None, holds_from, None if value is None else text_of_value(value))
    if field.name == POLITICAL and _is_member(fact.value):
        must_end_before(await list_applied(tx.connection, veteran_id), holds_from)
    found = await restate(tx, row, field.name, fact, keyring=registrar.keyring, document=said.document, anew=anew)
    if value is None:
        columns = emptied(field)
    else:
        columns = columns_of(field, value, veteran_id, registrar.keyring.unwrap(row.wrapped, veteran_id))
    await write_field(tx, row, field.name, columns)
    if field.name in COMPARED:
        await compare_again(tx, row)
    if field.name == MOBILE:
        await number_changed(tx, veteran_id, org_path=row.org_path, synthetic=row.synthetic)
    if field.name == POLITICAL and not _is_member(fact.value):
        await end_membership(tx, veteran_id, holds_from)
    places = await places_of(tx.connection, row, registrar.keyring)
    return await publish_change(tx, row, _events(row, field, fact, found, places))


async def _read(tx: Transaction, field: Field, raw: Personal | None, terms: Terms) -> Value | None:
    """Raises `CorrectionInvalid`."""
    if raw is None or not raw.reveal():
        return None
    form, misnamed = await coded(tx.connection, {field.name: raw.reveal()}, tx.caller)
    if misnamed:
        raise CorrectionInvalid(fields=[fault(VALUE, each.code) for each in misnamed])
    read = read_value(field, form[field.name], terms)
    if isinstance(read, Flaw):
        raise CorrectionInvalid(fields=[fault(VALUE, read.code)])
    return read


def _must_agree(row: Row[Any], field: Field, value: Value | None, *, registrar: Registrar, terms: Terms) -> None:
    """With the other fields of the file, as far as those agreed before. Raises `CorrectionInvalid`."""
    before = values_in(row, registrar.keyring, terms)
    after = {name: other for name, other in before.items() if name != field.name}
    if value is not None:
        after[field.name] = value
    known = inconsistencies(before, terms)
    faults = [each for each in inconsistencies(after, terms) if each not in known]
    if faults:
        raise CorrectionInvalid(fields=[_at_value(each, field) for each in faults])


def _at_value(found: FieldFault, field: Field) -> FieldFault:
    return FieldFault(VALUE, found.code, found.zh, found.en) if found.field == field.name else found


def _is_member(code: str | None) -> bool:
    return code in PARTY_MEMBER_CODES


def _events(
    row: Row[Any], field: Field, fact: Fact, found: Restated, places: Sequence[Since[str | None]]
) -> list[VeteranProfileUpdated]:
    """One, or one for each change of membership on a day of its own, at each unit that it concerns."""
    member = _is_member(row.political_code)
    changes = at_places(steps(found, fact, _is_member), places) if field.name == POLITICAL else []
    return [
        VeteranProfileUpdated(
            person_id=row.veteran_id,
            org_path=path,
            changed_fields=(field.name,),
            effective_on=step.on,
            party_member_before=step.before,
            party_member=step.after,
        )
        for path, step in changes or [(row.org_path, Step(fact.holds_from, member, member))]
    ]
