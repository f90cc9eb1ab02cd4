"""Fence: pages, their words, and what a browser of 2020 can read."""

import gzip
import hashlib
import importlib
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from fastapi.routing import iter_route_contexts
from jinja2 import nodes
from jinja2.ext import extract_from_ast

from services.registry.help.parameters import DAYS, MISTAKES
from services.registry.home.queries import TO_DO
from shared.auth.permissions import PERMISSIONS
from shared.events.codes import LISTS
from shared.http.browser import PageRoute
from shared.http.dependencies import asked_for
from shared.service.room import Room, Service
from shared.web.menu import GROUPS, HOME, MENU, SELF
from shared.web.templating import environment_of
from shared.web.words import WEB, english_in
from tests.architecture.test_wiring import application
from tests.architecture.tree import ROOT, SERVICES

STATIC = WEB / "static"
TO_CLERKS = ROOT / "docs" / "daily-work.md"
PUBLIC_PAGES = {
    "/sign-in", "/session/activation", "/session/renew", "/session/end", "/language", "/help",
    "/session/issuers/{issuer}", "/session/issuers/{issuer}/callback", "/session/code",
    "/benefits/public/programmes", "/benefits/public/programmes/{programme_code}", "/benefits/public/publicity",
}  # fmt: skip
# Not in Chromium 86, which some counties still have.
TOO_NEW = re.compile(
    r":is\(|:where\(|:has\(|:not\([^)]*\s[^)]*\)|\binset\b|margin-inline|aspect-ratio|@layer|oklch|\binert\b|popover"
    r"|\.at\(|Object\.hasOwn|structuredClone|randomUUID|\?\?=|\|\|="
)
OURS = [path for path in STATIC.iterdir() if path.is_file()]


def templates() -> list[Path]:
    """Every template of the product."""
    return sorted(path for folder in ("shared", "services") for path in (ROOT / folder).rglob("templates/*.html"))


def folders() -> list[Path]:
    """Every folder that has words: rooms with templates, and what all have in common."""
    return sorted({path.parent.parent for path in templates()})


def said_in(folder: Path) -> set[str]:
    """The Chinese that the templates of a folder say."""
    package = ".".join(folder.relative_to(ROOT).parts)
    environment = environment_of(package, "zh-CN")
    return {
        message
        for path in (folder / "templates").glob("*.html")
        for _, _, said in extract_from_ast(environment.parse(path.read_text(encoding="utf-8")), ["_"])
        for message in (said if isinstance(said, tuple) else (said,))
        if message
    }


def spoken(language: str) -> set[str]:
    """All that templates, the menu and the code lists say, in one of the languages."""
    said = [pair for folder in folders() for pair in english_in(folder).items()]
    said += [(entry.text.zh, entry.text.en) for entry in (*MENU, HOME, SELF)]
    said += [(code.zh, code.en) for codes in LISTS for code in codes.codes]
    return {pair[language == "en"] for pair in said}


def pages(service: str) -> Iterator[tuple[str, frozenset[str], frozenset[str] | None]]:
    """Path, methods and permissions of every page of a service; none for one that is public, None for a defect."""
    for context in iter_route_contexts(application(service).routes):
        if isinstance(context.original_route, PageRoute):
            yield str(context.path), frozenset(context.methods or ()), asked_for(context.dependant)


@pytest.mark.parametrize("service", SERVICES)
class TestEveryPage:
    def test_checks_its_caller_or_is_on_the_short_public_list(self, service: str) -> None:
        assert [path for path, _, asked in pages(service) if asked is None] == []
        assert {path for path, _, asked in pages(service) if not asked} <= PUBLIC_PAGES

    def test_lies_below_the_name_of_its_service_except_those_of_registry(self, service: str) -> None:
        elsewhere = [path for path, _, _ in pages(service) if not path.startswith(f"/{service}/")]
        assert service == "registry" or elsewhere == []

    def test_with_a_form_is_shown_to_those_who_may_send_it(self, service: str) -> None:
        asked = {(path, method): names for path, methods, names in pages(service) for method in methods}
        sent = {path: names for (path, method), names in asked.items() if method == "POST"}
        shown = {path: asked[path, "GET"] for path in sent if (path, "GET") in asked}
        assert shown
        assert {path: names for path, names in shown.items() if names != sent[path]} == {}


class TestTheEdge:
    def test_leads_to_the_pages_that_lie_below_no_service(self) -> None:
        [front] = re.findall(r"@front path (.+)", (ROOT / "deploy/edge/Caddyfile").read_text(encoding="utf-8"))
        found = {path for path, _, _ in pages("registry") if not path.startswith("/registry/")}
        led = {pattern: {path for path in found if fnmatchcase(path, pattern)} for pattern in front.split()}
        assert found == set().union(*led.values())
        assert [pattern for pattern, paths in led.items() if not paths] == []


class TestTheMenu:
    def test_leads_to_pages_and_is_for_whom_they_are(self) -> None:
        shown = {path: asked for service in SERVICES for path, methods, asked in pages(service) if "GET" in methods}
        wanted = {entry.path: frozenset({entry.permission}) for entry in (*MENU, HOME, SELF)}
        assert wanted == {path: shown.get(path) for path in wanted}

    def test_and_what_waits_leads_to_lists_that_are_asked_for_as_it_says(self) -> None:
        shown = {path: asked for path, methods, asked in pages("registry") if "GET" in methods}
        assert {each.path: shown.get(each.path.partition("?")[0]) for each in TO_DO} == {
            each.path: frozenset({each.read}) for each in TO_DO
        }

    def test_has_the_page_of_each_service_that_each_has(self) -> None:
        parked, cases = (next(each for each in MENU if each.path == f"/benefits/{end}") for end in ("parked", "cases"))
        assert parked.holds("/benefits/parked")
        assert parked.holds("/reporting/parked/0190")
        assert not parked.holds("/reporting/parkedly")
        assert cases.holds("/benefits/cases/0190")
        assert not cases.holds("/reporting/cases")

    def test_has_its_groups_in_one_piece_and_in_order(self) -> None:
        places = [GROUPS.index(entry.group) for entry in MENU]
        assert places == sorted(places)


class TestWhatClerksAreTold:
    """A page, a button or a reason that is quoted to them is called so where they look for it."""

    def test_quotes_what_pages_say(self) -> None:
        told = [words for steps in DAYS.values() for words in (step.text.zh for step in steps)]
        told += [words for each in MISTAKES for words in (each.what.zh, each.way.zh)]
        told.append(TO_CLERKS.read_text(encoding="utf-8"))
        assert {quoted for words in told for quoted in re.findall("“([^”]+)”", words)} - spoken("zh") == set()

    def test_quotes_it_in_english(self) -> None:
        _, english = TO_CLERKS.read_text(encoding="utf-8").split("\n---\n")
        assert set(re.findall(r"\*([^*\n]+)\*", english)) - spoken("en") == set()


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
class TestTheWords:
    def test_have_their_english_and_no_more(self, folder: Path) -> None:
        own, common = english_in(folder), english_in(WEB) if folder != WEB else {}
        said = said_in(folder)
        assert sorted(said - set(own) - set(common)) == [], "missing in english.toml"
        assert sorted(set(own) - said) == [], "not said by any template"
        assert sorted(set(own) & set(common)) == [], "said in common already"

    def test_keep_their_placeholders(self, folder: Path) -> None:
        for chinese, english in english_in(folder).items():
            assert set(re.findall(r"%\(\w+\)s", chinese)) == set(re.findall(r"%\(\w+\)s", english)), chinese


@pytest.mark.parametrize("template", templates(), ids=lambda path: f"{path.parts[-3]}/{path.name}")
class TestATemplate:
    def test_says_nothing_that_is_not_known_before_it_is_shown(self, template: Path) -> None:
        environment = environment_of(".".join(template.parents[1].relative_to(ROOT).parts), "en")
        said = environment.in_language.visit(environment.parse(template.read_text(encoding="utf-8")))
        assert {each.name for each in said.find_all(nodes.Name)} & {"_", "said"} == set()

    def test_has_no_script_and_no_style_of_its_own(self, template: Path) -> None:
        html = template.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)|hx-on|hx-vals=.js:", html)

    def test_asks_for_permissions_that_there_are(self, template: Path) -> None:
        """It is asked when the page is shown: a misspelt one would fail for whoever comes that far."""
        asked = re.findall(r"""\bmay\(\s*['"]([^'"]*)""", template.read_text(encoding="utf-8"))
        assert set(asked) - set(PERMISSIONS) == set()

    def test_says_nothing_in_chinese_that_is_not_translated(self, template: Path) -> None:
        html = template.read_text(encoding="utf-8")
        bare = re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", "", html, flags=re.DOTALL)
        assert re.findall(r"[\u4e00-\u9fff]+", bare) == []


class TestAMacro:
    def test_is_called_by_some_template(self) -> None:
        sources = {
            path: re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL) for path in templates()
        }
        macros = {(path, name) for path, html in sources.items() for name in re.findall(r"\{% macro (\w+)\(", html)}
        calls = {name for html in sources.values() for name in re.findall(r"(?<!macro )\b(\w+)\(", html)}
        assert len(macros) > 20
        assert sorted(f"{path.name}: {name}" for path, name in macros if name not in calls) == []


class TestStaticFiles:
    @pytest.mark.parametrize("file", OURS, ids=lambda path: path.name)
    def test_say_nothing_that_chromium_86_cannot_read(self, file: Path) -> None:
        assert TOO_NEW.findall(file.read_text(encoding="utf-8")) == []

    @pytest.mark.parametrize(("name", "most"), [("site.css", 6_000), ("site.js", 4_000)])
    def test_are_small(self, name: str, most: int) -> None:
        assert len(gzip.compress((STATIC / name).read_bytes(), 9)) <= most

    def test_of_others_are_what_they_were_when_they_were_taken(self) -> None:
        lines = (STATIC / "vendor" / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
        listed = {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}
        kept = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (STATIC / "vendor").glob("*.js")}
        assert kept == listed


class TestARoomWithPages:
    def test_says_so_in_its_manifest(self) -> None:
        for name in SERVICES:
            service: Service = importlib.import_module(f"services.{name}").SERVICE
            for room in service.rooms:
                folder = ROOT / Path(*room.package.split("."))
                own = (folder / "templates").is_dir()
                assert bool(room.pages) == (own or shows_books_alone(room)), room.package


def shows_books_alone(room: Room) -> bool:
    """Whether all its pages are those that every book has, whose templates are in `shared.books`."""
    if not room.pages:
        return False
    shown = {route.endpoint.__module__ for route in room.get(room.pages).routes}
    return all(module.startswith("shared.books.") or module == "shared.export.answering" for module in shown)
