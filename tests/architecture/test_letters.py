"""Fence: every decision on somebody has a letter, or it is said why not."""

import tomllib
from collections.abc import Mapping

import pytest
from fastapi.routing import iter_route_contexts

from shared.http.browser import PageRoute
from tests.architecture.test_wiring import application
from tests.architecture.tree import ROOT
from tests.shared.audit.test_words import commands_in

TABLE: Mapping[str, Mapping[str, str | Mapping[str, str]]] = tomllib.loads(
    (ROOT / "tests/architecture/letters.toml").read_text(encoding="utf-8")
)
SERVICES = ("registry", "benefits")
SAYS_SOMETHING = 15


def rooms_in(service: str) -> Mapping[str, set[str]]:
    """The commands of each room that has some."""
    folders = [path for path in (ROOT / "services" / service).iterdir() if (path / "__init__.py").exists()]
    found = {path.name: set(commands_in(path)) for path in folders}
    return {room: commands for room, commands in found.items() if commands}


@pytest.mark.parametrize("service", SERVICES)
class TestEveryCommand:
    def test_has_a_letter_or_a_reason_why_not(self, service: str) -> None:
        said = TABLE[service]
        rooms = rooms_in(service)
        assert sorted(said) == sorted(rooms)
        listed = {room: set(each) for room, each in said.items() if not isinstance(each, str)}
        assert listed == {room: commands for room, commands in rooms.items() if room in listed}

    def test_is_told_of_by_a_letter_that_there_is(self, service: str) -> None:
        rooms = TABLE[service].values()
        said = [each for room in rooms for each in ([room] if isinstance(room, str) else room.values())]
        letters = {each for each in said if each.startswith("GET ")}
        printed = {
            f"GET {path}"
            for path, item in application(service).openapi()["paths"].items()
            if "application/pdf" in item.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        }
        assert letters == printed
        assert [each for each in said if each not in letters and len(each) < SAYS_SOMETHING] == []

    def test_has_the_same_letter_as_a_page_and_on_paper(self, service: str) -> None:
        names = {
            context.original_route.name
            for context in iter_route_contexts(application(service).routes)
            if isinstance(context.original_route, PageRoute)
        }
        letters = {
            str(item["get"]["operationId"]).removeprefix("get_")
            for path, item in application(service).openapi()["paths"].items()
            if path.endswith("/letter")
        }
        assert letters
        assert {f"{act}_{each}" for act in ("show", "print") for each in letters} <= names
