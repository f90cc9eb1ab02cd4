"""Judging rows without asking the database: what a thread does while the worker's loop goes on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.registry.imports.domain import Row, column_letter, is_filled
from services.registry.imports.parameters import UNIT_CODE, UNIT_NAME
from services.registry.imports.parameters.columns import Column
from services.registry.veterans.commands.sealing import number_hashes
from services.registry.veterans.domain.partial_date import read_date
from services.registry.veterans.domain.registration import Registration, Surroundings, examine, fault
from services.registry.veterans.domain.values import Raw, Terms, text_of
from services.registry.veterans.parameters.fields import Kind
from shared.characters import UNFIT, is_fit
from shared.privacy.keyring import Keyring, SearchHashes
from shared.refusal import FieldFault

UNKNOWN = SearchHashes(None, None)
# Where digits get lost, a number must be seen to be one.
_AS_FOUND = frozenset({Kind.IDENTITY_NUMBER, Kind.ACCOUNT, Kind.TEXT})


@dataclass(frozen=True, slots=True)
class Draft:
    """A row as a form."""

    row_number: int
    form: Mapping[str, Raw] = field(repr=False)
    faults: tuple[FieldFault, ...] = ()

    @property
    def unit_name(self) -> str | None:
        name = self.form.get(UNIT_NAME)
        return text_of(name) if name is not None else None

    @property
    def unit_code(self) -> str | None:
        code = self.form.get(UNIT_CODE)
        return text_of(code) if code is not None else None


@dataclass(frozen=True, slots=True)
class Judged:
    """A row that may be registered, with what its number is found by; or the faults that speak against it."""

    row_number: int
    registration: Registration | None = None
    number_hashes: SearchHashes = UNKNOWN
    faults: tuple[FieldFault, ...] = ()


def draft(row: Row, columns: Sequence[Column]) -> Draft:
    """The filled cells by field. A cell under no header is a fault, and so is a text that cannot be kept or seen."""
    form: dict[str, Raw] = {}
    faults = []
    for index, cell in enumerate(row.cells):
        if not is_filled(cell):
            continue
        if index >= len(columns):
            faults.append(_beyond(index))
        elif isinstance(cell, str) and not is_fit(cell):
            faults.append(fault(columns[index].field, UNFIT))
        else:
            form[columns[index].field] = cell if columns[index].kind in _AS_FOUND else text_of(cell)
    return Draft(row.number, form, tuple(faults))


def _beyond(index: int) -> FieldFault:
    return FieldFault(
        f"columns.{column_letter(index)}", "no-header", "该单元格所在列没有表头。", "Its column has no header."
    )


def written(columns: Sequence[Column], row: Draft) -> tuple[dict[str, str], tuple[FieldFault, ...]]:
    """The cells as a form of a single act has them: words as codes, days as 2019-04-30; and what is wrong with them."""
    form, faults = dict[str, str](), list(row.faults)
    known = {each.field for each in row.faults}
    for column in columns:
        raw = row.form.get(column.field)
        if raw is None:
            if column.required and column.field not in known:
                faults.append(fault(column.field, "required"))
            continue
        said, flaw = _said(column, text_of(raw))
        form[column.field] = said
        if flaw:
            faults.append(fault(column.field, flaw))
    return form, tuple(faults)


def _said(column: Column, text: str) -> tuple[str, str]:
    """And the code of what is wrong with it."""
    if column.kind is Kind.CODE:
        code = column.code_of(text)
        return code or "", "" if code else "not-in-code-set"
    if column.kind is Kind.DATE:
        day = read_date(text)
        return day.isoformat() if day else "", "" if day else "date"
    return text, ""


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
    if row.unit_name is None:
        return row.unit_code, ()
    codes = codes_of_names.get(row.unit_name, ())
    if row.unit_code is not None:
        wrong = () if row.unit_code in codes else (fault(UNIT_NAME, "org-mismatch"),)
        return row.unit_code, wrong
    if len(codes) == 1:
        return codes[0], ()
    return None, (fault(UNIT_NAME, "org-ambiguous" if codes else "org-unknown"),)
