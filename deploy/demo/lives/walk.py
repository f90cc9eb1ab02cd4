"""One life: what happens next is chosen among what may happen, by chance."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from deploy.demo.lives import acts, beyond
from deploy.demo.lives.acts import Level
from deploy.demo.lives.beyond import Option
from deploy.demo.lives.chance import Chance
from deploy.demo.lives.county import Ground
from deploy.demo.lives.file import File
from deploy.demo.lives.life import COURSES, Course, Life, numbered
from deploy.demo.lives.walker import LONGEST_BACK, Walker
from deploy.demo.people import SURNAMES, Person

ACTS_A_MONTH = (0, 0, 1, 1, 2)
# By how much serials are further on than the person's own (101 to 104, 301 and 302), even, as the sex stays: of a
# double that is alike, of one that is not, and of the number to which each of the two files is corrected.
ALIKE, UNLIKE, CORRECTED = 400, 440, (500, 250)
OTHER_NAME, CORRECTED_NAME = "德明", "国栋"
# Benefits may not have heard of it when a case is opened in the same month: who lives after all would still be dead.
TOLD_LATER = (acts.RevokeDeath, acts.RevokeDeregistration, acts.Unmerge, acts.Return, acts.RevokeTransfer)
PROPOSALS_END: Sequence[acts.Ending] = ("confirmation", "confirmation", "refusal", "withdrawal")
CASES_END: Sequence[acts.CaseOutcome] = ("agreement-reached", "settled-on-the-spot", "failed")


class Walk(Walker):
    """Through the months of a year. `is_found`: a second file is alike."""

    def __init__(self, number: int, chance: Chance, ground: Ground) -> None:
        super().__init__(number, chance, ground)
        self.role: tuple[int, date] | None = None
        self.had_role = False
        self.cases: list[date] = []
        self.ready = 0  # the month from which on what is under way may go on
        self.pair = "none"
        self.identified: set[int] = set()
        self.reported: set[int] = set()
        self.resides: dict[int, int] = {}  # the month in which the residence of a file moved last
        self.is_found = chance.happens(70)

    def of_known(self, person: Person) -> Life:
        """The life of somebody in the register."""
        room = person.room.code
        since = person.registered_on
        self.files.append(File(((since, room),), ((since, person.party_member),)))
        self.people.append(person)
        self._live(0)
        return self._life(is_known=True)

    def of_newcomer(self, like: Person) -> Life:
        """The life of somebody who is registered in this year, or tries to be."""
        first = self.chance.below(max(1, len(self.ground.days) - 1))
        level: Level = self.chance.one_of(("room", "room", "station", "centre", "centre"))
        room = self._staffed_room() if level != "centre" else self.any_room()
        self.month = first
        imported = level == "centre" and self.chance.happens(60)
        stated = self.day_back(60) if imported or self.chance.happens(60) else None
        self.files.append(File())
        member, registered_on = self.chance.happens(50), stated or like.registered_on
        self.people.append(
            replace(like, room=self.ground.rooms[room], party_member=member, registered_on=registered_on)
        )
        self.do(acts.Apply(level, room, self.people[0].party_member, stated, imported))
        self._follow(self.chance.one_of(COURSES[level]))
        if self.files[0].is_registered:
            self._live(self.month + (1 if self.chance.happens(70) else 0))
        return self._life(is_known=False, imported_in=first if imported else None)

    def _life(self, *, is_known: bool, imported_in: int | None = None) -> Life:
        return Life(self.number, self.people, is_known, self.steps, imported_in, self.is_found)

    def _follow(self, course: Course) -> None:
        for place, (level, outcome) in enumerate(course):
            if self.chance.happens(30):
                self.month += 1
            if self.month >= len(self.ground.days):
                return
            if outcome == "anew":
                self.do(acts.ApplyAnew(level))
            elif outcome == "given up":
                self.do(acts.GiveUp(level))
            else:
                self.do(acts.Opine(level, outcome, place == len(course) - 1 and outcome == "agree"))

    def _live(self, first: int) -> None:
        for month in range(first, len(self.ground.days)):
            self.month = month
            for _ in range(self.chance.one_of(ACTS_A_MONTH)):
                self.chance.weighted(self._options())()

    def _options(self) -> list[Option]:
        """What may happen now, of one of the files, with its weight."""
        number = self.chance.one_of([place for place, file in enumerate(self.files) if file.is_registered])
        file = self.files[number]
        if file.is_void:
            return [*beyond.of_the_void(self, number), *beyond.in_vain(self, number)]
        if file.died_on is not None:
            return [
                (2, lambda: self.do(acts.RevokeDeath(), number)),
                (1, lambda: self.do(acts.Deregister(), number)),
                *self._of_cases(number),
                *self._of_pairs(),
                *beyond.in_vain(self, number),
            ]
        if file.is_away:
            return [*beyond.of_the_absent(self, number), *self._of_cases(number), *beyond.in_vain(self, number)]
        return [
            *self._of_the_living(number), *beyond.of_the_living(self, number), *self._of_roles(number),
            *self._of_cases(number), *self._of_pairs(),
        ]  # fmt: skip

    def _of_the_living(self, number: int) -> list[Option]:
        file = self.files[number]
        found: list[Option] = [
            (3, lambda: self._die(number)),
            (5, lambda: self._join(number)),
            (1, lambda: self.do(acts.Deregister(), number)),
        ]
        if self.resides.get(number) != self.month:
            found.append((1, lambda: self._reside(number)))
        if file.places[-1][0] < self.today:
            found.append((6, lambda: self._move(number)))
        if file.moved_last == "here":
            found.append((2, lambda: self.do(acts.RevokeMove(), number)))
            found.append((1, lambda: self._too_early(number)))
        if number not in self.identified:
            found.append((1, lambda: self._identify(number)))
            again = acts.Apply("centre", self.any_room(), member=True)
            found.append((1, lambda: self.do(again, number, "already-registered")))
        if number not in self.reported:
            found.append((1, lambda: self._report_in(number)))
        return found

    def _of_roles(self, number: int) -> list[Option]:
        if self.role is None:
            return [] if self.had_role else [(1, lambda: self._take_role(number))]
        if self.role[1] < self.today and self.files[self.role[0]].is_living:
            return [(3, self._leave_role)]
        return []

    def _of_cases(self, number: int) -> list[Option]:
        if self.cases:
            return [(3, self._close_case)]
        return [(2, lambda: self._open_case(number))] if self.files[number].is_living else []

    def _of_pairs(self) -> list[Option]:
        first = self.files[0]
        if self.pair == "none" and first.is_living:
            return [(4, self._register_double)]
        if len(self.files) < 2 or self.month < self.ready or any(file.is_void or file.is_away for file in self.files):
            return []
        if self.pair == "open":
            return [(10, self._merge), (1, self._rule_out)]
        return [(8, self._unmerge)] if self.pair == "merged" else []

    def _die(self, number: int) -> None:
        file = self.files[number]
        if file.changed_on == file.registered_on and self.chance.happens(20):
            self.do(acts.Die(file.registered_on - timedelta(days=1 + self.chance.below(40))), number)
        else:
            self.do(acts.Die(self.day_since(file.changed_on)), number)

    def _too_early(self, number: int) -> None:
        file = self.files[number]
        before = file.changed_on - timedelta(days=1)
        if self.chance.happens(50) and before >= file.registered_on:
            self.do(acts.Die(before), number, "death-invalid")
        else:
            self.do(acts.Move(self._room_beside(file.room), file.places[-1][0]), number, "relocation-invalid")

    def _move(self, number: int) -> None:
        file = self.files[number]
        first = file.places[-1][0] + timedelta(days=1) if len(file.places) > 1 else file.registered_on
        self.do(acts.Move(self._room_beside(file.room), self.day_since(first)), number)

    def _reside(self, number: int) -> None:
        self.resides[number] = self.month
        self.do(acts.Reside(self._room_beside(self.files[number].room), self.today), number)

    def _join(self, number: int) -> None:
        file = self.files[number]
        member = not file.member
        latest = file.memberships[-1][0]
        if latest > file.registered_on and self.chance.happens(20):
            # It had been so earlier than was said.
            since = file.registered_on + timedelta(days=self.chance.below((latest - file.registered_on).days))
            self.do(acts.Join(file.member, since), number)
        elif self.chance.happens(35):
            self.do(acts.Join(member, None), number)
        else:
            self.do(acts.Join(member, self.day_since(file.registered_on)), number)

    def _identify(self, number: int) -> None:
        self.identified.add(number)
        person = self.people[number]
        outcome = self.chance.one_of(PROPOSALS_END)
        if self.chance.happens(50):
            self.do(acts.Identify("name", person.name[0] + CORRECTED_NAME, outcome), number)
        else:
            self.do(acts.Identify("id-number", numbered(person, CORRECTED[number]), outcome), number)

    def _report_in(self, number: int) -> None:
        self.reported.add(number)
        on = self.people[number].discharged_on + timedelta(days=self.chance.below(60))
        self.do(acts.ReportIn(on), number)

    def _take_role(self, number: int) -> None:
        on = self.day_back(LONGEST_BACK)
        self.role, self.had_role = (number, on), True
        self.do(acts.TakeRole(on), number)

    def come_back(self, on: date, number: int) -> None:
        """From another county; a role ended when he left."""
        if self.role is not None and self.role[0] == number:
            self.role = None
        super().come_back(on, number)

    def _leave_role(self) -> None:
        if self.role is not None:
            number, since = self.role
            self.role = None
            self.do(acts.LeaveRole(self.day_since(since + timedelta(days=1))), number)

    def _open_case(self, number: int) -> None:
        if any(step.month == self.month and isinstance(step.act, TOLD_LATER) for step in self.steps):
            return
        self.cases.append(self.day_back(40))
        self.do(acts.OpenCase(self.cases[-1]), number)

    def _close_case(self) -> None:
        on = self.day_since(self.cases.pop())
        if self.chance.happens(30):
            self.do(acts.WithdrawCase(on))
        else:
            self.do(acts.CloseCase(self.chance.one_of(CASES_END), on))

    def _register_double(self) -> None:
        """The same person once more, under a number that was mistyped, or another name and number."""
        first, room = self.people[0], self.any_room()
        double = replace(first, id_number=numbered(first, ALIKE), room=self.ground.rooms[room])
        if not self.is_found:
            other = SURNAMES[(SURNAMES.index(first.name[0]) + 5) % len(SURNAMES)] + OTHER_NAME
            double = replace(double, id_number=numbered(first, UNLIKE, days_younger=1), name=other)
        self.people.append(replace(double, party_member=self.chance.happens(50)))
        self.files.append(File())
        self.pair, self.ready = "open", self.month + 1
        self.do(acts.Apply("centre", room, self.people[1].party_member, self.day_back(30)), 1)

    def _merge(self) -> None:
        holder = self.role[0] if self.role else None
        merged = self.chance.below(2) if holder is None else 1 - holder
        if (self.files[0].died_on is None) != (self.files[1].died_on is None):
            self.do(acts.Merge(), merged, "states-differ")
        else:
            self.pair = "merged"
            self.do(acts.Merge(), merged)

    def _unmerge(self) -> None:
        self.pair = "open"
        self.do(acts.Unmerge(), 0 if self.files[0].is_merged else 1)

    def _rule_out(self) -> None:
        self.pair = "two"
        self.do(acts.RuleOut())

    def _staffed_room(self) -> str:
        return self.chance.one_of(self.ground.staffed_rooms)

    def _room_beside(self, room: str) -> str:
        """Another one, as often of the same station as of any."""
        near = self.ground.rooms_of(self.ground.above[room]) if self.chance.happens(50) else list(self.ground.rooms)
        return self.chance.one_of([code for code in near if code != room] or list(self.ground.rooms))
