"""What a service asks registry as itself: with a token for its own identity, never with anybody else's."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar
from urllib.parse import urljoin

import msgspec

from shared.auth.fetching import NoAnswer, fetch
from shared.auth.identity import IdentityRefused, OwnIdentity
from shared.followed import Followed

T = TypeVar("T")
RECORDED = 201


class NotTold(Exception):
    """Registry tells nothing at present. Says why, and nothing of what was asked."""


async def ask_registry(
    identity: Followed[OwnIdentity | None],
    path: str,
    said: Mapping[str, object],
    answer: type[T],
    *,
    seconds: float,
    most_bytes: int,
    at: datetime,
) -> T:
    """What it answers to a POST of which it keeps a record. `at` is the machine's instant. Raises `NotTold`."""
    own = identity.get()
    if own is None:
        raise NotTold("this service has no identity key")
    try:
        token = await own.ask_token(at=at)
        status, body = await fetch(
            urljoin(own.registry_url, path),
            seconds=seconds,
            most_bytes=most_bytes,
            json=said,
            headers={"Authorization": f"Bearer {token}"},
        )
    except (IdentityRefused, NoAnswer) as fault:
        raise NotTold(str(fault)) from fault
    if status != RECORDED:
        raise NotTold(f"registry answers {status}")
    try:
        return msgspec.json.decode(body, type=answer)
    except msgspec.MsgspecError:
        raise NotTold("registry answers otherwise than agreed") from None
