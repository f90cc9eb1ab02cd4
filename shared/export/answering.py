"""Where a list is taken away: one route of the API and two pages, made alike for every list.

    export_route(router, "/transfers/exports", TRANSFERS)
    export_pages(router, LIST, TRANSFERS)

`TRANSFERS` is an `Export`, `LIST` the page of the list. Its template shows `lists.export()` to those who may.
"""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from shared.command import Work
from shared.export.columns import Sheet
from shared.export.taking import MOST_ROWS, Export, F, take_away
from shared.export.workbook import XLSX
from shared.http.dependencies import Reading, commanding, reading
from shared.http.problems import problems
from shared.web.forms import Form
from shared.web.page import Viewing
from shared.web.sent import Received, Receiver

TEMPLATE = "export-list.html"


def export_route(router: APIRouter, path: str, export: Export[F]) -> None:
    """Offer a list as a workbook to programs."""
    may_take = Depends(commanding(export.permission))

    async def post_export(request: Request, form: Any, work: Work = may_take) -> Response:
        return _workbook(export.sheet, await take_away(work, request, export, form))

    post_export.__annotations__["form"] = export.form
    router.add_api_route(
        path,
        post_export,
        methods=["POST"],
        name=f"post_{export.code}_export",
        summary=f"{export.sheet.en} as XLSX, for a purpose; at most {MOST_ROWS:,} rows · 导出{export.sheet.zh}列表",
        response_class=Response,
        responses={200: {"content": {XLSX: {}}}, **problems(401, 403, 404, 409, 413)},
    )


def export_pages(router: APIRouter, at: str, export: Export[F], *, back: str | None = None) -> None:
    """Ask what the list at `at`, as it was filtered, is taken away for, and answer the file.

    `back`: the page that leads there, where it is not the list.
    """
    may_see, may_take = Depends(reading(export.permission)), Depends(commanding(export.permission))
    receiving = Depends(Receiver(export.form))
    facts: Mapping[str, Any] = {
        "sheet": export.sheet,
        "back": back or at,
        "most": MOST_ROWS,
        "in_clear": export.in_clear,
    }

    async def show_export(view: Viewing, _reading: Reading = may_see) -> Response:
        return view.show(TEMPLATE, form=Form(_filters(export.sheet, view.request.query_params)), **facts)

    async def send_export(request: Request, work: Work = may_take, sent: Received[F] = receiving) -> Response:
        async with sent.answering(TEMPLATE, **facts):
            content = await take_away(work, request, export, sent.value)
        return _workbook(export.sheet, content)

    router.add_api_route(f"{at}/export", show_export, name=f"show_export_of_{export.code}")
    router.add_api_route(f"{at}/export", send_export, methods=["POST"], name=f"export_{export.code}")


def _filters(sheet: Sheet, asked: Mapping[str, str]) -> Mapping[str, str]:
    """What is given of the list's filters; they are read when the form is sent."""
    return {each.name: asked[each.name] for each in sheet.filters if asked.get(each.name)}


def _workbook(sheet: Sheet, content: bytes) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{sheet.name}.xlsx"'}
    return Response(content, media_type=XLSX, headers=headers)
