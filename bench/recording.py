"""The statements that go over the wire while a piece of code runs, with the values they carry."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
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
    """What the engine sends, in order, from connections taken inside the block."""
    recorder = _Recorder()
    listeners = recorder.listeners
    for name, listener in listeners.items():
        event.listen(engine.sync_engine, name, listener)
    try:
        yield recorder.sent
    finally:
        for name, listener in listeners.items():
            event.remove(engine.sync_engine, name, listener)


@dataclass
class _Recorder:
    """Statements are noted once they ran. The driver tells of those it is asked for itself, not of SQLAlchemy's."""

    sent: list[Statement] = field(default_factory=list)

    @property
    def listeners(self) -> dict[str, Callable[..., None]]:
        return {
            "after_cursor_execute": self._on_statement,
            "checkout": self._on_checkout,
            "checkin": self._on_checkin,
        }

    def _on_statement(self, _connection: Any, _cursor: Any, sql: str, values: Any, *_rest: Any) -> None:
        self.sent.append(Statement(sql, tuple(values or ())))

    def _on_checkout(self, connection: Any, *_rest: Any) -> None:
        connection.driver_connection.add_query_logger(self._on_command)

    def _on_checkin(self, connection: Any, *_rest: Any) -> None:
        if connection is not None:
            connection.driver_connection.remove_query_logger(self._on_command)

    def _on_command(self, query: Any) -> None:
        self.sent.append(Statement(query.query.rstrip(";"), tuple(query.args)))
