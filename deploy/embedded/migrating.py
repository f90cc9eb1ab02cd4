"""`python -m deploy.embedded.migrating`: each service migrates its own database in a process of its own, all at once.

They are forked from one that has imported what they share: that is most of the processor time of so short a process,
and is spent once instead of four times. What each is told stands in this process's environment; it imports its own
service alone.
"""

import json
import multiprocessing
import os
import runpy
import signal
import sys
from collections.abc import Mapping
from importlib import import_module

from shared import garbage

# In JSON, by service: the environment of its process.
TOLD = "VETERANS_MIGRATING"
SHARED = ("shared.service.assembly", "shared.database.migrating")


def main() -> None:
    """Exits with 1 when one has failed, and says which."""
    environments = json.loads(os.environ.pop(TOLD))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # and with it end those that were forked: they are daemons
    garbage.look_seldom()
    for module in SHARED:
        import_module(module)
    garbage.settle()
    context = multiprocessing.get_context("fork")
    running = {
        name: context.Process(target=_migrate, args=(name, environment), daemon=True)
        for name, environment in environments.items()
    }
    for process in running.values():
        process.start()
    for process in running.values():
        process.join()
    if failed := [name for name, process in running.items() if process.exitcode]:
        sys.exit(f"未完成迁移 · not migrated: {', '.join(failed)}")


def _migrate(service: str, environment: Mapping[str, str]) -> None:
    """As `python -m services.<name>.worker migrate` would."""
    os.environ.update(environment)
    sys.argv = ["-m", "migrate"]
    runpy.run_module(f"services.{service}.worker", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
