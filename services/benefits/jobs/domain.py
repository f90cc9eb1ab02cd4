"""Which postings suit somebody, and why; what an application and a hire must be. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from services.benefits.jobs.parameters import FIRST, NEAR, NEW, PAID, PLACES, TRAINED, WANTED, WEIGHTS
from shared.entries.domain import Facts, too_early, too_late
from shared.refusal import FieldFault

OPEN, CLOSED = "open", "closed"
# What is open after its last day.
OVER = "over"
SEEKING, OPTED_OUT = "seeking", "opted-out"
APPLIED, INVITED, HIRED, REFUSED, WITHDRAWN = "applied", "invited", "hired", "refused", "withdrawn"
GOES_ON = frozenset({APPLIED, INVITED, HIRED})
"""States of an application that may lead, or led, to a hire."""
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody seeks; None: it is all the same to him."""

    occupation: str | None
    place: str
    wage_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """Work that is offered; `wage_fen` is None where it is not said, `taken` counts who was hired."""

    posting_id: UUID
    occupation: str
    place: str
    wage_fen: int | None
    places: int
    posted_on: date
    open_until: date
    veterans_first: bool = False
    taken: int = 0

    def is_open(self, day: date) -> bool:
        """Whether somebody may still apply who is told of it on the day."""
        return self.posted_on <= day <= self.open_until and self.taken < self.places


@dataclass(frozen=True, slots=True)
class Match:
    """A posting that suits somebody, and why: the weightiest reason first."""

    posting: Posting
    reasons: tuple[str, ...]

    @property
    def weight(self) -> int:
        return sum(WEIGHTS[each] for each in self.reasons)


def matches(
    wish: Wish, trained: Collection[str], postings: Iterable[Posting], day: date, *, beside: Collection[UUID] = ()
) -> Sequence[Match]:
    """What is open on the day and suits him, the best first; `trained` are the occupations that he completed a course
    for, `beside` the postings that he knows already. A wage that is not said keeps nothing out."""
    found = [
        Match(each, tuple(sorted(_reasons(wish, trained, each, day), key=lambda reason: -WEIGHTS[reason])))
        for each in postings
        if each.posting_id not in beside and each.is_open(day) and _suits(wish, trained, each)
    ]
    return sorted(found, key=_order)


def _order(match: Match) -> tuple[int, int, date, UUID]:
    posting = match.posting
    return (-match.weight, -(posting.wage_fen or 0), posting.open_until, posting.posting_id)


def _suits(wish: Wish, trained: Collection[str], posting: Posting) -> bool:
    is_work = wish.occupation in {None, posting.occupation} or posting.occupation in trained
    is_near = PLACES.index(posting.place) <= PLACES.index(wish.place)
    is_paid = wish.wage_fen is None or posting.wage_fen is None or posting.wage_fen >= wish.wage_fen
    return is_work and is_near and is_paid


def _reasons(wish: Wish, trained: Collection[str], posting: Posting, day: date) -> Iterable[str]:
    if wish.occupation == posting.occupation:
        yield WANTED
    if posting.occupation in trained:
        yield TRAINED
    if wish.wage_fen is not None and posting.wage_fen is not None:
        yield PAID
    if posting.veterans_first:
        yield FIRST
    if day - posting.posted_on < _WEEK:
        yield NEW
    yield NEAR


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def faults_of_posting(facts: Facts) -> Sequence[FieldFault]:
    """It is open on the day on which it is posted."""
    return [too_early("open_until", facts["posted_on"])] if facts["open_until"] < facts["posted_on"] else []


def faults_of_places(facts: Facts, taken: int) -> Sequence[FieldFault]:
    """A posting that is corrected has room for whoever was hired."""
    zh, en = f"不能少于已录用的 {taken} 人。", f"Must not be fewer than the {taken} who were hired."
    return [FieldFault("places", "too-few-places", zh, en)] if taken > facts["places"] else []


def faults_of_hire(places: int, taken: int) -> Sequence[FieldFault]:
    """Nobody is hired for a place that is taken; `taken` counts all others."""
    zh, en = f"该岗位招聘的 {places} 人已满。", f"All {places} places of the posting are taken."
    return [FieldFault("posting_id", "no-place-left", zh, en)] if taken >= places else []


def faults_of_application(
    facts: Facts, last_day: date, *, applied_otherwise: bool, hired_otherwise: bool
) -> Sequence[FieldFault]:
    """Nobody applies after the posting's last day, twice, or for what he was hired for already."""
    found = [too_late("applied_on", last_day)] if facts["applied_on"] > last_day else []
    if facts["state"] in GOES_ON:
        found += [_HIRED] if hired_otherwise else []
    return [*found, *([_APPLIED] if applied_otherwise and facts["state"] != WITHDRAWN else [])]


_APPLIED = FieldFault(
    "posting_id", "applied-already", "该人员已应聘该岗位。", "The person applied for this posting already."
)
_HIRED = FieldFault(
    "posting_id",
    "hired-already",
    "该人员在该岗位的录用已另行登记。",
    "A hire of the person for this posting is recorded by itself already.",
)


def faults_of_applications(facts: Facts, last_applied: date | None) -> Sequence[FieldFault]:
    """A posting is open until the last day on which somebody applied for it, also where it was closed."""
    ends = (name for name in ("open_until", "closed_on") if facts.get(name) is not None)
    return [too_early(name, last_applied) for name in ends if last_applied is not None and facts[name] < last_applied]


def faults_of_answer(facts: Facts, answered_on: date | None) -> Sequence[FieldFault]:
    """The hire of an application begins on the day which that says."""
    zh, en = (
        f"录用随应聘登记，日期为 {answered_on}，请更正应聘登记。",
        f"The application says {answered_on}: correct that.",
    )
    differs = answered_on is not None and facts["hired_on"] != answered_on
    return [FieldFault("hired_on", "of-an-application", zh, en)] if differs else []


def faults_of_fair(facts: Facts) -> Sequence[FieldFault]:
    """Nobody intends to take work who was not there."""
    zh, en = f"不能多于到场的 {facts['attendees']} 人。", f"Must not be more than the {facts['attendees']} who came."
    return [FieldFault("intents", "too-many", zh, en)] if facts["intents"] > facts["attendees"] else []
