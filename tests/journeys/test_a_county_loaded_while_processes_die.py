"""The demo county arrives whole though each of the eight processes was killed once while it was loaded."""

from collections import Counter
from typing import Any

import httpx2
import pytest
from rich.console import Console

from deploy.demo.client import Client
from deploy.demo.county import CENTRE, DISPUTES, VETERANS
from deploy.demo.disputes import NEIGHBOURS
from deploy.demo.figures import TOTALS
from deploy.demo.run import load_and_freeze
from deploy.embedded.postgres import Postgres
from deploy.embedded.site import SERVICES
from tests.journeys.conftest import LoadedCounty
from tests.papers import words_on

pytestmark = [pytest.mark.journey, pytest.mark.nightly]

REACHED = len(NEIGHBOURS)  # of what ended long before a ledger of it was handed in nobody is told


@pytest.fixture
def county(loaded_county: LoadedCounty) -> LoadedCounty:
    return loaded_county


async def all_of(client: Client, service: str, path: str, **query: str) -> list[dict[str, Any]]:
    """Every item of a paged list."""
    return [item async for item in client.items(service, path, **query)]


class TestACountyLoadedWhileProcessesDie:
    async def test_was_loaded_while_all_eight_were_killed_and_came_back(self, county: LoadedCounty) -> None:
        assert len(set(county.killed)) == 8
        restarts = county.stack.restarts()
        assert all(restarts[name] >= 1 for name in county.killed)

    async def test_shows_every_figure_and_every_sub_total(self, county: LoadedCounty) -> None:
        assert county.outcome.wrong == []

    async def test_was_imported_row_by_row_exactly_once(self, county: LoadedCounty) -> None:
        assert sum(county.outcome.verdicts.values()) == VETERANS
        assert county.outcome.verdicts["accepted"] == VETERANS

    async def test_counts_every_event_once(self, county: LoadedCounty) -> None:
        events = {figure["code"]: figure["events"] for figure in county.outcome.figures}
        assert {code: events[code] for code in TOTALS if code != "F02"} == {
            code: total for code, total in TOTALS.items() if code != "F02"
        }

    async def test_drills_down_to_rows_that_sum_to_the_figure(self, county: LoadedCounty, clerk: Client) -> None:
        for code, total in TOTALS.items():
            query = {"as_of": "2019-04-30", "unit": CENTRE}
            rows = (await clerk.get("reporting", f"/figures/{code}/breakdown", **query))["rows"]
            assert sum(row["value"] for row in rows) == total, code

    async def test_raises_exactly_the_two_soft_alerts(self, county: LoadedCounty, clerk: Client) -> None:
        found = (await clerk.get("reporting", "/consistency", as_of="2019-04-30"))["findings"]
        assert [(finding["rule"], finding["severity"]) for finding in found] == [("C10", "soft"), ("C11", "soft")]

    async def test_told_every_applicant_once_or_recorded_why_not(self, county: LoadedCounty, clerk: Client) -> None:
        deliveries = await all_of(clerk, "notifications", "/deliveries")
        states = [delivery["state"]["code"] for delivery in deliveries]
        assert len({(delivery["cause_event_id"], delivery["person_id"]) for delivery in deliveries}) == DISPUTES
        assert states.count("logged") == REACHED
        assert states.count("suppressed") == DISPUTES - REACHED
        reasons = {delivery["reason"]["code"] for delivery in deliveries if delivery["reason"]}
        assert reasons == {"out-of-date"}

    async def test_holds_what_is_done_for_people(self, county: LoadedCounty, clerk: Client) -> None:
        assert county.outcome.rates == [100, 1_000, 1_500]
        visits = await all_of(clerk, "benefits", "/visits")
        by_level = Counter((visit["occasion"], visit["level"], visit["state"]) for visit in visits)
        assert by_level == {
            ("spring-festival", "village", "made"): 391,
            ("spring-festival", "township", "made"): 32,
            ("spring-festival", "county", "made"): 10,
            ("hardship", "township", "made"): 32,
        }
        applied = await all_of(clerk, "benefits", "/applications", programme="hardship-aid")
        by_kind = Counter((each["hardship_kind"], each["state"], each["waits_for"]) for each in applied)
        kinds = ("living", "medical", "housing", "other")
        assert by_kind == {(kind, "reviewing", "room"): 8 for kind in kinds}
        [selection] = await all_of(clerk, "benefits", "/awards")
        assert (selection["stage"], selection["awards"]) == ("awarded", 2)

    async def test_parked_nothing(self, county: LoadedCounty) -> None:
        async with httpx2.AsyncClient() as http:
            flows = [(await http.get(f"{url}/flow")).json() for url in county.target.addresses.workers.values()]
        assert all(flow.get("parked_keys", 0) == 0 for flow in flows)

    async def test_is_told_in_a_bulletin_on_paper(self, county: LoadedCounty) -> None:
        printed = county.outcome.printed
        assert printed is not None
        assert printed.broken == [("C10", "54.3 %"), ("C11", "316.2")]
        words = words_on(printed.path.read_bytes())
        for said in ("2019年4月下旬退役军人服务保障工作通报", "登记退役军人18,636人", "80余万元", "化解矛盾纠纷158起"):
            assert said in words, said

    async def test_changes_nothing_when_it_is_loaded_again(self, county: LoadedCounty) -> None:
        again = await load_and_freeze(county.target, Console(quiet=True))
        assert again.digest == county.outcome.digest
        assert again.verdicts == {"accepted": 0, "duplicate": VETERANS, "rejected": 0}
        assert again.wrong == []

    @pytest.mark.parametrize("services", [("benefits",), SERVICES])
    async def test_changes_nothing_when_it_is_loaded_again_after_its_answers_have_expired(
        self, county: LoadedCounty, clerk: Client, services: tuple[str, ...]
    ) -> None:
        site = county.stack.site
        server = Postgres(site.home, site.ports.postgres_port)
        for service in services:
            server.psql(service, "DELETE FROM idempotency")
        again = await load_and_freeze(county.target, Console(quiet=True))
        assert again.digest == county.outcome.digest
        assert again.wrong == []
        assert len(await all_of(clerk, "benefits", "/cases")) == DISPUTES
