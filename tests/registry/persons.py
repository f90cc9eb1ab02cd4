"""People for tests: invented, their numbers beginning 999; forms; and somebody registered."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine
from stdnum.iso7064 import mod_11_2

from services.registry.registrations.commands import register_veteran
from services.registry.settings import Registrar
from services.registry.veterans.domain.registration import Form
from tests.registry.given import CENTRE_CODE, KEYRING, given_work

# The acceptance story's Zhang Wei.
ZHANG_WEI = "999329195902260012"
ROOM = "411329104210"
OTHER_ROOM = "411329105200"
UNIT_ROOM = "411329U01R01"
ROOM_PATH = "411329.411329104.411329104210"
OTHER_ROOM_PATH = "411329.411329105.411329105200"

REGISTRAR = Registrar(KEYRING, CENTRE_CODE, synthetic_ids_allowed=True)
STRICT_REGISTRAR = Registrar(KEYRING, CENTRE_CODE, synthetic_ids_allowed=False)


def given_number(serial: int, born_on: date = date(1960, 1, 1)) -> str:
    """The invented person's number with this serial (below 1,000 for each birthday)."""
    body = f"999329{born_on:%Y%m%d}{serial:03}"
    return body + str(mod_11_2.calc_check_digit(body))


def given_form(**changes: Any) -> Form:
    """A form that can be registered; `changes` replace fields, None leaves one out."""
    form = {
        "id_number": ZHANG_WEI,
        "name": "张伟",
        "domicile_code": ROOM,
        "org_code": ROOM,
        "political_code": "01",
        "discharged_on": "1984-12-01",
        **changes,
    }
    return {name: value for name, value in form.items() if value is not None}


async def given_veteran(engine: AsyncEngine, *, registrar: Registrar = REGISTRAR, **changes: Any) -> UUID:
    """Somebody registered at the counter; the network must be there."""
    return (await register_veteran(given_work(engine), given_form(**changes), registrar=registrar)).veteran_id


def codes_of(refusal: Any) -> Mapping[str, str]:
    """The code of the fault of each field."""
    return {fault.field: fault.code for fault in refusal.fields}
