"""Engines: asyncpg under SQLAlchemy Core, with the timeouts that keep one bad statement from stopping a service."""

import ssl
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from typing import Any

import msgspec
from asyncpg import InvalidPasswordError
from sqlalchemy import event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import DisconnectionError, InvalidRequestError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from shared.followed import Followed

IDLE_IN_TRANSACTION_SECONDS = 15  # a process that fell asleep in a transaction gives its rows free within 20 s
# Each session costs the server some six megabytes: what was opened for a rush is not kept for the next one.
IDLE_SESSION_SECONDS = 60
USED_SHARE = 0.9  # of that time; then a connection is used no more, so that none is closed while it is taken
POOL_WAIT_SECONDS = 5
CONNECT_SECONDS = 5
_RETURNED = "returned at"  # by the process's clock, in what the pool notes of a connection


def async_url(url: str) -> URL:
    """The same address with the driver named; accepts postgresql:// and postgresql+asyncpg://."""
    return make_url(url).set(drivername="postgresql+asyncpg")


def encryption(authority: Path | None) -> dict[str, ssl.SSLContext]:
    """What the driver is told besides: the server must show a certificate of `authority` for the name it was called by.

    Without an authority nothing: such a server is on one's own machine.
    """
    return {"ssl": ssl.create_default_context(cafile=authority)} if authority else {}


def create_engine(
    url: str | Followed[Sequence[str]],
    *,
    pool_size: int,
    application_name: str,
    statement_timeout_seconds: int = 15,
    authority: Path | None = None,
    idle_session_seconds: int = IDLE_SESSION_SECONDS,
) -> AsyncEngine:
    """An engine for a long-lived process. `url` is postgresql://role:password@host:port/database; or several that
    differ in the password, which may change while the process runs: the first that the server takes is used.
    `authority`: the file of who certifies the server, as `encryption` needs it; it is read for each connection.

    A request that finds no free connection within five seconds fails with sqlalchemy.exc.TimeoutError, which
    the HTTP layer answers 503. A connection the server has closed is noticed at checkout, without a question to the
    server, and replaced; it closes those that nobody used for `idle_session_seconds`. One over which no answer came is
    given up, and with it all others of its age.
    """
    urls: Followed[Sequence[str]] = url if isinstance(url, Followed) else Followed([url], lambda: None)
    engine = create_async_engine(
        async_url(urls.get()[0]),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=POOL_WAIT_SECONDS,
        pool_use_lifo=True,
        hide_parameters=True,  # an error's text goes to the log; the values do not
        json_serializer=_to_json,
        json_deserializer=msgspec.json.decode,
        connect_args={
            "timeout": CONNECT_SECONDS,
            # Past the server's own limit: catches a connection whose other end is gone without a word.
            "command_timeout": statement_timeout_seconds + 5,
            "prepared_statement_cache_size": 512,
            "server_settings": _session(application_name, statement_timeout_seconds, idle_session_seconds),
        },
    )
    event.listen(engine.sync_engine, "do_connect", _connecting(urls, authority))
    event.listen(engine.sync_engine, "checkin", _note_return)
    event.listen(engine.sync_engine, "checkout", _refuse_closed(idle_session_seconds * USED_SHARE))
    event.listen(engine.sync_engine, "reset", _refuse_open_transaction)
    event.listen(engine.sync_engine, "handle_error", _give_up_silent)
    return engine


def _connecting(urls: Followed[Sequence[str]], authority: Path | None) -> Callable[..., Any]:
    def connect(dialect: Any, _record: object, arguments: Any, parameters: dict[str, Any]) -> Any:
        told = {**parameters, **encryption(authority)}
        *others, last = [{**told, "password": make_url(url).password} for url in urls.get()]
        for each in others:
            try:
                return dialect.connect(*arguments, **each)
            except dialect.loaded_dbapi.Error as fault:
                if not isinstance(fault.__cause__, InvalidPasswordError):
                    raise
        return dialect.connect(*arguments, **last)

    return connect


def _session(application_name: str, statement_timeout_seconds: int, idle_session_seconds: int) -> dict[str, str]:
    return {
        "application_name": application_name[:63],
        "statement_timeout": f"{statement_timeout_seconds}s",
        # Earlier, so that who waits for others is told from what is slow itself.
        "lock_timeout": f"{statement_timeout_seconds * 1_000 * 2 // 3}ms",
        "idle_in_transaction_session_timeout": f"{IDLE_IN_TRANSACTION_SECONDS}s",
        "idle_session_timeout": f"{idle_session_seconds}s",
        "jit": "off",  # it costs more than it saves on statements of milliseconds
        "max_parallel_workers_per_gather": "0",  # so does starting helpers, ten times as long as most of them take
        "timezone": "UTC",
    }


def _to_json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _note_return(_connection: object, record: Any) -> None:
    record.info[_RETURNED] = monotonic()


def _refuse_closed(used_seconds: float) -> Callable[[Any, Any, object], None]:
    def refuse_closed(connection: Any, record: Any, _proxy: object) -> None:
        # The event loop has already seen the socket close, so this costs no round trip, unlike pool_pre_ping.
        if connection.driver_connection.is_closed():
            raise DisconnectionError("the server closed this connection")
        if monotonic() - record.info.get(_RETURNED, monotonic()) > used_seconds:
            raise DisconnectionError("the server is about to close this connection")

    return refuse_closed


def _refuse_open_transaction(connection: Any, _record: object, _state: object) -> None:
    # SQLAlchemy does not see a transaction of the driver's own (shared.database.driver). Left open it would be the next
    # user's: an error here makes the pool close the connection instead.
    driver = connection.driver_connection
    if not driver.is_closed() and driver.is_in_transaction():
        raise InvalidRequestError("a connection came back to the pool with its transaction open")


def _give_up_silent(context: ExceptionContext) -> None:
    # The server's own limit is shorter: who says nothing for so long is gone, and the others with him.
    if isinstance(context.original_exception, TimeoutError):
        context.invalidate_pool_on_disconnect = True
        if context.connection is not None:
            driver: Any = context.connection.connection.driver_connection
            driver.terminate()  # a transaction of the driver's own would ask it once more, to roll back
