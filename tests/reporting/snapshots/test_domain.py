"""The content of a snapshot and its digest: pure."""

from dataclasses import replace
from datetime import date
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.figures.domain import Change
from services.reporting.snapshots.domain import Content, FrozenUnit, content_of, decoded, digest_of, encoded
from services.reporting.units.domain import OrgUnitNotFound, Unit
from tests.given import CENTRE
from tests.reporting.given import AS_OF, SHIAN, YANGYING

changes = st.builds(Change, st.integers(-5, 10**6), st.integers(1, 10**6))
figures = st.dictionaries(st.sampled_from(["F01", "F02", "F19"]), changes)
# Chinese, what JSON must escape, two bytes, four bytes. Not any character: on a fresh checkout hypothesis takes seconds
# to list them all.
names = st.one_of(st.none(), st.text('服务站 A"\\/\n\u2028é\N{GRINNING FACE}', max_size=10))
trees = st.dictionaries(st.sampled_from([CENTRE, SHIAN, YANGYING]), st.tuples(names, figures))

Tree = list[tuple[Unit, dict[str, Change]]]


def unit(path: str, name: str | None = "服务机构") -> Unit:
    return Unit(path.rpartition(".")[2], path, "centre" if path == CENTRE else "station", "county", name, None)


def tree(values: dict[str, tuple[str | None, dict[str, Change]]]) -> Tree:
    return [(unit(path, name), changes) for path, (name, changes) in values.items()]


def digest(units: Tree, as_of: date = AS_OF) -> str:
    return digest_of(content_of(as_of, units))


SMALL: Tree = [(unit(CENTRE), {"F01": Change(5, 5)}), (unit(SHIAN), {"F01": Change(3, 3)})]


class TestTheDigest:
    @given(trees, st.randoms(use_true_random=False))
    def test_does_not_depend_on_the_order_of_anything(
        self, values: dict[str, tuple[str | None, dict[str, Change]]], random: Random
    ) -> None:
        units = tree(values)
        shuffled = [(each, dict(random.sample(list(found.items()), len(found)))) for each, found in units]
        random.shuffle(shuffled)
        assert digest(shuffled) == digest(units)

    def test_is_the_same_on_every_machine_and_in_every_release(self) -> None:
        content = msgspec.structs.replace(content_of(AS_OF, SMALL), figures={"F01": "exact"})
        assert digest_of(content) == "478f7c05b4e634c7d7a9a4c1a52e4b04f376ab8d2b069ab1a8406ac5ef9cb61f"

    def test_does_not_tell_a_figure_that_is_nothing_from_one_that_is_missing(self) -> None:
        assert digest([(unit(CENTRE), {"F01": Change(5, 5), "F02": Change(0, 0)}), SMALL[1]]) == digest(SMALL)

    @pytest.mark.parametrize(
        "other",
        [
            [(unit(CENTRE), {"F01": Change(6, 5)}), SMALL[1]],
            [(unit(CENTRE), {"F01": Change(5, 7)}), SMALL[1]],
            [(unit(CENTRE), {"F02": Change(5, 5)}), SMALL[1]],
            [(unit(CENTRE, "另一名称"), {"F01": Change(5, 5)}), SMALL[1]],
            [(replace(unit(CENTRE), closed_on=AS_OF), {"F01": Change(5, 5)}), SMALL[1]],
            [SMALL[0]],
        ],
    )
    def test_changes_with_any_value_event_name_closing_or_unit(self, other: Tree) -> None:
        assert digest(other) != digest(SMALL)

    def test_leaves_out_figures_that_came_later(self) -> None:
        more = {"F01": Change(5, 5), "F29": Change(1, 1)}
        assert digest([(unit(CENTRE), more), SMALL[1]]) == digest(SMALL)

    def test_changes_with_the_day(self) -> None:
        assert digest(SMALL, date(2019, 4, 29)) != digest(SMALL)


class TestTheContent:
    @given(trees)
    def test_reads_back_as_it_was(self, values: dict[str, tuple[str | None, dict[str, Change]]]) -> None:
        content = content_of(AS_OF, tree(values))
        assert decoded(encoded(content)) == content
        assert encoded(decoded(encoded(content))) == encoded(content)

    def test_of_the_time_when_investment_was_in_whole_yuan_is_read_in_fen(self) -> None:
        centre = FrozenUnit("411329", "411329", "centre", None, None, None, {"F08": Change(9, 1), "F09": Change(8, 1)})
        content = Content(date(2019, 4, 30), {"F08": "exact", "F09": "at-least"}, (centre,))
        read = decoded(encoded(content))
        assert read.centre.figures == {"F08": Change(9, 1), "F09": Change(800, 1)}
        assert digest_of(read) == digest_of(content)
        now = Content(content.as_of, {**content.figures, "F47": "exact"}, (centre,))
        assert decoded(encoded(now)).centre.figures == centre.figures

    def test_is_json_without_white_space_and_with_sorted_keys(self) -> None:
        plain = msgspec.json.decode(encoded(content_of(AS_OF, SMALL)))
        assert encoded(content_of(AS_OF, SMALL)) == msgspec.json.encode(plain, order="sorted")
        assert list(plain) == sorted(plain)

    def test_finds_units_by_code_and_refuses_those_it_does_not_hold(self) -> None:
        content = content_of(AS_OF, SMALL)
        assert content.get_unit("411329104").path == SHIAN
        with pytest.raises(OrgUnitNotFound):
            content.get_unit("411329999")

    def test_tells_what_a_unit_holds_by_itself(self) -> None:
        content = content_of(AS_OF, SMALL)
        assert content.here(content.centre, "F01") == Change(2, 2)
        assert [each.path for each in content.directly_below(content.centre)] == [SHIAN]

    def test_names_the_figures_and_how_exact_they_are(self) -> None:
        content: Content = content_of(AS_OF, SMALL)
        assert content.figures["F01"] == "exact"
