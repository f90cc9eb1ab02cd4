"""The seam to registry, which names a number to this service alone, for a purpose, and records that it did."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from urllib.parse import urljoin
from uuid import UUID

import msgspec

from services.notifications.contacts.domain import Fetched
from shared.auth.fetching import NoAnswer, fetch
from shared.auth.identity import IdentityRefused, OwnIdentity
from shared.clock import machine_now
from shared.followed import Followed
from shared.privacy.personal import PhoneNumber

PATH = "/contact-points/disclosures"
PURPOSE = "notification"
ASK_SECONDS = 10.0
MOST_BYTES = 1_048_576
RECORDED = 201


class RegisterUnavailable(Exception):
    """No numbers at present. Says why, and nothing of them."""


class Register(Protocol):
    """What names numbers."""

    async def numbers_of(self, person_ids: Sequence[UUID]) -> Sequence[Fetched]:
        """Those that are verified, of at most 1,000 persons. Raises RegisterUnavailable."""


@dataclass(frozen=True, slots=True)
class RegistryOverHttp:
    """`identity` is this service's own; None where it has none."""

    identity: Followed[OwnIdentity | None]
    now: Callable[[], datetime] = machine_now

    async def numbers_of(self, person_ids: Sequence[UUID]) -> Sequence[Fetched]:
        identity = self.identity.get()
        if identity is None:
            raise RegisterUnavailable("this service has no identity key")
        try:
            token = await identity.ask_token(at=self.now())
            status, body = await fetch(
                urljoin(identity.registry_url, PATH),
                seconds=ASK_SECONDS,
                most_bytes=MOST_BYTES,
                json={"purpose": PURPOSE, "person_ids": [str(each) for each in person_ids]},
                headers={"Authorization": f"Bearer {token}"},
            )
        except (IdentityRefused, NoAnswer) as fault:
            raise RegisterUnavailable(str(fault)) from fault
        if status != RECORDED:
            raise RegisterUnavailable(f"registry answers {status}")
        try:
            return [each.fetched() for each in msgspec.json.decode(body, type=list[_Named])]
        except msgspec.MsgspecError:
            raise RegisterUnavailable("registry answers otherwise than agreed") from None


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
