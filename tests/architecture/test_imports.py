"""Fence: who may import whom, in the source and on the disk of an image."""

import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest
from importlinter.api import read_configuration
from importlinter.domain.helpers import module_expressions_to_modules
from importlinter.domain.imports import ModuleExpression

from tests.architecture.tree import ROOT, SERVICES

IMPORT_EVERYTHING = """
import importlib, pkgutil, sys
for top in ("shared", "services"):
    package = importlib.import_module(top)
    for found in pkgutil.walk_packages(package.__path__, top + "."):
        if ".migrations" not in found.name:
            importlib.import_module(found.name)
print(sum(name.startswith("services.") for name in sys.modules))
"""


class TestTheSource:
    def test_keeps_every_contract_of_the_import_linter(self) -> None:
        linter = subprocess.run(
            [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
            cwd=ROOT, check=False, capture_output=True, text=True,
        )  # fmt: skip
        assert linter.returncode == 0, linter.stdout

    def test_has_no_wildcard_in_a_contract_that_matches_nothing(self) -> None:
        graph = grimp.build_graph("services", "shared", "deploy", "faults", cache_dir=None)
        contracts = read_configuration(str(ROOT / "pyproject.toml"))["contracts_options"]
        expressions = {
            module
            for contract in contracts
            for key in ("modules", "source_modules", "containers", "ancestors")
            for module in contract.get(key, [])
        }
        assert expressions, "no contract names a module"
        unmatched = [
            expression
            for expression in sorted(expressions)
            if not list(module_expressions_to_modules(graph, [ModuleExpression(expression)]))
        ]
        assert unmatched == []


class TestAnImageThatHoldsOneService:
    @pytest.mark.parametrize("service", SERVICES)
    def test_imports_every_module_without_its_neighbours(self, service: str, tmp_path: Path) -> None:
        # With what Python has compiled of them: it goes by a source's time and size, which a copy has as well.
        shutil.copytree(ROOT / "shared", tmp_path / "shared")
        shutil.copytree(ROOT / "services" / service, tmp_path / "services" / service)
        shutil.copy(ROOT / "services" / "__init__.py", tmp_path / "services" / "__init__.py")
        program = f"import sys; sys.path[:] = [{str(tmp_path)!r}] + [p for p in sys.path if p and 'main' != p]\n"
        imported = subprocess.run(
            [sys.executable, "-P", "-c", program + IMPORT_EVERYTHING],
            cwd=tmp_path, check=False, capture_output=True, text=True,
        )  # fmt: skip
        assert imported.returncode == 0, imported.stderr
        assert int(imported.stdout) > 10
