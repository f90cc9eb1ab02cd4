"""Every rule, fact and sentence that the services cite by name is explained in `docs/rules.md`."""

import re
from collections.abc import Iterator

from tests.architecture.tree import ROOT

# B with its word, since B1 is the code of a category too.
CITED = re.compile(r"\b(?:fact \d+|[Rr]ule B\d+|[CRS][1-9]\d?)\b")
EXPLAINED = re.compile(r"^\| ((?:fact )?[A-Z]?\d+) \|", re.MULTILINE)
HELD_BY = re.compile(r"^\| ([BCR]\d+) \| .* \| (`[^|]*`) \|$", re.MULTILINE)
NUMBER = re.compile(r"^\| `([a-z-]+)` \| (\d+) \| .* \| `([^`|]+)` \|$", re.MULTILINE)
LIMIT = re.compile(r"\bLimit\(\s*(\d+),\s*\"([a-z-]+)\"")
# Documents, and chapters, records and stories of them, that whoever reads the code does not have.
ELSEWHERE = re.compile(r"\b(?:domain|acceptance|benefit-rules)\.md\b|\b(?:domain|decisions) \d")
STORY = re.compile(r"\bT[1-3]\d\b(?!:)")


def citations() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "services").rglob("*.py")):
        for name in CITED.findall(path.read_text(encoding="utf-8")):
            yield name.removeprefix("rule ").removeprefix("Rule "), path.relative_to(ROOT).as_posix()


def test_what_is_cited_is_explained() -> None:
    explained = set(EXPLAINED.findall((ROOT / "docs" / "rules.md").read_text(encoding="utf-8")))
    assert {name: path for name, path in citations() if name not in explained} == {}


def test_what_is_explained_is_cited() -> None:
    explained = set(EXPLAINED.findall((ROOT / "docs" / "rules.md").read_text(encoding="utf-8")))
    assert explained - {name for name, _ in citations()} <= {"S33"}, "S32-S34 is cited as a range"


def test_what_is_said_to_hold_a_rule_cites_it() -> None:
    held = HELD_BY.findall((ROOT / "docs" / "rules.md").read_text(encoding="utf-8"))
    cited = set(citations())
    claimed = [(name, f"services/{path}") for name, paths in held for path in re.findall(r"`([^`]+)`", paths)]
    assert len({name for name, _ in claimed}) > 15
    assert [each for each in claimed if each not in cited] == []


def test_every_number_of_a_rule_stands_in_the_table_of_numbers() -> None:
    rules = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    limits = {
        (code, number, path.relative_to(ROOT / "services").as_posix())
        for path in (ROOT / "services").rglob("*.py")
        for number, code in LIMIT.findall(path.read_text(encoding="utf-8"))
    }
    assert set(NUMBER.findall(rules)) == limits


def test_no_document_outside_the_project_is_cited() -> None:
    cited = {
        path.relative_to(ROOT).as_posix()
        for folder in ("services", "shared", "deploy", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if path.name != "test_rules.py" and ELSEWHERE.search(path.read_text(encoding="utf-8"))
    }
    assert cited == set()


def test_no_story_of_the_acceptance_is_cited_outside_of_tests() -> None:
    cited = {
        path.relative_to(ROOT).as_posix()
        for folder in ("services", "deploy", "docs/decisions")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in {".py", ".md"} and STORY.search(path.read_text(encoding="utf-8"))
    }
    assert cited == set()
