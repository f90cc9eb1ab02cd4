"""Who is awarded: points, ties, a draw."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.benefits.awards.domain.results import Level, Nominee, is_barred, mean_of, result_of, scored

IDS = [UUID(int=number) for number in range(1, 9)]


def nominees(*votes_and_points: tuple[int, int]) -> list[Nominee]:
    return [Nominee(IDS[at], votes, points) for at, (votes, points) in enumerate(votes_and_points)]


def awarded(found: list[Nominee], awards: int, drawn: dict[UUID, int] | None = None) -> list[int]:
    return [IDS.index(each.nominee.nominee_id) for each in result_of(found, awards, drawn).awarded]


class TestPoints:
    def test_are_thirty_for_the_votes_and_seventy_for_the_panel(self) -> None:
        found = scored(nominees((1_000, 9_000), (500, 10_000), (0, 10_000)))
        assert [(each.points, each.place) for each in found] == [(9_300, 1), (8_500, 2), (7_000, 3)]

    def test_of_a_round_without_votes_are_the_panels(self) -> None:
        assert [each.points for each in scored(nominees((0, 8_000), (0, 9_000)))] == [6_300, 5_600]

    def test_of_a_panel_are_their_mean_in_hundredths(self) -> None:
        assert [mean_of(given) for given in ([90], [90, 81], [90, 90, 91], [90, 91, 91])] == [
            9_000,
            8_550,
            9_033,
            9_067,
        ]

    def test_do_not_change_because_somebody_leaves_who_had_more_votes(self) -> None:
        stays = nominees((500, 6_000), (100, 7_500))
        assert [each.points for each in scored(stays, 1_000)] == [5_700, 5_550]
        assert awarded(stays, 1) == [0]
        assert [each.nominee for each in result_of(stays, 1, most_votes=1_000).awarded] == [stays[0]]
        assert result_of(stays, 1, most_votes=5_000).awarded[0].nominee == stays[1]

    def test_that_are_equal_share_a_place(self) -> None:
        found = scored(nominees((10, 9_000), (10, 9_000), (10, 8_000)))
        assert [each.place for each in found] == [1, 1, 3]


class TestAwards:
    def test_go_to_the_best(self) -> None:
        assert awarded(nominees((10, 9_000), (10, 8_000), (10, 9_500)), 2) == [2, 0]
        assert awarded(nominees((10, 9_000)), 3) == [0]
        assert awarded(nominees((10, 9_000)), 0) == []

    def test_of_equal_points_go_to_whom_the_panel_prefers(self) -> None:
        """100 votes and 80.00, 0 votes and 122.85 are not possible; 30 and 70 give equal points so:"""
        equal = nominees((100, 5_714), (0, 10_000))
        assert [each.points for each in scored(equal)] == [7_000, 6_999]
        assert awarded(nominees((7, 7_000), (0, 10_000)), 1) == [0]

    def test_of_those_who_are_equal_in_both_wait_for_a_draw(self) -> None:
        equal = nominees((10, 9_900), (10, 9_000), (10, 9_000), (10, 9_000), (10, 1_000))
        waiting = result_of(equal, 3)
        assert (len(waiting.awarded), len(waiting.drawing), waiting.left) == (1, 3, 2)
        assert awarded(equal, 3, {IDS[1]: 3, IDS[2]: 1, IDS[3]: 2}) == [0, 2, 3]
        assert result_of(equal, 3, {IDS[1]: 1}) == waiting
        assert awarded(equal, 4) == [0, *awarded(equal[1:4], 3)]

    @given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), max_size=8), st.integers(0, 8))
    def test_are_never_more_than_there_are_and_nobody_better_is_left_out(
        self, found: list[tuple[int, int]], awards: int
    ) -> None:
        result = result_of(nominees(*found), awards)
        chosen = {each.nominee.nominee_id for each in (*result.awarded, *result.drawing)}
        assert len(result.awarded) + result.left == min(awards, len(found))
        worst = max((each.place for each in (*result.awarded, *result.drawing)), default=0)
        assert all(each.place > worst for each in scored(nominees(*found)) if each.nominee.nominee_id not in chosen)


@pytest.mark.parametrize(
    ("won", "barred"),
    [([], False), ([Level.COUNTY], False), ([Level.CITY], True), ([Level.COUNTY, Level.NATION], True)],
)
def test_who_won_it_at_this_level_or_above_is_barred(won: list[Level], barred: bool) -> None:
    assert is_barred(Level.CITY, won) is barred
