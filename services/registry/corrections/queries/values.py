"""What the row of a file has in its fields, typed and as text."""

from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.veterans.domain.registration import get_identity_number
from services.registry.veterans.domain.values import Terms, Value
from services.registry.veterans.parameters.fields import FIELD, FIELDS, PERSONAL, Field
from services.registry.veterans.queries.disclosed import stated_birth
from services.registry.veterans.queries.files import BIRTH, opened
from services.registry.veterans.tables import precision
from shared.partial_date import PartialDate, Precision
from shared.privacy.identity_number import IdentityNumber
from shared.privacy.keyring import Keyring
from shared.privacy.personal import Personal
from shared.workbooks.columns import Kind

_NUMBER = "id_number"
# What fields must agree with each other on is not personal, the number aside.
_AGREEING = tuple(field for field in FIELDS if field.pii is not PERSONAL and field.kind is not Kind.CODES)


async def text_now(connection: AsyncConnection, row: Row[Any], field: str, keyring: Keyring) -> str | None:
    """What the file says of a field now, as text."""
    if field == BIRTH:
        return (await stated_birth(connection, row, keyring)).reveal()
    value = value_in(row, FIELD[field], keyring)
    return None if value is None else text_of_value(value)


def text_of_value(value: Value) -> str:
    """A value as it is kept."""
    if isinstance(value, IdentityNumber):
        return value.number.reveal()
    if isinstance(value, Personal):
        return value.reveal()
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, tuple) else str(value)


def value_in(row: Row[Any], field: Field, keyring: Keyring) -> Value | None:
    """What the row of a file has in a field."""
    if field.pii is PERSONAL:
        return opened(row, keyring, [field.name]).get(field.name)
    value: Value | None = row._mapping[field.name]
    if field.kind is Kind.PARTIAL_DATE and isinstance(value, date):
        return PartialDate(value, Precision(row._mapping[precision(field.name)]))
    return value


def values_in(row: Row[Any], keyring: Keyring, terms: Terms) -> dict[str, Value]:
    """What the fields of a file must agree with each other on: what it has that is not personal, and its number."""
    found = {field.name: value_in(row, field, keyring) for field in _AGREEING}
    found[_NUMBER] = get_identity_number(opened(row, keyring, [_NUMBER])[_NUMBER], terms)
    return {name: value for name, value in found.items() if value is not None}
