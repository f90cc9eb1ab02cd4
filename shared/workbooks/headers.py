"""Which columns a file has, by what stands above them."""

import unicodedata
from collections.abc import Mapping, Sequence

from shared.refusal import FieldFault
from shared.workbooks.cells import Cell, column_letter
from shared.workbooks.columns import Column, Layout
from shared.workbooks.refusals import HeadersWrong

_MARKS = "*＊ \t\r\n　﻿"


def match_headers(headers: Sequence[Cell], layout: Layout) -> tuple[Column, ...]:
    """The columns of a file in its order. Raises `HeadersWrong`, naming everything that is wrong."""
    spelled = [unicodedata.normalize("NFKC", str(header)).strip(_MARKS) for header in headers]
    while spelled and not spelled[-1]:
        spelled.pop()
    there = {column.header for header in spelled if (column := layout.by_header.get(header))}
    faults = [
        *_unknown(spelled, layout),
        *(_fault(header, "missing-header") for header in layout.must_have if header not in there),
        *([] if there.intersection(layout.one_of) else [_fault(name, "missing-header") for name in layout.one_of[:1]]),
    ]
    if faults:
        raise HeadersWrong(fields=faults)
    return tuple(layout.by_header[header] for header in spelled)


def _unknown(spelled: Sequence[str], layout: Layout) -> list[FieldFault]:
    faults, before = [], set[str]()
    for index, header in enumerate(spelled):
        column = layout.by_header.get(header)
        if column is None:
            faults.append(_fault(f"columns.{column_letter(index)}", "unknown-header"))
        elif column.header in before:
            faults.append(_fault(f"columns.{column_letter(index)}", "repeated-header"))
        else:
            before.add(column.header)
    return faults


HEADER_FAULTS: Mapping[str, tuple[str, str]] = {
    "missing-header": ("缺少该列。", "This column is missing."),
    "unknown-header": ("模板中没有该列的表头。", "The template has no such header."),
    "repeated-header": ("该列的表头重复。", "The header of this column was there before."),
}


def _fault(field: str, code: str) -> FieldFault:
    zh, en = HEADER_FAULTS[code]
    return FieldFault(field=field, code=code, zh=zh, en=en)
