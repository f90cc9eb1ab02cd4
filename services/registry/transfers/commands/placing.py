"""Parts of commands: since when somebody is where he is, and that he is elsewhere from a day on."""

from datetime import date
from typing import Any

from sqlalchemy import Row

from services.registry.corrections.commands.keeping import restate
from services.registry.corrections.domain.timeline import Fact
from services.registry.corrections.queries.facts import UNIT, places_of
from services.registry.counting.domain import from_day
from services.registry.counting.queries import get_counted_periods
from services.registry.transfers.domain import Day
from shared.clock import local_date
from shared.command import Transaction
from shared.events.registry import CountedPeriod
from shared.privacy.keyring import Keyring


async def check_day(tx: Transaction, row: Row[Any], moved_on: date, keyring: Keyring) -> None:
    """Raises `TransferInvalid`."""
    places = await places_of(tx.connection, row, keyring)
    Day(moved_on, places[-1].on, len(places) == 1, local_date(tx.now)).must_be_possible()


async def place(
    tx: Transaction, row: Row[Any], unit: str | None, since: date, *, keyring: Keyring, document: str
) -> tuple[tuple[CountedPeriod, ...], tuple[CountedPeriod, ...]]:
    """The unit answers for him from that day on, None for nobody's here; what the file said before is kept (R8). How
    figures counted him from that day on, and how they do."""
    before = await get_counted_periods(tx.connection, row, keyring)
    await restate(tx, row, UNIT, Fact(None, since, unit), keyring=keyring, document=document)
    after = await get_counted_periods(tx.connection, row, keyring)
    return from_day(before, since), from_day(after, since)
