"""Judging rows without asking the database: what a thread does while the worker's loop goes on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.registry.imports.parameters import UNIT_CODE, UNIT_NAME
from services.registry.veterans.commands.sealing import number_hashes
from services.registry.veterans.domain.registration import Registration, Surroundings, examine, fault
from services.registry.veterans.domain.values import Terms
from shared.privacy.keyring import Keyring, SearchHashes
from shared.refusal import FieldFault
from shared.workbooks.cells import text_of
from shared.workbooks.drafts import Draft

UNKNOWN = SearchHashes(None, None)


@dataclass(frozen=True, slots=True)
class Judged:
    """A row that may be registered, with what its number is found by; or the faults that speak against it."""

    row_number: int
    registration: Registration | None = None
    number_hashes: SearchHashes = UNKNOWN
    faults: tuple[FieldFault, ...] = ()


def unit_name(row: Draft) -> str | None:
    """What the row calls the responsible unit."""
    return text_of(row.form[UNIT_NAME]) if UNIT_NAME in row.form else None


def unit_code(row: Draft) -> str | None:
    """The code of the unit that the row gives."""
    return text_of(row.form[UNIT_CODE]) if UNIT_CODE in row.form else None


def judge(
    drafts: Sequence[Draft],
    codes_of_names: Mapping[str, Sequence[str]],
    terms: Terms,
    around: Surroundings,
    keyring: Keyring,
) -> list[Judged]:
    """Each draft examined. `codes_of_names` are the active units in the caller's scope by their names."""
    return [_judge(each, codes_of_names, terms, around, keyring) for each in drafts]


def _judge(
    row: Draft, codes_of_names: Mapping[str, Sequence[str]], terms: Terms, around: Surroundings, keyring: Keyring
) -> Judged:
    code, misnamed = _unit_of(row, codes_of_names)
    form = {**row.form, UNIT_CODE: code} if code else row.form
    examined = examine(form, terms, around)
    faults = (*row.faults, *misnamed)
    if isinstance(examined, tuple):
        # A cell whose text was set aside is not missing; nor is the code, where it is the name that is wrong.
        known = {each.field for each in faults} | ({UNIT_CODE} if misnamed else set())
        faults += tuple(each for each in examined if each.field not in known)
    if faults or isinstance(examined, tuple):
        return Judged(row.row_number, faults=faults)
    return Judged(row.row_number, examined, number_hashes(keyring, examined.identity.number))


def _unit_of(row: Draft, codes_of_names: Mapping[str, Sequence[str]]) -> tuple[str | None, tuple[FieldFault, ...]]:
    """The code the row means, and what is wrong with the name beside it or instead of it."""
    name, code = unit_name(row), unit_code(row)
    if name is None:
        return code, ()
    codes = codes_of_names.get(name, ())
    if code is not None:
        wrong = () if code in codes else (fault(UNIT_NAME, "org-mismatch"),)
        return code, wrong
    if len(codes) == 1:
        return codes[0], ()
    return None, (fault(UNIT_NAME, "org-ambiguous" if codes else "org-unknown"),)
