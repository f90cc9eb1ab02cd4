"""How the object of a form stands now, for whoever filled the form in while somebody else changed it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.audit.record import DONE
from shared.audit.tables import AUDIT
from shared.events.catalogue import published
from shared.events.contract import Event
from shared.language import Named
from shared.outbox.tables import OUTBOX


@dataclass(frozen=True, slots=True)
class Standing:
    """`values` by the names of the form's fields; `by` is unknown where the change was part of one of many objects."""

    version: int
    values: Mapping[str, Any]
    at: datetime
    by: UUID | None
    state: Named | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which what was typed is not what stands now."""

    field: str
    yours: Sequence[str]
    now: Sequence[str]


def differences(typed: BaseModel, values: Mapping[str, Any]) -> list[Difference]:
    """In the order of the form's fields; a reason, say, is of the form and not of its object, so `values` has none."""
    names = [name for name in type(typed).model_fields if name in values]
    pairs = ((name, _written(getattr(typed, name)), _written(values[name])) for name in names)
    return [Difference(name, yours, now) for name, yours, now in pairs if yours != now]


async def last_change(
    connection: AsyncConnection, event: type[Event], key: object, subject: str
) -> tuple[datetime, UUID | None]:
    """When the stream that `event` is of was last added to, and by which account."""
    of_it = (OUTBOX.c.topic == published(event).topic, OUTBOX.c.aggregate_id == str(key))
    done = and_(AUDIT.c.subject == subject, AUDIT.c.recorded_at == OUTBOX.c.recorded_at, AUDIT.c.result == DONE)
    newest = select(OUTBOX.c.recorded_at, AUDIT.c.account_id).outerjoin(AUDIT, done).where(*of_it)
    at, by = (await connection.execute(newest.order_by(OUTBOX.c.aggregate_version.desc()).limit(1))).one()
    return at, by


async def last_done(connection: AsyncConnection, actions: Sequence[str], subject: str) -> tuple[datetime, UUID | None]:
    """When one of the acts was last done to a subject that no stream tells of, and by which account."""
    done = select(AUDIT.c.recorded_at, AUDIT.c.account_id).where(
        AUDIT.c.subject == subject, AUDIT.c.action.in_(actions), AUDIT.c.result == DONE
    )
    at, by = (await connection.execute(done.order_by(AUDIT.c.audit_id.desc()).limit(1))).one()
    return at, by


def _written(value: object) -> list[str]:
    """A value as it is compared and shown: nothing, one, or several in no order."""
    several = value if isinstance(value, list | tuple) else [value]
    return sorted(str(each) for each in several if each is not None)
