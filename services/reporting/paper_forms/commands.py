"""Loading how papers read."""

from datetime import date

import msgspec
from sqlalchemy import insert

from services.reporting.paper_forms.domain.forms import PaperForm, first_day, must_be_possible
from services.reporting.paper_forms.parameters import KINDS, Wording
from services.reporting.paper_forms.queries import get_last_form, next_form_number
from services.reporting.paper_forms.tables import PAPER_FORM
from shared.clock import local_date
from shared.command import Transaction, command
from shared.ids import new_id

_TURN = "paper forms"


@command
async def load_paper_form(tx: Transaction, kind: str, wording: Wording, valid_from: date | None = None) -> PaperForm:
    """From that day on, tomorrow where none is given; what says the same as the last one is not loaded again.

    Raises `PaperFormInvalid`.
    """
    tx.concerns(f"paper-form {kind}")
    await tx.take_turn(_TURN)
    last = await get_last_form(tx.connection, kind)
    if last.wording == wording and valid_from in {None, last.valid_from}:
        return last
    today = local_date(tx.now)
    form = PaperForm(KINDS[kind], wording, new_id(), first_day(valid_from, today))
    must_be_possible(form.kind, wording, form.valid_from or today, today=today)
    line = {
        "form_id": form.form_id,
        "kind": kind,
        "number": await next_form_number(tx.connection, kind),
        "wording": msgspec.to_builtins(wording),
        "valid_from": form.valid_from,
        "loaded_by": tx.caller.account_id,
        "loaded_at": tx.now,
    }
    tx.concerns(f"paper-form {form.form_id}")
    await tx.connection.execute(insert(PAPER_FORM).values(line))
    return form
