"""Which facts a condition may name, and which comparisons each kind of them takes.

What is P3 or P4 is asked of registry for a purpose and kept sealed; the others come with events.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class Fact(Named):
    """Something about a person, a household or an application."""

    kind: Kind
    source: Source


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

_EVENTS, _ASKED, _SAID = Source.EVENTS, Source.REGISTRY, Source.APPLICATION

FACTS: Mapping[str, Fact] = {
    fact.code: fact
    for fact in (
        Fact("person.status", "存殁", "living or deceased", Kind.CODE, _EVENTS),
        Fact("veteran.record", "登记状态", "state of the veteran's record", Kind.CODE, _EVENTS),
        Fact("domicile.county", "户籍所在县", "county of domicile", Kind.CODE, _EVENTS),
        Fact("categories.active", "现有身份类别", "categories held", Kind.CODES, _EVENTS),
        Fact("age", "年龄", "age in years", Kind.NUMBER, _EVENTS),
        Fact("relations", "与登记人员的亲属关系", "whose relative of somebody registered", Kind.CODES, _EVENTS),
        Fact("roles.active", "现任社会身份", "social roles held", Kind.CODES, _EVENTS),
        Fact("contact.verified", "联系方式已核实", "a contact is verified", Kind.FLAG, _EVENTS),
        Fact("opted-out", "退订的事项", "purposes opted out of", Kind.CODES, _EVENTS),
        Fact("sex", "性别", "sex", Kind.CODE, _ASKED),
        Fact("household.type", "户口性质", "rural or urban household", Kind.CODE, _ASKED),
        Fact("employer", "工作单位", "employer", Kind.CODE, _ASKED),
        Fact("enlisted-on", "入伍日期", "enlisted on", Kind.DAY, _ASKED),
        Fact("discharged-on", "退役日期", "discharged on", Kind.DAY, _ASKED),
        Fact("discharge.household", "退役时户口性质", "household at discharge", Kind.CODE, _ASKED),
        Fact("service.compulsory-years", "义务兵服役年限", "years of compulsory service", Kind.NUMBER, _ASKED),
        Fact("disability.grade", "残疾等级", "grade of disability", Kind.NUMBER, _ASKED),
        Fact("disability.cause", "残疾性质", "cause of disability", Kind.CODE, _ASKED),
        Fact("pension.employee", "享受职工养老保险", "draws an employee's pension", Kind.FLAG, _ASKED),
        Fact("custody.sentenced", "服刑", "serves a sentence", Kind.FLAG, _SAID),
        Fact("person.class", "对象类别", "class of the applicant", Kind.CODE, _SAID),
        Fact("hardship.kind", "困难类型", "kind of hardship", Kind.CODE, _SAID),
        Fact(
            "household.income-per-head", "家庭人均月收入（不含抚恤补助）",
            "household's monthly income per head, pensions not counted", Kind.FEN, _SAID,
        ),
        Fact("school.enrolled", "在校就读", "is at school", Kind.FLAG, _SAID),
        Fact("work-ability", "劳动能力", "ability to work", Kind.CODE, _SAID),
        Fact("training.enrolled", "正在参加培训", "is enrolled in a course", Kind.FLAG, _SAID),
        Fact("redeemer", "使用人", "who uses it", Kind.CODE, _SAID),
    )
}  # fmt: skip

WORDS: Mapping[str, Text] = {
    "eq": Text("为", "is"),
    "ne": Text("不为", "is not"),
    "in": Text("为其中之一：", "is one of"),
    "gte": Text("不小于", "is at least"),
    "gt": Text("大于", "is more than"),
    "lte": Text("不大于", "is at most"),
    "lt": Text("小于", "is less than"),
    "between": Text("在其间：", "is from and to"),
    "overlaps": Text("包含其中之一：", "has one of"),
    "overlaps_month": Text("当月有", "holds in the month"),
    "exists": Text("有", "is there"),
    "not-exists": Text("没有", "is not there"),
}
"""How comparisons are said: the fact, then this, then the value."""
