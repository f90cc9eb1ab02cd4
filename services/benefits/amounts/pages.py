"""Tables of amounts in a browser."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from services.benefits import dependencies as asked
from services.benefits.amounts.commands import set_amount, withdraw_amount
from services.benefits.amounts.parameters import TABLES
from services.benefits.amounts.queries import WantedAmounts, fetch_amounts, get_amount
from services.benefits.amounts.rules import said_of_key, said_of_value
from services.benefits.amounts.schemas import AmountPaper, AmountView, AmountWithdrawal
from shared.clock import local_date
from shared.http.pages import Cursor, Limit
from shared.web.deciding import Decided, Matter, deciding
from shared.web.filters import FilterText
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()

LIST = "/benefits/amounts"
WORDS: Mapping[str, Any] = {"tables": TABLES, "key_of": said_of_key, "value_of": said_of_value}


@router.get(LIST)
async def list_amounts(
    reading: asked.AmountReading,
    view: Viewing,
    *,
    table: FilterText = None,
    withdrawn: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """What each table says, by key and day."""
    wanted = WantedAmounts(table or None, withdrawn)
    page = await fetch_amounts(reading, wanted, cursor, limit, view=AmountView.of)
    return view.show("amounts.html", page=page, cursor=cursor, wanted=wanted, **WORDS)


@router.get(LIST + "/new")
async def show_new(reading: asked.AmountKeeping, view: Viewing, table: FilterText = None) -> Response:
    """The form of a new line."""
    form = Form({"table": table, "since": local_date(reading.now)})
    return view.show("amount-form.html", form=form, **WORDS)


@router.post(LIST + "/new")
async def send_new(work: asked.AmountKeeper, sent: Sent[AmountPaper]) -> Response:
    """Set it."""
    async with sent.answering("amount-form.html", **WORDS):
        said = sent.value
        await set_amount(sent.keyed(work), **said.line())
    return sent.done(f"{LIST}?table={said.table}")


async def _line(matter: Matter[None]) -> Mapping[str, Any]:
    return {"each": AmountView.of(await get_amount(matter.reading.connection, matter.about)), **WORDS}


@deciding(
    router, LIST + "/{line_id:uuid}/withdrawal", "amounts.keep", AmountWithdrawal, "amount-withdrawal.html", shown=_line
)
async def withdraw(decided: Decided[None, AmountWithdrawal]) -> str:
    """Withdraw it: why it was wrong."""
    await withdraw_amount(decided.work, decided.about, reason=decided.said.reason)
    return LIST
