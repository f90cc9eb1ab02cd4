"""Somebody who acts for a veteran."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from services.registry.proxies.commands import Wanted, authorise_proxy
from shared.command import Work
from shared.privacy.personal import Personal
from tests.registry.persons import REGISTRAR, given_number

SON = given_number(511, date(1990, 5, 1))
DOCUMENT = "授权书第5号"
UNTIL = date(2020, 4, 30)
WANTED = Wanted(Personal(SON), Personal("张军"), "all-matters", "advanced-age", None, UNTIL, DOCUMENT)


async def authorising(work: Work, veteran_id: UUID, *, most: int = 60, **changes: Any) -> UUID:
    """The veteran's son acts for him, from today on unless `changes` say otherwise."""
    wanted = replace(WANTED, **changes)
    return await authorise_proxy(work, veteran_id, wanted, registrar=REGISTRAR, most_an_hour=most)
