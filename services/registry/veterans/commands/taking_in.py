"""Persons who have no veteran's file: relatives, proxies, parties of cases. One person, one number (R1)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.registry.veterans.commands.forgetting import NOTHING
from services.registry.veterans.commands.name_tokens import name_tokens
from services.registry.veterans.commands.sealing import number_hashes
from services.registry.veterans.domain.readers import read_value
from services.registry.veterans.domain.registration import fault
from services.registry.veterans.domain.standing import FileErased
from services.registry.veterans.domain.values import Flaw, Terms
from services.registry.veterans.parameters.fields import FIELD
from services.registry.veterans.queries.files import opened_name
from services.registry.veterans.queries.persons import find_person, keep_person
from services.registry.veterans.tables import DATA_KEY, NAME_TOKEN, PERSON, sealed
from shared.command import Transaction
from shared.database.bulk import insert_many, insert_new
from shared.ids import new_id
from shared.privacy.encryption import encrypt
from shared.privacy.identity_number import IdentityNumber
from shared.privacy.keyring import Keyring
from shared.privacy.personal import Personal, PersonName
from shared.refusal import Conflict, FieldFault, Invalid

NUMBER, NAME = sealed("id_number"), sealed("name")
# Of whom no number is known: GB/T 2261.1.
SEX_UNKNOWN = "0"


class PersonInvalid(Invalid):
    """`fields` says what is wrong with the number or the name."""

    code = "person-invalid"
    zh = "身份证号或姓名有误，原因见各字段。"
    en = "The identity number or the name is wrong; the fields tell why."


class NameDiffers(Conflict):
    """The person of this number is known by another name."""

    code = "name-differs"
    zh = (
        "不能办理，因为该身份证号已登记为其他姓名。请核对；案件当事人登错的，在“案件当事人”中按身份证号查找、更正；"
        "确已更名的，请联系县退役军人服务中心。"
    )
    en = (
        "The identity number is known with another name. Check both; a party to a case that was typed wrong is found by"
        " the number among the parties to cases, and corrected; if he was renamed, ask the county's centre."
    )

    def __init__(self) -> None:
        super().__init__(fields=[_OTHER_NAME])


_OTHER_NAME = FieldFault(
    "name", "name-differs", "与该身份证号已登记的姓名不一致。", "Not the name that the identity number is known with."
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is, as a form says it."""

    number: IdentityNumber
    name: PersonName


def read_identity_of(number: Personal, name: Personal, terms: Terms) -> Identity:
    """Raises `PersonInvalid`."""
    read = {field: read_value(FIELD[field], raw, terms) for field, raw in (("id_number", number), ("name", name))}
    faults = [fault(field, value.code) for field, value in read.items() if isinstance(value, Flaw)]
    match read["id_number"], read["name"]:
        case IdentityNumber() as found, PersonName() as called if not faults:
            return Identity(found, called)
    raise PersonInvalid(fields=faults)


def read_name_of(name: Personal, terms: Terms) -> PersonName:
    """Raises `PersonInvalid`."""
    match read_value(FIELD["name"], name, terms):
        case PersonName() as called:
            return called
        case Flaw(code):
            raise PersonInvalid(fields=[fault("name", code)])
    raise PersonInvalid


async def take_in(tx: Transaction, identity: Identity, keyring: Keyring) -> UUID:
    """Part of a command: the id of the person of this number, who becomes known unless somebody is known by it.

    Raises `NameDiffers`, `FileErased`.
    """
    person_id = new_id()
    key, wrapped = keyring.new_key(person_id)
    hashes = number_hashes(keyring, identity.number.number)
    line = {
        "person_id": person_id,
        "id_number_hash_a": hashes.a,
        "id_number_hash_b": hashes.b,
        NUMBER: encrypt(identity.number.number, PERSON.name, NUMBER, person_id, key),
        NAME: encrypt(identity.name, PERSON.name, NAME, person_id, key),
        "sex_code": identity.number.sex_code,
        "synthetic": identity.number.is_synthetic,
        "recorded_at": tx.now,
    }
    if not await insert_new(tx.connection, PERSON, [line], returning="person_id"):
        # Held before it is read: somebody may be about to forget him, and would not see what refers to him from now on.
        await keep_person(tx.connection, hashes)
        return _known(await find_person(tx.connection, hashes), identity, keyring)
    await _keep_key(tx, person_id, wrapped, identity.name, keyring)
    return person_id


async def take_in_by_name(tx: Transaction, name: PersonName, keyring: Keyring, *, synthetic: bool) -> UUID:
    """The same of somebody whose number is not known: nobody finds him by one, so that each time is another person."""
    person_id = new_id()
    key, wrapped = keyring.new_key(person_id)
    line = {
        "person_id": person_id,
        NUMBER: NOTHING,
        NAME: encrypt(name, PERSON.name, NAME, person_id, key),
        "sex_code": SEX_UNKNOWN,
        "synthetic": synthetic,
        "recorded_at": tx.now,
    }
    await insert_many(tx.connection, PERSON, [line])
    await _keep_key(tx, person_id, wrapped, name, keyring)
    return person_id


async def _keep_key(tx: Transaction, person_id: UUID, wrapped: bytes, name: PersonName, keyring: Keyring) -> None:
    await insert_many(tx.connection, DATA_KEY, [{"person_id": person_id, "wrapped": wrapped}])
    await insert_many(tx.connection, NAME_TOKEN, name_tokens(person_id, name, keyring))


def _known(row: Row[Any] | None, identity: Identity, keyring: Keyring) -> UUID:
    if row is None or row.wrapped is None:
        raise FileErased
    if opened_name(row, keyring) != identity.name:
        raise NameDiffers
    person_id: UUID = row.person_id
    return person_id
