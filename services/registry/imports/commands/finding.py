"""Whom a row of a list of acts is about: never somebody by guess."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.registry.imports.domain import Outcome, act_fault
from services.registry.network.domain import OrgUnitNotFound
from services.registry.network.queries import codes_of_units_named, find_path
from services.registry.relocations.queries import who_left
from services.registry.settings import Registrar
from services.registry.veterans.commands.enrolment import find_registered
from services.registry.veterans.commands.name_tokens import tokens_sought
from services.registry.veterans.commands.sealing import number_hashes
from services.registry.veterans.domain.name_terms import NameUnsearchable, same_name, sought_name
from services.registry.veterans.domain.readers import read_value
from services.registry.veterans.domain.registration import fault
from services.registry.veterans.domain.values import Flaw, Terms, Value
from services.registry.veterans.parameters.fields import FIELD
from services.registry.veterans.queries.files import (
    BIRTH,
    VeteranNotFound,
    WantedFiles,
    fetch_files,
    files_of,
    find_line,
    opened,
)
from shared.command import Transaction
from shared.http.dependencies import Reading
from shared.partial_date import read_date
from shared.places import CODE_PATTERN
from shared.privacy.identity_number import IdentityNumber
from shared.privacy.keyring import Keyring
from shared.privacy.personal import Personal
from shared.refusal import FieldFault
from shared.workbooks.cells import text_of
from shared.workbooks.drafts import Draft

NUMBER, NAME, UNIT, MOVED_ON = "id_number", "name", "person_unit", "moved_on"
# So many of one name at one unit; where there are more, nobody is picked.
_MANY = 200


@dataclass(frozen=True)
class Who:
    """Whom a row names: by the number, or by name, birth and unit. `moved_on`: where the row says so of him."""

    number: IdentityNumber | None = None
    name: Personal | None = None
    born_on: date | None = None
    unit: str | None = None
    moved_on: date | None = None


@dataclass(frozen=True, slots=True)
class Met:
    """Whose file it is. Where it is not `ours`, whoever asks learns no more than of a number that nobody has."""

    person_id: UUID
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Unfound:
    """Nobody, or nobody for certain."""

    outcome: Outcome
    fault: FieldFault


def read_who(row: Draft, terms: Terms) -> Who | tuple[FieldFault, ...]:
    """Whom the row names, or what is wrong with how it does."""
    read: dict[str, Value | Flaw] = {
        name: read_value(FIELD[name], row.form[name], terms) for name in (NUMBER, NAME, BIRTH) if name in row.form
    }
    faults = [fault(name, value.code) for name, value in read.items() if isinstance(value, Flaw)]
    number, name, born_on = read.get(NUMBER), read.get(NAME), read.get(BIRTH)
    unit = text_of(row.form[UNIT]) if UNIT in row.form else None
    if not faults and number is None and not (name and born_on and unit):
        faults = [act_fault(NUMBER, "who-unnamed")]
    if faults:
        return tuple(faults)
    return Who(
        number if isinstance(number, IdentityNumber) else None,
        name if isinstance(name, Personal) else None,
        born_on if isinstance(born_on, date) else None,
        unit,
        read_date(text_of(row.form[MOVED_ON])) if MOVED_ON in row.form else None,
    )


def unknown() -> FieldFault:
    """Nobody has the number, or nobody whom the caller may know of."""
    refusal = VeteranNotFound()
    return FieldFault(NUMBER, refusal.code, refusal.sentence("zh-CN"), refusal.sentence("en"))


async def find_who(tx: Transaction, who: Who, *, registrar: Registrar) -> Met | Unfound:
    """The file of who is meant; whether it is the caller's to change, the command says."""
    if who.number is not None:
        # Told by the row alone, whether anybody has the number or not.
        if who.born_on not in {None, who.number.birth_on}:
            return Unfound(Outcome.AMBIGUOUS, act_fault(BIRTH, "birth-differs"))
        return await _numbered(tx, who, who.number, registrar.keyring)
    return await _named(tx, who, registrar.keyring)


async def _numbered(tx: Transaction, who: Who, number: IdentityNumber, keyring: Keyring) -> Met | Unfound:
    hashes = number_hashes(keyring, number.number)
    found = (await find_registered(tx.connection, [hashes])).get(hashes)
    if found is None:
        return Unfound(Outcome.REJECTED, unknown())
    row = await find_line(tx.connection, found.veteran_id)
    if row is None or not tx.caller.covers(row.org_path):
        return Met(found.veteran_id, False)
    name = opened(row, keyring, [NAME]).get(NAME)
    if who.name is not None and name is not None and not same_name(who.name.reveal(), name.reveal()):
        return Unfound(Outcome.AMBIGUOUS, act_fault(NAME, "name-differs"))
    return Met(found.veteran_id, True)


async def _named(tx: Transaction, who: Who, keyring: Keyring) -> Met | Unfound:
    code = await _unit_called(tx, who.unit or "")
    if code is None or who.name is None:
        return Unfound(Outcome.REJECTED, fault(UNIT, "org-unnamed"))
    reading = Reading(tx.connection, tx.caller, tx.now)
    try:
        wanted = WantedFiles(code, tokens=tokens_sought(sought_name(who.name), keyring))
        page = await fetch_files(reading, wanted, None, _MANY, view=lambda row: row)
        left = await _left(reading, code, who.moved_on)
    except OrgUnitNotFound:
        return Unfound(Outcome.REJECTED, fault(UNIT, "org-unknown"))
    except NameUnsearchable as why:
        return Unfound(Outcome.REJECTED, why.fields[0])
    named = {row.veteran_id: row for row in [*page.items, *left]}.values()
    found = [row for row in named if _is(row, who.name, who.born_on, keyring)]
    if len(found) > 1 or page.next is not None:
        return Unfound(Outcome.AMBIGUOUS, act_fault(NUMBER, "several-persons"))
    if not found:
        return Unfound(Outcome.REJECTED, act_fault(NAME, "nobody-so-named"))
    return Met(found[0].veteran_id, tx.caller.covers(found[0].org_path))


async def _left(reading: Reading, code: str, moved_on: date | None) -> Sequence[Row[Any]]:
    """Of whom it is recorded already that he left the unit on that day: by this row, before its worker died, or by the
    file when it was handed in before. Of the caller's alone. Raises `OrgUnitNotFound`."""
    path = await find_path(reading, code)
    if moved_on is None or path is None:
        return []
    persons = await who_left(reading.connection, path, moved_on)
    rows = (await reading.connection.execute(files_of(persons))).all()
    return [row for row in rows if reading.caller.covers(row.org_path)]


async def _unit_called(tx: Transaction, called: str) -> str | None:
    if re.search(CODE_PATTERN, called):
        return called
    codes = await codes_of_units_named(tx.connection, called, tx.caller)
    return codes[0] if len(codes) == 1 else None


def _is(row: Row[Any], name: Personal, born_on: date | None, keyring: Keyring) -> bool:
    has = opened(row, keyring, [NAME, BIRTH])
    if not has or born_on is None:
        return False
    return same_name(name.reveal(), has[NAME].reveal()) and has[BIRTH].reveal() == born_on.isoformat()
