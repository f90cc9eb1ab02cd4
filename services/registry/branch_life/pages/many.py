"""Many records at once: pasted from a spreadsheet, or in a workbook; what became of each row."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.branch_life.domain import duty_of
from services.registry.branch_life.parameters import COLUMNS, KINDS
from services.registry.branch_life.queries import list_owed_by
from services.registry.branch_life.schemas.batches import LAYOUT, record_pasted, record_workbook, template_answer
from services.registry.branch_life.schemas.records import BatchPaper, KindCode
from shared.language import Text
from shared.web.batches import show_verdicts
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.workbooks.uploading import MOST_UPLOAD_BYTES

router = page_router()

MANY = "/registry/branch-records/many"
WORDS: Mapping[str, Any] = {
    "kinds": KINDS,
    "kind_words": list(KINDS.values()),
    "columns": COLUMNS,
    "called": {"kind": Text("类别", "kind"), **LAYOUT.called},
}


@router.get(MANY)
async def show_many(reading: asked.BranchLifeKeeping, view: Viewing, kind: KindCode | None = None) -> Response:
    """The form for many at once: a row for each organisation of the reader's units, to fill in or to paste over."""
    named = await list_owed_by(reading, duty_of(kind).owed_by) if kind else ()
    rows = "\n".join(f"{code}\t{name}\t" for code, name in named)
    return view.show("many.html", form=Form({"kind": kind or "", "rows": rows}), batch=None, **WORDS)


@router.post(MANY)
async def record_rows(work: asked.BranchLifeKeeper, sent: Sent[BatchPaper]) -> Response:
    """Judge each row, or record it."""
    async with sent.answering("many.html", batch=None, **WORDS):
        said = sent.value
        batch = await record_pasted(work, said)
    form = Form({"kind": said.kind, "rows": said.rows, "dry_run": "false"})
    return sent.view.show("many.html", form=form, batch=batch, **WORDS)


@router.post(MANY + "/workbook", max_body_size=MOST_UPLOAD_BYTES)
async def record_uploaded(work: asked.BranchLifeKeeper, view: Viewing) -> Response:
    """The same by a workbook."""
    return await show_verdicts(
        view, "many.html", record_workbook(work, view.request), form=Form({"dry_run": "true"}), **WORDS
    )


@router.get(MANY + "/template.xlsx")
async def fetch_template(reading: asked.BranchLifeReading, kind: KindCode) -> Response:
    """The workbook to fill in."""
    return template_answer(kind, await list_owed_by(reading, duty_of(kind).owed_by))
