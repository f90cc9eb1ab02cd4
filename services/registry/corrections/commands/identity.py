"""Parts of commands: what an identity may be corrected to, and how it is written."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, literal, select
from sqlalchemy.dialects.postgresql import insert

from services.registry.corrections.commands.keeping import restate
from services.registry.corrections.commands.registration_day import check_registration_day
from services.registry.corrections.domain.correction import CorrectionInvalid, NumberOfAnother, NumberOfRelative
from services.registry.corrections.domain.timeline import Fact, NothingChanges
from services.registry.corrections.parameters import IDENTITY_FIELD, IdentityKind
from services.registry.corrections.queries.values import text_now, text_of_value, values_in
from services.registry.database import refusing
from services.registry.families.queries.companions import first_day_of, is_more_than_party
from services.registry.proxies.queries import acts_on
from services.registry.proxies.rules import is_of_age
from services.registry.settings import Registrar
from services.registry.veterans.commands.changing import compare_again, write_field
from services.registry.veterans.commands.enrolment import find_registered
from services.registry.veterans.commands.name_tokens import replace_name_tokens
from services.registry.veterans.commands.sealing import columns_of, number_hashes
from services.registry.veterans.domain.consistency import inconsistencies
from services.registry.veterans.domain.readers import read_value
from services.registry.veterans.domain.registration import AlreadyRegistered, fault
from services.registry.veterans.domain.values import Flaw, Terms, Value
from services.registry.veterans.queries.files import BIRTH
from services.registry.veterans.queries.persons import hold_without_file
from services.registry.veterans.tables import DISCREPANCY, sealed, sealed_discrepancy
from shared.clock import local_date
from shared.command import Transaction
from shared.privacy.encryption import decrypt, encrypt
from shared.privacy.identity_number import IdentityNumber
from shared.privacy.personal import Personal, PersonName
from shared.refusal import FieldFault

_SEX = "sex_code"


def read_identity(kind: IdentityKind, raw: Personal, now: datetime, registrar: Registrar) -> Value:
    """What was typed. Raises `CorrectionInvalid`."""
    terms = Terms(local_date(now), registrar.synthetic_ids_allowed)
    read = read_value(IDENTITY_FIELD[kind], raw.reveal(), terms)
    if isinstance(read, Flaw):
        raise CorrectionInvalid(fields=[fault("value", read.code)])
    if isinstance(read, date) and read > terms.today:
        raise CorrectionInvalid(
            fields=[FieldFault("value", "in-future", "日期晚于今天。", "The date lies in the future.")]
        )
    return read


async def check_identity(
    tx: Transaction,
    row: Row[Any],
    kind: IdentityKind,
    value: Value,
    *,
    registrar: Registrar,
    of_companion: bool = False,
) -> None:
    """Whether the file of this row may say so. Raises `NothingChanges`, `CorrectionInvalid`, `AlreadyRegistered`,
    `NumberOfRelative`, or, of a relative or proxy without a record, `NumberOfAnother`."""
    if text_of_value(value) == await text_now(tx.connection, row, IDENTITY_FIELD[kind].name, registrar.keyring):
        raise NothingChanges
    if kind is IdentityKind.REGISTRATION_DAY and isinstance(value, date):
        await check_registration_day(tx, row, value, registrar)
    if isinstance(value, IdentityNumber):
        await _must_agree(tx, row, value, registrar=registrar)
        await _must_be_free(tx, value, registrar=registrar, of_companion=of_companion)


async def _must_be_free(tx: Transaction, number: IdentityNumber, *, registrar: Registrar, of_companion: bool) -> None:
    """Of a party to cases alone it is free for whose file or record says so (`take_over_parties`). Raises
    `AlreadyRegistered`, `NumberOfRelative`, `NumberOfAnother`."""
    hashes = number_hashes(registrar.keyring, number.number)
    found = (await find_registered(tx.connection, [hashes])).get(hashes)
    if found is not None:
        raise found.refusal(tx.caller)
    for known in (await hold_without_file(tx.connection, [hashes])).values():
        if await tx.connection.scalar(select(is_more_than_party(literal(known.person_id)))):
            raise NumberOfAnother if of_companion else NumberOfRelative


async def _must_agree(tx: Transaction, row: Row[Any], number: IdentityNumber, *, registrar: Registrar) -> None:
    """An invented person stays one, nothing in a file lies before the birth, nor anything that was recorded of his
    family, and who acts for a veteran is of age. Raises `CorrectionInvalid`."""
    today = local_date(tx.now)
    if number.is_synthetic != row.synthetic:
        raise CorrectionInvalid(fields=[fault("value", "synthetic-not-allowed")])
    terms = Terms(today, registrar.synthetic_ids_allowed)
    before = values_in(row, registrar.keyring, terms)
    known = inconsistencies(before, terms)
    faults = [each for each in inconsistencies({**before, "id_number": number}, terms) if each not in known]
    if faults:
        raise CorrectionInvalid(fields=faults)
    was, first = before["id_number"], await first_day_of(tx.connection, row.veteran_id)
    if first is not None and isinstance(was, IdentityNumber) and was.birth_on <= first < number.birth_on:
        raise CorrectionInvalid(fields=[_BORN_AFTER_RELATION])
    if not is_of_age(number.birth_on, today) and await acts_on(tx.connection, row.veteran_id, today):
        raise CorrectionInvalid(fields=[_UNDER_AGE])


_BORN_AFTER_RELATION = FieldFault(
    "value",
    "born-after-relation",
    "出生日期晚于已登记的亲属关系日期；亲属关系日期有误的，请先更正或撤销该亲属关系。",
    "Born after a day that is recorded of his family. If that is wrong, have the relation corrected or revoked first.",
)
_UNDER_AGE = FieldFault(
    "value",
    "under-age",
    "未满十八周岁，而其代办授权尚在有效期内；请先撤销该授权。",
    "Younger than 18, and acts for a veteran. Have that authority revoked first.",
)


async def write_identity(
    tx: Transaction, row: Row[Any], kind: IdentityKind, value: Value, *, registrar: Registrar, document: str
) -> None:
    """The file of this row says so from its registration on; what it said is kept. R1: a number that somebody got
    meanwhile is refused. Raises `NothingChanges`, `AlreadyRegistered`."""
    field = IDENTITY_FIELD[kind]
    fact = Fact(None, row.registered_on, text_of_value(value))
    await restate(tx, row, field.name, fact, keyring=registrar.keyring, document=document)
    await compare_again(tx, row)
    if kind is IdentityKind.BIRTH_DATE:
        number = values_in(row, registrar.keyring, Terms(local_date(tx.now), True))["id_number"]
        born_on = number.birth_on if isinstance(number, IdentityNumber) else None
        await _state(tx, row, text_of_value(value), differs=value != born_on, registrar=registrar)
        return
    key = registrar.keyring.unwrap(row.wrapped, row.veteran_id)
    columns = columns_of(field, value, row.veteran_id, key)
    if isinstance(value, IdentityNumber):
        legacy, hashes = sealed("legacy_id_number"), number_hashes(registrar.keyring, value.number)
        columns |= {
            "id_number_hash_a": hashes.a,
            "id_number_hash_b": hashes.b,
            "sex_code": value.sex_code,
            legacy: None,
        }
        await _drop_settled(tx, row, value, registrar)
    if isinstance(value, PersonName):
        await replace_name_tokens(tx.connection, row.veteran_id, value, registrar.keyring)
    taken = {f"uq_person_id_number_hash_{key}": AlreadyRegistered() for key in ("a", "b")}
    with refusing(taken):
        await write_field(tx, row, field.name, columns)


async def _state(tx: Transaction, row: Row[Any], stated: str, *, differs: bool, registrar: Registrar) -> None:
    """The date of birth that the file states stands beside the number only where the two differ."""
    same = (DISCREPANCY.c.person_id == row.veteran_id, DISCREPANCY.c.field == BIRTH)
    await tx.connection.execute(delete(DISCREPANCY).where(*same))
    if differs:
        key = registrar.keyring.unwrap(row.wrapped, row.veteran_id)
        stated_sealed = encrypt(stated, DISCREPANCY.name, sealed_discrepancy(BIRTH), row.veteran_id, key)
        line = {"person_id": row.veteran_id, "field": BIRTH, "stated_sealed": stated_sealed, "recorded_at": tx.now}
        await tx.connection.execute(insert(DISCREPANCY).values(line))


async def _drop_settled(tx: Transaction, row: Row[Any], number: IdentityNumber, registrar: Registrar) -> None:
    """What was stated otherwise than the old number, and is what the new one says."""
    key = registrar.keyring.unwrap(row.wrapped, row.veteran_id)
    derived = {_SEX: number.sex_code, BIRTH: number.birth_on.isoformat()}
    held = DISCREPANCY.c
    for each in await tx.connection.execute(select(DISCREPANCY).where(held.person_id == row.veteran_id)):
        stated = decrypt(each.stated_sealed, DISCREPANCY.name, sealed_discrepancy(each.field), row.veteran_id, key)
        if stated == derived[each.field]:
            settled = delete(DISCREPANCY).where(held.person_id == row.veteran_id, held.field == each.field)
            await tx.connection.execute(settled)
