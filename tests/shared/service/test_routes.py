"""A route is found by how its path begins, as trying all would find it."""

from typing import Any

import httpx2
import pytest
from fastapi import FastAPI, Request
from fastapi.routing import APIRoute

from shared.http.router import Router, joined
from shared.service.routes import index

ID = "018f0000-0000-7000-8000-000000000001"


def rooms() -> FastAPI:
    """Routes that begin alike in two rooms, one over the other where both take a path; and what is no route."""
    first, second, app = Router(), Router(), FastAPI(openapi_url="/about/openapi.json", docs_url=None)
    asked: list[tuple[Router, str, str]] = [
        (first, "GET", "/things"),
        (first, "GET", "/things/{thing_id:uuid}"),
        (first, "POST", "/things/{thing_id:uuid}/ends"),
        (first, "GET", "/pages/things/{thing_id}"),
        (second, "POST", "/things"),
        (second, "GET", "/things/exports"),
        (second, "GET", "/things/{name}"),
        (second, "GET", "/pages/things/all"),
        (second, "GET", "/pages/{name}"),
        (second, "GET", "/files/{path:path}"),
    ]
    for number, (router, method, path) in enumerate(asked):
        router.add_api_route(path, answering(number), methods=[method])
    app.router.routes.extend(joined(first, second).routes)
    app.mount("/files/static", FastAPI(openapi_url=None))
    return app


def answering(number: int) -> Any:
    async def answer(request: Request) -> tuple[int, dict[str, Any], str]:
        return number, {name: str(each) for name, each in request.path_params.items()}, str(request.url_for("answer_0"))

    answer.__name__ = f"answer_{number}"
    return answer


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/things", 200),
        ("GET", "/things/", 307),
        ("POST", "/things", 200),
        ("DELETE", "/things", 405),
        ("HEAD", "/things", 405),
        ("GET", f"/things/{ID}", 200),
        ("GET", "/things/exports", 200),
        ("GET", "/about/openapi.json", 200),
        ("GET", "/things/%E4%B8%80", 200),
        ("POST", f"/things/{ID}/ends", 200),
        ("GET", f"/things/{ID}/ends", 405),
        ("GET", f"/things/{ID}/nothing", 404),
        ("GET", "/pages/things/all", 200),
        ("GET", "/pages/other", 200),
        ("GET", "/pages", 404),
        ("GET", "/files/a/b", 200),
        ("GET", "/files/static/c", 200),
        ("GET", "//things", 404),
        ("GET", "/", 404),
    ],
)
async def test_a_route_is_found_as_by_trying_all(method: str, path: str, status: int) -> None:
    before, after = rooms(), rooms()
    index(after)
    said = []
    for app in (before, after):
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://api") as client:
            answer = await client.request(method, path)
            said.append((answer.status_code, answer.text, answer.headers.get("allow"), answer.headers.get("location")))
    assert said[0] == said[1]
    assert said[1][0] == status


async def test_what_is_found_by_its_beginning_is_not_looked_for_among_all(monkeypatch: pytest.MonkeyPatch) -> None:
    app = rooms()
    index(app)
    tried: list[str] = []
    for route in app.routes:
        if isinstance(route, APIRoute):
            monkeypatch.setattr(route, "matches", watched(route, tried))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://api") as client:
        assert (await client.get("/pages/other")).json()[0] == 8
    assert tried == ["/pages/{name}"]


def watched(route: APIRoute, tried: list[str]) -> Any:
    matches = route.matches

    def match(scope: Any) -> Any:
        tried.append(route.path)
        return matches(scope)

    return match
