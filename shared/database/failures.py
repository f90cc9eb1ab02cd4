"""What a database error means for whoever must go on: try again, wait, or give up."""

import errno

import asyncpg
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted

# https://www.postgresql.org/docs/18/errcodes-appendix.html
_CONFLICTS = frozenset({"40001", "40P01"})  # serialization_failure, deadlock_detected
_CANCELLED = "57014"  # query_canceled: by statement_timeout
_INTERRUPTED = frozenset({_CANCELLED, "55P03", "25P03", "25P04"})  # …, lock not available, idle too long
_OUTAGES = frozenset(
    {"57P01", "57P02", "57P03", "57P05", "25006"}  # shutdown, crash, starting up, idle session closed, read only
)
_OUTAGE_CLASSES = frozenset({"08", "53", "58"})  # connection, insufficient resources, system error
_UNSTORABLE_TEXT = frozenset({"22021", "22P05"})  # character_not_in_repertoire, untranslatable_character
_DISK_FULL = "53100"
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})
# The connection is of no use any more: as the driver says it, and as SQLAlchemy's adapter passes it on. An internal
# error of the driver is what a statement gets between the server's last word and the end of the connection.
_BROKEN = (
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    AsyncAdapt_asyncpg_dbapi.InterfaceError,
    AsyncAdapt_asyncpg_dbapi.InternalClientError,
)
_STALE = (asyncpg.InvalidCachedStatementError, AsyncAdapt_asyncpg_dbapi.InvalidCachedStatementError)


def sqlstate(error: BaseException) -> str:
    """PostgreSQL's five-character code, or "" when the error did not come from the server."""
    source = error.orig if isinstance(error, DBAPIError) else error
    return getattr(source, "sqlstate", None) or ""


def is_the_servers(error: BaseException) -> bool:
    """Said by PostgreSQL, not by the driver about what it was given, which quotes the value."""
    return isinstance(error, asyncpg.PostgresError) and getattr(error, "severity", None) is not None


def constraint(error: BaseException) -> str:
    """The name of the violated constraint, or ""."""
    source = error.orig if isinstance(error, DBAPIError) else error
    cause = source.__cause__ if source is not None else None
    return getattr(cause, "constraint_name", None) or getattr(source, "constraint_name", None) or ""


def is_conflict(error: BaseException) -> bool:
    """Another transaction came between. The same work done again at once may succeed."""
    return sqlstate(error) in _CONFLICTS or _is_stale_plan(error)


def is_outage(error: BaseException) -> bool:
    """The database is not there, or cannot take the work now. Nothing is wrong with the request."""
    if isinstance(error, ValueError):  # the driver says of a value that it cannot be sent: a defect of ours
        return False
    if isinstance(error, OSError) and _is_of_a_file(error) and not is_full(error):
        return False
    if isinstance(error, (OSError, PoolExhausted, *_BROKEN)):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    code = sqlstate(error)
    return code in _OUTAGES or code[:2] in _OUTAGE_CLASSES


def is_full(error: BaseException) -> bool:
    """No room is left, on the disk of the database or on ours. It needs a person, and then the same work succeeds."""
    return sqlstate(error) == _DISK_FULL or (isinstance(error, OSError) and error.errno in _NO_SPACE)


def is_unstorable_text(error: BaseException) -> bool:
    """A text holds what PostgreSQL keeps in none, NUL, or what is no character: half of a surrogate pair."""
    return isinstance(error, UnicodeEncodeError) or sqlstate(error) in _UNSTORABLE_TEXT


def is_timeout(error: BaseException) -> bool:
    """The statement itself took too long. Waiting for a lock ends earlier and otherwise (lock_timeout)."""
    return sqlstate(error) == _CANCELLED


def is_transient(error: BaseException) -> bool:
    """Worth trying again later, unchanged: a conflict, an outage or a timeout."""
    return is_conflict(error) or is_outage(error) or sqlstate(error) in _INTERRUPTED


def _is_of_a_file(error: OSError) -> bool:
    """A folder or a template is missing, or not to be written to: waiting mends nothing. The database is reached by an
    address."""
    return isinstance(error, FileNotFoundError | LookupError) or error.filename is not None


def _is_stale_plan(error: BaseException) -> bool:
    """A migration changed a table under a statement prepared before it."""
    source = error.orig if isinstance(error, DBAPIError) else error
    return isinstance(source, _STALE)
