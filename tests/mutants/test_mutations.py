"""Mutants: what is changed, what is left alone, and that every module has tests to notice."""

from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from tests.mutants.__main__ import sample
from tests.mutants.mutations import mutations
from tests.mutants.scope import TESTS, covering, mutated_modules, nearest_first


def mutants(source: str) -> set[str]:
    return {mutation.apply(source) for mutation in mutations(source)}


class TestAMutation:
    @pytest.mark.parametrize(
        ("source", "mutant"),
        [
            ("a = b < c", "a = b <= c"),
            ("a = (b) is None", "a = (b) is not None"),
            ("a = b and c or d", "a = b or c or d"),
            ("a = b and c", "a = (b)"),
            ("a = b + c", "a = b - c"),
            ("a = not b", "a = bool(b)"),
            ("a = True", "a = False"),
            ("a = 7", "a = 8"),
            ("if a:\n    b()", "if True:\n    b()"),
            ("if a:\n    b()", "if a:\n    pass"),
            ("def f():\n    return a", "def f():\n    return None"),
            ("if a:\n    raise B", "if a:\n    pass"),
            ("f(a, b=c)", "f(a)"),
            ("f(b=c, d=e)", "f(d=e)"),
            ("a = sorted(b)", "a = b"),
            ("a = b.where(c).limit(d)", "a = b.limit(d)"),
            ("a = '中文 ' + (\n    b)", "a = '中文 ' - (\n    b)"),
            ("a = 'SELECT b FOR UPDATE'", "a = 'SELECT b'"),
        ],
    )
    def test_changes_one_thing(self, source: str, mutant: str) -> None:
        assert mutant in mutants(source)

    @pytest.mark.parametrize(
        "source",
        ['"""7 < 8."""', "import a", "a: B | None = c", "log.info('a', b=7)", "log.critical('a', b=7)",
         "@a(7)\ndef f(b: C | D) -> E | F: ...",
         "a = 'a text AND more'", "assert a < b"],
    )  # fmt: skip
    def test_leaves_alone_what_no_test_is_for(self, source: str) -> None:
        assert mutants(source) == set()


class TestTheSample:
    def test_is_the_same_for_the_same_seed(self) -> None:
        modules = mutated_modules()[:3]
        assert sample(modules, 5, seed=7) == sample(modules, 5, seed=7) != sample(modules, 5, seed=8)


class TestTheScope:
    def test_has_tests_for_every_module(self) -> None:
        assert {name for module in mutated_modules() for name in covering(module)} <= {
            name for names in TESTS.values() for name in names
        }

    def test_names_nothing_that_is_not_there(self) -> None:
        named = {*TESTS, *(name for names in TESTS.values() for name in names)}
        assert {name for name in named if not (ROOT / name).exists()} == set()

    def test_begins_with_the_tests_that_are_named_as_the_module(self) -> None:
        ordered = nearest_first(Path("shared/rebuild/rebuild.py"), ("tests/shared/rebuild",))
        assert ordered == ["tests/shared/rebuild/test_rebuild.py", "tests/shared/rebuild"]

    def test_knows_no_tests_of_a_module_of_another_name(self) -> None:
        with pytest.raises(KeyError):
            covering(Path("shared/outboxes/domain.py"))
