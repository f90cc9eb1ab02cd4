"""A route is kept once, as the application serves it, and answers as before."""

from typing import Annotated

import httpx2
from fastapi import APIRouter, Depends, FastAPI, Header
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel

from shared.service.routes import settle

NOT_FOUND, INVALID = 404, 422


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
