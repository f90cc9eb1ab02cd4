"""A route is kept once, as the application serves it, and answers as before."""

from typing import Annotated, Any

import httpx2
import pytest
from fastapi import APIRouter, Depends, FastAPI, Header, Request
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel

from shared.service.routes import settle

NOT_FOUND, INVALID = 404, 422
ID = "018f0000-0000-7000-8000-000000000001"


class Thing(BaseModel):
    size: int


async def asked_by(who: Annotated[str, Header()]) -> str:
    return who


def application() -> FastAPI:
    router = APIRouter(prefix="/things")

    @router.post("/{name}")
    async def keep(name: str, thing: Thing, who: Annotated[str, Depends(asked_by)]) -> Thing:
        return Thing(size=thing.size + len(name) + len(who))

    app = FastAPI(openapi_url=None)
    app.include_router(router, prefix="/v1")
    return app


class TestSettling:
    def test_leaves_of_each_route_what_is_served(self) -> None:
        app = application()
        settle(app)
        [served] = iter_route_contexts(app.routes)
        route = served.original_route
        assert isinstance(route, APIRoute)
        assert route.path == "/things/{name}"  # where the application has it, the context says
        kept = (route.dependant, route.body_field, route.response_field, route.app)
        assert all(
            mine is its
            for mine, its in zip(
                kept, (served.dependant, served.body_field, served.response_field, served.app), strict=True
            )
        )

    async def test_changes_no_answer(self) -> None:
        before, after = application(), application()
        settle(after)
        said = []
        for app in (before, after):
            async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://api") as client:
                good = await client.post("/v1/things/abc", json={"size": 1}, headers={"who": "me"})
                wrong = await client.post("/v1/things/abc", json={"size": "x"})
                nowhere = await client.post("/things/abc", json={"size": 1}, headers={"who": "me"})
            said.append([(each.status_code, each.json()) for each in (good, wrong, nowhere)])
        assert said[0] == said[1]
        assert said[1][0] == (200, {"size": 6})
        assert [status for status, _ in said[1]] == [200, INVALID, NOT_FOUND]


def rooms() -> FastAPI:
    """Routes that begin alike in two rooms, one over the other where both take a path; and what is no route."""
    first, second, app = APIRouter(), APIRouter(), FastAPI(openapi_url="/about/openapi.json", docs_url=None)
    asked: list[tuple[APIRouter, str, str]] = [
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
    app.include_router(first)
    app.include_router(second)
    app.include_router(application().router)
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
    settle(after)
    said = []
    for app in (before, after):
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://api") as client:
            answer = await client.request(method, path)
            said.append((answer.status_code, answer.text, answer.headers.get("allow"), answer.headers.get("location")))
    assert said[0] == said[1]
    assert said[1][0] == status


async def test_what_is_found_by_its_beginning_is_not_looked_for_among_all(monkeypatch: pytest.MonkeyPatch) -> None:
    app = rooms()
    settle(app)
    tried: list[str] = []
    for served in iter_route_contexts(app.routes):
        route = served.original_route
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
