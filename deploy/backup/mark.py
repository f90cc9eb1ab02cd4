"""What stood in the tables at one point of the log, so that a restore to that point can be compared.

The point is found, not forced: nobody is locked out. A snapshot is taken, and the end of the log read before and after.
Where both are the same and no transaction that writes was under way, the snapshot shows exactly what the log says up to
there; else it is tried again a moment later. What the snapshot shows is counted afterwards, while everybody writes on.

A table's digest is that of shared/digests: the sum of the first 64 bits of the SHA-256 of each row, as text.
"""

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from deploy.backup.server import Server, Session

PATIENCE_SECONDS = 120
PAUSE_SECONDS = 0.02

END_OF_LOG = "SELECT pg_current_wal_insert_lsn()"
WRITING = "SELECT count(*) FROM pg_snapshot_xip(pg_current_snapshot())"
TABLES = """
    SELECT quote_ident(nspname) || '.' || quote_ident(relname)
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind = 'r' AND relpersistence = 'p' AND nspname <> 'information_schema' AND nspname !~ '^pg_'
    ORDER BY 1
"""
DIGEST = """
    SELECT '{table}', count(*), coalesce(sum(
        ('x' || left(encode(sha256(convert_to(t::text, 'UTF8')), 'hex'), 16))::bit(64)::bigint::numeric
    ), 0) FROM {table} AS t
"""


@dataclass(frozen=True)
class Table:
    rows: int
    digest: str


Digests = Mapping[str, Mapping[str, Table]]
"""Of each database, each table."""


@dataclass(frozen=True)
class Mark:
    """`lsn`: where recovery stops, before what begins there. No digests: there was no moment in which nobody wrote."""

    lsn: str
    digests: Digests


def mark(server: Server, databases: Sequence[str]) -> Mark:
    """Raises Trouble when the server does not answer."""
    with ExitStack() as opened:
        sessions = {name: opened.enter_context(Session(server, name)) for name in databases}
        clock = opened.enter_context(Session(server, "postgres"))
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (lsn := _still(clock, list(sessions.values()))) is None:
            if time.monotonic() > deadline:
                return Mark(clock.ask(END_OF_LOG)[0], {})
            time.sleep(PAUSE_SECONDS)
        return Mark(lsn, {name: _digests(session) for name, session in sessions.items()})


def digests_of(server: Server, databases: Sequence[str]) -> Digests:
    """As it stands now."""
    with ExitStack() as opened:
        sessions = {name: opened.enter_context(Session(server, name)) for name in databases}
        return {name: _digests(session) for name, session in sessions.items()}


def differences(expected: Digests, found: Digests) -> list[str]:
    """`database.table: what is wrong`; empty when all is the same."""
    names = {(database, table) for each in (expected, found) for database in each for table in each[database]}
    wrong = []
    for database, table in sorted(names):
        one, other = expected.get(database, {}).get(table), found.get(database, {}).get(table)
        if one != other:
            wrong.append(f"{database} {table}: {_said(one)} → {_said(other)}")
    return wrong


def _said(table: Table | None) -> str:
    return f"{table.rows} rows, digest {table.digest}" if table else "no such table"


def _still(clock: Session, sessions: Sequence[Session]) -> str | None:
    """The end of the log, if all snapshots were taken there and show all of it: they are held by their transactions."""
    for session in sessions:
        session.ask("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    before = clock.ask(END_OF_LOG)
    writing = [session.ask(WRITING) for session in sessions]
    if clock.ask(END_OF_LOG) == before and all(count == ["0"] for count in writing):
        return before[0]
    for session in sessions:
        session.ask("ROLLBACK")
    return None


def _digests(session: Session) -> dict[str, Table]:
    found = {}
    for table in session.ask(TABLES):
        name, rows, digest = session.ask(DIGEST.format(table=table))[0].split("|")
        found[name] = Table(int(rows), digest)
    return found
