"""Somebody looks which papers are in a file."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select, update

from services.registry.archives.domain import ArchiveChanged, Checked, SamePapers, missing
from services.registry.archives.queries import find_archive, papers_in
from services.registry.archives.tables import ARCHIVE, ARCHIVE_PAPER
from services.registry.veterans.domain.standing import must_be_registered
from services.registry.veterans.queries.births import must_follow_birth
from services.registry.veterans.queries.holding import lock_file, must_be_readable
from shared.clock import local_date
from shared.command import Transaction, command
from shared.database.bulk import insert_many
from shared.events.contract import Event
from shared.events.registry import ArchiveChecked, ArchiveReceived
from shared.ids import new_id
from shared.privacy.keyring import Keyring


@command
async def check_archive(
    tx: Transaction,
    veteran_id: UUID,
    checked: Checked,
    *,
    document: str,
    keyring: Keyring,
    version: int | None = None,
) -> int:
    """These papers are there, and no others: whoever ticked one wrongly looks again. The first look receives the file;
    one that was sent on is here again.

    Also of somebody who has died. Answers the version of the list; `version` is the one decided on, 0 for none.

    Raises `VeteranNotFound` (also outside the scope), `PersonIsDeregistered`, `ArchiveInvalid`, `DateBeforeBirth`,
    `ArchiveChanged`, `SamePapers`, `FileErased`.
    """
    tx.concerns(f"veteran {veteran_id}", purpose=document)
    row = await lock_file(tx.connection, veteran_id, tx.caller)
    must_be_registered(row.state)
    must_be_readable(row)
    checked.must_be_possible(today=local_date(tx.now))
    must_follow_birth(row, keyring, checked_on=checked.checked_on)
    archive = await find_archive(tx.connection, veteran_id)
    stands = archive.version if archive else 0
    if version not in {None, stands}:
        raise ArchiveChanged
    if archive is None:
        archive_id = new_id()
        line = {"archive_id": archive_id, "person_id": veteran_id, "version": 1, "checked_on": checked.checked_on}
        await tx.connection.execute(insert(ARCHIVE).values(line))
        await _tick(tx, archive_id, frozenset(), checked)
        tx.publish(ArchiveReceived(**_told(archive_id, row, checked)), sequence=1, synthetic=row.synthetic)
        return 1
    await _check_again(tx, archive, row, checked)
    return stands + 1


async def change_archive(
    tx: Transaction, archive: Row[Any], row: Row[Any], event: Event, *, away_id: UUID | None
) -> None:
    """Part of commands about where the file is: its stream goes on. `row` is the person's, and held."""
    version = archive.version + 1
    own = update(ARCHIVE).where(ARCHIVE.c.archive_id == archive.archive_id)
    await tx.connection.execute(own.values(version=version, away_id=away_id))
    tx.publish(event, sequence=version, synthetic=row.synthetic)


async def forget_papers(tx: Transaction, person_id: UUID) -> None:
    """Part of the command that erases a person: some papers tell of disabilities and punishments. That there is a paper
    file stays."""
    his = select(ARCHIVE.c.archive_id).where(ARCHIVE.c.person_id == person_id)
    await tx.connection.execute(delete(ARCHIVE_PAPER).where(ARCHIVE_PAPER.c.archive_id.in_(his)))


async def _check_again(tx: Transaction, archive: Row[Any], row: Row[Any], checked: Checked) -> None:
    """Raises `SamePapers`."""
    there = await papers_in(tx.connection, archive.archive_id)
    if there == checked.papers and archive.away_id is None:
        raise SamePapers
    looked = update(ARCHIVE).where(ARCHIVE.c.archive_id == archive.archive_id)
    await tx.connection.execute(looked.values(checked_on=checked.checked_on))
    await _tick(tx, archive.archive_id, there, checked)
    await change_archive(tx, archive, row, ArchiveChecked(**_told(archive.archive_id, row, checked)), away_id=None)


def _told(archive_id: UUID, row: Row[Any], checked: Checked) -> dict[str, Any]:
    return {
        "archive_id": archive_id,
        "person_id": row.veteran_id,
        "org_path": row.org_path,
        "checked_on": checked.checked_on,
        "missing": missing(checked.papers),
    }


async def _tick(tx: Transaction, archive_id: UUID, there: frozenset[str], checked: Checked) -> None:
    """What is there no longer is kept with who said so."""
    gone = update(ARCHIVE_PAPER).where(
        ARCHIVE_PAPER.c.archive_id == archive_id,
        ARCHIVE_PAPER.c.known_until.is_(None),
        ARCHIVE_PAPER.c.paper.in_(there - checked.papers),
    )
    await tx.connection.execute(gone.values(gone_by=tx.caller.account_id, known_until=tx.now))
    found = [
        {
            "paper_id": new_id(),
            "archive_id": archive_id,
            "paper": paper,
            "found_on": checked.checked_on,
            "found_by": tx.caller.account_id,
            "known_from": tx.now,
        }
        for paper in sorted(checked.papers - there)
    ]
    await insert_many(tx.connection, ARCHIVE_PAPER, found)
