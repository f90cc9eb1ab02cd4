"""Which facts a condition may name, and which comparisons each kind of them takes.

What is P3 or P4 is asked of registry for a purpose and kept sealed; the others come with events, or are kept in books
here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from shared.events.benefit_codes import HARDSHIP_KIND
from shared.events.category_codes import PERSON_CATEGORY
from shared.events.codes import SOCIAL_ROLE_KIND
from shared.events.person_codes import FAMILY_RELATION
from shared.language import Named, Text


class Kind(StrEnum):
    """What a fact is; a number may be known by its bounds only."""

    CODE = "code"
    CODES = "codes"
    FLAG = "flag"
    NUMBER = "number"
    FEN = "fen"
    DAY = "day"
    PERIODS = "periods"


class Source(StrEnum):
    """Where a fact is learned."""

    EVENTS = "events"
    REGISTRY = "registry"
    APPLICATION = "application"
    BOOKS = "books"


NO_UNIT = Text("", "")


@dataclass(frozen=True, slots=True)
class Fact(Named):
    """Something about a person, a household or an application. `values`: what its codes are called; none where they are
    of no list. `unit`: of its numbers."""

    kind: Kind
    source: Source
    values: Mapping[str, Named] = field(default_factory=dict)
    unit: Text = NO_UNIT


def _named(*codes: tuple[str, str, str]) -> Mapping[str, Named]:
    return {code: Named(code, zh, en) for code, zh, en in codes}


_PRESENCE = ("exists", "not-exists")
_ORDERED = ("eq", "ne", "gte", "gt", "lte", "lt", "between", *_PRESENCE)
OPERATORS: Mapping[Kind, tuple[str, ...]] = {
    Kind.CODE: ("eq", "ne", "in", *_PRESENCE),
    Kind.CODES: ("overlaps", *_PRESENCE),
    Kind.FLAG: ("eq", "ne", *_PRESENCE),
    Kind.NUMBER: _ORDERED,
    Kind.FEN: _ORDERED,
    Kind.DAY: _ORDERED,
    Kind.PERIODS: ("overlaps_month", *_PRESENCE),
}

MOST: Mapping[Kind, int] = {Kind.NUMBER: 150, Kind.FEN: 10**11}
"""Of a number that somebody writes: years and grades, and fen."""

_EVENTS, _ASKED, _SAID, _KEPT = Source.EVENTS, Source.REGISTRY, Source.APPLICATION, Source.BOOKS

STATUSES = _named(("living", "健在", "living"), ("deceased", "已故", "deceased"))
RECORDS = _named(
    ("registered", "已登记", "registered"),
    ("transferred-out", "已迁出", "moved away"),
    ("deregistered", "已注销", "void"),
)
SEXES = _named(("1", "男", "male"), ("2", "女", "female"))
HOUSEHOLDS = _named(("rural", "农村", "rural"), ("urban", "城镇", "urban"))
CAUSES = _named(
    ("war", "因战", "war"),
    ("duty", "因公", "duty"),
    ("illness", "因病", "illness"),
    ("mental", "精神病", "mental illness"),
)
CLASSES = _named(
    ("veteran", "退役军人", "veteran"),
    (
        "three-survivors",
        "烈士遗属、因公牺牲军人遗属、病故军人遗属",
        "survivor of a martyr or of one who died in service",
    ),
    ("serving-family", "现役军人家属", "family of one who serves"),
)
ABILITIES = _named(
    ("1", "有劳动能力", "able to work"),
    ("2", "部分丧失劳动能力", "partly able to work"),
    ("3", "丧失劳动能力", "unable to work"),
)
REDEEMERS = _named(("veteran-self", "退役军人本人", "the veteran"), ("family-member", "家属", "a relative"))
PURPOSES = _named(("job-push", "岗位推送", "being told of jobs"))

FACTS: Mapping[str, Fact] = {
    fact.code: fact
    for fact in (
        Fact("person.status", "存殁", "status of the person", Kind.CODE, _EVENTS, STATUSES),
        Fact("veteran.record", "登记状态", "state of the veteran's record", Kind.CODE, _EVENTS, RECORDS),
        Fact("domicile.county", "户籍所在县", "county of domicile", Kind.CODE, _EVENTS),
        Fact("categories.active", "现有身份类别", "categories held", Kind.CODES, _EVENTS, PERSON_CATEGORY.by_code()),
        Fact("age", "年龄", "age", Kind.NUMBER, _EVENTS, unit=Text("周岁", " years")),
        Fact(
            "relations", "与登记人员的亲属关系", "relations to somebody registered", Kind.CODES, _EVENTS,
            FAMILY_RELATION.by_code(),
        ),
        Fact("roles.active", "现任社会身份", "social roles held", Kind.CODES, _EVENTS, SOCIAL_ROLE_KIND.by_code()),
        Fact("contact.verified", "联系方式已核实", "a contact is verified", Kind.FLAG, _EVENTS),
        Fact("opted-out", "退订的事项", "purposes opted out of", Kind.CODES, _KEPT, PURPOSES),
        Fact("sex", "性别", "sex", Kind.CODE, _ASKED, SEXES),
        Fact("household.type", "户口性质", "household", Kind.CODE, _ASKED, HOUSEHOLDS),
        Fact("employer", "工作单位", "employer", Kind.CODE, _ASKED),
        Fact("enlisted-on", "入伍日期", "day of enlistment", Kind.DAY, _ASKED),
        Fact("discharged-on", "退役日期", "day of discharge", Kind.DAY, _ASKED),
        Fact("discharge.household", "退役时户口性质", "household at discharge", Kind.CODE, _ASKED, HOUSEHOLDS),
        Fact(
            "service.compulsory-years", "义务兵服役年限", "years of compulsory service", Kind.NUMBER, _ASKED,
            unit=Text("年", ""),
        ),
        Fact("disability.grade", "残疾等级", "grade of disability", Kind.NUMBER, _ASKED, unit=Text("级", "")),
        Fact("disability.cause", "残疾性质", "cause of disability", Kind.CODE, _ASKED, CAUSES),
        Fact("pension.employee", "享受职工养老保险", "draws an employee's pension", Kind.FLAG, _ASKED),
        Fact("custody.sentenced", "服刑", "serves a sentence", Kind.FLAG, _SAID),
        Fact("person.class", "对象类别", "class of the applicant", Kind.CODE, _EVENTS, CLASSES),
        Fact("hardship.kind", "困难类型", "kind of hardship", Kind.CODE, _SAID, HARDSHIP_KIND.by_code()),
        Fact(
            "household.income-per-head", "家庭人均月收入（不含抚恤补助）",
            "household's monthly income per head, pensions not counted", Kind.FEN, _SAID,
        ),
        Fact("school.enrolled", "在校就读", "is at school", Kind.FLAG, _SAID),
        Fact("work-ability", "劳动能力", "ability to work", Kind.CODE, _SAID, ABILITIES),
        Fact("training.enrolled", "正在参加培训", "is enrolled in a course", Kind.FLAG, _KEPT),
        Fact("redeemer", "使用人", "who uses it", Kind.CODE, _SAID, REDEEMERS),
    )
}  # fmt: skip

SENSITIVE = frozenset(
    {"categories.active", "disability.grade", "disability.cause", "work-ability", "household.income-per-head"}
)
"""Those that registry opens one by one for a purpose (P3)."""
