"""Many at once, in a workbook that a page hands in; `templates/batches.html` has the form, and shows the rows."""

from collections.abc import Awaitable
from typing import Any

from starlette.responses import Response

from shared.http.refusals import status_of
from shared.refusal import Refusal
from shared.web.forms import Form
from shared.web.page import View


async def show_verdicts(
    view: View, template: str, judging: Awaitable[Any], *, form: Form | None = None, **facts: Any
) -> Response:
    """What became of each row, once `judging` has answered; or why none was read."""
    form = form or Form()
    try:
        batch = await judging
    except Refusal as refusal:
        form.problem = refusal
        return view.show(template, status_of(type(refusal)), form=form, batch=None, **facts)
    return view.show(template, form=form, batch=batch, **facts)
