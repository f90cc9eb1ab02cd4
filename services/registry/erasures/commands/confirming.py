"""The second person: what is known of somebody is erased once he has confirmed it."""

from uuid import UUID

from services.registry.corrections.queries.subjects import lock_subject
from services.registry.erasures.commands.erasing import erase_subject
from services.registry.erasures.commands.proposing import judge
from services.registry.erasures.domain import must_be_of
from services.registry.erasures.parameters import ERASED
from services.registry.erasures.queries import lock_erasure
from services.registry.erasures.tables import ERASURE
from services.registry.grants.queries import must_propose_still
from services.registry.recipients.queries import subject_of
from shared.approval.ending import decide
from shared.command import Transaction, command


@command
async def confirm_erasure(tx: Transaction, erasure_id: UUID, *, file_number: str, keep_years: int) -> None:
    """Done for good, here with the commit, in the other services with the event.

    `file_number` is the end of the file's number as he has typed it. Raises `ProposalNotFound` (also outside the
    scope), `ProposalDecided`, `ProposedByOneself`, `ProposerMayNoLonger`, `OtherFile`, and
    what `judge` does: the death may have been revoked since.
    """
    proposed = await lock_erasure(tx.connection, erasure_id, tx.caller)
    tx.concerns(await subject_of(tx.connection, proposed.person_id), purpose=proposed.document)
    proposed.must_be_open()
    proposed.must_be_anothers(tx.caller.hands)
    await must_propose_still(tx.connection, proposed.proposed_by, "erasures.propose", now=tx.now)
    must_be_of(file_number, proposed.person_id)
    row = await lock_subject(tx.connection, proposed.person_id, tx.caller)
    ground = await judge(tx.connection, row, now=tx.now, keep_years=keep_years)
    await decide(tx, ERASURE, proposed, ERASED)
    await erase_subject(tx, row, ground)
