"""The figures of any day as known in any month: reckoned from the plan and the distribution rules, with a tree of its
own. Nothing here has read an event or an answer of the system."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from deploy.demo.county import (
    CENTRE,
    MEDIATORS,
    PARTY_APPLICANTS,
    VOLUNTEERS,
    VOLUNTEERS_OF,
    County,
    disputes_of_mediator,
    roles_at,
)
from deploy.demo.figures import FIGURE_OF
from deploy.demo.lives import acts
from deploy.demo.lives.file import File, after
from deploy.demo.lives.life import Life
from deploy.demo.lives.plan import Plan

LOADED = -1  # known before the first month: what the demo loaded
FIGURES = (
    "F01", "F02", "F03", "F04", "F05", "F06", "F16", "F17", "F18", "F19", "F20", "F21", "F22", "F29",
)  # fmt: skip
RESOLVED = frozenset({"agreement-reached", "settled-on-the-spot"})


class Fact(NamedTuple):
    """Somebody, or one of his cases, counts in a figure of a room: `subject` by the numbers of the life and of the file
    or case."""

    figure: str
    room: str
    subject: str


class Reckoning:
    """Of one plan. Figures are of a unit and all below it."""

    def __init__(self, county: County, plan: Plan) -> None:
        self.plan = plan
        self.above = plan.ground.above
        self._loaded = self._of_the_loaded(county)
        self.facts = lru_cache(maxsize=None)(self._facts)
        self.figures = lru_cache(maxsize=None)(self._figures)

    def _figures(self, as_of: date, known: int) -> Mapping[str, Mapping[str, int]]:
        """Unit → figure → value, of every unit."""
        sums: dict[str, Counter[str]] = {unit: Counter(dict.fromkeys(FIGURES, 0)) for unit in self.plan.ground.units}
        for (unit, figure), value in self._loaded.items():
            self._add(sums, unit, figure, value)
        for fact in self.facts(as_of, known):
            self._add(sums, fact.room, fact.figure, 1)
        return sums

    def _facts(self, as_of: date, known: int) -> frozenset[Fact]:
        """What the lives add."""
        return frozenset(fact for life in self.plan.lives for fact in self.facts_of(life, as_of, known))

    def facts_of(self, life: Life, as_of: date, known: int) -> Iterator[Fact]:
        """What one life adds."""
        lived = self._lived(life, known)
        yield from _of_files(life, lived.files, as_of)
        if lived.role and lived.role.is_held_on(as_of) and not lived.files[lived.role.file].is_gone_on(as_of):
            yield Fact("F19", lived.role.room, file_of(life, lived.role.file))
        for number, case in enumerate(lived.cases):
            if case.figure and case.ended_on <= as_of:
                yield Fact(case.figure, case.room, case_of(life, number))

    def _lived(self, life: Life, known: int) -> "Lived":
        lived = Lived([first_file(life), File()][: len(life.people)])
        for step in life.steps:
            if step.month <= known and not step.refused:
                lived.go_on(step, self.plan.ground.days[step.month])
        return lived

    def _add(self, sums: Mapping[str, Counter[str]], unit: str, figure: str, value: int) -> None:
        while True:
            sums[unit][figure] += value
            if unit == CENTRE:
                return
            unit = self.above[unit]

    def _of_the_loaded(self, county: County) -> Counter[tuple[str, str]]:
        """What each unit holds of what the demo loads, but for the people of the lives."""
        found: Counter[tuple[str, str]] = Counter()
        for station in county.stations:
            found.update({(station.code, "F03"): 1, (station.code, "F05"): 1})
        for room in county.rooms:
            found.update({(room.code, "F04"): 1, (room.code, "F06"): 1})
        found.update((room.code, "F16") for room in county.village_rooms[:PARTY_APPLICANTS])
        found.update(_serving(county))
        living = {life.people[0].id_number for life in self.plan.lives if life.is_known}
        for person in self.plan.register:
            if person.id_number not in living:
                found[person.room.code, "F01"] += 1
                found[person.room.code, "F02"] += person.party_member
        return found


def _serving(county: County) -> Counter[tuple[str, str]]:
    """Who serves in something, and what mediators resolved."""
    found: Counter[tuple[str, str]] = Counter(
        {(room.code, "F22"): VOLUNTEERS for room in county.rooms if room.code == VOLUNTEERS_OF}
    )
    for index, room in enumerate(county.village_rooms):
        found.update((room.code, FIGURE_OF[kind]) for kind in roles_at(index).values())
    for index, room in enumerate(county.village_rooms[:MEDIATORS]):
        found.update({(room.code, "F19"): 1, (room.code, "F20"): disputes_of_mediator(index)})
    return found


class Term(NamedTuple):
    """In a role."""

    room: str
    file: int
    since: date
    until: date | None = None

    def is_held_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)

    def over(self, day: date) -> "Term":
        """At the latest on that day."""
        return self._replace(until=min(day, self.until or day))


class Case(NamedTuple):
    """And the figure that counts how it ended, if one does."""

    room: str
    figure: str = ""
    ended_on: date = date.max


@dataclass
class Lived:
    """What is known of a life."""

    files: list[File]
    role: Term | None = None
    cases: list[Case] = field(default_factory=list)

    def go_on(self, step: acts.Step, today: date) -> None:
        """One act more."""
        file, act = self.files[step.file], step.act
        self.files[step.file] = after(file, act, today)
        if isinstance(act, acts.Return) and self.role and self.role.file == step.file:
            self.role = self.role.over(file.places[-1][0])
        if isinstance(act, acts.TakeRole):
            self.role = Term(file.room, step.file, act.on)
        elif isinstance(act, acts.LeaveRole) and self.role:
            self.role = self.role._replace(until=act.on)
        elif isinstance(act, acts.OpenCase):
            self.cases.append(Case(file.room))
        elif isinstance(act, acts.CloseCase | acts.WithdrawCase):
            self.cases[-1] = self.cases[-1]._replace(figure=_figure_of(act), ended_on=act.on)


def _figure_of(act: acts.CloseCase | acts.WithdrawCase) -> str:
    if isinstance(act, acts.WithdrawCase):
        return "F29"
    return "F20" if act.outcome in RESOLVED else ""


def _of_files(life: Life, files: Sequence[File], as_of: date) -> Iterator[Fact]:
    for number, file in enumerate(files):
        room = file.room_on(as_of)
        if room is not None:
            yield Fact("F01", room, file_of(life, number))
            if file.is_member_on(as_of):
                yield Fact("F02", room, file_of(life, number))


def first_file(life: Life) -> File:
    """As the year begins."""
    person = life.people[0]
    if not life.is_known:
        return File()
    since = person.registered_on
    return File(((since, person.room.code),), ((since, person.party_member),))


def file_of(life: Life, number: int) -> str:
    return f"{life.number}/{number}"


def case_of(life: Life, number: int) -> str:
    return f"{life.number}/case {number}"
