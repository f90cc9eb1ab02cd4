"""The lives of a year as they are planned, and what figures must say of them: against days counted by hand."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import pytest

from deploy.demo.county import AS_OF, CENTRE, read_county
from deploy.demo.figures import TOTALS, expected_by_station
from deploy.demo.lives import acts
from deploy.demo.lives.county import month_ends
from deploy.demo.lives.file import File, after
from deploy.demo.lives.hands import DEEDS
from deploy.demo.lives.papers import OF_A_FILE
from deploy.demo.lives.plan import Plan, plan_of, register_of
from deploy.demo.lives.reckoning import LOADED, Reckoning

MONTHS = 12
HERE, THERE = "411329104210", "411329105200"
MARCH, APRIL, MAY, JUNE = date(2019, 3, 1), date(2019, 4, 1), date(2019, 5, 1), date(2019, 6, 1)
TODAY = date(2019, 6, 30)
MEMBER = File(((APRIL, HERE),), ((APRIL, True),))


def known(*done: acts.Act, file: File = MEMBER) -> File:
    for act in done:
        file = after(file, act, TODAY)
    return file


def counted(file: File, days: Sequence[date] = (MARCH, APRIL, MAY, JUNE)) -> list[tuple[str, bool] | None]:
    """Where, and whether as a member, on each day."""
    rooms = [file.room_on(day) for day in days]
    return [(room, file.is_member_on(day)) if room else None for room, day in zip(rooms, days, strict=True)]


IN, OUT, NO_MEMBER, MOVED = (HERE, True), None, (HERE, False), (THERE, True)


@pytest.fixture(scope="module")
def plan() -> Plan:
    county = read_county()
    return plan_of(county, register_of(county), seed=1, months=MONTHS)


class TestAFile:
    @pytest.mark.parametrize(
        ("done", "days"),
        [
            ((), [OUT, IN, IN, IN]),
            ((acts.Die(MAY),), [OUT, IN, OUT, OUT]),
            ((acts.Die(MARCH),), [OUT, OUT, OUT, OUT]),
            ((acts.Die(MAY), acts.RevokeDeath()), [OUT, IN, IN, IN]),
            ((acts.Move(THERE, MAY),), [OUT, IN, MOVED, MOVED]),
            ((acts.Move(THERE, APRIL),), [OUT, MOVED, MOVED, MOVED]),
            ((acts.Move(THERE, MAY), acts.Move(HERE, JUNE), acts.RevokeMove()), [OUT, IN, MOVED, MOVED]),
            ((acts.Reside(THERE, MAY),), [OUT, IN, IN, IN]),
            ((acts.Leave(MAY),), [OUT, IN, OUT, OUT]),
            ((acts.Leave(MAY), acts.RevokeTransfer()), [OUT, IN, IN, IN]),
            ((acts.Leave(MAY), acts.Return(THERE, JUNE)), [OUT, IN, OUT, MOVED]),
            ((acts.Leave(MAY), acts.Return(THERE, JUNE), acts.RevokeTransfer()), [OUT, IN, OUT, OUT]),
            ((acts.Leave(MAY), acts.Join(False, None)), [OUT, NO_MEMBER, OUT, OUT]),
            ((acts.Deregister(), acts.Erase()), [OUT, OUT, OUT, OUT]),
            ((acts.Join(False, MAY),), [OUT, IN, NO_MEMBER, NO_MEMBER]),
            ((acts.Join(False, JUNE), acts.Join(False, MAY)), [OUT, IN, NO_MEMBER, NO_MEMBER]),
            ((acts.Join(False, MAY), acts.Join(True, None)), [OUT, IN, IN, IN]),
            ((acts.Move(THERE, MAY), acts.Join(False, JUNE)), [OUT, IN, MOVED, (THERE, False)]),
            ((acts.Deregister(),), [OUT, OUT, OUT, OUT]),
            ((acts.Die(MAY), acts.Deregister(), acts.RevokeDeregistration()), [OUT, IN, OUT, OUT]),
            ((acts.Merge(),), [OUT, OUT, OUT, OUT]),
            ((acts.Merge(), acts.Unmerge()), [OUT, IN, IN, IN]),
        ],
    )  # fmt: skip
    def test_counts_on_these_days(
        self, done: tuple[acts.Act, ...], days: list[tuple[str, bool] | None]
    ) -> None:  # fmt: skip
        assert counted(known(*done)) == days

    def test_of_an_applicant_counts_from_the_day_he_names_or_else_from_the_last_agreement(self) -> None:
        named, unnamed = acts.Apply("room", HERE, True, MAY), acts.Apply("room", HERE, True)
        agreed = acts.Opine("centre", "agree", registers=True)
        assert counted(known(named, file=File())) == [OUT, OUT, OUT, OUT]
        assert counted(known(named, agreed, file=File())) == [OUT, OUT, IN, IN]
        assert known(unnamed, agreed, file=File()).registered_on == TODAY


class TestThePlan:
    def test_is_the_same_for_a_seed_and_another_for_another(self) -> None:
        county = read_county()
        one, again, other = [
            plan_of(county, register_of(county), seed=seed, lives=40, months=MONTHS) for seed in (1, 1, 2)
        ]
        assert one.lives == again.lives
        assert one.lives != other.lives

    def test_has_every_act_that_there_is_and_a_hand_for_each(self, plan: Plan) -> None:
        done = Counter(type(step.act) for life in plan.lives for step in life.steps if not step.refused)
        assert set(done) == set(DEEDS) | set(OF_A_FILE)
        assert min(done.values()) > 5

    def test_gives_no_two_people_the_same_number(self, plan: Plan) -> None:
        proposed = [step.act for life in plan.lives for step in life.steps if isinstance(step.act, acts.Identify)]
        people = [person.id_number for life in plan.lives for person in life.people]
        numbers = people + [act.value for act in proposed if act.kind == "id-number"]
        assert [number for number, times in Counter(numbers).items() if times > 1] == []

    def test_records_nothing_before_it_has_happened(self, plan: Plan) -> None:
        for life in plan.lives:
            months = [step.month for step in life.steps]
            assert months == sorted(months)
            for step in life.steps:
                assert getattr(step.act, "on", AS_OF) <= plan.ground.days[step.month], step

    def test_ends_months_on_their_last_days(self) -> None:
        ends = month_ends(MONTHS)
        assert ends[0] == AS_OF
        assert f"{ends[10]}" == "2020-02-29"
        assert len(ends) == MONTHS + 1


class TestTheReckoning:
    def test_begins_with_the_figures_of_the_demo(self, plan: Plan) -> None:
        county = read_county()
        figures = Reckoning(county, plan).figures(AS_OF, LOADED)
        assert figures[CENTRE] == {**TOTALS, "F29": 0}
        for station, row in expected_by_station(county).items():
            assert figures[station] == row | {"F29": 0}

    def test_adds_rooms_up_to_stations_and_these_to_the_county(self, plan: Plan) -> None:
        reckoning = Reckoning(read_county(), plan)
        figures = reckoning.figures(plan.ground.days[-1], MONTHS)
        for figure in ("F01", "F02", "F04", "F06", "F19", "F20", "F29"):
            rooms = sum(figures[room][figure] for room in plan.ground.rooms)
            assert rooms == sum(figures[station][figure] for station in plan.ground.stations) == figures[CENTRE][figure]
        assert figures[CENTRE] != reckoning.figures(plan.ground.days[-1], LOADED)[CENTRE]
