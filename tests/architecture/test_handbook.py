"""Fence: the form of docs/operations, as its README says it: both languages, the same commands, links that lead on."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.architecture.tree import ROOT

HANDBOOK = ROOT / "docs" / "operations"
SWITCH = "**中文** · [English](#english)"
TURN = "\n---\n\n## English\n"
FENCED = re.compile(r"^ *```\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
STEP = re.compile(r"^\d+\. ", re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
MADE = re.compile(r"\bmake ([a-z][a-z0-9-]*)")
TARGET = re.compile(r"^([a-z][a-z0-9-]*):", re.MULTILINE)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
COMPOSED = re.compile(r"docker compose (stop|start|restart|up|ps|logs|exec|run|rm) ([^|;&>)]*)")
SCRIPT = re.compile(r"(?<!\S)(?:\./)?((?:deploy/|veterans\b)[\w./-]*)")
WITH_VALUE = {"--tail", "--since", "--env", "-e", "--scale"}
PAGES = sorted(HANDBOOK.rglob("*.md"))


def named(path: Path) -> str:
    return path.relative_to(HANDBOOK).as_posix()


def halves(path: Path) -> tuple[str, str]:
    """Chinese and English; raises ValueError where there is another number of halves."""
    chinese, english = path.read_text(encoding="utf-8").split(TURN)
    return chinese, english


def commands(text: str) -> list[str]:
    """What a half tells to type, without comments and without what is filled in."""
    lines = [line.split("  #")[0].strip() for block in FENCED.findall(text) for line in block.splitlines()]
    return [re.sub(r"<[^>]+>", "<>", line) for line in lines if line and not line.startswith("#")]


def composed(text: str) -> Iterator[str]:
    """The containers that commands of a half name, `$service-postgres` as one of them."""
    for line in commands(text):
        for verb, words in COMPOSED.findall(line):
            rest = iter(words.replace("$service", "registry").replace("<>", "registry-worker").split())
            named = [word for word in rest if not (word in WITH_VALUE and next(rest)) and not word.startswith("-")]
            yield from named[:1] if verb in ("exec", "run") else named


def anchors(path: Path) -> set[str]:
    """What a link may name in a page: its headings, as the usual websites make addresses of them."""
    headings = HEADING.findall(FENCED.sub("", path.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=named)
class TestAPage:
    def test_has_both_languages(self, page: Path) -> None:
        title, _, switch, *_ = page.read_text(encoding="utf-8").splitlines()
        assert re.match(r"# .*[\u4e00-\u9fff].* · .*[A-Za-z]", title)
        assert switch == SWITCH
        chinese, english = (FENCED.sub("", half) for half in halves(page))
        assert len(CHINESE.findall(chinese)) > 100
        assert len(CHINESE.findall(english)) < len(CHINESE.findall(chinese)) / 4

    def test_tells_to_type_the_same_in_both(self, page: Path) -> None:
        chinese, english = halves(page)
        assert commands(chinese) == commands(english)
        assert len(STEP.findall(chinese)) == len(STEP.findall(english))


@pytest.mark.parametrize("page", PAGES, ids=named)
class TestEveryPage:
    def test_leads_where_there_is_something(self, page: Path) -> None:
        for link in LINK.findall(page.read_text(encoding="utf-8")):
            if re.match(r"[a-z]+:", link):
                continue
            path, _, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            assert target.exists(), link
            assert not anchor or anchor in anchors(target), link

    def test_names_targets_that_make_has(self, page: Path) -> None:
        code = " ".join(re.findall(r"`([^`]+)`", page.read_text(encoding="utf-8").replace("```", "`")))
        targets = set(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
        assert set(MADE.findall(code)) <= targets

    def test_names_scripts_that_there_are(self, page: Path) -> None:
        typed = "\n".join(commands(page.read_text(encoding="utf-8")))
        assert [path for path in SCRIPT.findall(typed) if not (ROOT / path).exists()] == []

    def test_names_containers_that_there_are(self, page: Path) -> None:
        files = [ROOT / "docker-compose.yml", *(ROOT / "deploy").glob("compose.*.yml")]
        containers = {name for file in files for name in yaml.safe_load(file.read_text(encoding="utf-8"))["services"]}
        assert set(composed(page.read_text(encoding="utf-8"))) <= containers


class TestTheFirstPage:
    def test_leads_to_every_other(self) -> None:
        reached = {"README.md"}
        for page in ("README.md", "first-days.md"):
            links = LINK.findall((HANDBOOK / page).read_text(encoding="utf-8"))
            reached |= {link.split("#")[0] for link in links}
        assert {named(page) for page in PAGES} <= reached
