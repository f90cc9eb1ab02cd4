"""What an API says of itself: `openapi.json`, and the pages that show it.

The docstring of an endpoint is its description; its first line, `Open a case for a veteran · 立案`, the summary.
"""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from starlette.responses import HTMLResponse

from shared.http.dependencies import public
from shared.http.problems import Problem, problems
from shared.http.router import Router

# All addresses are relative: an API is found directly, and by the edge below /api/<service>.
OPENAPI = "openapi.json"
FILES = "static-offline-docs"
HERE = [{"url": ".", "description": "where this description was found · 本说明所在地址"}]


def describe(app: FastAPI) -> None:
    """Add what need not be said of each route: summaries, the problems that follow from what it asks for, that it is
    public.

    With a `model` FastAPI would announce application/json for problems as well.
    """
    documented: Any = app  # to replace this method is FastAPI's documented way, and a type error for a checker
    made = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema:
            return app.openapi_schema
        document = made()
        for operation in (each for item in document["paths"].values() for each in item.values()):
            operation.update(_words(operation.get("description", operation["summary"])))
            operation.setdefault("security", [])
            for status, response in problems(*_implied(operation)).items():
                operation["responses"].setdefault(str(status), response)
        schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        parts = schema.pop("$defs")
        document.setdefault("components", {}).setdefault("schemas", {}).update({"Problem": schema, **parts})
        document["servers"] = HERE
        return document

    documented.openapi = described


def documentation_router(title: str) -> APIRouter:
    """`/docs` and `/redoc`, made of files of our own."""
    router = Router(include_in_schema=False, dependencies=[public()])
    icon = f"{FILES}/favicon.png"

    @router.get("/docs")
    async def show_docs() -> HTMLResponse:
        """To read and to try out."""
        return get_swagger_ui_html(
            openapi_url=OPENAPI,
            title=title,
            swagger_js_url=f"{FILES}/swagger-ui-bundle.js",
            swagger_css_url=f"{FILES}/swagger-ui.css",
            swagger_favicon_url=icon,
            # By subject: a browser takes half a minute to lay out each of registry's operations at once.
            swagger_ui_parameters={"docExpansion": "none", "filter": True},
        )

    @router.get("/redoc")
    async def show_redoc() -> HTMLResponse:
        """To read and to print."""
        return get_redoc_html(
            openapi_url=OPENAPI,
            title=title,
            redoc_js_url=f"{FILES}/redoc.standalone.js",
            redoc_favicon_url=icon,
            with_google_fonts=False,
        )

    return router


def _words(docstring: str) -> dict[str, str]:
    """Its first line, and what follows it, or the same where nothing does."""
    summary, _, more = docstring.partition("\n")
    return {"summary": summary, "description": more.strip() or summary}


def _implied(operation: Mapping[str, Any]) -> tuple[int, ...]:
    """What follows from asking who calls, and from reading a body."""
    asking = (401, 403) if operation["security"] else ()
    reading = (400, 408, 413, 415) if operation.get("requestBody") else ()
    return *asking, *reading
