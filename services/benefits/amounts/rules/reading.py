"""Formulas as they are written: JSON read into `domain`, a mistake named with its place. Pure.

{"table": "disability-pension", "by": ["disability.cause", "disability.grade"]}
{"of": {"table": "rural-old-age"}, "times": "service.compulsory-years"}
{"of": {"table": "average-monthly-wage"}, "share": {"table": "nursing-share", "by": ["disability.cause"]}}
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.benefits.amounts.domain import Formula, Looked, Share, Times
from services.benefits.amounts.parameters import TABLES
from shared.refusal import FieldFault


class _Wrong(Exception):
    """What is wrong with it, and where."""

    def __init__(self, at: str, code: str, zh: str, en: str) -> None:
        super().__init__(code)
        self.fault = FieldFault(at, code, zh, en)


def read_formula(said: object, at: str, facts: Sequence[str]) -> tuple[Formula | None, list[FieldFault]]:
    """The formula, or the first thing that is wrong with it. `facts` are the names it may use."""
    try:
        return _formula(said, at, frozenset(facts)), []
    except _Wrong as wrong:
        return None, [wrong.fault]


def _formula(said: object, at: str, facts: frozenset[str]) -> Formula:
    if isinstance(said, Mapping):
        for key, read in _MADE_OF.items():
            if set(said) == {"of", key}:
                return read(said, at, facts)
    return _looked(said, at, facts, is_share=False)


def _times(said: Mapping[str, Any], at: str, facts: frozenset[str]) -> Formula:
    return Times(_looked(said["of"], f"{at}.of", facts, is_share=False), _fact(said["times"], f"{at}.times", facts))


def _share(said: Mapping[str, Any], at: str, facts: frozenset[str]) -> Formula:
    of = _looked(said["of"], f"{at}.of", facts, is_share=False)
    return Share(of, _looked(said["share"], f"{at}.share", facts, is_share=True))


_MADE_OF: Mapping[str, Callable[[Mapping[str, Any], str, frozenset[str]], Formula]] = {"times": _times, "share": _share}


def _looked(said: object, at: str, facts: frozenset[str], *, is_share: bool) -> Looked:
    if not isinstance(said, Mapping) or not {"table"} <= set(said) <= {"table", "by"}:
        raise _Wrong(at, "not-a-formula", "应为 table 与 by，或 of 与 times、share。", "Must be a table, or `of` one.")
    table, by = TABLES.get(str(said["table"])), said.get("by", [])
    if table is None or table.is_share is not is_share:
        raise _Wrong(f"{at}.table", "unknown-table", "没有这个标准表。", "There is no such table of amounts.")
    if not isinstance(by, list):
        raise _Wrong(f"{at}.by", "not-a-list", "应列出事实项。", "Must list facts.")
    names = tuple(_fact(name, f"{at}.by.{place}", facts) for place, name in enumerate(by))
    return Looked(table.code, names, table.months)


def _fact(said: object, at: str, facts: frozenset[str]) -> str:
    if said not in facts:
        raise _Wrong(at, "unknown-fact", "没有这个事实项。", "There is no such fact.")
    return str(said)
