"""A year of a county: month after month its clock is moved, the lives go on, and every figure is compared."""

import asyncio
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import httpx2
from rich.console import Console

from deploy.demo.accounts import Founders, open_accounts, sign_founders_in
from deploy.demo.client import Client, for_each
from deploy.demo.county import County, read_county
from deploy.demo.flow import COMPARED, MOVING, wait_until_drained
from deploy.demo.lives import told
from deploy.demo.lives.compared import Comparison, Difference
from deploy.demo.lives.county import MONTHS
from deploy.demo.lives.hands import Hands
from deploy.demo.lives.imported import hand_in
from deploy.demo.lives.plan import Plan, plan_of, register_of
from deploy.demo.lives.reckoning import Reckoning, file_of
from deploy.demo.lives.staff import open_staff
from deploy.demo.run import Loaded, Stages, Target, freeze_loaded, load_county, load_decisions, show
from deploy.demo.workbooks import FIRST_ROW
from shared.clock import SHANGHAI, machine_now

OPENING_HOUR = time(10)
MoveClock = Callable[[timedelta], None]


def ahead_on(day: date) -> timedelta:
    """How far ahead of this machine a county lives that opens its counters on that day now."""
    return datetime.combine(day, OPENING_HOUR, SHANGHAI) - machine_now()


def run_year(target: Target, move_clock: MoveClock, *, seed: int) -> int:
    """Load the demo county, on the demo's day; live a year in it; 0 when all figures of all days are as reckoned."""
    return asyncio.run(_run_year(target, move_clock, Console(), seed))


async def _run_year(target: Target, move_clock: MoveClock, console: Console, seed: int) -> int:
    county, stages = read_county(), Stages(console)
    register = register_of(county)
    plan = plan_of(county, register, seed=seed, months=MONTHS)
    async with httpx2.AsyncClient(timeout=60) as http:
        public = Client(http, target.addresses)
        clerk = await stages.run("accounts", open_accounts(public, target.folder, target.setup_token))
        loaded = await load_county(clerk, stages, county, register)
        await load_decisions(public, clerk, stages, target, loaded)
        outcome = await freeze_loaded(clerk, stages, county, loaded)
        code = show(console, target, outcome)
        founders = await stages.run("who lets others in", sign_founders_in(public, target.folder))
        year = Year(county, plan, loaded, move_clock, stages)
        wrong = await year.live(public, founders, clerk)
    told.print_year(console, plan, year.reckoning, year.compared)
    told.print_differences(console, plan, wrong, year.broken)
    return 1 if wrong or year.broken else code


class Year:
    """Of a county that is loaded. `compared` counts the values that were; `ids` is what the system calls whom;
    `broken` what went otherwise than planned, by the number of the life."""

    def __init__(
        self, county: County, plan: Plan, loaded: Loaded, move_clock: MoveClock, stages: Stages
    ) -> None:  # fmt: skip
        self.plan, self.loaded, self.move_clock, self.stages = plan, loaded, move_clock, stages
        self.reckoning = Reckoning(county, plan)
        self.compared = 0
        self.ids: dict[str, str] = {}
        self.broken: dict[int, str] = {}

    async def live(self, public: Client, founders: Founders, clerk: Client) -> list[Difference]:
        """Everything that is not as reckoned."""
        ground = self.plan.ground
        staff = await self.stages.run("staff of rooms, stations, centre", open_staff(public, founders, clerk, ground))
        hands = Hands(self.plan, staff, self.loaded.pairs)
        self.ids, self.broken = hands.ids, hands.broken
        hands.ids |= self._ids_of_the_loaded()
        await self.stages.run("files compared", self._still(clerk))
        comparison = Comparison(clerk, self.plan, self.reckoning, hands.ids)
        wrong: list[Difference] = []
        for month, day in enumerate(ground.days):
            if month:
                await self.stages.run(f"{day}: clock moved", asyncio.to_thread(self.move_clock, ahead_on(day)))
            steps = sum(len(self.plan.steps_of(life, month)) for life in self.plan.lives)
            await self.stages.run(f"{day}: {steps} acts", self._live_month(hands, clerk, month))
            wrong += await self.stages.run(f"{day}: figures compared", comparison.of_month(month))
        wrong += await self.stages.run("as known then, counted again, opened", comparison.of_year())
        self.compared = comparison.compared
        return [*await comparison.explained(wrong[: told.MOST_SHOWN]), *wrong[told.MOST_SHOWN :]]

    async def _live_month(self, hands: Hands, clerk: Client, month: int) -> None:
        for wanted in self.plan.imports:
            if wanted.month == month:
                hands.ids |= await hand_in(clerk, wanted)
        await for_each(self.plan.lives, lambda life: hands.live(life, month))
        await self._still(clerk)

    async def _still(self, clerk: Client) -> None:
        await wait_until_drained(clerk.http, clerk.addresses.workers, (*MOVING, COMPARED))

    def _ids_of_the_loaded(self) -> dict[str, str]:
        rows = {person.id_number: row for row, person in enumerate(self.plan.register, start=FIRST_ROW)}
        return {
            file_of(life, 0): self.loaded.ids[rows[life.people[0].id_number]]
            for life in self.plan.lives
            if life.is_known
        }
