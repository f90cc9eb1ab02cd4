"""Whose identity numbers are, as registry says to the caller by his own token: they are kept nowhere else."""

from collections.abc import Sequence
from urllib.parse import urljoin
from uuid import UUID

import msgspec

from shared.auth.fetching import NoAnswer, fetch
from shared.auth.tokens import NotAuthenticated
from shared.privacy.personal import IdNumber
from shared.refusal import Forbidden, Unavailable

PATH = "/veterans/search-many"
MOST_NUMBERS = 500
"""Of one question: each is a search with a line in the audit of its own, some 5 ms."""
ASK_SECONDS = 30.0
MOST_BYTES = 262_144


class NumbersNotYours(Forbidden):
    code = "numbers-not-yours"
    zh = "您的角色不能按身份证号查找人员，请填写人员档案编号。"
    en = "Your role does not find persons by the identity number; give the numbers of their files."


class NumbersUnavailable(Unavailable):
    code = "numbers-unavailable"
    zh = "暂时无法按身份证号查找人员，请稍后重试，或者填写人员档案编号。"
    en = "Persons cannot be found by the identity number at the moment; try again shortly, or give file numbers."


class LookedUp(msgspec.Struct, frozen=True):
    """The file of whose number it is, None for nobody whom the caller may know of. Not `is_looked_up`: the caller gave
    too many numbers within an hour that were nobody's."""

    veteran_id: UUID | None
    is_looked_up: bool


async def look_numbers_up(registry_url: str, token: str, numbers: Sequence[IdNumber]) -> list[LookedUp]:
    """Of any number of them, of 18 characters, in their order; once one is not looked up, no more are asked for.
    `registry_url` is any address of the registry.

    Raises `NumbersNotYours`, `NumbersUnavailable`, `NotAuthenticated`.
    """
    found: list[LookedUp] = []
    while len(found) < len(numbers) and all(each.is_looked_up for each in found):
        found += await _ask(registry_url, token, numbers[len(found) : len(found) + MOST_NUMBERS])
    return [*found, *[LookedUp(None, False)] * (len(numbers) - len(found))]


async def _ask(registry_url: str, token: str, numbers: Sequence[IdNumber]) -> list[LookedUp]:
    try:
        status, body = await fetch(
            urljoin(registry_url, PATH),
            seconds=ASK_SECONDS,
            most_bytes=MOST_BYTES,
            json={"id_numbers": [each.reveal() for each in numbers]},
            headers={"Authorization": f"Bearer {token}"},
        )
    except NoAnswer:
        raise NumbersUnavailable from None
    if status == 401:
        raise NotAuthenticated
    if status == 403:
        raise NumbersNotYours
    try:
        found = msgspec.json.decode(body, type=list[LookedUp])
    except msgspec.MsgspecError:
        raise NumbersUnavailable from None
    if len(found) != len(numbers):
        raise NumbersUnavailable
    return found
