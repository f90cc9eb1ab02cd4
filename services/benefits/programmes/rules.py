"""What a programme says, as people read it: its conditions as sentences, how much it gives, the lines of tables that it
names; and what a draft says otherwise than the version before. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.benefits.amounts.domain import Formula, Line, Looked, Share, Tables, Times
from services.benefits.amounts.parameters import TABLES
from services.benefits.amounts.rules import read_formula, said_of_formula, said_of_key, said_of_table, said_of_value
from services.benefits.conditions.domain import Condition, Parameter, leaves_of
from services.benefits.conditions.parameters import FACTS
from services.benefits.conditions.rules import Names, read_condition, said_of
from services.benefits.programmes.domain import Draft, Limit, Rule, Terms, Version
from services.benefits.programmes.parameters import CHAIN, GIVES, PER, PERIODS
from shared.language import Named, Text


@dataclass(frozen=True, slots=True)
class Standard:
    """A line of a table on the day: for whom, how much, since when and by which notice."""

    table: Named
    key: Text
    value: Text
    since: date
    source: str


@dataclass(frozen=True, slots=True)
class Explained:
    """By a rule's code its condition; the amount, None where no money is given; `standards`: what it rests on."""

    conditions: Mapping[str, Text]
    amount: Text | None
    standards: Sequence[Standard]


def explained(programme: Version | Draft, tables: Tables, on: date, county: str) -> Explained:
    """As of a day, for the county of this code. What cannot be read was never in force, and is left out."""
    read = {rule.code: read_condition(rule.when, "", frozenset(TABLES))[0] for rule in programme.rules if rule.when}
    conditions = {code: condition for code, condition in read.items() if condition is not None}
    names = Names({code: said_of_table(code, tables, on) for code in TABLES}, county)
    named = dict.fromkeys((*_tables_of(programme), *_parameters_of(conditions.values())))
    return Explained(
        {code: said_of(condition, names) for code, condition in conditions.items()},
        _amount_of(programme, tables, on),
        [_standard(code, line) for code in named for line in tables.standing(code, on)],
    )


def _amount_of(programme: Version | Draft, tables: Tables, on: date) -> Text | None:
    terms, formula = programme.terms, _formula_of(programme)
    if formula is not None:
        return said_of_formula(formula, tables, on)
    if terms.cap is not None:
        most = said_of_table(terms.cap, tables, on)
        return Text(f"不超过{most.zh}", f"at most {most.en}")
    return None


def _formula_of(programme: Version | Draft) -> Formula | None:
    said = programme.terms.amount
    return read_formula(said, "", list(FACTS))[0] if said is not None else None


def _tables_of(programme: Version | Draft) -> Iterator[str]:
    """Those that its amount is made of."""
    formula, cap = _formula_of(programme), programme.terms.cap
    if formula is not None:
        yield from _tables_in(formula)
    if cap is not None:
        yield cap


def _tables_in(formula: Formula) -> Iterator[str]:
    match formula:
        case Looked(table):
            yield table
        case Times(of):
            yield from _tables_in(of)
        case Share(of, share):
            yield from (*_tables_in(of), share.table)


def _parameters_of(conditions: Iterable[Condition]) -> Iterator[str]:
    for condition in conditions:
        for leaf in leaves_of(condition):
            if isinstance(leaf.value, Parameter):
                yield leaf.value.name


def _standard(code: str, line: Line) -> Standard:
    return Standard(TABLES[code], said_of_key(code, line.key), said_of_value(code, line.value), line.since, line.source)


@dataclass(frozen=True, slots=True)
class Difference:
    """Of one field, or one rule: what a version says, and what the draft after it; None: nothing."""

    what: Text
    before: Text | None
    after: Text | None


@dataclass(frozen=True, slots=True)
class WordedProgramme:
    """A programme with its words; `called`: programmes by their codes."""

    programme: Version | Draft
    explained: Explained
    called: Mapping[str, str]


def differences(before: WordedProgramme, after: WordedProgramme) -> list[Difference]:
    """Field by field, then rule by rule: first those of the draft, then those that it leaves out."""
    fields = [Difference(what, was, now) for (what, was), (_, now) in zip(_fields(before), _fields(after), strict=True)]
    was, now = _rules(before), _rules(after)
    rules = [Difference(_number(at), was.get(code), now.get(code)) for at, code in enumerate({**now, **was}, 1)]
    return [each for each in (*fields, *rules) if each.before != each.after]


def _number(at: int) -> Text:
    return Text(f"第{at}条", f"rule {at}")


def _fields(told: WordedProgramme) -> list[tuple[Text, Text | None]]:
    terms, programme = told.programme.terms, told.programme
    excluded = "、".join(told.called.get(code, code) for code in terms.excludes)
    return [
        (Text("名称", "name"), _same(programme.name)),
        (Text("生效日", "in force from"), _same(programme.valid_from.isoformat())),
        (Text("失效日", "no longer from"), _same(programme.valid_to.isoformat() if programme.valid_to else None)),
        (Text("给予", "gives"), _named(GIVES[terms.gives])),
        (Text("金额", "amount"), told.explained.amount),
        (Text("次数", "how often"), _listed([said_of_limit(limit) for limit in terms.limits], "、", ", ")),
        (Text("办理环节", "decided by"), _listed([_named(CHAIN[step]) for step in terms.chain], " → ", " → ")),
        (Text("办理期限（工作日）", "working days to decide"), _listed(_within(terms), "、", ", ")),
        (Text("公示工作日", "working days published"), _same(terms.publicity_workdays or None)),
        (Text("紧急先行发放后补齐材料的工作日", "papers within working days"), _same(terms.emergency_workdays or None)),
        (Text("身故后续发月数", "months paid after a death"), _same(terms.continues_months or None)),
        (Text("不同时享受", "not held together with"), _same(excluded or None)),
    ]


def _rules(told: WordedProgramme) -> Mapping[str, Text]:
    return {rule.code: _whole(rule, told.explained.conditions.get(rule.code)) for rule in told.programme.rules}


def _whole(rule: Rule, condition: Text | None) -> Text:
    """Its text with all that belongs to it."""
    parts = (
        (Text("条件", "condition"), condition),
        (Text("缺少时应提供", "asked for where it is missing"), _same(rule.evidence)),
        (Text("依据", "source"), _same(rule.source)),
    )
    zh = "；".join(f"{called.zh}：{said.zh}" for called, said in parts if said)
    en = "; ".join(f"{called.en}: {said.en}" for called, said in parts if said)
    return Text(f"{rule.text}（{zh}）", f"{rule.text} ({en})")


def _within(terms: Terms) -> list[Text]:
    found = [(CHAIN[step], terms.decide_within[step]) for step in terms.chain if step in terms.decide_within]
    return [Text(f"{called.zh} {days}", f"{called.en} {days}") for called, days in found]


def said_of_limit(limit: Limit) -> Text:
    """How often somebody may have it."""
    per, period = PER[limit.per], PERIODS[limit.period]
    return Text(f"{per.zh}{period.zh}{limit.most}次", f"{limit.most} for {per.en} {period.en}")


def _named(named: Named) -> Text:
    return Text(named.zh, named.en)


def _same(said: str | int | None) -> Text | None:
    return None if said is None else Text(str(said), str(said))


def _listed(said: Sequence[Text], zh: str, en: str) -> Text | None:
    return Text(zh.join(each.zh for each in said), en.join(each.en for each in said)) if said else None
