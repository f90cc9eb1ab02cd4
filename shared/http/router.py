"""Routes as every service serves them.

FastAPI's `include_router` makes each route a second time, as a part of the application: registry has fourteen hundred,
and the second time took a third of its start and as much memory as the first. So a router here says at once what an
application would add, and the application serves the routes as they are.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.params import Depends as Dependency
from fastapi.routing import APIRoute

from shared.http.dependencies import only_its_parameters
from shared.http.problems import problems

# A body may be so large unless its route says `max_body_size=`.
LARGEST_BODY_BYTES = 2 * 1024 * 1024


class Router(APIRouter):
    """The routes of a room. An address takes its own parameters alone, may answer what every address may, and is called
    in the description as its function is."""

    def __init__(
        self,
        *,
        prefix: str = "",
        tags: Sequence[str] = (),
        dependencies: Sequence[Dependency] = (),
        responses: Mapping[int | str, dict[str, Any]] | None = None,
        include_in_schema: bool = True,
        route_class: type[APIRoute] = APIRoute,
    ) -> None:
        super().__init__(
            prefix=prefix,
            tags=[*tags],
            dependencies=[Depends(only_its_parameters), *dependencies],
            responses={**problems(422, 500, 503, 507), **(responses or {})},
            include_in_schema=include_in_schema,
            route_class=route_class,
            generate_unique_id_function=lambda route: route.name,
            max_body_size=LARGEST_BODY_BYTES,
        )


def joined(*routers: APIRouter) -> Router:
    """One router with the routes of all, in their order, as they stand."""
    whole = Router()
    for router in routers:
        whole.routes.extend(router.routes)
    return whole
