"""Since when somebody counts as trained: reckoned anew with each enrolment of his that changes, and by the clock, since
files are merged and taken apart in registry."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.dialects.postgresql import insert

from services.benefits.directory.queries import going_on, hold_veteran
from services.benefits.training.queries import find_first_completed, find_told, list_counted_wrongly, take_turn
from services.benefits.training.tables import TRAINED
from shared.command import Transaction
from shared.entries.domain import Facts
from shared.entries.whose import Place
from shared.events.benefits import TrainingCounted
from shared.events.benefits.training import Trained
from shared.schedule import Due, Job
from shared.schedule.job import Payload
from shared.schedule.recurrence import hourly

AT_ONCE = 100


async def count_trained(tx: Transaction, facts: Facts, place: Place) -> None:
    """Part of the command that changes an enrolment. Where he counts, stays, whatever he moves to later."""
    await _count(tx, await going_on(tx.connection, facts["person_id"]), synthetic=place.synthetic)


async def count_merged_once(tx: Transaction, _due: Due) -> Payload | None:
    """So many persons in one transaction."""
    wrong = await list_counted_wrongly(tx.connection, AT_ONCE)
    for file_id in wrong:
        person_id = await going_on(tx.connection, file_id)
        await _count(tx, person_id, synthetic=(await hold_veteran(tx.connection, file_id)).synthetic)
    return {} if len(wrong) == AT_ONCE else None


async def _count(tx: Transaction, person_id: UUID, *, synthetic: bool) -> None:
    """Of all files of a person the one that goes on counts, since the first course that he completed by any of them."""
    await take_turn(tx, person_id)
    first, told = await find_first_completed(tx.connection, person_id), await find_told(tx.connection, person_id)
    for file_id, row in told.items():
        if row.entry_id is not None and (file_id != person_id or first is None):
            none = {"entry_id": None, "trained_on": None, "org_path": row.org_path}
            await _tell(tx, file_id, none, row, synthetic=synthetic)
    own = told.get(person_id)
    if first is not None and (own is None or (own.entry_id, own.trained_on) != (first.entry_id, first.ended_on)):
        said = {"entry_id": first.entry_id, "trained_on": first.ended_on, "org_path": first.org_path}
        await _tell(tx, person_id, said, own, synthetic=synthetic)


async def _tell(
    tx: Transaction, person_id: UUID, said: dict[str, Any], told: Row[Any] | None, *, synthetic: bool
) -> None:
    version = 1 if told is None else told.version + 1
    line = {**said, "version": version}
    kept = insert(TRAINED).values(person_id=person_id, **line)
    await tx.connection.execute(kept.on_conflict_do_update(index_elements=["person_id"], set_=line))
    before = None if told is None else Trained(org_path=told.org_path, trained_on=told.trained_on)
    event = TrainingCounted(
        person_id=person_id, org_path=said["org_path"], trained_on=said["trained_on"], before=before
    )
    tx.publish(event, sequence=version, synthetic=synthetic)


COUNT_ONCE = Job("count-trained-persons-once", count_merged_once, hourly(25))
