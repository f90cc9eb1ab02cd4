"""The lives of a year, planned before anything is done: the same for the same seed, whatever the system answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from deploy.demo.county import County, serves
from deploy.demo.lives.acts import Step
from deploy.demo.lives.chance import Chance
from deploy.demo.lives.county import Ground, ground_of
from deploy.demo.lives.life import Life
from deploy.demo.lives.walk import Walk
from deploy.demo.people import FIRST_BIRTHDAY, Person, applicants_among, id_number, people

LIVES = 300
NEWCOMERS = 0.35  # of all lives: who is not in the register when the year begins
NEW_SERIAL = 301
ROWS_REJECTED = 3
ROWS_KNOWN = 5


@dataclass(frozen=True)
class Import:
    """A workbook of the centre in a month: the lives that begin with it, rows of people whom the register has already,
    and rows that are wrong."""

    month: int
    lives: Sequence[Life]
    known: Sequence[Person]
    rejected: Sequence[Person]


@dataclass(frozen=True)
class Plan:
    """`register` is who was loaded before, in the order of its rows."""

    ground: Ground
    register: Sequence[Person]
    lives: Sequence[Life]
    imports: Sequence[Import]

    def steps_of(self, life: Life, month: int) -> Sequence[Step]:
        return [step for step in life.steps if step.month == month]


def plan_of(county: County, register: Sequence[Person], *, seed: int, lives: int = LIVES, months: int) -> Plan:
    """A plan for the people of a county."""
    ground = ground_of(county, months)
    chance = Chance(f"lives {seed}")
    serving = {room.code: serves(index, room.code) for index, room in enumerate(county.village_rooms)}
    applying = {each.id_number for each in applicants_among(county, register)}
    free = [
        each
        for each in register
        if each.place not in serving.get(each.room.code, ()) and each.id_number not in applying
    ]
    near = [each for each in free if each.station.code in ground.staffed_stations]
    newcomers = round(lives * NEWCOMERS)
    known = chance.several_of(near, min((lives - newcomers) // 2, len(near)))
    chosen = {each.id_number for each in known}
    others = [each for each in free if each.id_number not in chosen]
    known += chance.several_of(others, lives - newcomers - len(known))
    chosen |= {each.id_number for each in known}
    left_alone = [each for each in register if each.id_number not in chosen]
    planned = []
    for number in range(lives):
        walk = Walk(number, Chance(f"life {seed} {number}"), ground)
        if number < len(known):
            planned.append(walk.of_known(known[number]))
        else:
            planned.append(walk.of_newcomer(_newcomer(number, register[number % len(register)])))
    return Plan(ground, register, planned, _imports(planned, left_alone, months, chance))


def _newcomer(number: int, like: Person) -> Person:
    """Somebody whom the register does not know, otherwise like somebody whom it does."""
    born_on = FIRST_BIRTHDAY + timedelta(days=11 * number)
    woman = like.sex == "2"
    return replace(
        like,
        id_number=id_number(born_on, NEW_SERIAL + (1 if woman else 0)),
        enlisted_on=date(born_on.year + 18, 9, 10),
        discharged_on=date(born_on.year + 23, 12, 1),
        place=-1,
    )


def _imports(lives: Sequence[Life], left_alone: Sequence[Person], months: int, chance: Chance) -> list[Import]:
    found = []
    for month in range(months + 1):
        beginning = [life for life in lives if life.imported_in == month]
        if beginning:
            known = chance.several_of(left_alone, min(ROWS_KNOWN, len(left_alone)))
            rejected = [
                replace(each, id_number=each.id_number[:-1] + ("0" if each.id_number[-1] != "0" else "1"))
                for each in chance.several_of(left_alone, min(ROWS_REJECTED, len(left_alone)))
            ]
            found.append(Import(month, beginning, known, rejected))
    return found


def register_of(county: County) -> list[Person]:
    """Who is loaded before the year begins."""
    return list(people(county))
