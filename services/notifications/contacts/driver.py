"""The seam to registry, which names a number to this service alone, for a purpose, and records that it did."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

import msgspec

from services.notifications.contacts.domain import Fetched
from shared.auth.asking import ask_registry
from shared.auth.identity import OwnIdentity
from shared.clock import machine_now
from shared.followed import Followed
from shared.privacy.personal import PhoneNumber

PATH = "/contact-points/disclosures"
PURPOSE = "notification"
ASK_SECONDS = 10.0
MOST_BYTES = 1_048_576


class Register(Protocol):
    """What names numbers."""

    async def numbers_of(self, person_ids: Sequence[UUID]) -> Sequence[Fetched]:
        """Those that are verified, of at most 1,000 persons. Raises `shared.auth.asking.NotTold`."""


@dataclass(frozen=True, slots=True)
class RegistryOverHttp:
    """`identity` is this service's own; None where it has none."""

    identity: Followed[OwnIdentity | None]
    now: Callable[[], datetime] = machine_now

    async def numbers_of(self, person_ids: Sequence[UUID]) -> Sequence[Fetched]:
        said = {"purpose": PURPOSE, "person_ids": [str(each) for each in person_ids]}
        named = await ask_registry(
            self.identity, PATH, said, list[_Named], seconds=ASK_SECONDS, most_bytes=MOST_BYTES, at=self.now()
        )
        return [each.fetched() for each in named]


class _Named(msgspec.Struct, frozen=True):
    contact_id: UUID
    person_id: UUID
    channel: str
    version: int
    verification: str
    verified_on: date
    value: str

    def fetched(self) -> Fetched:
        facts = {name: getattr(self, name) for name in self.__struct_fields__}
        return Fetched(**{**facts, "value": PhoneNumber(self.value)})
