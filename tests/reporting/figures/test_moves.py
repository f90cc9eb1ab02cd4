"""Figures of units that move to another parent."""

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.figures.domain import Carried, Entry, carried
from services.reporting.units.domain import FOREVER, Moves, ToldMove, places
from shared.places import Move

CENTRE, OLD, NEW, ROOM = "C00000", "S00001", "S00002", "R00001"
BEFORE, AFTER = f"{CENTRE}.{OLD}.{ROOM}", f"{CENTRE}.{NEW}.{ROOM}"
FIRST = date(2019, 1, 1)
MOVED_ON = date(2019, 4, 10)


def at(day: int) -> datetime:
    return datetime(2019, 5, day, tzinfo=UTC)


def moved(path: str, to: str, on: date, known: datetime, revoked: datetime | None = None) -> ToldMove:
    return ToldMove(Move(path, to, on), known, revoked)


ONE = Moves([moved(BEFORE, AFTER, MOVED_ON, at(10))])


def held(entry: Entry, known_at: datetime, moves: Moves, *, on: date, by: datetime = FOREVER) -> dict[str, int]:
    """Path → value on a day, by what was known until an instant."""
    rows: list[Entry | Carried] = [entry] if known_at <= by else []
    rows += [each for each in carried([entry], known_at, moves) if each.known_at <= by]
    sums: dict[str, int] = defaultdict(int)
    for each in rows:
        if each.day <= on:
            sums[each.org_path] += each.delta
    return {path: value for path, value in sums.items() if value}


def stock(path: str, day: date) -> Entry:
    return Entry("F01", path, "somebody", day, 1, "stock")


class TestAStock:
    def test_is_taken_along_on_the_day_of_the_move(self) -> None:
        entry = stock(BEFORE, FIRST)
        assert held(entry, at(1), ONE, on=MOVED_ON - timedelta(1)) == {BEFORE: 1}
        assert held(entry, at(1), ONE, on=MOVED_ON) == {AFTER: 1}
        assert {each.kind for each in carried([entry], at(1), ONE)} == {"transfer"}

    def test_is_where_it_was_by_what_was_known_before(self) -> None:
        assert held(stock(BEFORE, FIRST), at(1), ONE, on=MOVED_ON, by=at(9)) == {BEFORE: 1}

    @pytest.mark.parametrize("named", [BEFORE, AFTER])
    def test_that_is_told_late_is_booked_in_its_own_days_tree_and_then_taken_along(self, named: str) -> None:
        entry = stock(named, FIRST)
        assert held(entry, at(20), ONE, on=MOVED_ON - timedelta(1)) == {BEFORE: 1}
        assert held(entry, at(20), ONE, on=MOVED_ON) == {AFTER: 1}

    def test_of_a_later_day_that_names_the_old_path_is_booked_at_the_new_one(self) -> None:
        late = MOVED_ON + timedelta(3)
        assert held(stock(BEFORE, late), at(5), ONE, on=late) == {AFTER: 1}
        assert held(stock(BEFORE, late), at(5), ONE, on=late, by=at(9)) == {BEFORE: 1}

    def test_is_back_when_the_move_is_revoked(self) -> None:
        wrong = Moves([moved(BEFORE, AFTER, MOVED_ON, at(10), at(12))])
        for named, known in ((BEFORE, at(1)), (AFTER, at(11)), (BEFORE, at(13))):
            assert held(stock(named, FIRST), known, wrong, on=MOVED_ON) == {BEFORE: 1}
        assert held(stock(BEFORE, FIRST), at(1), wrong, on=MOVED_ON, by=at(11)) == {AFTER: 1}

    def test_of_a_room_goes_with_its_station(self) -> None:
        under = f"{CENTRE}.{NEW}.{OLD}"
        moves = Moves([moved(f"{CENTRE}.{OLD}", under, MOVED_ON, at(10))])
        assert held(stock(BEFORE, FIRST), at(1), moves, on=MOVED_ON) == {f"{under}.{ROOM}": 1}

    def test_follows_a_room_that_left_before_its_station_was_known_to_have_moved(self) -> None:
        under = f"{CENTRE}.{NEW}.{OLD}"
        moves = Moves([
            moved(BEFORE, f"{CENTRE}.S00003.{ROOM}", date(2019, 4, 20), at(10)),
            moved(f"{CENTRE}.{OLD}", under, MOVED_ON, at(11)),
        ])  # fmt: skip
        entry = stock(BEFORE, FIRST)
        assert held(entry, at(1), moves, on=date(2019, 4, 9)) == {BEFORE: 1}
        assert held(entry, at(1), moves, on=date(2019, 4, 15)) == {f"{under}.{ROOM}": 1}
        assert held(entry, at(1), moves, on=date(2019, 4, 20)) == {f"{CENTRE}.S00003.{ROOM}": 1}


class TestAFlow:
    def test_stays_with_whom_it_happened_at(self) -> None:
        entry = stock(BEFORE, FIRST)._replace(kind="flow", figure_code="F20")
        assert held(entry, at(1), ONE, on=MOVED_ON) == {BEFORE: 1}
        late = entry._replace(org_path=AFTER)
        assert held(late, at(20), ONE, on=MOVED_ON) == {BEFORE: 1}


class TestPlaces:
    def test_have_every_day_as_known_at_every_instant(self) -> None:
        told = list(places([BEFORE, f"{CENTRE}.{NEW}"], ONE))
        assert told == [(ROOM, at(10), date.min, BEFORE), (ROOM, at(10), MOVED_ON, AFTER)]


STATIONS = [f"S0000{n}" for n in range(3)]
ROOMS = [f"R0000{n}" for n in range(4)]


def walked(seed: int) -> tuple[list[ToldMove], list[tuple[Entry, datetime]]]:
    """A county whose rooms and stations move and whose facts are told early and late, by the path of the hour."""
    chance = random.Random(seed)
    parent = dict.fromkeys(STATIONS, CENTRE) | {room: chance.choice(STATIONS) for room in ROOMS}
    last = dict.fromkeys(parent, FIRST)
    told: list[ToldMove] = []
    facts: list[tuple[Entry, datetime]] = []

    def path(code: str) -> str:
        return code if code == CENTRE else f"{path(parent[code])}.{code}"

    for hour in range(30):
        now = at(1) + timedelta(hours=hour)
        if chance.random() < 0.4:
            code = chance.choice([*ROOMS, *STATIONS])
            free = [each for each in STATIONS if code not in path(each).split(".")]
            to = chance.choice([*free, CENTRE] if code in STATIONS else free)
            over = [last[each] for each in path(to).split(".") if each != CENTRE]  # registry: those above stand already
            on = max([last[code], *over]) + timedelta(chance.randint(1, 9))
            if to != parent[code]:
                before = path(code)
                parent[code], last[code] = to, on
                told.append(moved(before, path(code), on, now))
        else:
            code, day = chance.choice(ROOMS), FIRST + timedelta(chance.randint(0, 60))
            fact = Entry("F", path(code), f"{code} {hour}", day, 1, "flow" if chance.random() < 0.5 else "stock")
            facts.append((fact, now))
    return told, facts


def stood(told: Sequence[ToldMove], facts: Sequence[tuple[Entry, datetime]], code: str, day: date) -> str:
    """Where a unit stood, found by walking up: who was above whom on the day."""
    walked_up = [code]
    while walked_up[-1] != CENTRE:
        own = [each.move for each in told if each.move.org_code == walked_up[-1]]
        before = [move.to_path for move in own if move.on <= day]
        paths = [fact[0].org_path for fact in facts] + [
            path for each in told for path in (each.move.to_path, each.move.from_path)
        ]
        said = [path for path in paths if walked_up[-1] in path.split(".")]
        if own:
            said = before[-1:] or [own[0].from_path]
        walked_up.append(said[0].split(f".{walked_up[-1]}")[0].split(".")[-1])
    return ".".join(reversed(walked_up))


@given(st.integers(0, 10_000))
def test_wherever_and_whenever_it_is_told_a_fact_stands_where_its_unit_stood(seed: int) -> None:
    told, facts = walked(seed)
    moves = Moves(told)
    for entry, known_at in facts:
        for day in (entry.day + timedelta(days) for days in range(0, 90, 7)):
            code = entry.org_path.split(".")[-1]
            where = stood(told, facts, code, day if entry.kind == "stock" else entry.day)
            assert held(entry, known_at, moves, on=day) == {where: 1}
