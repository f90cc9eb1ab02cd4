"""Where a letter is asked for: one route of the API and two pages, made alike for every decision.

    letter_route(router, "/data-requests/{request_id}/letter", letter_of_request, "The answer, as PDF · 打印答复书")
    letter_pages(router, LIST + "/{request_id}/letter", letter_of_request, back=LIST)

`letter_of_request` is a dependency: it takes what names the decision and the `Reading` of whoever may see it, and
answers the `Letter`, or raises what tells that there is none.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Protocol

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from shared.http.overload import Limiter, limited_by
from shared.http.problems import problems
from shared.letters.letter import Letter
from shared.letters.office import DOCX, docx_of
from shared.letters.press import pdf_of
from shared.web.page import HEADERS, Viewing

PDF = "application/pdf"
# One at once: each takes a processor for some hundredths of a second, and some megabytes.
ONE_AT_ONCE = limited_by(Limiter(slots=1, queue=16, lease_seconds=None))


class LetterOf(Protocol):
    """A dependency that answers a letter. Its routes are called after it."""

    __name__: str
    __call__: Callable[..., Awaitable[Letter]]


def letter_route(router: APIRouter, path: str, of: LetterOf, summary: str) -> None:
    """Offer a letter as PDF to programs."""

    async def get_letter(request: Request, letter: Annotated[Letter, Depends(of)]) -> Response:
        return await _printed(request, letter)

    router.add_api_route(
        path,
        get_letter,
        name=f"get_{of.__name__}",
        summary=summary,
        response_class=Response,
        responses={200: {"content": {PDF: {}}}, **problems(401, 403, 404, 413, 503)},
        dependencies=[ONE_AT_ONCE],
    )


def letter_pages(router: APIRouter, path: str, of: LetterOf, *, back: str) -> None:
    """Show a letter, and print it; `back` is the page it is opened from, with the same parameters in its path."""

    async def show_letter(request: Request, view: Viewing, letter: Annotated[Letter, Depends(of)]) -> Response:
        asked = f"?{request.url.query}" if request.url.query else ""
        return view.show("letter.html", letter=letter, back=back.format_map(request.path_params), asked=asked)

    async def print_letter(request: Request, letter: Annotated[Letter, Depends(of)]) -> Response:
        printed = await _printed(request, letter)
        printed.headers.update(HEADERS)
        return printed

    router.add_api_route(path, show_letter, name=f"show_{of.__name__}")
    router.add_api_route(f"{path}.pdf", print_letter, name=f"print_{of.__name__}", dependencies=[ONE_AT_ONCE])


def document_route(router: APIRouter, path: str, of: LetterOf, summary: str) -> None:
    """Offer the same as DOCX to programs, where people are to work on it."""

    async def get_document(letter: Annotated[Letter, Depends(of)]) -> Response:
        return await _written(letter)

    router.add_api_route(
        path,
        get_document,
        name=f"get_document_of_{of.__name__}",
        summary=summary,
        response_class=Response,
        responses={200: {"content": {DOCX: {}}}, **problems(401, 403, 404, 413)},
    )


def document_page(router: APIRouter, path: str, of: LetterOf) -> None:
    """The same for people."""

    async def show_document(letter: Annotated[Letter, Depends(of)]) -> Response:
        written = await _written(letter)
        written.headers.update(HEADERS)
        return written

    router.add_api_route(path, show_document, name=f"show_document_of_{of.__name__}")


async def _written(letter: Letter) -> Response:
    content = await asyncio.to_thread(docx_of, letter)
    headers = {"Content-Disposition": f'attachment; filename="letter-{letter.about}.docx"'}
    return Response(content, media_type=DOCX, headers=headers)


async def _printed(request: Request, letter: Letter) -> Response:
    fonts: Path | None = request.app.state.settings.letter_fonts
    content = await asyncio.to_thread(pdf_of, letter, fonts)
    headers = {"Content-Disposition": f'inline; filename="letter-{letter.about}.pdf"'}
    return Response(content, media_type=PDF, headers=headers)
