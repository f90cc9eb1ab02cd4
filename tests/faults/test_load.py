"""What the clerks ask for, and what they make of the answers."""

import random
from datetime import date, timedelta

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.demo.accounts import CLERK
from deploy.embedded.postgres import Postgres
from faults import category_intents, person_intents
from faults.county import RECORDED_LONG_AGO, small_county
from faults.intents import next_intent, register
from faults.journal import Outcome
from faults.load import code_of, judged
from faults.material import ROOM_CLERK, STATION_CLERK, Case, Material
from faults.report import percentile
from tests.registry.erasures.given import erasing, given_dead
from tests.registry.given import given_network
from tests.registry.persons import given_veteran
from tests.registry.recipients.given import ending, given_recipient
from tests.registry.registrations.given import station


class TestAnAnswer:
    @pytest.mark.parametrize(
        ("status", "outcome"),
        [(200, Outcome.OK), (201, Outcome.OK), (409, Outcome.REFUSED), (422, Outcome.REFUSED),
         (500, Outcome.UNKNOWN), (503, Outcome.UNKNOWN)],
    )  # fmt: skip
    def test_is_judged_by_what_it_says_of_the_effect(self, status: int, outcome: Outcome) -> None:
        assert judged(httpx2.Response(status)) is outcome

    def test_that_never_came_says_nothing(self) -> None:
        assert judged(None) is Outcome.UNKNOWN

    def test_without_a_problem_has_no_code(self) -> None:
        assert code_of(httpx2.Response(502, text="<html>")) == ""
        assert code_of(httpx2.Response(409, json={"code": "already-registered"})) == "already-registered"


class TestTheNextIntent:
    def test_begins_with_what_needs_nothing(self) -> None:
        material = Material(small_county(), random.Random(1))
        assert {next_intent(material).kind for _ in range(60)} == {
            "register",
            "rename",
            "import",
            "draft-programme",
            "freeze",
            "hand-in",
            "record-recipient",
            "record-project",
            "record-meeting",
        }

    def test_is_none_of_those_left_out(self) -> None:
        material = Material(small_county(), random.Random(1))
        assert "register" not in {next_intent(material, {register}).kind for _ in range(60)}

    def test_asks_each_case_for_a_step_once(self) -> None:
        material = Material(small_county(), random.Random(1), assigned=[Case("c1", "v1")])
        kinds = [next_intent(material).kind for _ in range(30)]
        assert kinds.count("resolve-case") + kinds.count("withdraw-case") == 1

    def test_may_withdraw_a_case_that_was_not_assigned(self) -> None:
        material = Material(small_county(), random.Random(1), opened=[Case("c1", "v1")])
        assert [next_intent(material).kind for _ in range(100)].count("withdraw-case") == 1

    def test_takes_a_registration_through_three_hands(self) -> None:
        material = Material(small_county(), random.Random(1))
        (first := person_intents.hand_in(material)).learn({"veteran_id": "v1"})
        (then := person_intents.verify(material)).learn({})
        (last := person_intents.approve(material)).learn({})
        assert [each.account for each in (first, then, last)] == [ROOM_CLERK, STATION_CLERK, CLERK]
        assert material.veterans == ["v1"]

    def test_takes_an_application_for_a_category_through_three_hands(self) -> None:
        material = Material(small_county(), random.Random(5), unapplied=["v1"])
        (first := category_intents.apply_for_category(material)).learn({"holding_id": "h1"})
        (then := category_intents.look_at_application(material)).learn({})
        (last := category_intents.decide_on_application(material)).learn({})
        assert [each.account for each in (first, then, last)] == [ROOM_CLERK, STATION_CLERK, CLERK]
        category_intents.suspend(material).learn({})
        assert (material.enjoyed, material.suspended) == ([], ["h1"])

    def test_expects_an_application_told_once_whoever_applies(self) -> None:
        proxies = [("p1", "v1"), ("p2", "v1")]
        material = Material(small_county(), random.Random(1), unapplied=["v1", "v2"], proxies=proxies)
        told = [category_intents.apply_by_proxy(material).event for _ in range(2)]
        assert (told, material.unapplied) == (["category-applied", ""], ["v2"])

    def test_has_a_merge_confirmed_and_undone_by_another_than_who_proposed_it(self) -> None:
        material = Material(small_county(), random.Random(1), pairs=[("p1", "v1")])
        (merge := person_intents.propose_merge(material)).learn({"proposal_id": "m1"})
        (confirmed := person_intents.confirm_merge(material)).learn({})
        person_intents.propose_unmerge(material).learn({"proposal_id": "m2"})
        undone = person_intents.confirm_merge(material)
        assert merge.account != confirmed.account
        assert (confirmed.event, undone.event) == ("veterans-merged", "veterans-unmerged")
        undone.learn({})
        assert (material.pairs, material.merged) == ([("p1", "v1")], [])

    def test_forgets_all_that_was_done_and_no_number_that_was_given_away(self) -> None:
        material = Material(small_county(), random.Random(1), erasures=[("e1", "v1")], veterans=["v1"])
        one, _ = material.new_person()
        material.forget()
        assert (material.erasures, material.veterans) == ([], [])
        assert material.new_person()[0] != one

    def test_never_registers_a_number_twice(self) -> None:
        material = Material(small_county(), random.Random(1))
        intents = [intent for intent in (next_intent(material) for _ in range(200)) if intent.kind == "register"]
        assert len({intent.body["id_number"] for intent in intents}) == len(intents)


class TestSomebodyLongDead:
    async def test_is_erased_within_a_run(self, registry_engine: AsyncEngine, postgres: Postgres) -> None:
        """Or the experiments would erase nobody, and nobody would notice."""
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine)
        widow = await given_recipient(registry_engine)
        died_on = date.fromisoformat(person_intents.LONG_AGO)
        postgres.psql("registry", RECORDED_LONG_AGO)
        try:
            await given_dead(registry_engine, veteran_id, died_on)
            await ending(station(registry_engine), widow, "deceased", died_on)
        finally:
            postgres.psql("registry", "DROP FUNCTION record_long_ago, known_long_ago CASCADE")
        for person_id in (veteran_id, widow):
            await erasing(registry_engine, person_id, later=timedelta())


class TestAPercentile:
    def test_is_a_value_that_was_seen(self) -> None:
        assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
        assert percentile([3.0, 1.0, 2.0], 0.99) == 3.0
        assert percentile([], 0.5) == 0.0
