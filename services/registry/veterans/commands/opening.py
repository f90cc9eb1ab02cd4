"""Writing one file at the counter: the same rows as `enrolment` writes of many, in one statement.

The statement names every column whatever the form filled in, so that there is one text for all forms: compiled once,
planned once by each connection.
"""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ARRAY, CTE, Column, Table, Text, bindparam, func, insert, literal, select
from sqlalchemy.dialects.postgresql import insert as insert_unless
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.veterans.commands.enrolment import RECEIVED
from services.registry.veterans.commands.sealing import SealedFile
from services.registry.veterans.tables import DATA_KEY, DISCREPANCY, PERSON, VETERAN, VETERAN_CATEGORY
from shared.database.direct import Direct


async def open_file(connection: AsyncConnection, file: SealedFile) -> bool:
    """Write a file; False, and nothing is written, when somebody is registered under its number (R1).

    Waits for another transaction that is registering the same person.
    """
    return bool(await _OPEN.fetch(connection, _values(file)))


def _values(file: SealedFile) -> dict[str, Any]:
    return {
        **_EMPTY,
        **{_PERSON[name]: value for name, value in file.person.items()},
        **{_VETERAN[name]: value for name, value in file.veteran.items()},
        "wrapped": file.wrapped_key,
        "categories": file.categories,
        "fields": [line["field"] for line in file.discrepancies],
        "stated": [line["stated"] for line in file.discrepancies],
        "derived": [line["derived"] for line in file.discrepancies],
    }


def _named(table: Table) -> Mapping[str, str]:
    """Column → parameter."""
    return {column.name: f"{table.name}_{column.name}" for column in table.columns}


_PERSON: Final = _named(PERSON)
_VETERAN: Final = _named(VETERAN)
_EMPTY: Final = dict.fromkeys((*_PERSON.values(), *_VETERAN.values()))


def _given(column: Column[Any]) -> Any:
    return bindparam(f"{column.table.name}_{column.name}", type_=column.type)


def _of_person(taken_in: CTE, table: Table, values: Mapping[str, Any]) -> CTE:
    """A row that is written when the person's is; FROM holds one row then, else none."""
    source = select(*values.values()).select_from(taken_in)
    return insert(table).from_select(list(values), source).cte(f"{table.name}_written")


def _statement() -> Any:
    person = insert_unless(PERSON).values({column.name: _given(column) for column in PERSON.columns})
    taken_in = (
        person.on_conflict_do_nothing(index_elements=["id_number_hash"]).returning(PERSON.c.person_id).cte("taken_in")
    )
    person_id = taken_in.c.person_id
    key = {"person_id": person_id, "wrapped": bindparam("wrapped", type_=DATA_KEY.c.wrapped.type)}
    veteran = {column.name: _given(column) for column in VETERAN.columns}
    category = {
        "veteran_id": person_id,
        "category_code": func.unnest(bindparam("categories", type_=ARRAY(Text))),
        "state": literal(RECEIVED),
        "received_on": _given(VETERAN.c.registered_on),
    }
    discrepancy = {
        "person_id": person_id,
        **{name: func.unnest(bindparam(key, type_=ARRAY(Text))) for name, key in _DISCREPANCY},
        "recorded_at": _given(PERSON.c.recorded_at),
    }
    rows = {DATA_KEY: key, VETERAN: veteran, VETERAN_CATEGORY: category, DISCREPANCY: discrepancy}
    return select(person_id).add_cte(*(_of_person(taken_in, table, values) for table, values in rows.items()))


_DISCREPANCY: Final = (("field", "fields"), ("stated", "stated"), ("derived", "derived"))
_OPEN: Final = Direct(_statement())
