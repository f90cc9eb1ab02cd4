"""Formulas, keys and values as people read them: facts and codes by their names, money in yuan, shares in per cent.
Pure."""

from datetime import date

from services.benefits.amounts.domain import Formula, Looked, Share, Tables, Times
from services.benefits.amounts.parameters import TABLES
from services.benefits.conditions.parameters import FACTS, Kind
from services.benefits.conditions.rules import said_of_facts, said_of_fen, said_of_one
from shared.language import Text


def said_of_formula(formula: Formula, tables: Tables, on: date) -> Text:
    """What is paid, with what the tables say on the day."""
    match formula:
        case Looked(table, by, months):
            return _monthly(_looked(table, by, tables, on), months)
        case Times(of, fact):
            amount, number = said_of_formula(of, tables, on), FACTS[fact]
            return Text(f"{amount.zh}，乘以{number.zh}", f"{amount.en}, times {number.en}")
        case Share(of, share):
            amount, part = said_of_formula(of, tables, on), _looked(share.table, share.by, tables, on)
            return Text(f"{amount.zh}，乘以{part.zh}", f"{amount.en}, times {part.en}")


def said_of_table(code: str, tables: Tables, on: date) -> Text:
    """A table that has one value a day, and what it says on the day."""
    table, line = TABLES[code], tables.find(code, "", on)
    value = said_of_value(code, line.value) if line else Text("尚未设定", "not set yet")
    return Text(f"“{table.zh}”（{value.zh}）", f"“{table.en}” ({value.en})")


def _looked(code: str, by: tuple[str, ...], tables: Tables, on: date) -> Text:
    if not by:
        return said_of_table(code, tables, on)
    table, facts = TABLES[code], said_of_facts(by)
    return Text(f"“{table.zh}”（按{facts.zh}）", f"“{table.en}” (by {facts.en})")


def _monthly(amount: Text, months: int) -> Text:
    if months == 1:
        return amount
    return Text(f"{amount.zh}，每月为其1/{months}", f"{amount.en}, each month 1/{months} of it")


def said_of_value(code: str, value: int) -> Text:
    """1,200.50 yuan, or 20 % where the table is one of shares."""
    if code in TABLES and TABLES[code].is_share:
        return Text(f"{value / 10:g}%", f"{value / 10:g} %")
    return said_of_fen(value)


def said_of_key(code: str, key: str) -> Text:
    """For whom a line is: 因战 3级 for `war/3`. What the table's facts do not know stays as it is written."""
    parts, by = key.split("/") if key else [], TABLES[code].by if code in TABLES else ()
    if len(parts) != len(by):
        return Text(key, key)
    said = [_said_of_part(name, part) for name, part in zip(by, parts, strict=True)]
    return Text(" ".join(each.zh for each in said), ", ".join(each.en for each in said))


def _said_of_part(name: str, part: str) -> Text:
    fact, said = FACTS[name], said_of_one(FACTS[name], part)
    is_bare = fact.kind is Kind.NUMBER
    return Text(said.zh, f"{fact.en} {said.en}") if is_bare else said


def key_written(code: str, written: str) -> str:
    """`war/3` for 因战/3级, as people write it, in either language; what is nobody's name stays as it is."""
    by, parts = TABLES[code].by if code in TABLES else (), written.replace("，", "/").split("/")
    if len(parts) != len(by):
        return written
    return "/".join(code_of(name, part.strip()) for name, part in zip(by, parts, strict=True))


def code_of(name: str, part: str) -> str:
    """Of a value of the fact, as people call it."""
    fact = FACTS[name]
    named = {said: code for code, called in fact.values.items() for said in (called.zh, called.en)}
    return named.get(part, part.removesuffix(fact.unit.zh) if fact.unit.zh else part)
