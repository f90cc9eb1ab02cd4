"""The application of a transaction, and what all commands about it write."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, update

from services.benefits.applications.domain import ENDED, Application, ApplicationChanged, ApplicationNotFound, due_on
from services.benefits.applications.queries import list_objections, lock_application, objections_in
from services.benefits.applications.tables import APPLICATION, application_of
from services.benefits.programmes.queries import get_version
from shared.calendar.queries import find_calendar
from shared.clock import local_date
from shared.command import Transaction
from shared.events.contract import Event


@dataclass(frozen=True, slots=True)
class HeldApplication:
    """An application that the transaction holds: its row, and what it is."""

    row: Row[Any]
    application: Application


async def hold_application(
    tx: Transaction, application_id: UUID, purpose: str | None, version: int | None = None
) -> HeldApplication:
    """For this transaction alone. Raises `ApplicationNotFound` (also outside the scope), `ApplicationChanged`."""
    tx.concerns(f"application {application_id}", purpose=purpose or "")
    row = await lock_application(tx.connection, application_id)
    tx.caller.must_cover(row.org_path, ApplicationNotFound())
    if version not in {None, row.version}:
        raise ApplicationChanged
    objections = objections_in(await list_objections(tx.connection, application_id), row)
    return HeldApplication(row, application_of(row, objections))


async def go_on(tx: Transaction, row: Row[Any], after: Application, events: list[Event]) -> int:
    """Write where it stands, and tell of it. Answers its version from now on."""
    today = local_date(tx.now)
    version: int = row.version + len(events)
    programme = await get_version(tx.connection, row.programme_code, row.programme_version)
    stands = {
        "state": after.state.value,
        "waits_for": after.waits_for,
        "published_on": after.publicity.begun_on if after.publicity else None,
        "due_on": await find_due(tx, after, today, programme.terms.decide_within),
        "ended_on": today if after.state in ENDED else None,
        "version": version,
    }
    await tx.connection.execute(change(row, stands))
    for sequence, event in enumerate(events, start=row.version + 1):
        tx.publish(event, sequence=sequence, synthetic=row.synthetic, effective_on=today)
    return version


async def find_due(tx: Transaction, application: Application, since: date, within: Mapping[str, int]) -> date | None:
    """By which day the level that is asked decides."""
    return due_on(application, since, within, await find_calendar(tx.connection)) if within else None


def change(row: Row[Any], values: dict[str, Any]) -> Any:
    """The statement that writes these of its values."""
    return update(APPLICATION).where(APPLICATION.c.application_id == row.application_id).values(values)


def told_of(row: Row[Any]) -> dict[str, Any]:
    """What each event about it says."""
    names = ("application_id", "person_id", "programme_code", "org_path")
    return {name: row._mapping[name] for name in names}
