"""The console's task within a rotation: what lies under the key before is brought under the new one, and audited.

Before a service starts as well: a restored database may stand under a key that was replaced since (`rekey_due`).
"""

import sys
from collections.abc import Mapping, Sequence

from shared.command import Work
from shared.privacy.keyring import UnusableKey
from shared.rotation import Rekeying, rekey, replace_key
from shared.service.console import ConsoleTask
from shared.settings import EncryptingSettings, ServiceSettings

KINDS = ("master", "search", "signing", "passwords", "identities", "setup-token", "kafka")


def rekey_task(rekeyings: Sequence[Rekeying]) -> ConsoleTask:
    """Of a service. It says how many rows of each table it took; one without keys only has its audit row."""

    async def run(settings: ServiceSettings, work: Work, arguments: Mapping[str, str]) -> str:
        keyring = settings.keyring if isinstance(settings, EncryptingSettings) else None
        rows = {each.name: await rekey(work, keyring, each) for each in rekeyings if keyring is not None}
        await replace_key(work, arguments["kind"])
        return "\n".join(f"{name}: {count}" for name, count in rows.items())

    return ConsoleTask(
        "rekey",
        "bring what lies under a key that is being replaced under the new one",
        {"kind": "what is being replaced, for the audit"},
        run,
        choices={"kind": KINDS},
        once_migrated=lambda settings, work: rekey_due(settings, work, rekeyings),
    )


async def rekey_due(settings: ServiceSettings, work: Work, rekeyings: Sequence[Rekeying]) -> None:
    """Bring under the configured keys what the database says stands under others. Ends the process where it cannot."""
    if not isinstance(settings, EncryptingSettings):
        return
    keyring = settings.keyring
    async with work.engine.connect() as connection:
        due = [each for each in rekeyings if each.is_due is not None and await each.is_due(connection, keyring)]
    try:
        for each in due:
            rows = await rekey(work, keyring, each)
            if rows:
                sys.stdout.write(
                    f"{each.name}：已换到现有查询密钥下 · under the search key that is configured: {rows}\n"
                )
    except UnusableKey:
        before = settings.variable("previous_master_key").lower()
        sys.exit(
            f"数据由另一个主密钥封存，未启动；请将当时的主密钥写入 {before}，再执行一次。 · another master key sealed"
            f" the data, and nothing was started: write the key of then into {before}, and run this again."
        )
