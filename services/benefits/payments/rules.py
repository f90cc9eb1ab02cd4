"""How much an entitlement pays for a month: its formula over facts and the tables of the first day. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from services.benefits.amounts.domain import Amount, Formula, Looked, Share, Tables, Times, reckon
from services.benefits.amounts.rules import code_of, read_formula
from services.benefits.conditions.parameters import FACTS, MOST
from services.benefits.payments.domain.entitlements import (
    ABOVE_CAP,
    AMOUNT_BY_TABLE,
    GIVEN_ONCE,
    NO_CAP,
    NOT_A_NUMBER,
    NUMBER_TOO_LARGE,
    UNUSED_FACT,
)
from services.benefits.payments.domain.months import Month, Span
from services.benefits.programmes.domain import Terms
from services.benefits.programmes.parameters import ONE_OFF
from shared.refusal import FieldFault

_FACT = re.compile(r"([^=＝]{1,60})[=＝]([^=＝]{1,60})")
DECIDED = "decided"
"""Missing of a programme that says the most it gives, and of which nobody has decided how much."""


def amount_for(terms: Terms, month: Month, facts: Mapping[str, Any], fen: int | None, tables: Tables) -> Amount:
    """In fen; `fen` is what was decided where the terms say the most alone."""
    formula = _formula(terms)
    if formula is None:
        return Amount(fen) if fen is not None else Amount(None, missing=(DECIDED,))
    known = {name: value for name, value in facts.items() if isinstance(value, int | str)}
    return reckon(formula, known, tables, month.first_day)


def rests_on(terms: Terms) -> tuple[str, ...]:
    """The facts that the formula names, each once."""
    formula = _formula(terms)
    return tuple(dict.fromkeys(_facts(formula))) if formula is not None else ()


def faults_of_amount(
    terms: Terms, span: Span, facts: Mapping[str, int | str], fen: int | None, tables: Tables
) -> list[FieldFault]:
    """What is wrong with an amount that was decided, its months, and facts that papers prove."""
    named, cap = rests_on(terms), tables.find(terms.cap, "", span.first.first_day) if terms.cap else None
    return [
        fault
        for fault, fails in (
            (AMOUNT_BY_TABLE, fen is not None and _formula(terms) is not None),
            (ABOVE_CAP, fen is not None and cap is not None and fen > cap.value),
            (NO_CAP, fen is not None and cap is None and terms.cap is not None),
            (GIVEN_ONCE, terms.gives == ONE_OFF and span.last != span.first),
            (UNUSED_FACT, any(name not in named for name in facts)),
            (NOT_A_NUMBER, any(_is_number(name) and not isinstance(value, int) for name, value in facts.items())),
            (NUMBER_TOO_LARGE, any(_is_too_large(name, value) for name, value in facts.items())),
        )
        if fails
    ]


def fact_written(name: str, said: str) -> int | str:
    """The value of a fact as people write it; what should be a number and is none stays as it was written."""
    return int(said) if _is_number(name) and said.isascii() and said.isdigit() else said


def facts_written(said: object) -> object:
    """`name=value`, one after the other, as a mapping; names and values in words or codes. Anything else as it is."""
    if not isinstance(said, str):
        return said
    parts = [part.strip() for part in re.split(r"[,;，；\n]+", said) if part.strip()]
    found = [_FACT.fullmatch(part) for part in parts]
    return dict(fact_named(each[1].strip(), each[2].strip()) for each in found if each) if all(found) else said


def fact_named(name: str, said: str) -> tuple[str, str]:
    """The codes of a fact and of its value that people write in words; what is nobody's name stays as it is."""
    fact = next((each for each in FACTS.values() if name in (each.code, each.zh, each.en)), None)
    return (fact.code, code_of(fact.code, said)) if fact else (name, said)


def _is_number(name: str) -> bool:
    return name in FACTS and FACTS[name].kind in MOST


def _is_too_large(name: str, value: int | str) -> bool:
    return isinstance(value, int) and _is_number(name) and value > MOST[FACTS[name].kind]


def _formula(terms: Terms) -> Formula | None:
    return read_formula(terms.amount, "", list(FACTS))[0] if terms.amount is not None else None


def _facts(formula: Formula) -> Iterator[str]:
    match formula:
        case Looked():
            yield from formula.by
        case Times(of, fact):
            yield from (*_facts(of), fact)
        case Share(of, share):
            yield from (*_facts(of), *share.by)
