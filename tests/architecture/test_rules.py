"""Every rule, fact and sentence that the services cite by name is explained in `docs/rules.md`."""

import re
from collections.abc import Iterator

from tests.architecture.tree import ROOT

# B with its word, since B1 is the code of a category too.
CITED = re.compile(r"\b(?:fact \d+|rule B\d+|[CRS][1-9]\d?)\b")
EXPLAINED = re.compile(r"^\| ((?:fact )?[A-Z]?\d+) \|", re.MULTILINE)
ELSEWHERE = re.compile(r"\b(?:domain|acceptance|benefit-rules)\.md\b")


def citations() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "services").rglob("*.py")):
        for name in CITED.findall(path.read_text(encoding="utf-8")):
            yield name.removeprefix("rule "), path.relative_to(ROOT).as_posix()


def test_what_is_cited_is_explained() -> None:
    explained = set(EXPLAINED.findall((ROOT / "docs" / "rules.md").read_text(encoding="utf-8")))
    assert {name: path for name, path in citations() if name not in explained} == {}


def test_what_is_explained_is_cited() -> None:
    explained = set(EXPLAINED.findall((ROOT / "docs" / "rules.md").read_text(encoding="utf-8")))
    assert explained - {name for name, _ in citations()} <= {"S33"}, "S32-S34 is cited as a range"


def test_no_document_outside_the_project_is_cited() -> None:
    cited = {
        path.relative_to(ROOT).as_posix()
        for folder in ("services", "shared", "deploy", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if path.name != "test_rules.py" and ELSEWHERE.search(path.read_text(encoding="utf-8"))
    }
    assert cited == set()
