"""The console's task within a rotation: what lies under the key before is brought under the new one, and audited."""

from collections.abc import Mapping, Sequence

from shared.command import Work
from shared.rotation import Rekeying, rekey, replace_key
from shared.service.console import ConsoleTask
from shared.settings import EncryptingSettings, ServiceSettings

KINDS = ("master", "search", "signing", "passwords", "identities", "setup-token", "certificates", "kafka")


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
    )
