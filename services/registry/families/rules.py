"""What a family relation must satisfy to be recorded, or corrected to. Every broken rule is named."""

from dataclasses import dataclass
from datetime import date

from services.registry.families.parameters import BEGIN_ON_A_DAY, DEFINED_BY, FAMILY
from shared.refusal import Invalid
from shared.rule import ALWAYS, Rule, field, refuse


class RelationInvalid(Invalid):
    """`fields` says what is wrong with it."""

    code = "relation-invalid"
    zh = "不能登记该亲属关系，原因见各字段。"
    en = "The relation cannot be recorded; the fields tell why."


@dataclass(frozen=True, slots=True)
class Claim:
    """A relation as it is said to be; `ended_on` is the first day on which it no longer holds."""

    relation: str
    since: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Lives:
    """The days on which both had been born, and one of them had died, as far as the register knows; and today."""

    born_on: date | None
    died_on: date | None
    today: date


Stated = tuple[Claim, Lives]
CALENDAR = "a period is one of days that there have been"

RULES: tuple[Rule[Stated], ...] = (
    Rule(
        "relation-not-covered",
        DEFINED_BY,
        ALWAYS,
        "不属于家属范围：家属指父母（抚养人）、配偶、子女、兄弟姐妹，不含祖父母、孙子女和其他旁系亲属。",
        "Family are parents or who fostered, spouse, children, brothers and sisters; not grandparents, grandchildren or"
        " collateral kin.",
        field("relation", lambda stated: stated[0].relation in FAMILY),
    ),
    Rule(
        "since-missing",
        CALENDAR,
        ALWAYS,
        "配偶、抚养关系必须填写起始日期。",
        "Of a marriage, or of fostering, the day it began is required.",
        field("since", lambda stated: stated[0].relation not in BEGIN_ON_A_DAY or stated[0].since is not None),
    ),
    Rule(
        "in-future",
        CALENDAR,
        ALWAYS,
        "日期晚于今天。",
        "The day lies in the future.",
        lambda stated: [
            name for name in ("since", "ended_on") if (getattr(stated[0], name) or stated[1].today) > stated[1].today
        ],
    ),
    Rule(
        "period-backwards",
        CALENDAR,
        ALWAYS,
        "终止日期应晚于起始日期。",
        "It ends after the day it began.",
        field("ended_on", lambda stated: _before(stated[0].since, stated[0].ended_on)),
    ),
    Rule(
        "before-birth",
        CALENDAR,
        ALWAYS,
        "日期早于本人或亲属的出生日期。",
        "The day lies before one of the two was born.",
        lambda stated: [
            name
            for name in ("since", "ended_on")
            if (day := getattr(stated[0], name)) and day < (stated[1].born_on or day)
        ],
    ),
    Rule(
        "after-death",
        "R6",
        ALWAYS,
        "起始日期晚于本人或亲属的死亡日期；死亡登记有误的，请先撤销。",
        "It began after one of the two had died. If that is wrong, have the record of the death revoked first.",
        field("since", lambda stated: _before(stated[0].since, stated[1].died_on, same_day=True)),
    ),
)


def _before(first: date | None, second: date | None, *, same_day: bool = False) -> bool:
    return first is None or second is None or first < second or (same_day and first == second)


def must_be_possible(claim: Claim, lives: Lives) -> None:
    """Raises `RelationInvalid`."""
    refuse(RelationInvalid, RULES, (claim, lives), on=lives.today)
