"""Fence: every list can be taken away as it is shown, or it is said why not."""

import re
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from shared.export.taking import Export
from shared.http.browser import PageRoute
from shared.web.sent import Receiver
from tests.architecture.test_wiring import application
from tests.architecture.tree import ROOT, SERVICES

WITHOUT: Mapping[str, str] = tomllib.loads(
    (ROOT / "tests/architecture/exports.toml").read_text(encoding="utf-8")
)  # fmt: skip
SAYS_SOMETHING = 15
# Books have one template, whose heads are the columns of the sheet that is taken away.
OF_ANY_BOOK = (ROOT / "shared/books/templates/entries.html").read_text(encoding="utf-8")
NO_FILTERS = {"cursor", "limit", "done"}


class Listed(NamedTuple):
    """A list that can be taken away: its page, what the page may be filtered by, and where its template is."""

    path: str
    filters: frozenset[str]
    export: Export[Any]
    room: Path


def pages(service: str) -> Mapping[tuple[str, str], Any]:
    """The pages of a service by method and path; the name of the service in a path is left open."""
    return {
        (method, re.sub(rf"^/{service}/(parked|audit)", r"/{service}/\1", str(context.path))): context
        for context in iter_route_contexts(application(service).routes)
        if isinstance(context.original_route, PageRoute)
        for method in context.methods or ()
    }


def parameters(dependant: Dependant) -> frozenset[str]:
    """What may stand in the query."""
    return frozenset(each.name for each in dependant.query_params).union(*map(parameters, dependant.dependencies))


def listed(service: str) -> Mapping[str, frozenset[str]]:
    """The pages that show a list piece by piece, and their filters."""
    found = {path: parameters(each.dependant) for (method, path), each in pages(service).items() if method == "GET"}
    return {path: names - NO_FILTERS for path, names in found.items() if "cursor" in names}


def exports(service: str) -> Mapping[type, tuple[Export[Any], Path]]:
    """Those of a service's rooms, by their forms, with the folder of the room."""
    application(service)
    modules = {name: each for name, each in sys.modules.items() if name.startswith(f"services.{service}.")}
    return {
        export.form: (export, ROOT / Path(*name.split(".")[:3]))
        for name, module in modules.items()
        if ".schemas" in name
        for held in vars(module).values()
        for export in (held if isinstance(held, tuple) else (held,))
        if isinstance(export, Export)
    }


def taken_away(service: str) -> list[Listed]:
    """The lists that can be."""
    of_form, shown, found = exports(service), listed(service), pages(service)
    return [
        Listed(path, shown[path], *of_form[each.call.schema])
        for path in shown
        if ("POST", f"{path}/export") in found
        for each in found["POST", f"{path}/export"].dependant.dependencies
        if isinstance(each.call, Receiver) and each.call.schema in of_form
    ]


@pytest.mark.parametrize("service", SERVICES)
class TestAListThatIsTakenAway:
    def test_is_taken_away_as_it_was_filtered(self, service: str) -> None:
        for each in taken_away(service):
            form = set(each.export.form.model_fields) - {"purpose"}
            assert form == each.filters, each.path
            assert form == {column.name for column in each.export.sheet.filters}, each.path

    def test_is_offered_to_who_may_and_has_the_columns_of_its_page(self, service: str) -> None:
        for each in taken_away(service):
            html = template_of(each)
            may = "book.export" if html == OF_ANY_BOOK else f"'{each.export.permission}'"
            assert f"may({may}) %}}{{{{ lists.export() }}}}" in html, each.path
        assert {each.path: heads for each in taken_away(service) if (heads := without_column(each))} == {}


def template_of(each: Listed) -> str:
    """That of the list."""
    titled = f"block title %}}{{{{ _('{each.export.sheet.zh}') }}}}"
    own = [path.read_text(encoding="utf-8") for path in (each.room / "templates").glob("*.html")]
    found = [text for text in own if "lists.export()" in text and titled in text]
    [html] = found or [OF_ANY_BOOK]
    return html


def without_column(each: Listed) -> list[str]:
    """Heads of the page that nothing in the file begins with; rows that several pages share stand elsewhere."""
    table = re.search(r"lists\.table\(\[(.+?)\]", template_of(each))
    heads = re.findall(r"_\('([^']+)'\)", table[1]) if table else []
    return [head for head in heads if not any(name.zh.startswith(head) for name in each.export.sheet.columns)]


class TestEveryOtherList:
    def test_is_in_the_table_and_no_more(self) -> None:
        shown = {path for service in SERVICES for path in listed(service)}
        taken = {each.path for service in SERVICES for each in taken_away(service)}
        assert shown - taken == set(WITHOUT)

    def test_says_why(self) -> None:
        assert [path for path, reason in WITHOUT.items() if len(reason) < SAYS_SOMETHING] == []
