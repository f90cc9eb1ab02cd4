"""Since when somebody counts as trained: reckoned anew with each enrolment of his that changes."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.dialects.postgresql import insert

from services.benefits.training.queries import find_first_completed, find_told, lock_person
from services.benefits.training.tables import TRAINED
from shared.command import Transaction
from shared.entries.domain import Facts
from shared.entries.whose import Place
from shared.events.benefits import TrainingCounted
from shared.events.benefits.training import Trained


async def count_trained(tx: Transaction, facts: Facts, place: Place) -> None:
    """Part of the command that changes an enrolment. Where he counts, stays, whatever he moves to later."""
    person_id = facts["person_id"]
    await lock_person(tx.connection, person_id)
    first, told = await find_first_completed(tx.connection, person_id), await find_told(tx.connection, person_id)
    if first is not None:
        is_told = told is not None and (told.entry_id, told.trained_on) == (first.entry_id, first.ended_on)
        if not is_told:
            said = {"entry_id": first.entry_id, "trained_on": first.ended_on, "org_path": first.org_path}
            await _tell(tx, person_id, said, told, synthetic=place.synthetic)
    elif told is not None and told.entry_id is not None:
        said = {"entry_id": None, "trained_on": None, "org_path": told.org_path}
        await _tell(tx, person_id, said, told, synthetic=place.synthetic)


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
