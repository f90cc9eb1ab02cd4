"""Part of commands: all that registry knows of a person is destroyed, and the others are told to do alike.

A room that keeps content or keys about persons adds what forgets it here; in the other services, to its manifest.
"""

from typing import Any

from sqlalchemy import Row, select

from services.registry.archive_forwardings.commands import forget_forwarded_papers
from services.registry.archives.commands import forget_papers
from services.registry.attachments.commands import forget_attachments
from services.registry.categories.commands import cancel_categories, forget_categories
from services.registry.consents.commands import end_consents
from services.registry.contacts.commands.keeping import number_changed
from services.registry.contacts.parameters import ERASED
from services.registry.contributions.commands import forget_contributions
from services.registry.corrections.commands import forget_facts
from services.registry.erasures.commands.companions import forget_companions
from services.registry.erasures.queries import is_known_otherwise
from services.registry.milestones.commands import forget_milestones
from services.registry.notices.commands.forgetting import forget_notices_of
from services.registry.party_applications.commands import forget_applications
from services.registry.proxies.commands import forget_grounds
from services.registry.recipients.commands import forget_recipient, publish_erasure
from services.registry.recipients.queries import is_recipient
from services.registry.registrations.commands import forget_notes
from services.registry.report_ins.commands import forget_report_ins
from services.registry.roles.commands import forget_enterprises
from services.registry.self_accounts.commands import close_self_account
from services.registry.veterans.commands.changing import publish_change
from services.registry.veterans.commands.forgetting import STAYS, forget_file, forget_stated
from services.registry.veterans.domain.standing import FileState
from services.registry.veterans.queries.holding import lock_any_file
from services.registry.veterans.tables import VETERAN
from shared.command import Transaction
from shared.events.registry import PersonErased


async def erase_subject(tx: Transaction, row: Row[Any], ground: str) -> None:
    """Of the person whose file, or record as a recipient, is in this row (`lock_subject`)."""
    if await is_recipient(tx.connection, row.veteran_id):
        await erase_recipient(tx, row, ground)
    else:
        await erase_person(tx, row, ground)


async def erase_recipient(tx: Transaction, row: Row[Any], ground: str) -> None:
    """Whoever stands beside a known veteran keeps name and number for that one's sake, and may be recorded anew, or
    registered, where the record was void. A file that is void goes too."""
    person_id = row.veteran_id
    if await is_known_otherwise(tx.connection, person_id):
        if row.state == FileState.DEREGISTERED:
            await cancel_categories(tx, person_id)
        await _forget_matters(tx, row)
        await forget_stated(tx, person_id)
        await forget_attachments(tx, person_id)
    else:
        await _forget(tx, row)
    await publish_erasure(tx, row, ground)
    file = await lock_any_file(tx.connection, person_id)
    if file is not None:
        await _tell(tx, file, ground)


async def erase_person(tx: Transaction, row: Row[Any], ground: str) -> None:
    """Of the person whose file is in this row (`lock_file`)."""
    await _forget(tx, row)
    await _tell(tx, row, ground)


async def _tell(tx: Transaction, row: Row[Any], ground: str) -> None:
    """In the stream of the file; those that were merged into it go with it."""
    person_id = row.veteran_id
    await publish_change(tx, row, [PersonErased(person_id=person_id, org_path=row.org_path, ground=ground)])
    merged = select(VETERAN.c.veteran_id).where(VETERAN.c.merged_into == person_id).order_by(VETERAN.c.veteran_id)
    for other in list((await tx.connection.execute(merged)).scalars()):
        same = await lock_any_file(tx.connection, other)
        if same is not None and same.wrapped is not None:
            await erase_person(tx, same, ground)


async def _forget(tx: Transaction, row: Row[Any]) -> None:
    """All of it."""
    await _forget_matters(tx, row)
    await forget_companions(tx, row.veteran_id)
    await forget_file(tx, row.veteran_id)


async def _forget_matters(tx: Transaction, row: Row[Any]) -> None:
    """All but who it is, and the file."""
    person_id = row.veteran_id
    await number_changed(tx, person_id, org_path=row.org_path, synthetic=row.synthetic, reason=ERASED)
    await end_consents(tx, person_id, org_path=row.org_path, synthetic=row.synthetic)
    await close_self_account(tx, person_id)
    await forget_categories(tx, person_id)
    await forget_milestones(tx, person_id)
    await forget_facts(tx, person_id, stays=STAYS)
    await forget_notices_of(tx, person_id)
    await forget_notes(tx, person_id)
    await forget_report_ins(tx, person_id)
    await forget_contributions(tx, person_id)
    await forget_enterprises(tx, person_id)
    await forget_applications(tx, person_id)
    await forget_papers(tx, person_id)
    await forget_forwarded_papers(tx, person_id)
    await forget_grounds(tx, person_id)
    await forget_recipient(tx, person_id)
