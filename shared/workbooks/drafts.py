"""A row as a form: its cells by field, then as a form of a single act has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from shared.characters import UNFIT, UNFIT_EN, UNFIT_ZH, is_fit
from shared.partial_date import read_date
from shared.refusal import FieldFault
from shared.workbooks.cells import Cell, Row, column_letter, is_filled, is_number, text_of
from shared.workbooks.columns import Column, Kind

UNLISTED = "not-in-code-set"
NO_NUMBER, NOBODY, TOO_MANY_NOBODYS = "neither-number", "veteran-not-found", "too-many-searches"
# Of a list that is no longer, all words are said to whoever wrote none of them.
MOST_LISTED = 12
CELL_FAULTS: Mapping[str, tuple[str, str]] = {
    "required": ("必填。", "A value is required."),
    UNFIT: (UNFIT_ZH, UNFIT_EN),
    "date": ("日期不存在或格式不对。", "This is not a date of the calendar."),
    UNLISTED: ("不在代码表中；请填代码或标准名称。", "Not in the code set; give a code or its standard name."),
    "checksum": ("身份证号校验位错误。", "The check digit of the identity number is wrong."),
    "number-not-text": (
        "该单元格是数字格式，长号码会丢失末位；请设为文本格式后重新填写。",
        "The cell is a number, which loses digits of long codes; format it as text and type the value again.",
    ),
    "scientific-notation": (
        "号码已被表格软件改成科学计数法，末位已丢失；请按文本重新填写。",
        "A spreadsheet turned the number into scientific notation and lost digits; type it again as text.",
    ),
    NO_NUMBER: (
        "应为身份证号（18位或15位）或者人员档案编号。",
        "Give an identity number (18 or 15 characters) or the number of a file.",
    ),
    NOBODY: (
        "没有此身份证号的登记人员，或者不在您的管辖范围内。",
        "Nobody with this identity number is registered, or nobody for whom you act.",
    ),
    TOO_MANY_NOBODYS: (
        "一小时内查无此人的身份证号已达上限，该号码没有查找；请核对已填的身份证号，一小时后再试，或者填写人员档案编号。",
        "Too many identity numbers within an hour were nobody's, so this one was not looked up. Check those you gave,"
        " and try again in an hour, or give the number of the file.",
    ),
}
NO_ENTRY = (
    "没有这条记录，或者同名的不止一条；请从下拉列表选择，或填该记录的编号。",
    "There is no such entry, or several are called so; choose from the list, or give the number of the entry.",
)
_OF_PERSONS = frozenset({Kind.PERSON, Kind.PERSONS})
# Where digits get lost, a number must be seen to be one.
_AS_FOUND = frozenset({Kind.IDENTITY_NUMBER, Kind.ACCOUNT, Kind.TEXT, *_OF_PERSONS})


@dataclass(frozen=True, slots=True)
class Draft:
    """A row as a form."""

    row_number: int
    form: Mapping[str, Cell] = field(repr=False)
    faults: tuple[FieldFault, ...] = ()


def draft(row: Row, columns: Sequence[Column]) -> Draft:
    """The filled cells by field. A cell under no header is a fault, and so is a text that cannot be kept or seen."""
    form: dict[str, Cell] = {}
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
        said, flaw = ("", "number-not-text") if _lost_digits(column, raw) else _said(column, text_of(raw))
        form[column.field] = said
        if flaw:
            faults.append(_unlisted(column) if flaw == UNLISTED else fault(column.field, flaw))
    return form, tuple(faults)


def _lost_digits(column: Column, raw: Cell) -> bool:
    return column.kind in _OF_PERSONS and is_number(raw)


def _said(column: Column, text: str) -> tuple[str, str]:
    """And the code of what is wrong with it."""
    if column.kind is Kind.CODE:
        code = column.code_of(text)
        return code or "", "" if code else UNLISTED
    if column.kind is Kind.ENTRY:
        # The list has the last entries; an earlier one is named by its whole number.
        number = text if _is_number_of_entry(text) else column.entry_of(text)
        return number or "", "" if number else UNLISTED
    if column.kind is Kind.DATE:
        day = read_date(text)
        return day.isoformat() if day else "", "" if day else "date"
    return text, ""


def _is_number_of_entry(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _unlisted(column: Column) -> FieldFault:
    if not 0 < len(column.named) <= MOST_LISTED:
        return (
            FieldFault(column.field, UNLISTED, *NO_ENTRY)
            if column.kind is Kind.ENTRY
            else fault(column.field, UNLISTED)
        )
    zh = "、".join(each.zh for each in column.named)
    en = ", ".join(each.en if column.kind is Kind.ENTRY else each.code for each in column.named)
    return FieldFault(
        column.field, UNLISTED, f"不在代码表中；应为以下之一：{zh}。", f"Not in the code set; one of: {en}."
    )


def fault(name: str, code: str) -> FieldFault:
    """What is wrong with a cell."""
    zh, en = CELL_FAULTS[code]
    return FieldFault(name, code, zh, en)
