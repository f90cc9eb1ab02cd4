"""What somebody decides in his own matters."""

from uuid import UUID

from services.benefits.directory.queries import going_on
from services.benefits.jobs.queries import find_wish
from services.benefits.jobs.schemas.persons import PREFERENCES
from services.benefits.mine.domain import JobWishNotFound
from shared.clock import local_date
from shared.command import Transaction, command
from shared.entries.commands import go_on
from shared.entries.domain import EntryChanged
from shared.entries.queries import lock_entry

DOCUMENT = "本人在网上办理"


@command
async def set_own_job_pushes(tx: Transaction, person_id: UUID, *, told: bool, version: int | None = None) -> None:
    """Whether somebody is told of work that suits him; nothing is done where it is so already. Raises
    `JobWishNotFound`, `EntryChanged`, `EntryInvalid`."""
    tx.concerns(f"person {person_id}", purpose=DOCUMENT)
    wish = await find_wish(tx.connection, await going_on(tx.connection, person_id))
    if wish is None:
        raise JobWishNotFound
    row = await lock_entry(tx.connection, PREFERENCES.kept, wish.entry_id)
    if version not in {None, row.version}:
        raise EntryChanged
    step = PREFERENCES.kept.step["opt-in" if told else "opt-out"]
    if row.state in step.leaves:
        await go_on(tx, PREFERENCES.kept, row, step, on=local_date(tx.now), document=DOCUMENT, said={})
