"""The pages of a service as a description of an API: what a browser may send, in addresses and forms."""

from collections.abc import Iterator
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from pydantic import BaseModel

from shared.http.browser import PageRoute
from shared.web.sent import KEY, VERSION, Receiver
from tests.architecture.test_wiring import application

_COMPONENTS = "#/components/schemas/{model}"
_BESIDE = {KEY: {"type": "string"}, VERSION: {"type": "integer"}}


def described(service: str) -> dict[str, Any]:
    """OpenAPI, as FastAPI writes it of other routes, with the fields of the forms added."""
    found = [(context, _shown(context)) for context in _pages(service)]
    description = get_openapi(title=service, version="0", routes=[route for _, route in found])
    schemas = description.setdefault("components", {}).setdefault("schemas", {})
    for context, route in found:
        for schema in _sent_to(context.dependant):
            fields = schema.model_json_schema(ref_template=_COMPONENTS)
            schemas |= fields.pop("$defs", {})
            fields["properties"] = {**_BESIDE, **fields.get("properties", {})}
            body = {"content": {"application/x-www-form-urlencoded": {"schema": fields}}}
            description["paths"][route.path_format]["post"]["requestBody"] = body
    return description


def _pages(service: str) -> Iterator[RouteContext]:
    for context in iter_route_contexts(application(service).routes):
        if isinstance(context.original_route, PageRoute):
            yield context


def _shown(context: RouteContext) -> APIRoute:
    page = context.original_route
    assert isinstance(page, PageRoute)
    return APIRoute(page.path, page.endpoint, methods=page.methods, name=page.name)


def _sent_to(dependant: Dependant) -> Iterator[type[BaseModel]]:
    if isinstance(dependant.call, Receiver):
        yield dependant.call.schema
    for part in dependant.dependencies:
        yield from _sent_to(part)
