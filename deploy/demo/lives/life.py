"""A life as it is planned, and how a registration may go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from deploy.demo.lives.acts import Level, Outcome, Step
from deploy.demo.people import Person, id_number

# How a registration may go on after it was handed in at a level: what each level does, in order.
Course = tuple[tuple[Level, Outcome | Literal["anew", "given up"]], ...]
COURSES: Mapping[Level, Sequence[Course]] = {
    "room": (
        (("station", "agree"), ("centre", "agree")),
        (("station", "supplement"), ("room", "anew"), ("station", "agree"), ("centre", "agree")),
        (("station", "agree"), ("centre", "supplement"), ("station", "agree"), ("centre", "agree")),
        (("station", "agree"), ("centre", "refuse")),
        (("station", "refuse"), ("room", "anew"), ("station", "agree"), ("centre", "agree")),
        (("room", "given up"),),
    ),
    "station": (
        (("centre", "agree"),),
        (("centre", "supplement"), ("station", "anew"), ("centre", "agree")),
        (("centre", "refuse"),),
    ),
    "centre": ((),),
}


@dataclass(frozen=True)
class Life:
    """`people` is who the files say it is, the first one's and perhaps a second one's; `is_known`: the register has the
    first when the year begins; `imported_in`: the month whose workbook brings it; `is_found`: the files are alike."""

    number: int
    people: Sequence[Person]
    is_known: bool
    steps: Sequence[Step]
    imported_in: int | None = None
    is_found: bool = True


def numbered(person: Person, further: int, *, days_younger: int = 0) -> str:
    """Another number of somebody of the same sex, born on the same day or later, whose serial is so much further on:
    no two people have the same one, since their own differ."""
    born_on = date.fromisoformat(f"{person.id_number[6:10]}-{person.id_number[10:12]}-{person.id_number[12:14]}")
    return id_number(born_on + timedelta(days=days_younger), int(person.id_number[14:17]) + further)
