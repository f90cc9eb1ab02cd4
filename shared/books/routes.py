"""A book over HTTP: for each the same routes."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request
from sqlalchemy import Row
from starlette.responses import Response

from shared.approval.recusal import Recusal
from shared.books.above import list_above
from shared.books.asked import asking
from shared.books.batches import EntryBatchView, layout_of, record_workbook
from shared.books.contents import Books
from shared.books.recusal import AskingRecusal, nobody_is_recused
from shared.command import Work
from shared.entries.commands import correct_entry, record_entry, revoke_entry, take_step, take_step_back
from shared.entries.domain import Step
from shared.entries.queries import WantedEntries, fetch_entries, get_entry, list_versions, state_now
from shared.entries.schemas import Book, EntryDone, EntryRevocation, EntryVersionView, step_form
from shared.export.answering import export_route
from shared.http.dependencies import Reading, commanding, looking, reading
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.registry import AskingRegistry
from shared.language import Text
from shared.workbooks.template import workbook_answer
from shared.workbooks.uploading import MOST_UPLOAD_BYTES, TEMPLATE_RESPONSES, workbook_form

EntryId = Annotated[UUID, Path(alias="entry_id")]
ONE = "/{entry_id:uuid}"


def entry_routes(router: APIRouter, books: Books, book: Book, *, recusal: AskingRecusal = nobody_is_recused) -> None:
    """Record, list, show, correct, go on, revoke, take away; `recusal` asks on whom the caller decides nothing, where
    what is recorded gives somebody something."""
    asks = Depends(recusal)
    export_route(router, f"{book.at}/exports", book.taken)
    _reading_routes(router, book)
    _recording_route(router, book, asks)
    if book in books.with_workbooks:
        _workbook_routes(router, books, book, asks)
    _correction_route(router, book, asks)
    _ending_route(router, book, "revocation", revoke_entry, Text("撤销", "revoke an entry that never was"), asks=asks)
    if book.definition.steps:
        _ending_route(
            router, book, "step-back", take_step_back, Text("退回上一步", "take the last step back"), asks=asks
        )
    for step in book.definition.steps:
        _step_route(router, book, step, asks)


def _reading_routes(router: APIRouter, book: Book) -> None:
    definition, may_read, name = book.definition, Depends(reading(book.read)), _name(book)
    wanting = Depends(asking(book))

    async def list_entries(
        reading: Reading = may_read,
        wanted: WantedEntries = wanting,
        *,
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Any:
        return await fetch_entries(reading, definition, wanted, cursor, limit, view=partial(_view, book, reading))

    async def show_entry(entry_id: EntryId, reading: Reading = may_read) -> Any:
        return _view(book, reading, await get_entry(reading.connection, definition, entry_id, reading.caller))

    async def list_entry_versions(entry_id: EntryId, reading: Reading = may_read) -> list[EntryVersionView]:
        await get_entry(reading.connection, definition, entry_id, reading.caller)
        found = await list_versions(reading.connection, definition, entry_id)
        return [EntryVersionView.model_validate(dict(row._mapping)) for row in found]

    page: Any = Page[book.view]  # type: ignore[name-defined]
    for path, endpoint, model, called, refused, said in (
        ("", list_entries, page, f"list_{name}_entries", (404, 409), Text("列表", "the last recorded first")),
        (ONE, show_entry, book.view, f"show_{name}", (404,), Text("记录", "an entry")),
        (
            f"{ONE}/versions", list_entry_versions, list[EntryVersionView], f"list_{name}_versions", (404,),
            Text("的历次记录", "what an entry said, the last first"),
        ),
    ):  # fmt: skip
        router.add_api_route(
            f"{book.at}{path}",
            endpoint,
            name=called,
            tags=[book.sheet.en.lower()],
            response_model=model,
            summary=f"{book.sheet.en}: {said.en} · {book.sheet.zh}{said.zh}",
            responses=problems(401, 403, *refused),
        )


def _recording_route(router: APIRouter, book: Book, asks: Any) -> None:
    may_keep = Depends(commanding(book.keep))

    async def post_entry(form: Any, work: Work = may_keep, recusal: Recusal = asks) -> EntryDone:
        facts = form.facts()
        entry_id = await record_entry(work, book.definition, facts, document=form.document, recusal=recusal)
        _, taken = book.definition.begun(facts)
        return EntryDone(entry_id=entry_id, version=1 + len(taken))

    post_entry.__annotations__["form"] = book.form
    _post(router, book, "", post_entry, Text("登记", "record an entry"))


def _workbook_routes(router: APIRouter, books: Books, book: Book, asks: Any) -> None:
    may_keep, may_see = Depends(commanding(book.keep)), Depends(reading(book.keep))

    async def post_workbook(
        *, request: Request, registry: AskingRegistry, work: Work = may_keep, recusal: Recusal = asks
    ) -> EntryBatchView:
        async with looking(work) as reading:
            above = await list_above(reading, books, book)
        return await record_workbook(work, request, book, above=above, registry=registry, recusal=recusal)

    async def get_template(reading: Reading = may_see) -> Response:
        return workbook_answer(layout_of(book, await list_above(reading, books, book)), book.sheet.name)

    router.add_api_route(
        f"{book.at}/workbooks",
        post_workbook,
        methods=["POST"],
        name=f"post_{_name(book)}_workbook",
        tags=[book.sheet.en.lower()],
        summary=f"{book.sheet.en}: record many from an XLSX or CSV file, row by row · {book.sheet.zh}：上传表格",
        openapi_extra=workbook_form(),
        max_body_size=MOST_UPLOAD_BYTES,
        responses=problems(401, 403, 413, 415, 429),
    )
    router.add_api_route(
        f"{book.at}/template.xlsx",
        get_template,
        name=f"get_{_name(book)}_template",
        tags=[book.sheet.en.lower()],
        summary=f"{book.sheet.en}: the workbook to fill in · {book.sheet.zh}：下载表格模板",
        response_class=Response,
        responses=TEMPLATE_RESPONSES,
    )


def _correction_route(router: APIRouter, book: Book, asks: Any) -> None:
    may_keep = Depends(commanding(book.keeping("correction")))

    async def post_correction(
        entry_id: EntryId, form: Any, work: Work = may_keep, recusal: Recusal = asks
    ) -> EntryDone:
        said: dict[str, Any] = {"document": form.document, "version": form.version}
        version = await correct_entry(work, book.definition, entry_id, form.facts(), **said, recusal=recusal)
        return EntryDone(entry_id=entry_id, version=version)

    post_correction.__annotations__["form"] = book.correction
    _post(router, book, "correction", post_correction, Text("更正", "correct an entry"))


def _ending_route(
    router: APIRouter, book: Book, end: str, ends: Callable[..., Any], called: Text, *, asks: Any
) -> None:
    may_keep = Depends(commanding(book.keeping(end)))

    async def post_end(
        entry_id: EntryId, form: EntryRevocation, work: Work = may_keep, recusal: Recusal = asks
    ) -> EntryDone:
        version = await ends(work, book.definition, entry_id, reason=form.reason, recusal=recusal, version=form.version)
        return EntryDone(entry_id=entry_id, version=version)

    _post(router, book, end, post_end, called)


def _step_route(router: APIRouter, book: Book, step: Step, asks: Any) -> None:
    may_keep = Depends(commanding(book.keeping(step.name)))

    async def post_step(entry_id: EntryId, form: Any, work: Work = may_keep, recusal: Recusal = asks) -> EntryDone:
        said: dict[str, Any] = {"said": form.model_dump(include=set(step.takes)), "version": form.version}
        said |= {"on": form.on, "document": form.document, "recusal": recusal}
        version = await take_step(work, book.definition, entry_id, step.name, **said)
        return EntryDone(entry_id=entry_id, version=version)

    post_step.__annotations__["form"] = step_form(book, step)
    _post(router, book, step.name, post_step, step.called)


def _post(router: APIRouter, book: Book, end: str, endpoint: Callable[..., Any], called: Text) -> None:
    """A route that writes: at the book itself, or at one of its entries."""
    router.add_api_route(
        f"{book.at}{ONE}/{end}" if end else book.at,
        endpoint,
        methods=["POST"],
        status_code=200 if end else 201,
        name="_".join(filter(None, ("post", _name(book), end.replace("-", "_")))),
        tags=[book.sheet.en.lower()],
        summary=f"{book.sheet.en}: {called.en[0].lower()}{called.en[1:]} · {book.sheet.zh}：{called.zh}",
        responses=problems(401, 403, 404, 409),
    )


def _view(book: Book, reading: Reading, row: Row[Any]) -> Any:
    """An entry as it stands today."""
    return book.view.model_construct(**{**row._mapping, "state": state_now(reading, book.definition, row)})


def _name(book: Book) -> str:
    return book.definition.name.replace("-", "_")
