"""Fence: everything that must be connected is (architecture, section 2, row "wiring")."""

import importlib
import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from shared.events.catalogue import CATALOGUE, consumed_by
from shared.inbox.projection import Projection
from tests.architecture.tree import ROOT, SERVICES
from tests.databases import given_settings

PUBLIC_EVERYWHERE = {"/healthz", "/readyz", "/version", "/metrics"}
PUBLIC_IN = {"registry": {"/setup", "/tokens", "/.well-known/jwks.json"}}


def application(service: str) -> FastAPI:
    """The API of a service, as `main.py` builds it."""
    main = importlib.import_module(f"services.{service}.main")
    created = main.create_app(given_settings(service))
    assert isinstance(created, FastAPI)
    return created


def projections(service: str) -> tuple[Projection, ...]:
    """What the worker of a service folds its events into."""
    found: tuple[Projection, ...] = importlib.import_module(f"services.{service}.worker").PROJECTIONS
    return found


def dependencies_of(dependant: Dependant) -> Iterator[object]:
    """Every callable a route depends on, at any depth."""
    for inner in dependant.dependencies:
        yield inner.call
        yield from dependencies_of(inner)


def api_routes(service: str) -> list[APIRoute]:
    """The routes of a service that a caller can reach."""
    return [route for route in application(service).routes if isinstance(route, APIRoute)]


@pytest.mark.parametrize("service", SERVICES)
class TestEveryRoute:
    def test_checks_its_caller_or_is_on_the_short_public_list(self, service: str) -> None:
        public = PUBLIC_EVERYWHERE | PUBLIC_IN.get(service, set())
        unchecked = {
            route.path
            for route in api_routes(service)
            if not any(hasattr(call, "roles") for call in dependencies_of(route.dependant))
        }
        assert unchecked <= public

    def test_says_what_it_does_and_what_comes_back(self, service: str) -> None:
        silent = [route.path for route in api_routes(service) if route.include_in_schema and not route.description]
        assert silent == []


@pytest.mark.parametrize("service", SERVICES)
class TestEveryConsumer:
    def test_folds_exactly_what_the_catalogue_says_it_consumes(self, service: str) -> None:
        folded = {contract for projection in projections(service) for contract in projection.contracts}
        assert folded == {published.contract for published in consumed_by(service)}

    def test_folds_only_what_somebody_publishes(self, service: str) -> None:
        published = {entry.contract for entry in CATALOGUE}
        assert all(set(projection.contracts) <= published for projection in projections(service))

    def test_names_the_tables_that_a_rebuild_swaps(self, service: str) -> None:
        assert all(projection.tables for projection in projections(service))


@pytest.mark.parametrize("service", SERVICES)
class TestEverySetting:
    def test_stands_in_the_example_environment(self, service: str) -> None:
        settings = importlib.import_module(f"services.{service}.settings").Settings
        example = (ROOT / ".env.example").read_text(encoding="utf-8")
        named = set(re.findall(r"^#?\s*([A-Z][A-Z0-9_]+)=", example, flags=re.MULTILINE))
        wanted = {f"{service}_{field}".upper() for field in settings.model_fields}
        assert wanted <= named

    def test_is_read_by_the_settings_alone(self, service: str) -> None:
        readers = [
            str(path.relative_to(ROOT))
            for path in (ROOT / "services" / service).rglob("*.py")
            if path.name != "settings.py" and re.search(r"os\.environ|getenv", path.read_text(encoding="utf-8"))
        ]
        assert readers == []
