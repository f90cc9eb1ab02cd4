"""A database put back as it was at an instant: restored beside, compared, put in the other's place.

A scratch server goes to the instant; the database is carried over as a dump, since only so one of several databases of
a server goes back, the live server's own log goes on as it was, and roles keep today's passwords. What stands now goes
away at the very end, and is in the backups itself by then.
"""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from deploy.backup import basebackup
from deploy.backup.basebackup import Base
from deploy.backup.mark import differences, digests_of
from deploy.backup.scratch import Scratch, TargetNotReached
from deploy.backup.server import Server, program
from deploy.backup.work import Backups
from deploy.trouble import Trouble


@dataclass(frozen=True)
class Restored:
    """`as_of`: of the last change that is in it."""

    database: str
    backup: str
    as_of: str
    tables: int
    rows: int


def restore(backups: Backups, database: str, until: datetime | None, *, lost: bool = False) -> Restored:
    """`until`: None for all there is. `lost`: what stands now is not worth keeping, or not there. Raises Trouble."""
    if database not in backups.settings.databases:
        raise Trouble(f"没有数据库 {database}。", f"there is no database {database} here.")
    with backups.state.alone():
        server = backups.server
        if not lost:
            with backups.receiving():
                _keep_what_stands(backups, server)
        bases = basebackup.listed(backups.vault, backups.settings.name)
        chosen = basebackup.newest(bases, backups.settings.name, until=until)
        if until is None and (lost_at := _begun_anew(bases, chosen, database)):
            raise Trouble(
                f"{database} 最新的备份 {chosen.id} 不到此前的一半：它是在数据丢失之后，由重新建立的数据库备份的。"
                f"恢复丢失之前的：--until {lost_at}；确要最新的，以 --until 写明此后的时刻。",
                f"the newest backup of {database}, {chosen.id}, holds less than half of what there was before: it was taken of "
                f"a database that was begun anew after the data were lost. To have what was there before, --until {lost_at}: "
                "where it is the newest that you want, say an instant after it by --until.",
            )
        try:
            return _restore(backups, server, database, chosen, _target(until))
        except TargetNotReached:  # nothing was written after the last change in the log: all of it is before `until`
            return _restore(backups, server, database, chosen, {})


def _keep_what_stands(backups: Backups, server: Server) -> None:
    # A transaction behind the instant, so that the log goes past it; and all of it sealed before anything is replaced.
    server.psql("postgres", "SELECT pg_current_xact_id()")
    backups.wait_until_sealed(basebackup.end_segment(server), server.identity())


def _begun_anew(bases: Sequence[Base], chosen: Base, database: str) -> str | None:
    """Where a data folder before that of the chosen one held more than twice the rows, the instant at which it had ended.
    A database grows, but for what is erased."""
    before = [each for each in bases if each.identity != chosen.identity and each.started_at < chosen.started_at]
    largest = max(before, key=lambda each: each.rows_of(database), default=chosen)
    if largest.rows_of(database) <= 2 * chosen.rows_of(database):
        return None
    last = max(each.started_at for each in before if each.identity == largest.identity)
    return min(each.started_at for each in bases if each.started_at > last).isoformat(timespec="seconds")


def _target(until: datetime | None) -> dict[str, str]:
    return {} if until is None else {"recovery_target_time": until.isoformat(sep=" ")}


def _restore(backups: Backups, server: Server, database: str, chosen: Base, target: dict[str, str]) -> Restored:
    with Scratch(chosen, backups.vault, backups.settings, target) as scratch:
        as_of = scratch.server.psql("postgres", "SELECT coalesce(pg_last_xact_replay_timestamp()::text, '')")
        beside = f"{database}_restored"
        server.psql("postgres", f'DROP DATABASE IF EXISTS "{beside}" WITH (FORCE)')
        server.psql("postgres", f'CREATE DATABASE "{beside}" TEMPLATE template0')
        _carry(scratch.server, database, server, beside)
        found = digests_of(server, (beside,))[beside]
        if wrong := differences(digests_of(scratch.server, (database,)), {database: found}):
            raise Trouble(f"恢复的内容不同：{wrong}", f"what was carried over differs: {wrong}")
        if not found:
            raise Trouble(
                f"备份 {chosen.id} 中的 {database} 没有任何表：它是在数据丢失之后备份的。请以 --until 写明此前的时刻。",
                f"{database} holds no table in backup {chosen.id}: it was taken after the data were lost. "
                "Say an instant before it by --until.",
            )
    server.psql("postgres", f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    server.psql("postgres", f'ALTER DATABASE "{beside}" RENAME TO "{database}"')
    rows = sum(table.rows for table in found.values())
    return Restored(database, chosen.id, as_of or chosen.ended_at.isoformat(), len(found), rows)


def _carry(source: Server, database: str, target: Server, beside: str) -> None:
    dump = [program("pg_dump"), "--format=custom", "--compress=none", "--no-owner", "--no-privileges", database]
    load = [program("pg_restore"), f"--dbname={beside}", "--exit-on-error", "--no-owner", "--no-privileges"]
    dumping = subprocess.Popen(dump, stdout=subprocess.PIPE, env=source.environment)
    loading = subprocess.run(load, stdin=dumping.stdout, env=target.environment, check=False)
    if dumping.stdout is not None:
        dumping.stdout.close()
    if dumping.wait() or loading.returncode:
        raise Trouble(f"{database} 未能恢复，原因见上。", f"{database} was not restored; the reason stands above.")
