"""What reporting answers, beside what was reckoned from the plan."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from deploy.demo.client import Client, for_each
from deploy.demo.county import CENTRE
from deploy.demo.lives.plan import Plan
from deploy.demo.lives.reckoning import FIGURES, LOADED, Fact, Reckoning
from deploy.demo.run import FREEZE

Values = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of a unit that is not as reckoned. `asked`: how it was asked for; `lives`: whose facts are one side's
    alone, by what the system shows behind the figure."""

    unit: str
    as_of: date
    known: int
    figure: str
    expected: int
    found: int | None
    asked: str
    lives: tuple[str, ...] = ()


class Comparison:
    """Asks as one who may see the whole county. `ids`: what the system calls the subjects of facts."""

    def __init__(self, clerk: Client, plan: Plan, reckoning: Reckoning, ids: Mapping[str, str]) -> None:
        self.clerk, self.plan, self.reckoning, self.ids = clerk, plan, reckoning, ids
        self.compared = 0
        self.digests: dict[int, tuple[str, str]] = {}

    async def of_month(self, month: int) -> list[Difference]:
        """As of its last day; and of every earlier month where what was recorded in this one has changed it."""
        today = self.plan.ground.days[month]
        wrong = await self._live(self.plan.ground.units, today, month)
        for earlier in range(month):
            day = self.plan.ground.days[earlier]
            now, before = self.reckoning.figures(day, month), self.reckoning.figures(day, month - 1)
            changed = [unit for unit in self.plan.ground.units if now[unit] != before[unit]]
            wrong += await self._live({CENTRE: None, **dict.fromkeys(changed)}, day, month)
        return wrong + await self._frozen(today, month)

    async def of_year(self) -> list[Difference]:
        """Every month as it was known at the end of each month since; whether snapshots can be counted again; and who
        stands behind the figures of the last day."""
        months = range(len(self.plan.ground.days))
        wrong: list[Difference] = []
        for known in months:
            for month in range(known + 1):
                touched = self._touched(known) if known in (month, months[-1]) else ()
                units = [CENTRE, *self.plan.ground.stations, *touched]
                wrong += await self._live(units, self.plan.ground.days[month], months[-1], known_on=known)
        wrong += await self._recounted()
        return wrong + await self._opened()

    async def explained(self, found: Iterable[Difference]) -> list[Difference]:
        """With the lives behind them."""
        return [
            replace(each, lives=tuple(await self.behind(each.unit, each.figure, each.as_of, each.known)))
            if each.figure in FIGURES and not each.lives
            else each
            for each in found
        ]

    async def _live(
        self, units: Iterable[str], as_of: date, known: int, known_on: int | None = None
    ) -> list[Difference]:
        asked = {} if known_on is None else {"known_on": f"{self.plan.ground.days[known_on]}"}

        async def ask(unit: str) -> tuple[str, Values]:
            answer = await self.clerk.get("reporting", "/figures", as_of=f"{as_of}", unit=unit, **asked)
            return unit, {each["code"]: each["value"] for each in answer["figures"]}

        found = dict(await for_each(list(units), ask))
        known = known if known_on is None else known_on
        return self._differences(found, as_of, known, "live" if known_on is None else "as known then")

    async def _frozen(self, as_of: date, month: int) -> list[Difference]:
        frozen = await self.clerk.post("reporting", "/snapshots", FREEZE | {"as_of": f"{as_of}"}, repeatable=True)
        snapshot = frozen["snapshot_id"]
        self.digests[month] = (snapshot, frozen["digest"])

        async def columns(unit: str) -> dict[str, dict[str, int]]:
            table = await self.clerk.get("reporting", f"/snapshots/{snapshot}/table", unit=unit)
            return {
                unit: {row["code"]: row["total"]["value"] for row in table["rows"]},
                **{
                    column["code"]: {row["code"]: row["cells"][place]["value"] for row in table["rows"]}
                    for place, column in enumerate(table["columns"])
                },
            }

        found: dict[str, Values] = {}
        for part in await for_each([CENTRE, *self.plan.ground.stations], columns):
            found |= part
        return self._differences(found, as_of, month, "frozen")

    def _differences(self, found: Mapping[str, Values], as_of: date, known: int, asked: str) -> list[Difference]:
        """In the figures that lives change; what the books of the county hold was compared when it was loaded."""
        expected = self.reckoning.figures(as_of, known)
        self.compared += sum(len(values) for values in found.values())
        return [
            Difference(unit, as_of, known, figure, expected[unit][figure], values.get(figure), asked)
            for unit, values in found.items()
            for figure in expected[unit]
            if expected[unit][figure] != values.get(figure)
        ]

    async def _recounted(self) -> list[Difference]:
        """A snapshot can be counted again as it was known; counted as known now it differs where the plan says so."""
        wrong = []
        last = len(self.plan.ground.days) - 1
        for month, (snapshot, _) in self.digests.items():
            day = self.plan.ground.days[month]
            found = await self.clerk.get("reporting", f"/snapshots/{snapshot}/recount")
            is_late = self.reckoning.figures(day, month) != self.reckoning.figures(day, last)
            if not found["reproduced"]:
                wrong.append(Difference(CENTRE, day, month, "digest", 1, 0, "reproduced"))
            if is_late and not found["changed_since"]:
                wrong.append(Difference(CENTRE, day, last, "digest", 1, 0, "changed since"))
        return wrong

    async def _opened(self) -> list[Difference]:
        """Behind the persons of each room that a life has touched stand those, and nobody else's."""
        last = len(self.plan.ground.days) - 1
        day, facts = self.plan.ground.days[last], self.reckoning.facts(self.plan.ground.days[last], last)
        wrong = []
        for room in self._touched(last):
            for figure in ("F01", "F02"):
                lives = await self.behind(room, figure, day, last, facts)
                self.compared += 1
                if lives:
                    wrong.append(Difference(room, day, last, figure, 0, len(lives), "opened", tuple(lives)))
        return wrong

    async def behind(
        self, unit: str, figure: str, as_of: date, known: int, facts: Collection[Fact] | None = None
    ) -> list[str]:
        """The subjects that stand behind a figure of a unit on one side only."""
        facts = self.reckoning.facts(as_of, known) if facts is None else facts
        expected = {fact.subject for fact in facts if fact.figure == figure and self._is_below(fact.room, unit)}
        asked = {"as_of": f"{as_of}", "unit": unit, "known_on": f"{self.plan.ground.days[known]}"}
        subjects = self.clerk.items("reporting", f"/figures/{figure}/subjects", **asked)
        names = {system: subject for subject, system in self.ids.items()}
        found = {names[each["id"]] async for each in subjects if each["id"] in names}
        return [
            *(f"{subject} missing" for subject in sorted(expected - found)),
            *(f"{subject} too many" for subject in sorted(found - expected)),
        ]

    def _touched(self, known: int) -> Sequence[str]:
        """Rooms in which a life has ever counted, by what is known."""
        days = self.plan.ground.days[: known + 1]
        return sorted({fact.room for day in days for m in (LOADED, known) for fact in self.reckoning.facts(day, m)})

    def _is_below(self, room: str, unit: str) -> bool:
        return unit in (room, self.plan.ground.above[room], CENTRE)
