"""Who may take part in a course, and what a course must be. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from shared.calendar.months import months_after
from shared.entries.domain import Facts, too_early, too_late
from shared.refusal import FieldFault

OFFERED, CANCELLED = "offered", "cancelled"
ENROLLED, COMPLETED, DROPPED = "enrolled", "completed", "dropped"
THIRD_MONTH, SIXTH_MONTH = "third-month", "sixth-month"
HAS_COMPLETED = frozenset({COMPLETED, THIRD_MONTH, SIXTH_MONTH})
TAKES_A_PLACE = HAS_COMPLETED | {ENROLLED}
MONTHS_BETWEEN = 24
"""One free course a person in so many months."""
FOLLOWED_AFTER = (3, 6)
"""In so many months after the end of a course it is asked what became of whoever completed it."""


@dataclass(frozen=True, slots=True)
class Course:
    """What decides about an enrolment in it; `taken` counts the places of all others."""

    state: str
    places: int
    starts_on: date
    ends_on: date
    taken: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """Another enrolment of the person, which stands; `starts_on` and `ends_on` are its course's."""

    state: str
    ended_on: date | None
    starts_on: date
    ends_on: date

    @property
    def is_early(self) -> bool:
        """Whether he dropped out before half of the course was over."""
        half = self.starts_on + (self.ends_on - self.starts_on) / 2
        return self.state == DROPPED and self.ended_on is not None and self.ended_on < half


def using_up(taken: Iterable[Taken]) -> Sequence[Taken]:
    """Those that use up the right to a free course: the first that was dropped before half does not."""
    in_order = sorted(taken, key=lambda each: (each.starts_on, each.ends_on))
    pardoned = next((each for each in in_order if each.is_early), None)
    return [each for each in in_order if each is not pardoned]


def faults_of_course(facts: Facts) -> Sequence[FieldFault]:
    """It begins after it was offered and ends after it began."""
    offered_on, starts_on, ends_on = facts["offered_on"], facts["starts_on"], facts["ends_on"]
    early = [too_early("starts_on", offered_on)] if starts_on < offered_on else []
    return [*early, *([too_early("ends_on", starts_on)] if ends_on < starts_on else [])]


def faults_of_places(
    facts: Facts, provided_until: date | None, taken: int, first_completed: date | None
) -> Sequence[FieldFault]:
    """A course is offered while its provider may; it has room for whoever is in it, begins before anybody completed it,
    and is not cancelled after that."""
    found = []
    if provided_until is not None and facts["offered_on"] > provided_until:
        found.append(too_late("offered_on", provided_until))
    if first_completed is not None and first_completed < facts["starts_on"]:
        found.append(too_late("starts_on", first_completed))
    if taken > facts["places"]:
        found.append(_too_few_places(taken))
    if taken and facts["state"] == CANCELLED:
        found.append(_COMPLETED)
    return found


def certified(facts: Facts) -> Sequence[FieldFault]:
    """Whoever completed a course has a certificate of it."""
    names = ("qualification", "certificate_number") if facts["state"] in HAS_COMPLETED else ()
    return [_no_certificate(name) for name in names if facts.get(name) is None]


def faults_of_enrolment(facts: Facts, course: Course, others: Iterable[Taken]) -> Sequence[FieldFault]:
    """What speaks against it: whoever is enrolled has a place, in a course that is offered, and a right to it."""
    state, found = facts["state"], []
    if state in TAKES_A_PLACE and course.taken >= course.places:
        found.append(_no_place(course.places))
    if facts["enrolled_on"] > course.ends_on:
        found.append(too_late("enrolled_on", course.ends_on))
    if state in HAS_COMPLETED and facts["ended_on"] < course.starts_on:
        found.append(too_early("ended_on", course.starts_on))
    if state == ENROLLED:
        found += [_CANCELLED] if course.state != OFFERED else []
        found += _faults_of_right(course, list(others))
    return found


def _faults_of_right(course: Course, others: Sequence[Taken]) -> Sequence[FieldFault]:
    if any(each.state == ENROLLED for each in others):
        return [_ELSEWHERE]
    near = [each for each in using_up(others) if _is_near(each.starts_on, course.starts_on)]
    return [_had(near[-1].starts_on)] if near else []


def _is_near(one: date, other: date) -> bool:
    return max(one, other) < months_after(min(one, other), MONTHS_BETWEEN)


_CANCELLED = FieldFault("course_id", "course-cancelled", "该培训班已取消。", "The course was cancelled.")
_COMPLETED = FieldFault(
    "cancelled_on",
    "was-completed",
    "已有人员结业，不能取消。",
    "Somebody completed it: it cannot be cancelled.",
)
_ELSEWHERE = FieldFault(
    "person_id", "enrolled-elsewhere", "该人员正在参加另一个培训班。", "The person takes part in another course now."
)


def _no_certificate(name: str) -> FieldFault:
    return FieldFault(
        name, "no-certificate", "登记结业的，必填。", "Of who completed the course the certificate is to be given."
    )


def _no_place(places: int) -> FieldFault:
    zh, en = f"该培训班的 {places} 个名额已满。", f"All {places} places of the course are taken."
    return FieldFault("course_id", "no-place-left", zh, en)


def _too_few_places(taken: int) -> FieldFault:
    zh, en = f"不能少于已报名的 {taken} 人。", f"Must not be fewer than the {taken} who are enrolled."
    return FieldFault("places", "too-few-places", zh, en)


def _had(starts_on: date) -> FieldFault:
    zh = f"该人员参加了 {starts_on} 开班的免费培训，{MONTHS_BETWEEN} 个月内不能再次免费参加。"
    en = f"The person had the free course that began on {starts_on}; one is free in {MONTHS_BETWEEN} months."
    return FieldFault("person_id", "free-course-had", zh, en)
