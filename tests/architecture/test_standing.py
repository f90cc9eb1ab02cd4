"""Fence: whoever filled in a form while somebody else changed its object is shown that change."""

import ast
from collections.abc import Iterator

from services.registry.accounts.domain.account import CHANGES
from tests.architecture.tree import ROOT
from tests.shared.audit.test_words import is_command


class TestAnAccount:
    def test_is_shown_as_changed_by_every_act_that_raises_its_version(self) -> None:
        writers = [each for each in functions() if raises_the_version(each)]
        assert [each.name for each in writers if not any(map(is_command, each.decorator_list))] == []
        assert sorted(each.name.replace("_", "-") for each in writers) == sorted(CHANGES)


class TestTheAudit:
    def test_is_asked_for_accounts_alone(self) -> None:
        """All other rows say by themselves, or their stream says, when they were changed: no list of acts is kept by
        hand."""
        asking = [call for call in calls() if ast.unparse(call.func) == "last_done"]
        assert asking
        assert {ast.unparse(call.args[1]) for call in asking} == {"CHANGES"}


def functions() -> Iterator[ast.AsyncFunctionDef]:
    """Those of registry that may write."""
    yield from (each for each in nodes() if isinstance(each, ast.AsyncFunctionDef))


def calls() -> Iterator[ast.Call]:
    yield from (each for each in nodes() if isinstance(each, ast.Call))


def nodes() -> Iterator[ast.AST]:
    for path in (ROOT / "services").rglob("*.py"):
        yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def raises_the_version(function: ast.AsyncFunctionDef) -> bool:
    written = ast.unparse(function)
    return "update(ACCOUNT)" in written and "version + 1" in written
