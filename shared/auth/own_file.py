"""What registry alone knows of a caller, as whose own account his is: no token and no event says so, and it is asked
with the caller's own token."""

from typing import TypeVar
from urllib.parse import urljoin
from uuid import UUID

import msgspec

from shared.auth.fetching import NoAnswer, fetch
from shared.auth.tokens import NotAuthenticated
from shared.refusal import NotFound, Unavailable

PATH = "/accounts/me/person"
T = TypeVar("T")
ASK_SECONDS = 3.0
MOST_BYTES = 4_096


class OwnFileNotFound(NotFound):
    code = "own-file-not-found"
    zh = "您的账号没有对应本人的登记档案。"
    en = "Your account does not belong to a person whose file is kept here."


class OwnFileUnavailable(Unavailable):
    code = "own-file-unavailable"
    zh = "暂时无法核实您的账号对应的档案，请稍后重试。"
    en = "Whose file is yours cannot be established at the moment; try again shortly."


class OwnFile(msgspec.Struct, frozen=True):
    """The number of the file, and the masked surname in it, which a file that was emptied has not."""

    person_id: UUID
    surname: str | None = None


async def ask_own_file(registry_url: str, token: str) -> OwnFile:
    """`registry_url` is any address of the registry.

    Raises `OwnFileNotFound`, `OwnFileUnavailable`, `NotAuthenticated`.
    """
    return await ask_of_caller(registry_url, PATH, token, OwnFile)


async def ask_of_caller(registry_url: str, path: str, token: str, type_: type[T]) -> T:
    """What it answers there. Raises the same."""
    try:
        status, body = await fetch(
            urljoin(registry_url, path),
            seconds=ASK_SECONDS,
            most_bytes=MOST_BYTES,
            headers={"Authorization": f"Bearer {token}"},
        )
    except NoAnswer:
        raise OwnFileUnavailable from None
    if status == 401:
        raise NotAuthenticated
    if status in {403, 404}:
        raise OwnFileNotFound
    try:
        return msgspec.json.decode(body, type=type_)
    except msgspec.MsgspecError:
        raise OwnFileUnavailable from None
