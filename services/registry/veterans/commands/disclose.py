"""Showing what is masked or sensitive in a file."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import insert

from services.registry.veterans.queries.files import ALL_FILES, get_line, must_be_responsible
from services.registry.veterans.tables import DISCLOSURE
from shared.command import Transaction, command
from shared.command.hourly import TooManyDisclosures, limit_hourly
from shared.events.registry import SensitiveRecordViewed
from shared.ids import new_id

# Commands that show in clear what is masked or sealed, by their names in the audit: an account's are counted together.
VIEWINGS = frozenset(
    {
        "disclose-fields",
        "disclose-recipient",
        "disclose-case-party",
        "disclose-notice",
        "disclose-attachment",
        "open-category",
    }
)


@command(keeps_answer=False)
async def disclose_fields(
    tx: Transaction, veteran_id: UUID, *, purpose: str, reason: str, fields: Sequence[str], most_an_hour: int
) -> UUID:
    """Record that the caller is about to see these fields; answers the id of the viewing.

    The values are read after this has committed (`queries.reveal`, `queries.open_group`). Each showing is recorded,
    that of a repeated request too.
    Raises `VeteranNotFound`, `NotResponsible`, `TooManyDisclosures`.
    """
    tx.concerns(f"veteran {veteran_id}", purpose=purpose)
    # Who decides on a registration compares it with documents.
    row = await get_line(tx.connection, veteran_id, caller=tx.caller, files=ALL_FILES)
    must_be_responsible(tx.caller, row.org_path, row.residence_path)
    await limit_hourly(tx, most_an_hour, TooManyDisclosures, counted_with=VIEWINGS)
    return await record_viewing(tx, veteran_id, purpose=purpose, reason=reason, fields=fields)


async def record_viewing(
    tx: Transaction, veteran_id: UUID, *, purpose: str, reason: str, fields: Sequence[str]
) -> UUID:  # fmt: skip
    """Part of commands: what is about to be seen, by whom and why, is kept and told; answers the id of the viewing."""
    names = tuple(sorted(set(fields)))
    view_id, account_id = new_id(), tx.caller.account_id
    line = {
        "view_id": view_id,
        "veteran_id": veteran_id,
        "account_id": account_id,
        "purpose": purpose,
        "reason": reason,
    }
    await tx.connection.execute(insert(DISCLOSURE).values(**line, fields=list(names), viewed_at=tx.now))
    event = SensitiveRecordViewed(
        view_id=view_id, account_id=account_id, person_id=veteran_id, purpose=purpose, fields=names, viewed_at=tx.now
    )
    tx.publish(event, sequence=1)
    return view_id
