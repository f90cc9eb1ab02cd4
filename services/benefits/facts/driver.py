"""The seam to registry, which tells what files say to this service alone, for a purpose, and records that it did."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec

from shared.auth.asking import ask_registry
from shared.auth.identity import OwnIdentity
from shared.clock import machine_now
from shared.followed import Followed

PATH = "/facts/disclosures"
PURPOSE = "benefit-handling"
ASK_SECONDS = 20.0
MOST_BYTES = 4_194_304

Files = Mapping[UUID, Mapping[str, str]]
"""By person, what his file says, by field."""


class Register(Protocol):
    """What tells of files."""

    async def files_of(self, person_ids: Sequence[UUID]) -> Files:
        """Of at most 1,000 persons; who has no file is missing. Raises `shared.auth.asking.NotTold`."""


@dataclass(frozen=True, slots=True)
class RegistryOverHttp:
    """`identity` is this service's own; None where it has none."""

    identity: Followed[OwnIdentity | None]
    now: Callable[[], datetime] = machine_now

    async def files_of(self, person_ids: Sequence[UUID]) -> Files:
        said = {"purpose": PURPOSE, "person_ids": [str(each) for each in person_ids]}
        found = await ask_registry(
            self.identity, PATH, said, list[_Said], seconds=ASK_SECONDS, most_bytes=MOST_BYTES, at=self.now()
        )
        return {each.person_id: each.fields for each in found}


class _Said(msgspec.Struct, frozen=True):
    person_id: UUID
    fields: dict[str, str]
