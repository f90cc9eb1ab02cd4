"""Part of commands: what a field said is kept beside what it says now (R8)."""

from typing import Any

from sqlalchemy import Row, func, insert, update

from services.registry.corrections.domain.timeline import Fact, Restated, restated
from services.registry.corrections.queries.facts import timeline_of
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


async def _keep(tx: Transaction, row: Row[Any], field: str, fact: Fact, keyring: Keyring, **columns: Any) -> None:
    fact_id = new_id()
    value: dict[str, Any] = {"value": fact.value}
    if FIELD[field].pii is PERSONAL and fact.value is not None:
        key = keyring.unwrap(row.wrapped, row.veteran_id)
        sealed = encrypt(fact.value, PERSON_FACT.name, sealed_fact(fact_id), row.veteran_id, key)
        value = {"value_sealed": sealed}
    line = {"fact_id": fact_id, "person_id": row.veteran_id, "field": field, "holds_from": fact.holds_from}
    await tx.connection.execute(insert(PERSON_FACT).values(**line, **value, **columns))
