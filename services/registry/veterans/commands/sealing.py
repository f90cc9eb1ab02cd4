"""From registrations to rows: P4 fields encrypted under a fresh key per person. CPU work; a thread's for many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from services.registry.veterans.commands.name_tokens import name_tokens
from services.registry.veterans.domain.registration import Registration
from services.registry.veterans.domain.standing import FileState
from services.registry.veterans.domain.values import Value
from services.registry.veterans.parameters.fields import FIELD, PERSONAL, Field, Holder
from services.registry.veterans.queries.persons import KnownPerson
from services.registry.veterans.tables import DISCREPANCY, PERSON, VETERAN, precision, sealed, sealed_discrepancy
from shared.events.registry import VeteranRegistered
from shared.ids import new_id
from shared.outbox.record import Outgoing
from shared.partial_date import PartialDate
from shared.privacy.encryption import DataKey, encrypt
from shared.privacy.identity_number import IdentityNumber
from shared.privacy.keyring import Keyring, SearchHashes
from shared.privacy.personal import Personal, PersonName
from shared.workbooks.columns import Kind

Channel = Literal["counter", "import"]
# What the registration itself settles, or keeps elsewhere.
_SETTLED = frozenset(
    {
        "sex_code",
        "birth_on",
        "domicile_code",
        "residence_code",
        "org_code",
        "registered_on",
        "synthetic",
        "category_codes",
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """By which door, by whom and when files come in, and whether others decide on them first."""

    channel: Channel
    account_id: UUID
    now: datetime
    state: FileState = FileState.REGISTERED


@dataclass(frozen=True, slots=True)
class SealedFile:
    """The rows of one file, and the event that tells of it once it is registered."""

    veteran_id: UUID
    number_hashes: SearchHashes
    person: Mapping[str, Any]
    veteran: Mapping[str, Any]
    wrapped_key: bytes
    name_tokens: Sequence[Mapping[str, Any]]
    categories: tuple[str, ...]
    discrepancies: tuple[Mapping[str, Any], ...]
    outgoing: Outgoing | None


def number_hashes(keyring: Keyring, number: Personal) -> SearchHashes:
    """What an 18-character identity number is found by."""
    return keyring.search_hashes(number.reveal(), field="id_number")


def seal(
    registration: Registration, keyring: Keyring, entry: Entry, known: KnownPerson | None = None
) -> SealedFile:  # fmt: skip
    """The rows of a registration: under a new id and a new key, or those by which the person is known already."""
    veteran_id = known.person_id if known else new_id()
    key, wrapped = (keyring.unwrap(known.wrapped, veteran_id), known.wrapped) if known else keyring.new_key(veteran_id)
    hashes = number_hashes(keyring, registration.identity.number)
    version = (known.version if known else 0) + (entry.state is FileState.REGISTERED)
    categories = registration.values.get("category_codes", ())
    return SealedFile(
        veteran_id=veteran_id,
        number_hashes=hashes,
        person=_person(registration, veteran_id, key, hashes, entry),
        veteran={**_veteran(registration, veteran_id, key, entry), "version": version},
        wrapped_key=wrapped,
        name_tokens=name_tokens(veteran_id, cast(PersonName, registration.values["name"]), keyring),
        categories=categories if isinstance(categories, tuple) else (),
        discrepancies=tuple(
            {
                "person_id": veteran_id,
                "field": d.field,
                "stated_sealed": encrypt(d.stated, DISCREPANCY.name, sealed_discrepancy(d.field), veteran_id, key),
                "recorded_at": entry.now,
            }
            for d in registration.discrepancies
        ),
        outgoing=_registered(registration, veteran_id, entry.channel, version)
        if entry.state is FileState.REGISTERED
        else None,
    )


def _person(
    registration: Registration, person_id: UUID, key: DataKey, hashes: SearchHashes, entry: Entry
) -> dict[str, Any]:
    identity = registration.identity
    columns = {
        "person_id": person_id,
        "id_number_hash_a": hashes.a,
        "id_number_hash_b": hashes.b,
        "sex_code": identity.sex_code,
        "domicile_code": registration.domicile_code,
        "residence_code": registration.residence_code,
        "synthetic": registration.is_synthetic,
        "recorded_at": entry.now,
        **_file(registration, Holder.PERSON, person_id, key),
    }
    if identity.legacy is not None:
        legacy = sealed("legacy_id_number")
        columns[legacy] = encrypt(identity.legacy, PERSON.name, legacy, person_id, key)
    return columns


def _veteran(registration: Registration, veteran_id: UUID, key: DataKey, entry: Entry) -> dict[str, Any]:
    is_registered = entry.state is FileState.REGISTERED
    return {
        "veteran_id": veteran_id,
        "state": entry.state,
        "org_code": registration.unit.org_code,
        "org_path": registration.unit.org_path,
        "channel": entry.channel,
        "registered_on": registration.registered_on if is_registered else registration.values.get("registered_on"),
        "registered_by": entry.account_id,
        "recorded_at": entry.now,
        **_file(registration, Holder.VETERAN, veteran_id, key),
    }


def _file(registration: Registration, holder: Holder, person_id: UUID, key: DataKey) -> dict[str, Any]:
    """The fields that stand in the file as they were given."""
    columns: dict[str, Any] = {}
    for name, value in registration.values.items():
        field = FIELD[name]
        if field.holder is holder and name not in _SETTLED:
            columns.update(columns_of(field, value, person_id, key))
    return columns


def columns_of(field: Field, value: Value, person_id: UUID, key: DataKey) -> dict[str, Any]:
    """The columns of a field that stands in the file as it was given, and what is in them."""
    if field.pii is PERSONAL:
        clear = value.number if isinstance(value, IdentityNumber) else value
        table = PERSON.name if field.holder is Holder.PERSON else VETERAN.name
        column = sealed(field.name)
        return {column: encrypt(clear if isinstance(clear, Personal) else str(clear), table, column, person_id, key)}
    if isinstance(value, PartialDate):
        return {field.name: value.first, precision(field.name): value.precision.value}
    return {field.name: value}


def emptied(field: Field) -> dict[str, Any]:
    """The same where there is nothing."""
    if field.pii is PERSONAL:
        return {sealed(field.name): None}
    return {field.name: None, **({precision(field.name): None} if field.kind is Kind.PARTIAL_DATE else {})}


def _registered(registration: Registration, veteran_id: UUID, channel: Channel, sequence: int) -> Outgoing:
    event = VeteranRegistered(
        person_id=veteran_id,
        org_code=registration.unit.org_code,
        org_path=registration.unit.org_path,
        domicile_code=registration.domicile_code,
        residence_code=registration.residence_code,
        party_member=registration.is_party_member,
        channel=channel,
        registered_on=registration.registered_on,
    )
    return Outgoing(event, sequence, synthetic=registration.is_synthetic)
