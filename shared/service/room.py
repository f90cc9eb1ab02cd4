"""What a service is made of: its rooms, each with a manifest that says what it gives to the API and to the worker.

Imports nothing that is heavy: who imports one rule of a room imports its manifest with it, and nothing else.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True)
class Room:
    """A room's manifest, in its `__init__`.

        ROOM = Room(__name__, router="endpoints.router", pages="pages.router",
                    projections=("projection.DIRECTORY",), parts=("loop.sender",))

    Each is a name below the room, looked up when an API or a worker is built; a part is a function that makes one from
    the service's settings and the worker's engine; jobs are what is done by the clock (`shared.schedule.Job`); tasks
    what is done on the server's console (`shared.service.console.ConsoleTask`); rekeyings what of its tables lies under
    keys that can be replaced (`shared.rotation.Rekeying`); recoveries what the room takes over of the events that its
    database lost (`shared.service.reconcile_cli.Recovery`); erasures what destroys all that it holds about persons whom
    registry has erased (`shared.erasure.Forget`); measures what its worker measures from the database
    (`shared.service.measuring.Measure`).
    """

    package: str
    router: str = ""
    pages: str = ""
    projections: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    rekeyings: tuple[str, ...] = ()
    recoveries: tuple[str, ...] = ()
    erasures: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()

    def get(self, name: str) -> Any:
        """What `module.attribute` of this room is. Raises ImportError, AttributeError."""
        module, _, attribute = name.rpartition(".")
        return getattr(import_module(f"{self.package}.{module}"), attribute)


@dataclass(frozen=True, slots=True)
class Service:
    """The table of contents of a service, in its `__init__`: `rooms` in the order in which their routes are tried."""

    package: str
    title: str
    rooms: tuple[Room, ...]

    @property
    def name(self) -> str:
        """`benefits` for `services.benefits`; also its consumer group."""
        return self.package.rpartition(".")[2]
