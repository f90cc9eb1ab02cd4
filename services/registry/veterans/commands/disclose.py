"""Showing what is masked or sensitive in a file."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, func, insert, literal, select

from services.registry.veterans.queries.files import ALL_FILES, get_line, must_be_responsible
from services.registry.veterans.tables import DISCLOSURE
from shared.command import Transaction, command
from shared.command.hourly import TooManyDisclosures, limit_hourly
from shared.events.registry import SensitiveRecordViewed
from shared.ids import new_id
from shared.outbox.record import Outgoing

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


async def record_viewings(tx: Transaction, persons: Collection[UUID], *, purpose: str, fields: Sequence[str]) -> None:
    """Part of commands: the same of many persons, whose fields one of our own services is about to get."""
    views = [
        SensitiveRecordViewed(
            view_id=new_id(),
            account_id=tx.caller.account_id,
            person_id=person_id,
            purpose=purpose,
            fields=tuple(fields),
            viewed_at=tx.now,
        )
        for person_id in persons
    ]
    if not views:
        return
    ids = [literal([getattr(view, name) for view in views], ARRAY(Uuid)) for name in ("view_id", "person_id")]
    seen = func.unnest(*ids).table_valued("view_id", "person_id").render_derived()
    alike = {"account_id": tx.caller.account_id, "purpose": purpose, "reason": purpose, "viewed_at": tx.now}
    said = [literal(value, DISCLOSURE.c[name].type).label(name) for name, value in alike.items()]
    line = select(seen.c.view_id, seen.c.person_id, literal(list(fields), ARRAY(Text)), *said)
    await tx.connection.execute(insert(DISCLOSURE).from_select(["view_id", "veteran_id", "fields", *alike], line))
    tx.publish_many([Outgoing(view, 1) for view in views])
