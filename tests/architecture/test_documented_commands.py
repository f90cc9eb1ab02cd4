"""Every `veterans …` or `./veterans …` that a document tells an operator to type takes these words."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from deploy.backup.state import CARRIED, METRICS
from deploy.operator.main import cli
from tests.architecture.tree import ROOT

FENCED = re.compile(r"^ *```\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
TYPED = re.compile(r"^ *(?:.*\$\()?(?:\./|\.venv/bin/)?veterans ([^)\n]+)\)?$", re.MULTILINE)
QUOTED = re.compile(r"`(?:\./|\.venv/bin/)?veterans ([^`]+)`")
METRIC = re.compile(r"\b(?:veterans|log)_[a-z_]+")
# What `./veterans` does on the server itself, for Docker Compose alone.
ON_THE_SERVER = {file.name for file in (ROOT / "deploy" / "host").iterdir()}
PLACE = re.compile(r"<[^>]+>|…")


def typed(text: str) -> Iterator[str]:
    """The words after `veterans`, between backquotes or in a line of a fenced block, without a comment behind them."""
    for block in FENCED.findall(text):
        yield from (line.split("  #")[0].strip() for line in TYPED.findall(block))
    yield from QUOTED.findall(FENCED.sub("", text))


def documented() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "docs").rglob("*.md")):
        for words in typed(path.read_text(encoding="utf-8")):
            yield path.relative_to(ROOT).as_posix(), words


def parse(command: Any, words: list[str]) -> None:
    """Raises what the command line would. A group by itself is its name only, in a sentence; so is `veterans …`."""
    if not isinstance(command, TyperGroup) or (words and words[0].startswith("--") and words != ["--help"]):
        command.make_context(command.name, words)
    elif words and words not in (["--help"], ["1"]):
        name, *rest = words
        if name in ON_THE_SERVER - set(command.commands):
            return
        assert name in command.commands, f"no command {name}"
        parse(command.commands[name], rest)


@pytest.mark.parametrize(("document", "words"), sorted(set(documented())))
def test_a_documented_command_can_be_typed(document: str, words: str) -> None:
    parse(get_command(cli), shlex.split(PLACE.sub("1", words)))


def test_a_documented_metric_is_one_of_ours() -> None:
    code = "".join(
        path.read_text(encoding="utf-8") for top in ("shared", "services") for path in (ROOT / top).rglob("*.py")
    )
    of_backups = {f"veterans_backup_{name}" for name in {**METRICS, **CARRIED}}
    named = {
        name
        for page in ("README", "backup")
        for name in METRIC.findall((ROOT / f"docs/operations/{page}.md").read_text("utf-8"))
    }
    assert "veterans_inbox_parked_keys" in named
    assert [each for each in sorted(named - of_backups) if f'"{each}"' not in code] == []


def test_documents_are_found() -> None:
    assert {"docs/operations/events.md", "docs/operations/parked.md"} <= {document for document, _ in documented()}
