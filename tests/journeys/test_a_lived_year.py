"""Some lives in a small county, from the end of one month to that of the next: every figure is computed a second time,
from their plan alone (R1, R3, R6, R8, T1, T6)."""

from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from rich.console import Console

from deploy.demo.accounts import CLERK, set_up, sign_in_as
from deploy.demo.client import Client
from deploy.demo.county import AS_OF, County, read_county
from deploy.demo.lives.compared import Comparison
from deploy.demo.lives.plan import Plan, plan_of
from deploy.demo.lives.reckoning import Reckoning
from deploy.demo.lives.year import Year, ahead_on
from deploy.demo.people import people
from deploy.demo.run import Stages, load_county
from deploy.embedded.site import Ports, Site
from deploy.embedded.stack import Stack
from deploy.operator.demo import target_of

pytestmark = [pytest.mark.journey, pytest.mark.nightly]

ROOMS, VETERANS, PARTY_MEMBERS, LIVES, MONTHS = 3, 90, 40, 60, 1


def small_county() -> County:
    """Two townships and a county-direct unit, with their first rooms."""
    whole = read_county()
    stations = (*whole.stations[:2], whole.stations[-1])
    rooms = [[room for room in whole.rooms if room.parent == station.code][:ROOMS] for station in stations]
    return County(whole.centre, stations, tuple(room for some in rooms for room in some))


def without_its_last_step(plan: Plan, number: int) -> Plan:
    """A plan that knows nothing of the last thing that was done in a life."""
    lives = [replace(life, steps=life.steps[:-1]) if life.number == number else life for life in plan.lives]
    return replace(plan, lives=lives)


def whose_last_step_counts(county: County, plan: Plan) -> tuple[int, Plan]:
    """A life that stands elsewhere without the last thing that was done in it; and the plan without that."""
    day = plan.ground.days[MONTHS]
    facts = Reckoning(county, plan).facts(day, MONTHS)
    for life in plan.lives:
        other = without_its_last_step(plan, life.number)
        if Reckoning(county, other).facts(day, MONTHS) != facts:
            return life.number, other
    raise AssertionError("no life matters")


class TestALivedYear:
    async def test_has_the_figures_that_its_plan_has_whatever_day_is_asked_about(self, server_home: Path) -> None:
        county, stages = small_county(), Stages(Console(quiet=True))
        register = list(people(county, VETERANS, PARTY_MEMBERS))
        plan = plan_of(county, register, seed=1, lives=LIVES, months=MONTHS)
        site = Site(server_home / "lives", Ports.free(), synthetic=True, clock_ahead=ahead_on(AS_OF))
        async with httpx2.AsyncClient(timeout=60) as http:
            with Stack(site) as stack:
                target = target_of(site)
                public = Client(http, target.addresses)
                founders = await set_up(public, target.folder, target.setup_token)
                clerk = await sign_in_as(public, target.folder, CLERK)
                loaded = await load_county(clerk, stages, county, register)
                year = Year(county, plan, loaded, stack.move_clock, stages)
                assert await year.live(public, founders, clerk) == []
                assert year.broken == {}
                assert year.compared > 0

                number, wrong = whose_last_step_counts(county, plan)
                comparison = Comparison(clerk, wrong, Reckoning(county, wrong), year.ids)
                found = await comparison.explained(await comparison.of_month(MONTHS))
                assert {life.partition("/")[0] for each in found for life in each.lives} == {f"{number}"}
