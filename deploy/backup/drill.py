"""Whether the newest backup would do: restored to its mark in a server of its own, and every table compared.

Personal fields open with the master keys alone, which are not here. But what one wrapped begins with its name: so it is
seen whether those that are kept are those that are needed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from deploy.backup.mark import differences, digests_of
from deploy.backup.scratch import Scratch
from deploy.backup.server import Server, Session
from deploy.backup.work import Backups
from deploy.trouble import Trouble


@dataclass(frozen=True)
class Drilled:
    backup: str
    seconds: float
    tables: int
    rows: int
    keys: str


# Of a database that holds nothing sealed, as that of figures never does.
NO_KEYS = "—"


WRAPPED = """
    SELECT format('SELECT DISTINCT encode(substr(%I, 1, 9), ''hex'') FROM %I.%I WHERE %I IS NOT NULL',
                  column_name, table_schema, table_name, column_name)
    FROM information_schema.columns
    WHERE data_type = 'bytea' AND column_name IN ('wrapped', 'wrapped_key', 'data_key')
"""


def drill(backups: Backups, asked: str = "", keys: frozenset[str] | None = None) -> Drilled:
    """`keys`: the names of the master keys that are kept; None: they are only told. Raises Trouble naming each table
    that is not what it was, or each key that is needed and not kept."""
    began = datetime.now(UTC)
    with backups.state.alone():
        backups.state.note(last_drill_timestamp_seconds=began.timestamp(), last_drill_good=0)
        chosen = backups.find(asked)
        if not chosen.mark.digests:
            raise Trouble(
                f"备份 {chosen.id} 时一直有写入，没有可比对的摘要，请在空闲时另行备份。",
                f"backup {chosen.id} has no digests, since somebody wrote all the time: take another in a quiet hour.",
            )
        target = {"recovery_target_lsn": chosen.mark.lsn, "recovery_target_inclusive": "off"}
        with Scratch(chosen, backups.vault, backups.settings, target) as scratch:
            found = digests_of(scratch.server, backups.settings.databases)
            needed = {name for each in backups.settings.databases for name in _wrapping(scratch.server, each)}
        if wrong := differences(chosen.mark.digests, found):
            listing = "; ".join(wrong)
            raise Trouble(f"恢复出的内容与备份时不同：{listing}", f"what came back is not what was there: {listing}")
        if keys is not None and (unknown := needed - keys):
            listing = ", ".join(sorted(unknown))
            raise Trouble(
                f"备份所需的主密钥不在 secrets/ 中：{listing}",
                f"the backup needs master keys that are not in secrets/: {listing}",
            )
        backups.state.note(last_drill_good=1)
    tables = [table for each in found.values() for table in each.values()]
    seconds = round((datetime.now(UTC) - began).total_seconds(), 1)
    return Drilled(chosen.id, seconds, len(tables), sum(table.rows for table in tables), " ".join(sorted(needed)) or NO_KEYS)


def _wrapping(server: Server, database: str) -> set[str]:
    """The names of the master keys that wrapped what is there."""
    with Session(server, database) as session:
        return {name for asked in session.ask(WRAPPED) for name in session.ask(asked)}
