"""Acts in the audit in words, and that every command has some."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.registry.network.domain import OrgUnitIsClosed
from shared.auth.caller import OutOfScope
from shared.auth.permissions import PERMISSIONS
from shared.trail.words import ACTS, about, act_of, attempts_at, result_of
from tests.architecture.test_wiring import application
from tests.architecture.tree import ROOT

RECORDED = re.compile(r'(?:\.record\(|AuditEntry\([A-Z]+,)\s*"([a-z-]+)"')
TAKEN_AWAY = re.compile(r'\bSheet\(\s*"([a-z-]+)"')


def commands() -> Iterator[str]:
    """The action of every command there is, of every reading that is recorded, and of every list that is taken away."""
    for folder in ("services", "shared"):
        for path in (ROOT / folder).rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            yield from RECORDED.findall(source)
            yield from (f"export-{name}" for name in TAKEN_AWAY.findall(source))
        yield from commands_in(ROOT / folder)


def commands_in(folder: Path) -> Iterator[str]:
    """The action of every command below it."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.AsyncFunctionDef) and any(map(is_command, node.decorator_list)):
                yield node.name.replace("_", "-")


def is_command(decorator: ast.expr) -> bool:
    """`@command`, with arguments or without."""
    return ast.unparse(decorator.func if isinstance(decorator, ast.Call) else decorator) == "command"


class TestTheActs:
    def test_are_those_of_the_commands(self) -> None:
        assert set(ACTS) == set(commands())

    def test_without_words_are_shown_by_their_name(self) -> None:
        assert act_of("show-case", {}).zh == "show-case"
        assert act_of("open-case", {}).zh == "立案"

    def test_that_were_refused_before_they_began_are_told_by_what_was_missing(self) -> None:
        attempts = attempts_at(application("benefits"))
        assert act_of("show-case", attempts).zh == PERMISSIONS["cases.read"].zh
        assert act_of("show-cases-assignment", attempts).zh == PERMISSIONS["cases.handle"].zh
        assert act_of("awards-cancellation", attempts).zh == PERMISSIONS["awards.run"].zh
        assert act_of("awards-nominations-new", attempts).zh == PERMISSIONS["awards.nominate"].zh
        assert act_of("open-case", attempts).zh == "立案"

    def test_at_routes_that_ask_for_other_things_under_one_name_are_told_by_none_of_them(self) -> None:
        """An application for a benefit, a payee, a batch of payments."""
        attempts = attempts_at(application("benefits"))
        assert act_of("send-new", attempts).zh == "send-new"


class TestASubject:
    @pytest.mark.parametrize(
        ("subject", "zh", "en"),
        [
            ("case 01968b7e-0000-7000-8000-0000a1b2c3d4", "案件 a1b2c3d4", "case a1b2c3d4"),
            (
                "account 01968b7e-0000-7000-8000-000000000001 of veteran 01968b7e-0000-7000-8000-000000000002",
                "账号 00000001，档案 00000002",
                "account 00000001 of file 00000002",
            ),
            ("org_unit 411329", "org_unit 411329", "org_unit 411329"),
            ("org-unit 411329", "服务机构 411329", "unit 411329"),
            ("files 1, recipients 0", "档案数 1，优抚对象数 0", "files 1, recipients 0"),
            ("", "", ""),
        ],
        ids=["one", "two", "unknown", "unit", "counts", "none"],
    )
    def test_is_told_in_words(self, subject: str, zh: str, en: str) -> None:
        assert (about(subject).zh, about(subject).en) == (zh, en)


class TestAResult:
    def test_is_told_in_the_words_of_the_refusal(self) -> None:
        """Of one whose code no other service has: here all four may be loaded, where a process of a service has one."""
        assert result_of(OutOfScope.code).zh == OutOfScope.zh
        assert result_of(OrgUnitIsClosed.code).zh == "服务机构 … 已于 … 撤销。"

    def test_without_words_is_shown_as_it_is(self) -> None:
        assert result_of("of-another-age").zh == "of-another-age"
