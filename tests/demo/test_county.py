"""The demo county against the acceptance page's own numbers."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from deploy.demo import benefits, hardship
from deploy.demo.county import (
    CENTRE,
    DISPUTES,
    MEDIATORS,
    PARTY_MEMBERS,
    VETERANS,
    disputes_of_mediator,
    read_county,
    serves,
    share,
)
from deploy.demo.figures import TOTALS, Difference, differences, expected_by_station
from deploy.demo.people import people


class TestTheNetwork:
    def test_has_32_stations_of_which_15_in_townships(self) -> None:
        hosts = Counter(station.host_kind for station in read_county().stations)
        assert hosts == {"township": 15, "county-direct-unit": 17}

    def test_has_391_rooms_the_272_village_rooms_first(self) -> None:
        hosts = [room.host_kind for room in read_county().rooms]
        assert hosts == ["village"] * 272 + ["county-direct-unit"] * 119

    def test_orders_village_rooms_by_division_code(self) -> None:
        codes = [room.code for room in read_county().village_rooms]
        assert codes == sorted(codes)

    def test_puts_every_room_under_a_station_of_its_own_host_kind(self) -> None:
        county = read_county()
        stations = {station.code: station.host_kind for station in county.stations}
        pairs = {(room.host_kind, stations[room.parent or ""]) for room in county.rooms}
        assert pairs == {("village", "township"), ("county-direct-unit", "county-direct-unit")}

    def test_holds_the_village_of_the_volunteers(self) -> None:
        village = {room.code: room.name for room in read_county().village_rooms}
        assert village["411329104210"].startswith("东杨营")


class TestTheShare:
    @given(total=st.integers(0, 100_000), places=st.integers(1, 500))
    def test_sums_to_the_total_and_differs_by_one_at_most(self, total: int, places: int) -> None:
        shares = [share(total, places, index) for index in range(places)]
        assert sum(shares) == total
        assert max(shares) - min(shares) <= 1
        assert shares == sorted(shares, reverse=True)

    def test_gives_the_first_65_mediators_two_disputes_and_the_rest_one(self) -> None:
        disputes = [disputes_of_mediator(index) for index in range(MEDIATORS)]
        assert disputes == [2] * 65 + [1] * 28
        assert sum(disputes) == DISPUTES


class TestThePeople:
    def test_are_as_many_as_the_source_says_and_none_twice(self) -> None:
        register = list(people(read_county()))
        assert len(register) == len({person.id_number for person in register}) == VETERANS
        assert sum(person.party_member for person in register) == PARTY_MEMBERS

    def test_cannot_be_anybody_alive(self) -> None:
        assert all(person.id_number.startswith("999") for person in people(read_county()))

    def test_have_served_before_they_were_registered(self) -> None:
        assert all(person.enlisted_on < person.discharged_on < person.registered_on for person in people(read_county()))


class TestTheExpectedFigures:
    def test_sum_over_the_stations_to_the_county(self) -> None:
        table = expected_by_station(read_county())
        assert {code: sum(row[code] for row in table.values()) for code in TOTALS} == TOTALS

    def test_find_a_sub_total_that_is_off_by_one(self) -> None:
        county = read_county()
        found = {"411329": dict(TOTALS)} | expected_by_station(county)
        found["411329104"]["F01"] += 1
        assert [(item.unit, item.figure) for item in differences(county, found)] == [("411329104", "F01")]

    def test_find_a_figure_that_no_rule_knows_and_that_is_not_zero(self) -> None:
        county = read_county()
        found = {"411329": dict(TOTALS)} | expected_by_station(county)
        found["411329104"] |= {"F98": 0, "F99": 1}
        assert differences(county, found) == [Difference("411329104", "F99", 0, 1)]

    def test_find_a_figure_that_is_not_served(self) -> None:
        county = read_county()
        found = {"411329": dict(TOTALS)} | expected_by_station(county)
        del found["411329"]["F20"]
        assert differences(county, found) == [Difference("411329", "F20", 158, None)]

    def test_find_a_unit_that_is_missing(self) -> None:
        county = read_county()
        found = {"411329": dict(TOTALS)} | expected_by_station(county)
        del found["411329U17"]
        assert Difference("411329U17", "F03", 1, None) in differences(county, found)


class TestWhatIsDoneForPeople:
    def test_sums_over_the_stations_to_the_county(self) -> None:
        table = dict(benefits.expected(read_county()))
        whole = table.pop(CENTRE)
        assert whole == {"F23": 1_532, "F24": 145, "F25": 4, "F26": 2}
        assert {code: sum(row[code] for row in table.values()) for code in ("F23", "F24")} == {"F23": 1_532, "F24": 145}

    def test_trains_nobody_who_serves_otherwise(self) -> None:
        villages = read_county().village_rooms[: benefits.TRAINED]
        assert not [room for index, room in enumerate(villages) if benefits.TRAINEE in serves(index, room.code)]

    def test_has_somebody_in_need_in_the_first_room_of_each_station(self) -> None:
        county = read_county()
        rooms = benefits.first_rooms(county)
        stations = {room.parent for room in county.rooms if room.code in rooms}
        assert (len(rooms), stations) == (32, {station.code for station in county.stations})
        there = {(person.room.code, person.place) for person in people(county)}
        assert {(code, hardship.APPLICANT) for code in rooms} <= there

    def test_finds_nobody_where_a_smaller_county_has_nobody(self) -> None:
        first, second, *_ = people(read_county())
        register = benefits.Register([first, second], {2: "a", 3: "b"})
        assert register.at([(first.room.code, 1), (first.room.code, 0), (first.room.code, 2)]) == ["b", "a"]
