"""What somebody decides in his own matters."""

from uuid import UUID

from services.benefits.directory.queries import going_on
from services.benefits.jobs.queries import find_wish
from services.benefits.jobs.schemas.applications import APPLICATIONS
from services.benefits.jobs.schemas.persons import PREFERENCES
from services.benefits.mine.domain import JobWishNotFound
from shared.clock import local_date
from shared.command import Transaction, command
from shared.entries.acting import begin, go_on
from shared.entries.domain import EntryChanged, EntryNotFound
from shared.entries.queries import lock_entry
from shared.ids import new_id

DOCUMENT = "本人在网上办理"


@command
async def set_own_job_pushes(tx: Transaction, person_id: UUID, *, told: bool, version: int | None = None) -> None:
    """Whether somebody is told of work that suits him; nothing is done where it is so already. Raises
    `JobWishNotFound`, `EntryChanged`, `EntryInvalid`."""
    tx.concerns(f"person {person_id}", purpose=DOCUMENT)
    wish = await find_wish(tx.connection, await going_on(tx.connection, person_id))
    if wish is None:
        raise JobWishNotFound
    row = await lock_entry(tx.connection, PREFERENCES.definition, wish.entry_id)
    if version not in {None, row.version}:
        raise EntryChanged
    step = PREFERENCES.definition.step["opt-in" if told else "opt-out"]
    if row.state in step.leaves:
        await go_on(tx, PREFERENCES.definition, row, step, on=local_date(tx.now), document=DOCUMENT, said={})


@command
async def apply_for_own_job(tx: Transaction, person_id: UUID, posting_id: UUID) -> UUID:
    """Somebody applies for a posting, today. Answers the application's id. Raises `EntryNotFound`, `EntryIsRevoked`,
    `EntryInvalid`, `EntryExists`."""
    tx.concerns(f"person {person_id}", purpose=DOCUMENT)
    own, application_id = await going_on(tx.connection, person_id), new_id()
    said = {"person_id": own, "posting_id": posting_id, "applied_on": local_date(tx.now)}
    await begin(tx, APPLICATIONS.definition, said, document=DOCUMENT, entry_id=application_id, own=True)
    return application_id


@command
async def withdraw_own_job_application(
    tx: Transaction, person_id: UUID, application_id: UUID, *, version: int | None = None
) -> None:
    """Somebody applies for it no more. Raises `EntryNotFound`, also for another's, `EntryChanged`, `StepNotPossible`,
    `EntryInvalid`."""
    tx.concerns(f"person {person_id}", purpose=DOCUMENT)
    row = await lock_entry(tx.connection, APPLICATIONS.definition, application_id)
    if await going_on(tx.connection, row.person_id) != await going_on(tx.connection, person_id):
        raise EntryNotFound
    if version not in {None, row.version}:
        raise EntryChanged
    step = APPLICATIONS.definition.step["withdrawal"]
    await go_on(tx, APPLICATIONS.definition, row, step, on=local_date(tx.now), document=DOCUMENT, said={})
