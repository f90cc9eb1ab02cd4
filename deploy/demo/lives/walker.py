"""Who goes through the months of a year: what is planned so far, and what follows from it."""

from datetime import date, timedelta

from deploy.demo.lives import acts
from deploy.demo.lives.acts import Act, Step
from deploy.demo.lives.chance import Chance
from deploy.demo.lives.county import Ground
from deploy.demo.lives.file import File, after
from deploy.demo.people import Person

LONGEST_BACK = 150  # days that a fact may lie before it is recorded


class Walker:
    """`files` as they are known by now, of `people`, one or two."""

    def __init__(self, number: int, chance: Chance, ground: Ground) -> None:
        self.number, self.chance, self.ground = number, chance, ground
        self.month = 0
        self.steps: list[Step] = []
        self.files: list[File] = []
        self.people: list[Person] = []
        self.voided: dict[int, int] = {}  # the month in which a file was deregistered last

    def do(self, act: Act, file: int = 0, refused: str = "") -> None:
        self.steps.append(Step(self.month, file, act, refused))
        if refused:
            return
        if isinstance(act, acts.Deregister):
            self.voided[file] = self.month
        self.files[file] = after(self.files[file], act, self.today)

    @property
    def today(self) -> date:
        return self.ground.days[self.month]

    def day_back(self, most: int) -> date:
        return self.today - timedelta(days=self.chance.below(most))

    def day_since(self, first: date) -> date:
        """From a day on, until today; rather late than early."""
        first = max(first, self.today - timedelta(days=LONGEST_BACK))
        return first + timedelta(days=self.chance.below((self.today - first).days + 1))

    def come_back(self, on: date, number: int) -> None:
        """From another county."""
        self.do(acts.Return(self.any_room(), on), number)

    def any_room(self) -> str:
        return self.chance.one_of(list(self.ground.rooms))
