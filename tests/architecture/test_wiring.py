"""Fence: everything that must be connected is."""

import importlib
import inspect
import pkgutil
import re
from functools import cache
from typing import Any, TypeVar, get_args

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel, ValidationError

from services.benefits.applications.consumer import APPLICATIONS_FOLLOW
from services.benefits.awards.consumer import AWARDS_FOLLOW
from services.benefits.cases.consumer import CASES_FOLLOW
from services.benefits.facts.consumer import FACTS_TO_ASK
from services.reporting.daily_reports.projection import DAILY_REPORTS_FOLLOW
from services.reporting.dispatches.consumer import DISPATCHES_FOLLOW
from services.reporting.rankings.consumer import APPEALS_FOLLOW
from services.reporting.scores.consumer import SCORES_FOLLOW
from services.reporting.slips.consumer import SLIPS_FOLLOW
from shared.erasure import ERASURES
from shared.events.catalogue import CATALOGUE, consumed_by
from shared.http.dependencies import asked_for, only_its_parameters
from shared.http.validation import RequestBody
from shared.inbox.projection import Projection
from shared.rotation import Rekeying
from shared.schedule import Job
from shared.schedule.retention import FORGET_ANSWERS
from shared.service.assembly import jobs_of, projections_of
from tests.architecture.tree import ROOT, SERVICES, rooms
from tests.databases import given_settings, settings_class_of

PUBLIC_EVERYWHERE = {"/healthz", "/readyz", "/version", "/metrics"}
PUBLIC_IN = {
    "registry": {"/setup", "/tokens", "/tokens/renewal", "/tokens/assertion", "/activation", "/.well-known/jwks.json"}
}


@cache  # it is only looked at, and its description takes seconds to make
def application(service: str) -> FastAPI:
    """The API of a service, as `main.py` builds it."""
    main = importlib.import_module(f"services.{service}.main")
    created = main.create_app(given_settings(service))
    assert isinstance(created, FastAPI)
    return created


def _models(annotation: Any) -> list[type[BaseModel]]:
    """The schemas that a body is made of, those inside it included."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        within = [model for field in annotation.model_fields.values() for model in _models(field.annotation)]
        return [annotation, *within]
    return [model for part in get_args(annotation) for model in _models(part)]


def _calls_of(dependant: Dependant) -> list[object]:
    """What a route depends on, at whatever depth."""
    return [call for part in dependant.dependencies for call in (part.call, *_calls_of(part))]


def _is_awaited(call: object) -> bool:
    return inspect.iscoroutinefunction(call) or inspect.isasyncgenfunction(call)


def projections(service: str) -> tuple[Projection, ...]:
    """What the worker of a service folds its events into."""
    return projections_of(importlib.import_module(f"services.{service}").SERVICE)


M = TypeVar("M")


def within(package: str, kind: type[M]) -> list[M]:
    """What of this kind the modules of a room hold, whoever gives it to its worker."""
    found = pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}.")
    modules = [importlib.import_module(module.name) for module in found]
    return [each for module in modules for each in vars(module).values() if isinstance(each, kind)]


@pytest.mark.parametrize("service", SERVICES)
class TestEveryRoute:
    def test_checks_its_caller_or_is_on_the_short_public_list(self, service: str) -> None:
        found = {
            context.path: asked_for(context.dependant)
            for context in iter_route_contexts(application(service).routes)
            if isinstance(context.original_route, APIRoute) and context.include_in_schema
        }
        assert found, "no route at all"
        assert [path for path, asked in found.items() if asked is None] == []
        assert {path for path, asked in found.items() if not asked} <= PUBLIC_EVERYWHERE | PUBLIC_IN.get(service, set())

    def test_is_made_once_by_a_router_of_ours(self, service: str) -> None:
        """Metrics take the path from `scope["route"]`, which would know nothing of an `include_router(prefix=…)`."""
        routes = application(service).routes
        assert [each for each in routes if not hasattr(each, "path")] == []  # what include_router leaves
        made = [each for each in routes if isinstance(each, APIRoute)]
        assert made
        dependencies = {each.path: [one.dependency for one in each.dependencies] for each in made}
        assert [path for path, asked in dependencies.items() if asked[:1] != [only_its_parameters]] == []

    def test_takes_no_body_that_is_not_looked_at_for_characters_nobody_can_see(self, service: str) -> None:
        bodies = [
            (each.path, model)
            for each in iter_route_contexts(application(service).routes)
            if isinstance(each.original_route, APIRoute)
            for field in each.dependant.body_params
            for model in _models(field.field_info.annotation)
        ]
        assert bodies or service in {"reporting"}
        assert [(path, model) for path, model in bodies if not issubclass(model, RequestBody)] == []

    def test_is_given_what_it_asks_for_by_its_own_thread(self, service: str) -> None:
        """FastAPI hands whatever is no coroutine to another one, classes too, and a page waits for it."""
        handed_over = [
            (each.path, call)
            for each in application(service).routes
            if isinstance(each, APIRoute)
            for call in _calls_of(each.dependant)
            if not any(map(_is_awaited, (call, type(call).__call__)))
        ]
        assert handed_over == []

    def test_says_what_it_does_in_both_languages(self, service: str) -> None:
        operations = [
            (path, method)
            for path, item in application(service).openapi()["paths"].items()
            for method, operation in item.items()
            if not re.fullmatch(r"[A-Z].* · .*[\u4e00-\u9fff].*", operation["summary"])
        ]
        assert operations == []


class TestEveryBody:
    def test_takes_no_number_of_a_person_where_it_asks_why(self) -> None:
        """A reason or purpose goes into the audit, which nobody can delete from."""
        for service in SERVICES:
            application(service)
        names = {"reason", "purpose"}
        asking = [(body, name) for body in _bodies(RequestBody) for name in body.model_fields if name in names]
        assert len(asking) > len(SERVICES)
        number = "核对411329195103070014的材料"
        assert [f"{body.__name__}.{name}" for body, name in asking if _takes(body, name, number)] == []


def _bodies(schema: type[RequestBody]) -> list[type[RequestBody]]:
    """All that stand on it, as far as they are imported."""
    return [each for below in schema.__subclasses__() for each in (below, *_bodies(below))]


def _takes(body: type[RequestBody], field: str, value: str) -> bool:
    try:
        body.model_validate({field: value})
    except ValidationError as refused:
        return not any(error["loc"] == (field,) for error in refused.errors())
    return True


@pytest.mark.parametrize("service", SERVICES)
class TestEveryManifest:
    def test_names_what_its_room_holds(self, service: str) -> None:
        listed = importlib.import_module(f"services.{service}").SERVICE.rooms
        assert {room.package.rpartition(".")[2] for room in listed} == {path.name for path in rooms(service)}
        for room in listed:
            named = (*room.projections, *room.parts, *room.jobs, *room.tasks, *room.rekeyings)
            also = (*room.recoveries, *room.erasures, *room.measures)
            for name in filter(None, (room.router, room.pages, *named, *also)):
                assert room.get(name) is not None

    def test_leaves_out_nothing_that_its_room_holds(self, service: str) -> None:
        for room in importlib.import_module(f"services.{service}").SERVICE.rooms:
            files = {path.stem for path in (ROOT / "services" / service / room.package.rpartition(".")[2]).iterdir()}
            of_worker = (*room.projections, *room.parts, *room.measures)
            given = {name.partition(".")[0] for name in (room.router, room.pages, *of_worker)}
            folds = {"consumer"} if "consumer" in files else {"projection"}  # a consumer gives its projection, and more
            assert files & {"endpoints", "pages", "loop", *folds} == given - {""}, room.package

    def test_leaves_out_no_job(self, service: str) -> None:
        for room in importlib.import_module(f"services.{service}").SERVICE.rooms:
            given = {room.get(name).name for name in room.jobs}
            assert {job.name for job in within(room.package, Job)} - {FORGET_ANSWERS.name} == given, room.package

    def test_leaves_out_no_rekeying(self, service: str) -> None:
        for room in importlib.import_module(f"services.{service}").SERVICE.rooms:
            given = {room.get(name).name for name in room.rekeyings}
            assert {each.name for each in within(room.package, Rekeying)} == given, room.package

    def test_brings_whatever_a_master_key_wrapped_under_the_next(self, service: str) -> None:
        rooms_of = importlib.import_module(f"services.{service}").SERVICE.rooms
        given = {room.get(name).name for room in rooms_of for name in room.rekeyings}
        tables = importlib.import_module(f"services.{service}.database").METADATA.tables.values()
        wrapped = {each.name for each in tables if any("wrapped by the master" in (c.comment or "") for c in each.c)}
        assert wrapped <= given


@pytest.mark.parametrize("service", SERVICES)
class TestEveryConsumer:
    def test_folds_exactly_what_the_catalogue_says_it_consumes(self, service: str) -> None:
        folded = {contract for projection in projections(service) for contract in projection.contracts}
        assert folded == {published.contract for published in consumed_by(service)}

    def test_folds_only_what_somebody_publishes(self, service: str) -> None:
        published = {entry.contract for entry in CATALOGUE}
        assert all(set(projection.contracts) <= published for projection in projections(service))

    def test_names_the_tables_that_a_rebuild_swaps(self, service: str) -> None:
        """What forgets the erased keeps nothing, nor what puts a service's own rows where their unit stands, nor what
        says whose file is to be asked for."""
        ours = (APPLICATIONS_FOLLOW, AWARDS_FOLLOW, CASES_FOLLOW, DAILY_REPORTS_FOLLOW, DISPATCHES_FOLLOW, SLIPS_FOLLOW)
        follow = (*ours, SCORES_FOLLOW, APPEALS_FOLLOW)
        keeping_nothing = {ERASURES, FACTS_TO_ASK.name, *(each.name for each in follow)}
        assert all(each.tables for each in projections(service) if each.name not in keeping_nothing)


@pytest.mark.parametrize("service", SERVICES)
class TestEveryJob:
    def test_has_a_name_of_its_own(self, service: str) -> None:
        manifest = importlib.import_module(f"services.{service}").SERVICE
        names = [job.name for job in (FORGET_ANSWERS, *jobs_of(manifest))]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("service", SERVICES)
class TestEverySetting:
    def test_stands_in_the_example_environment(self, service: str) -> None:
        settings = settings_class_of(service)
        example = (ROOT / ".env.example").read_text(encoding="utf-8")
        named = set(re.findall(r"^#?\s*([A-Z][A-Z0-9_]+)=", example, flags=re.MULTILINE))
        wanted = {settings.variable(field) for field in settings.model_fields}
        assert wanted <= named

    def test_is_read_by_the_settings_alone(self, service: str) -> None:
        readers = [
            str(path.relative_to(ROOT))
            for path in (ROOT / "services" / service).rglob("*.py")
            if path.name != "settings.py" and re.search(r"os\.environ|getenv", path.read_text(encoding="utf-8"))
        ]
        assert readers == []
