"""A worker with one part, which behaves as SAMPLE_BEHAVIOUR says. `python -m tests.shared.service.sample [task]`"""

import asyncio
import time
from collections.abc import Mapping, Sequence

from pydantic_settings import SettingsConfigDict
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.health import Check
from shared.service.worker import Part, worker_cli
from shared.settings import ServiceSettings
from tests.shared.schedule.given import REMIND


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="SAMPLE_")

    behaviour: str = "good"


def _block() -> None:
    """As a handler would that computes for a minute on the event loop."""
    time.sleep(60)


class Busy:
    name = "busy"

    def __init__(self, behaviour: str) -> None:
        self.behaviour = behaviour

    async def run(self, stop: asyncio.Event) -> None:
        if self.behaviour == "raises":
            raise RuntimeError("999123199001010012 broke")
        if self.behaviour == "returns":
            return
        await stop.wait()
        if self.behaviour == "never-ends":
            await asyncio.Event().wait()
        if self.behaviour == "blocks":
            _block()
        if self.behaviour == "fails-late":
            raise RuntimeError("broke while draining")

    async def checks(self) -> Sequence[Check]:
        return (Check("busy", self.behaviour != "unready", "as told"),)

    async def flow(self) -> Mapping[str, int]:
        if self.behaviour == "blind":
            raise OSError
        return {"outbox_pending": 2, "parked_keys": 1}


def parts(settings: Settings, _engine: AsyncEngine) -> Sequence[Part]:
    return (Busy(settings.behaviour), Busy(settings.behaviour))


if __name__ == "__main__":
    worker_cli(Settings, "tests.shared.kernel", parts=parts, projections=(), jobs=(REMIND,))
