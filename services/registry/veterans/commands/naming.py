"""Units and divisions that a form calls by their names."""

from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.divisions.queries import codes_of_divisions_named
from services.registry.network.queries import codes_of_units_named
from services.registry.veterans.domain.registration import Form, fault
from services.registry.veterans.domain.values import Raw, half_width
from services.registry.veterans.parameters.fields import FIELD
from shared.auth.caller import Caller
from shared.refusal import FieldFault
from shared.workbooks.cells import text_of
from shared.workbooks.columns import Kind


async def coded(connection: AsyncConnection, form: Form, caller: Caller) -> tuple[Form, tuple[FieldFault, ...]]:
    """The form with the codes in the places of the names; names that are nobody's or several's are left out, and named
    as faults. Units are looked for among those the caller acts for."""
    named = _names_in(form)
    left: dict[str, Raw] = {name: raw for name, raw in form.items() if name not in named}
    faults: list[FieldFault] = []
    for name, called in named.items():
        is_unit = FIELD[name].kind is Kind.ORG
        found = await (
            codes_of_units_named(connection, called, caller)
            if is_unit
            else codes_of_divisions_named(connection, called)
        )
        if len(found) == 1:
            left[name] = found[0]
        else:
            faults.append(fault(name, f"{'org' if is_unit else 'division'}-{'ambiguous' if found else 'unnamed'}"))
    return left, tuple(faults)


def _names_in(form: Form) -> dict[str, str]:
    """What is written in more than the digits and letters of a code."""
    said = {name: text_of(raw) for name, raw in form.items() if FIELD[name].kind in {Kind.ORG, Kind.DIVISION}}
    return {name: text for name, text in said.items() if not half_width(text).isascii()}
