"""Many entries of a book in a workbook: the form, and what became of each row."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from shared.approval.recusal import Recusal
from shared.books.above import list_above
from shared.books.batches import layout_of, record_workbook
from shared.books.contents import Books
from shared.command import Work
from shared.entries.schemas import Book
from shared.http.dependencies import Reading, commanding, looking, reading
from shared.http.registry import AskingRegistry
from shared.web.batches import show_verdicts
from shared.web.forms import Form
from shared.web.page import Viewing
from shared.workbooks.template import workbook_answer
from shared.workbooks.uploading import MOST_UPLOAD_BYTES


def many_pages(router: APIRouter, books: Books, book: Book, *, at: str, words: Mapping[str, Any], asks: Any) -> None:
    """The form that hands a workbook in, what became of its rows, and the workbook to fill in."""
    may_see, may_do, name = (
        Depends(reading(book.keep)),
        Depends(commanding(book.keep)),
        book.definition.name.replace("-", "_"),
    )
    shown: Mapping[str, Any] = {**words, "called": layout_of(book).called}

    async def show_upload(view: Viewing, _reading: Reading = may_see) -> Response:
        return view.show("entries-many.html", form=Form(), batch=None, **shown)

    async def hand_in(
        *, view: Viewing, registry: AskingRegistry, work: Work = may_do, recusal: Recusal = asks
    ) -> Response:
        async with looking(work) as reading:
            above = await list_above(reading, books, book)
        judging = record_workbook(work, view.request, book, above=above, registry=registry, recusal=recusal)
        return await show_verdicts(view, "entries-many.html", judging, **shown)

    async def fetch_template(reading: Reading = may_see) -> Response:
        return workbook_answer(layout_of(book, await list_above(reading, books, book)), book.sheet.name)

    router.add_api_route(f"{at}/many", show_upload, name=f"show_many_{name}")
    router.add_api_route(
        f"{at}/many", hand_in, methods=["POST"], max_body_size=MOST_UPLOAD_BYTES, name=f"send_many_{name}"
    )
    router.add_api_route(f"{at}/many/template.xlsx", fetch_template, name=f"fetch_{name}_template")
