"""The seam to the services that are asked whom they hold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar
from urllib.parse import urljoin
from uuid import UUID

import msgspec

from shared.auth.fetching import NoAnswer, fetch
from shared.auth.identity import IdentityRefused, OwnIdentity
from shared.clock import machine_now
from shared.digests.held import HeldPerson, UnitDigest
from shared.digests.schemas import MOST_ASKED
from shared.followed import Followed

T = TypeVar("T")

PATH = "/unit-digests"
ASK_SECONDS = 20.0
MOST_BYTES = 8_388_608


class HolderUnavailable(Exception):
    """No answer at present. Says why, and names nobody."""


class Holder(Protocol):
    """Who says whom it holds."""

    async def digests(self) -> Sequence[UnitDigest]:
        """Of every unit. Raises HolderUnavailable."""

    async def persons(self, org_path: str, besides: Sequence[UUID]) -> Sequence[HeldPerson]:
        """Of a unit, and of some besides. Raises HolderUnavailable."""


@dataclass(frozen=True, slots=True)
class HolderOverHttp:
    """`identity` is this service's own, None where it has none; `url` any address of the service that is asked, None:
    registry's."""

    name: str
    identity: Followed[OwnIdentity | None]
    url: str | None = None
    now: Callable[[], datetime] = machine_now

    async def digests(self) -> Sequence[UnitDigest]:
        return await self.ask(PATH, list[UnitDigest])

    async def persons(self, org_path: str, besides: Sequence[UUID]) -> Sequence[HeldPerson]:
        found: dict[UUID, HeldPerson] = {}
        for begin in range(0, max(1, len(besides)), MOST_ASKED):
            named = [str(each) for each in besides[begin : begin + MOST_ASKED]]
            asked = {"org_path": org_path, "person_ids": named}
            told = await self.ask(f"{PATH}/persons", list[HeldPerson], asked)
            found |= {each.person_id: each for each in told}
        return list(found.values())

    async def ask(self, path: str, shape: type[T], asked: Mapping[str, object] | None = None) -> T:
        """What is answered there, to a GET where nothing is asked. Raises HolderUnavailable."""
        identity = self.identity.get()
        if identity is None:
            raise HolderUnavailable("this service has no identity key")
        try:
            token = await identity.ask_token(at=self.now())
            status, body = await fetch(
                urljoin(self.url or identity.registry_url, path),
                seconds=ASK_SECONDS,
                most_bytes=MOST_BYTES,
                json=asked,
                headers={"Authorization": f"Bearer {token}"},
            )
        except (IdentityRefused, NoAnswer) as fault:
            raise HolderUnavailable(f"{self.name}: {fault}") from fault
        if status != 200:
            raise HolderUnavailable(f"{self.name} answers {status}")
        try:
            return msgspec.json.decode(body, type=shape)
        except msgspec.MsgspecError:
            raise HolderUnavailable(f"{self.name} answers otherwise than agreed") from None
