"""Marks the tests that attacks.toml names."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

ATTACKS = Path(__file__).with_name("attacks.toml")


def named() -> frozenset[str]:
    """Files and folders, as the table writes them."""
    subjects = tomllib.loads(ATTACKS.read_text(encoding="utf-8")).values()
    return frozenset(path for attacks in subjects for paths in attacks.values() for path in paths)


def pytest_collection_modifyitems(config: pytest.Config, items: Sequence[pytest.Item]) -> None:
    """Every item of the run passes here, not only those of this folder."""
    paths = {config.rootpath / name for name in named()}
    attacks = {file for file in {item.path for item in items} if not paths.isdisjoint((file, *file.parents))}
    for item in items:
        if item.path in attacks:
            item.add_marker("attack")
