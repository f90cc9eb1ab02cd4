"""Somebody who applies to join the Party."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.party_applications.commands import Submitted, submit_application
from tests.registry.given import KEYRING, given_work
from tests.registry.persons import given_number, given_veteran


async def given_application(engine: AsyncEngine) -> None:
    """Of the first room, whose station has its branch."""
    person = await given_veteran(engine, id_number=given_number(78), political_code="13", registered_on="2019-03-01")
    await submit_application(given_work(engine), person, Submitted(date(2019, 3, 8), "入党申请书"), keyring=KEYRING)
