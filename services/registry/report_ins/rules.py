"""What a report-in must satisfy. Every broken rule is named."""

from dataclasses import dataclass
from datetime import date

from services.registry.report_ins.domain import ReportIn
from shared.partial_date import PartialDate
from shared.refusal import Invalid
from shared.rule import ALWAYS, Rule, field, refuse


class ReportInInvalid(Invalid):
    """`fields` says what is wrong with it."""

    code = "report-in-invalid"
    zh = "报到登记有误，原因见各字段。"
    en = "The report-in is wrong; the fields tell why."


@dataclass(frozen=True, slots=True)
class File:
    """What the person's file says: the birth, the enlistment and the discharge, as far as it is known; and today."""

    born_on: date
    enlisted_on: PartialDate | None
    discharged_on: PartialDate | None
    today: date


Stated = tuple[ReportIn, File]
ORDER = "the days of a life follow each other"

RULES: tuple[Rule[Stated], ...] = (
    Rule(
        "in-future",
        ORDER,
        ALWAYS,
        "日期晚于今天。",
        "The day lies in the future.",
        lambda stated: [
            name
            for name in ("discharged_on", "reported_on", "ceremony_on")
            if (getattr(stated[0], name) or stated[1].today) > stated[1].today
        ],
    ),
    Rule(
        "before-service",
        ORDER,
        ALWAYS,
        "退役日期早于出生日期或入伍日期。",
        "The discharge lies before the birth or the enlistment.",
        field("discharged_on", lambda stated: _after_enlistment(*stated)),
    ),
    Rule(
        "discharge-differs",
        "R8: one fact stands in one place",
        ALWAYS,
        "与档案中的退役日期不一致；档案有误的，请先更正退役日期。",
        "The file has another day of discharge. If that is wrong, correct it first.",
        field("discharged_on", lambda stated: _agrees(stated[0].discharged_on, stated[1].discharged_on)),
    ),
    Rule(
        "before-discharge",
        ORDER,
        ALWAYS,
        "日期早于退役日期。",
        "The day lies before the discharge.",
        lambda stated: [
            name
            for name in ("reported_on", "ceremony_on")
            if (day := getattr(stated[0], name)) and day < stated[0].discharged_on
        ],
    ),
    Rule(
        "not-late",
        ORDER,
        ALWAYS,
        "未逾期，不填逾期理由。",
        "Nobody is excused who was not late.",
        field("excuse", lambda stated: stated[0].excuse is None or stated[0].late_days > 0),
    ),
)


def _after_enlistment(report_in: ReportIn, file: File) -> bool:
    enlisted = file.enlisted_on
    return file.born_on < report_in.discharged_on and (enlisted is None or enlisted.first <= report_in.discharged_on)


def _agrees(day: date, known: PartialDate | None) -> bool:
    return known is None or known.first <= day <= known.last


def must_be_possible(report_in: ReportIn, file: File) -> None:
    """Raises `ReportInInvalid`."""
    refuse(ReportInInvalid, RULES, (report_in, file), on=file.today)
