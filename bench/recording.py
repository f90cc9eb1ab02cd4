"""The statements that go over the wire while a piece of code runs, with the values they carry."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine


@dataclass(frozen=True, slots=True)
class Statement:
    """As PostgreSQL gets it: `$1` for the first of `values`."""

    sql: str
    values: tuple[Any, ...] = ()


@contextmanager
def recorded(engine: AsyncEngine) -> Iterator[list[Statement]]:
    """What the engine sends, in order. BEGIN and COMMIT are the driver's, so it is asked, too."""
    sent: list[Statement] = []

    def on_statement(_connection: Any, _cursor: Any, sql: str, values: Any, *_rest: Any) -> None:
        sent.append(Statement(sql, tuple(values or ())))

    def on_command(query: Any) -> None:
        if not query.args:
            sent.append(Statement(query.query.rstrip(";")))

    def on_checkout(connection: Any, *_rest: Any) -> None:
        connection.driver_connection.add_query_logger(on_command)

    def on_checkin(connection: Any, *_rest: Any) -> None:
        if connection is not None:
            connection.driver_connection.remove_query_logger(on_command)

    # After, not before: the driver begins the transaction between the two.
    listeners: list[tuple[Any, str, Any]] = [
        (engine.sync_engine, "after_cursor_execute", on_statement),
        (engine.sync_engine, "checkout", on_checkout),
        (engine.sync_engine, "checkin", on_checkin),
    ]
    for target, name, listener in listeners:
        event.listen(target, name, listener)
    try:
        yield sent
    finally:
        for target, name, listener in listeners:
            event.remove(target, name, listener)
