"""What the fields of one form must agree on. Every broken rule is named, not only the first."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from services.registry.veterans.domain.values import Terms, Value
from services.registry.veterans.parameters.fields import FIELD, FIELDS
from shared.partial_date import PartialDate
from shared.privacy.identity_number import IdentityNumber
from shared.refusal import FieldFault
from shared.rule import ALWAYS, Offenders, Rule, faults
from shared.workbooks.columns import Kind

Values = Mapping[str, Value]
DATED = tuple(field.name for field in FIELDS if field.kind in {Kind.DATE, Kind.PARTIAL_DATE})


class Form(NamedTuple):
    """The facts a form is judged on: the values that could be read, and what reading depends on."""

    values: Values
    terms: Terms


def _in_future(form: Form) -> Iterator[str]:
    for name in DATED:
        period = _period(form.values.get(name))
        if period is not None and period.first > form.terms.today:
            yield name


def _before_birth(form: Form) -> Iterator[str]:
    born_on = _birth(form.values)
    for name in DATED:
        period = _period(form.values.get(name))
        if name != "birth_on" and born_on is not None and period is not None and period.last < born_on:
            yield name


def _ends_before_start(start: str, end: str) -> Offenders[Form]:
    def broken(form: Form) -> Iterator[str]:
        first, last = _period(form.values.get(start)), _period(form.values.get(end))
        if first is not None and last is not None and last.last < first.first:
            yield end

    return broken


def _never_held(form: Form) -> Iterator[str]:
    served_from, served_to = _period(form.values.get("enlisted_on")), _period(form.values.get("discharged_on"))
    for name in ("arm_code", "rank_code"):
        code_set = FIELD[name].code_set
        entry = code_set.find(str(form.values[name])) if code_set and name in form.values else None
        if entry is None:
            continue
        left_before = entry.valid_from is not None and served_to is not None and served_to.last < entry.valid_from
        joined_after = entry.valid_to is not None and served_from is not None and served_from.first > entry.valid_to
        if left_before or joined_after:
            yield name


def _number_of_a_living_person(form: Form) -> Iterator[str]:
    identity = form.values.get("id_number")
    if form.values.get("synthetic") is True and isinstance(identity, IdentityNumber) and not identity.is_synthetic:
        yield "id_number"


RULES: tuple[Rule[Form], ...] = (
    Rule("in-future", "a date tells what has happened", ALWAYS,
         "日期晚于今天。", "The date lies in the future.", _in_future),
    Rule("before-birth", "a person's dates follow the birth", ALWAYS,
         "日期早于出生日期。", "The date lies before the date of birth.", _before_birth),
    Rule("ends-before-start", "a period ends after it starts", ALWAYS,
         "退役日期早于入伍日期。", "The discharge lies before the enlistment.",
         _ends_before_start("enlisted_on", "discharged_on")),
    Rule("ends-before-start", "a period ends after it starts", ALWAYS,
         "义务兵结束日期早于起始日期。", "Compulsory service ends before it starts.",
         _ends_before_start("conscript_from", "conscript_to")),
    Rule("not-in-force", "the years in which each code was given (parameters.codes)", ALWAYS,
         "服役期间没有该军种或军衔。", "No such arm or rank existed in the years of service.", _never_held),
    Rule("synthetic-number", "no division's code begins 999 (GB 11643, GB/T 2260)", ALWAYS,
         "合成数据的身份证号必须以999开头。",
         "An invented person's identity number must begin 999, so that it is nobody's.", _number_of_a_living_person),
)  # fmt: skip


def inconsistencies(values: Values, terms: Terms) -> list[FieldFault]:
    """The faults of values that could each be read."""
    return list(faults(RULES, Form(values, terms), on=terms.today))


def _birth(values: Values) -> date | None:
    identity = values.get("id_number")
    return identity.birth_on if isinstance(identity, IdentityNumber) else None


def _period(value: Value | None) -> PartialDate | None:
    if isinstance(value, PartialDate):
        return value
    return PartialDate(value) if isinstance(value, date) else None
