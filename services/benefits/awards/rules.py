"""What must hold of whoever is nominated, and again when the award is granted. A refusal names every broken rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.benefits.awards.domain.results import Level, is_barred
from shared.rule import ALWAYS, Rule, field

REGISTER = "an award is of who is in the register and lives"


@dataclass(frozen=True, slots=True)
class Candidate:
    """The facts a nominee is judged on, on a day; `won_before`: the levels at which he has the same award; `is_twice`:
    another of the same round is the same person."""

    on: date
    level: Level
    won_before: Sequence[Level]
    deceased_on: date | None = None
    is_deregistered: bool = False
    is_merged: bool = False
    away_since: date | None = None
    is_twice: bool = False


CANDIDATE: tuple[Rule[Candidate], ...] = (
    Rule(
        "won-before",
        "whoever won an award at a level or a higher one is nominated for it no more",
        ALWAYS,
        "此人已获得本级或者更高级别的同一荣誉，不能再次参评。",
        "Has won the same award at this level or a higher one.",
        field("person_id", lambda facts: not is_barred(facts.level, facts.won_before)),
    ),
    Rule(
        "after-death",
        REGISTER,
        ALWAYS,
        "此人已去世，日期应早于死亡日期。",
        "The person has died, and the day lies after that.",
        field("person_id", lambda facts: facts.deceased_on is None or facts.on <= facts.deceased_on),
    ),
    Rule(
        "deregistered",
        REGISTER,
        ALWAYS,
        "此人的登记已注销。",
        "The person's registration was ended.",
        field("person_id", lambda facts: not facts.is_deregistered),
    ),
    Rule(
        "transferred-out",
        "the county selects among its own",
        ALWAYS,
        "此人自迁出之日起由外县负责。",
        "Another county answers for the person since he moved there.",
        field("person_id", lambda facts: facts.away_since is None or facts.on < facts.away_since),
    ),
    Rule(
        "same-person",
        "a person is awarded once",
        ALWAYS,
        "与本次评选的另一候选人是同一人，请撤回其中一项推荐。",
        "Another nominee of this round is the same person: withdraw one of the two.",
        field("person_id", lambda facts: not facts.is_twice),
    ),
)
NOMINEE: tuple[Rule[Candidate], ...] = (
    *CANDIDATE,
    Rule(
        "merged",
        "a person has one file",
        ALWAYS,
        "此人的档案已并入另一份档案，请推荐保留的档案。",
        "The file was merged into another of the same person: nominate that one.",
        field("person_id", lambda facts: not facts.is_merged),
    ),
)
