"""Routes as they are served.

FastAPI makes a route of a router twice: by itself, and once more as a part of the application. Nobody asks the first,
and it takes as much memory as the second.
"""

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts


def settle(app: FastAPI) -> None:
    """Call once, when the application is complete: what a route asks for and answers is then kept once. It is found out
    here, not while the first request waits."""
    for served in iter_route_contexts(app.routes):
        route = served.original_route
        if isinstance(route, APIRoute):
            route.dependant = served.dependant
            route.body_field = served.body_field
            route.response_field = served.response_field
            route.app = served.app
