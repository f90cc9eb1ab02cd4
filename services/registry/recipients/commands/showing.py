"""Who is shown in clear, or found by what is sensitive: that is recorded first."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.registry.recipients.queries import WantedRecipients, fetch_recipients, get_recipient
from services.registry.veterans.commands.category_search import SoughtCategory, record_showing
from services.registry.veterans.commands.disclose import VIEWINGS, record_viewing
from services.registry.veterans.queries.holding import must_be_readable
from shared.command import Transaction, command
from shared.command.hourly import TooManyDisclosures, limit_hourly
from shared.http.dependencies import Reading
from shared.http.pages import Page
from shared.trail.queries import said


@command(keeps_answer=False)
async def disclose_recipient(
    tx: Transaction, person_id: UUID, *, purpose: str, reason: str, fields: Sequence[str], most_an_hour: int
) -> UUID:
    """Record that the caller is about to see these fields; answers the id of the viewing. As of a file
    (`disclose_fields`): the values are read once this has committed.

    Raises `RecipientNotFound` (also outside the scope), `FileErased`, `TooManyDisclosures`.
    """
    tx.concerns(f"recipient {person_id}", purpose=purpose)
    must_be_readable(await get_recipient(tx.connection, person_id, tx.caller))
    await limit_hourly(tx, most_an_hour, TooManyDisclosures, counted_with=VIEWINGS)
    return await record_viewing(tx, person_id, purpose=purpose, reason=reason, fields=fields)


@command(keeps_answer=False)
async def search_recipients_by_category(
    tx: Transaction,
    sought: SoughtCategory,
    cursor: str | None,
    limit: int,
    *,
    view: Callable[[Row[Any]], Any],
    most_an_hour: int,
) -> Page[Any]:
    """Those in the caller's scope who hold or claim the category, as `search_by_category` finds veterans: who is shown,
    is recorded and counts. Raises `TooManyDisclosures`, `OrgUnitNotFound`."""
    tx.concerns(said(category=sought.code, state=sought.state, unit=sought.unit), purpose=sought.purpose)
    await limit_hourly(tx, most_an_hour, TooManyDisclosures, counted_with=VIEWINGS)
    wanted = WantedRecipients(unit=sought.unit, category=sought.code, holding=sought.state)
    reading = Reading(tx.connection, tx.caller, tx.now)
    page: Page[Any] = await fetch_recipients(reading, wanted, cursor, limit, view=lambda row: row)
    await record_showing(tx, sought, page.items, kind="recipient")
    return Page(items=[view(row) for row in page.items], next=page.next)
