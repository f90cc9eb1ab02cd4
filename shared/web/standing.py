"""How the object of a form stands now, for whoever filled the form in while somebody else changed it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Select, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.audit.record import DONE
from shared.audit.tables import AUDIT
from shared.events.catalogue import published
from shared.events.contract import Event
from shared.language import Named
from shared.outbox.tables import OUTBOX


@dataclass(frozen=True, slots=True)
class Standing:
    """`values` by the names of the form's fields; `by` is unknown where the change was part of one of many objects. Of
    what was never changed, `at` is as well."""

    version: int
    values: Mapping[str, Any]
    at: datetime | None
    by: UUID | None
    state: Named | None = None


class Changed(NamedTuple):
    """When and by which account an object was last changed, as far as it is known."""

    at: datetime | None
    by: UUID | None


NOT_RECORDED = Changed(None, None)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which what was typed is not what stands now."""

    field: str
    yours: Sequence[str]
    now: Sequence[str]


def differences(typed: BaseModel, values: Mapping[str, Any]) -> list[Difference]:
    """In the order of the form's fields; a reason, say, is of the form and not of its object, so `values` has none."""
    pairs = ((name, _written(said), _written(values[name])) for name, said in _fields(typed, values) if name in values)
    return [Difference(name, yours, now) for name, yours, now in pairs if yours != now]


def _fields(typed: BaseModel, values: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """Each with what was typed; of a field that has many by name, as `lines.visited`, each of them."""
    for name in type(typed).model_fields:
        said = getattr(typed, name)
        if not isinstance(said, Mapping):
            yield name, said
            continue
        of_now = [key.removeprefix(f"{name}.") for key in values if key.startswith(f"{name}.")]
        yield from ((f"{name}.{key}", said.get(key)) for key in dict.fromkeys((*said, *of_now)))


def last_of(acts: Iterable[tuple[datetime | None, UUID | None]]) -> Changed:
    """The last of what was done with an object, each with when and by whom, where it was done."""
    return max((Changed(at, by) for at, by in acts if at), default=NOT_RECORDED)


async def last_change(connection: AsyncConnection, event: type[Event], key: object, subject: str) -> Changed:
    """When the stream that `event` is of was last added to, and by which account."""
    of_it = (OUTBOX.c.topic == published(event).topic, OUTBOX.c.aggregate_id == str(key))
    done = and_(AUDIT.c.subject == subject, AUDIT.c.recorded_at == OUTBOX.c.recorded_at, AUDIT.c.result == DONE)
    newest = select(OUTBOX.c.recorded_at, AUDIT.c.account_id).outerjoin(AUDIT, done).where(*of_it)
    return await _first(connection, newest.order_by(OUTBOX.c.aggregate_version.desc()))


async def last_done(connection: AsyncConnection, actions: Sequence[str], subject: str) -> Changed:
    """The same by acts, of a subject that no stream tells of and whose rows do not say it."""
    done = select(AUDIT.c.recorded_at, AUDIT.c.account_id).where(
        AUDIT.c.subject == subject, AUDIT.c.action.in_(actions), AUDIT.c.result == DONE
    )
    return await _first(connection, done.order_by(AUDIT.c.audit_id.desc()))


async def _first(connection: AsyncConnection, newest: Select[Any]) -> Changed:
    row = (await connection.execute(newest.limit(1))).one_or_none()
    return NOT_RECORDED if row is None else Changed(row.recorded_at, row.account_id)


def _written(value: object) -> list[str]:
    """A value as it is compared and shown: nothing, one, or several in no order."""
    several = value if isinstance(value, list | tuple) else [value]
    return sorted(str(each) for each in several if each is not None)
