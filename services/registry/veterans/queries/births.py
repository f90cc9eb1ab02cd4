"""Of what somebody did, or what was done for him, nothing lies before his birth."""

from datetime import date
from typing import Any

from sqlalchemy import Row

from services.registry.veterans.queries.files import opened_number
from shared.privacy.identity_number import born_on
from shared.privacy.keyring import Keyring
from shared.refusal import FieldFault, Invalid


class DateBeforeBirth(Invalid):
    """`fields` names each."""

    code = "date-before-birth"
    zh = "日期有误，原因见各字段。"
    en = "A date is wrong; the fields tell which."


def must_follow_birth(row: Row[Any], keyring: Keyring, **days: date | None) -> None:
    """`days` by the fields they were typed in; `row` has `person_id`, `id_number_sealed` and `wrapped`. Of whom nothing
    is known any more nothing is refused. Raises `DateBeforeBirth`."""
    if row.wrapped is None:
        return
    birth = born_on(opened_number(row, keyring).reveal())
    faults = [_before_birth(field) for field, day in days.items() if day is not None and day < birth]
    if faults:
        raise DateBeforeBirth(fields=faults)


def _before_birth(field: str) -> FieldFault:
    return FieldFault(field, "before-birth", "日期早于出生日期。", "The date lies before the date of birth.")
