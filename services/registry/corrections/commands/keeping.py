"""Part of commands: what a field said is kept beside what it says now (R8)."""

from datetime import date
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from services.registry.corrections.domain.timeline import Fact, Restated, restated
from services.registry.corrections.queries.facts import text_of, timeline_of
from services.registry.corrections.tables import PERSON_FACT, sealed_fact
from services.registry.veterans.parameters.fields import FIELD, PERSONAL
from shared.command import Transaction
from shared.ids import new_id
from shared.privacy.encryption import encrypt
from shared.privacy.keyring import Keyring


async def restate(
    tx: Transaction, row: Row[Any], field: str, said: Fact, *, keyring: Keyring, document: str, anew: bool = True
) -> Restated:
    """From the day of `said` on the field has its value, on the ground of the document. Raises `NothingChanges`."""
    timeline = await timeline_of(tx.connection, row, field, keyring)
    found = restated(timeline, said, anew=anew)
    ended = [fact.fact_id for fact in found.ended if fact.fact_id is not None]
    # Who came first to what he waited for, or a clock that was set back, makes no period that ends before it begins.
    until = func.greatest(tx.now, PERSON_FACT.c.known_from)
    no_longer = update(PERSON_FACT).where(PERSON_FACT.c.fact_id.in_(ended)).values(known_until=until)
    ends = (await tx.connection.scalars(no_longer.returning(PERSON_FACT.c.known_until))).all()
    registered = timeline[0]
    known_from = max([tx.now, *ends, *([row.recorded_at] if registered.fact_id is None else [])])
    if registered.fact_id is None:
        times = {"known_from": row.recorded_at, "known_until": known_from if found.ended else None}
        await _keep(tx, row, field, registered, keyring, recorded_by=row.registered_by, **times)
    await _keep(
        tx, row, field, said, keyring, recorded_by=tx.caller.account_id, known_from=known_from, document=document
    )  # fmt: skip
    return found


async def begin_elsewhere(
    tx: Transaction, row: Row[Any], registered: str, will: date, *, keyring: Keyring, document: str
) -> None:
    """What the registration said has been so since the day `will`: of each field of which something is kept, and of
    `registered`, the field that is that day itself. Later days are as they were said."""
    timeline = await timeline_of(tx.connection, row, registered, keyring)
    if timeline[0].fact_id is None:
        times = {"known_from": row.recorded_at, "known_until": None}
        await _keep(tx, row, registered, timeline[0], keyring, recorded_by=row.registered_by, **times)
    held = PERSON_FACT.c
    first = (held.person_id == row.veteran_id, held.holds_from == row.registered_on, held.known_until.is_(None))
    began = (await tx.connection.execute(select(PERSON_FACT).where(*first))).all()
    until = func.greatest(tx.now, held.known_from)
    ended = update(PERSON_FACT).where(*first).values(known_until=until).returning(held.known_until)
    known_from = max([tx.now, *await tx.connection.scalars(ended)])
    for fact in began:
        value = will.isoformat() if fact.field == registered else text_of(fact, row, keyring)
        again = Fact(None, will, value)
        times = {"known_from": known_from, "document": document}
        await _keep(tx, row, fact.field, again, keyring, recorded_by=tx.caller.account_id, **times)


async def _keep(tx: Transaction, row: Row[Any], field: str, fact: Fact, keyring: Keyring, **columns: Any) -> None:
    fact_id = new_id()
    value: dict[str, Any] = {"value": fact.value}
    if FIELD[field].pii is PERSONAL and fact.value is not None:
        key = keyring.unwrap(row.wrapped, row.veteran_id)
        sealed = encrypt(fact.value, PERSON_FACT.name, sealed_fact(fact_id), row.veteran_id, key)
        value = {"value_sealed": sealed}
    line = {"fact_id": fact_id, "person_id": row.veteran_id, "field": field, "holds_from": fact.holds_from}
    await tx.connection.execute(insert(PERSON_FACT).values(**line, **value, **columns))
