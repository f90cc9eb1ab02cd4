"""Looking for the persons who claim a category: of each one that is shown, a sensitive group is opened."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert

from services.registry.veterans.commands.disclose import VIEWINGS
from services.registry.veterans.parameters.groups import GROUPS, Group
from services.registry.veterans.queries.files import WantedFiles, fetch_files
from services.registry.veterans.tables import DISCLOSURE
from shared.audit.record import AuditEntry, record_audit
from shared.command import Transaction, command
from shared.command.hourly import TooManyDisclosures, limit_hourly
from shared.events.registry import SensitiveRecordViewed
from shared.http.dependencies import Reading
from shared.http.pages import Page
from shared.ids import new_id
from shared.trail.queries import said

# What the audit calls the opening of one file, by which they are counted and the person learns of it.
OPENING = "disclose-fields"


@dataclass(frozen=True, slots=True)
class SoughtCategory:
    """What is looked for, at and below `unit` if one is given, held in a state if one is, and why."""

    code: str
    purpose: str
    reason: str
    unit: str | None = None
    state: str | None = None


@command(keeps_answer=False)
async def search_by_category(
    tx: Transaction,
    sought: SoughtCategory,
    cursor: str | None,
    limit: int,
    *,
    view: Callable[[Row[Any]], Any],
    most_an_hour: int,
) -> Page[Any]:
    """The files in the caller's scope that claim the category. Who is in it, learns the caller of each that is shown:
    of each there is a viewing, an event and an audit row, and each counts as an opening does.

    Raises `TooManyDisclosures`, `OrgUnitNotFound`.
    """
    tx.concerns(said(category=sought.code, state=sought.state, unit=sought.unit), purpose=sought.purpose)
    await limit_hourly(tx, most_an_hour, TooManyDisclosures, counted_with=VIEWINGS)
    wanted = WantedFiles(sought.unit, category=sought.code, holding=sought.state)
    reading = Reading(tx.connection, tx.caller, tx.now)
    page: Page[Any] = await fetch_files(reading, wanted, cursor, limit, view=lambda row: row)
    await record_showing(tx, sought, page.items)
    return Page(items=[view(row) for row in page.items], next=page.next)


async def record_showing(
    tx: Transaction, sought: SoughtCategory, rows: Sequence[Row[Any]], *, kind: str = "veteran"
) -> None:
    """Part of commands: who holds the category is shown to the caller. `kind`: what the audit calls them."""
    fields, account_id = GROUPS[Group.CATEGORIES].fields, tx.caller.account_id
    viewings = [
        {
            "view_id": new_id(),
            "veteran_id": row.veteran_id,
            "account_id": account_id,
            "purpose": sought.purpose,
            "reason": sought.reason,
            "fields": list(fields),
            "viewed_at": tx.now,
        }
        for row in rows
    ]
    for each in viewings:
        entry = AuditEntry(
            account_id, OPENING, f"{kind} {each['veteran_id']}", sought.purpose, address=tx.caller.address
        )
        await record_audit(tx.connection, entry, now=tx.now)
        await tx.connection.execute(insert(DISCLOSURE).values(**each))
        viewed = SensitiveRecordViewed(
            view_id=each["view_id"],
            account_id=account_id,
            person_id=each["veteran_id"],
            purpose=sought.purpose,
            fields=fields,
            viewed_at=tx.now,
        )
        tx.publish(viewed, sequence=1)
