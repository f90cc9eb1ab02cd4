"""What somebody contributed is recorded, corrected, and taken back."""

from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from services.registry.contributions.domain import Contribution, Deed, must_be_possible
from services.registry.contributions.parameters import FORGOTTEN
from services.registry.contributions.queries import get_contribution, lock_contribution
from services.registry.contributions.tables import CONTRIBUTION
from services.registry.former.commands import forget_former, keep_former
from services.registry.veterans.domain.standing import must_be_registered
from services.registry.veterans.queries.births import must_follow_birth
from services.registry.veterans.queries.deaths import find_death
from services.registry.veterans.queries.files import find_line
from services.registry.veterans.queries.holding import hold_file, lock_file, must_be_readable
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry import ContributionCorrected, ContributionRecorded, ContributionWithdrawn
from shared.ids import new_id
from shared.privacy.keyring import Keyring


@command
async def record_contribution(tx: Transaction, veteran_id: UUID, deed: Deed, *, keyring: Keyring) -> Contribution:
    """A veteran contributed something, today or before; of the dead it is recorded too, while they lived.

    Raises `VeteranNotFound` (also outside the scope), `NotResponsible`, `PersonIsDeregistered`, `PersonIsMerged`,
    `FileErased`, `ContributionInvalid`, `DateBeforeBirth`.
    """
    tx.concerns(f"veteran {veteran_id}")
    row = await lock_file(tx.connection, veteran_id, tx.caller)
    must_be_registered(row.state)
    must_be_readable(row)
    await _judge(tx, veteran_id, deed, keyring)
    contribution = Contribution(new_id(), veteran_id, row.org_code, row.org_path, **asdict(deed))
    recorded = {"recorded_by": tx.caller.account_id, "recorded_at": tx.now}
    await tx.connection.execute(insert(CONTRIBUTION).values(**asdict(contribution), **recorded))
    tx.publish(ContributionRecorded(**_told(contribution)), sequence=contribution.version)
    return contribution


@command
async def correct_contribution(
    tx: Transaction, contribution_id: UUID, deed: Deed, *, reason: str, keyring: Keyring, version: int | None = None
) -> Contribution:
    """What was recorded of it was wrong; what it said before is kept.

    Raises `ContributionNotFound` (also outside the scope), `ContributionChanged`, `ContributionWithdrawnAlready`,
    `FileErased`, `ContributionInvalid`, `DateBeforeBirth`.
    """
    found = await _locked(tx, contribution_id, reason)
    found.must_stand(version)
    await _judge(tx, found.veteran_id, deed, keyring)
    await keep_former(tx, CONTRIBUTION, contribution_id, reason)
    changed = found.corrected(deed)
    await _write(tx, changed)
    tx.publish(ContributionCorrected(**_told(changed)), sequence=changed.version)
    return changed


@command
async def withdraw_contribution(
    tx: Transaction, contribution_id: UUID, *, reason: str, version: int | None = None
) -> Contribution:
    """It was recorded by mistake: there was none.

    Raises `ContributionNotFound` (also outside the scope), `ContributionChanged`, `ContributionWithdrawnAlready`.
    """
    found = await _locked(tx, contribution_id, reason)
    found.must_stand(version)
    changed = replace(found, withdrawn_reason=reason, version=found.version + 1)
    await _write(tx, changed)
    tx.publish(ContributionWithdrawn(**_told(changed)), sequence=changed.version)
    return changed


async def forget_contributions(tx: Transaction, person_id: UUID) -> None:
    """Part of the command that erases a person: what exactly he did, and what it said before. That he did, stays."""
    own = CONTRIBUTION.c.veteran_id == person_id
    ids = list((await tx.connection.execute(select(CONTRIBUTION.c.contribution_id).where(own))).scalars())
    await tx.connection.execute(update(CONTRIBUTION).where(own).values(deed=FORGOTTEN, evidence=FORGOTTEN))
    await forget_former(tx, CONTRIBUTION, ids)


async def _judge(tx: Transaction, veteran_id: UUID, deed: Deed, keyring: Keyring) -> None:
    """Raises `ContributionInvalid`, `DateBeforeBirth`, `FileErased`."""
    death = await find_death(tx.connection, veteran_id)
    must_be_possible(deed.made_on, today=local_date(tx.now), died_on=death.died_on if death else None)
    if file := await find_line(tx.connection, veteran_id):
        must_be_readable(file)
        must_follow_birth(file, keyring, made_on=deed.made_on)


async def _locked(tx: Transaction, contribution_id: UUID, reason: str) -> Contribution:
    """Nobody records a death, or erases the person, meanwhile."""
    found = await get_contribution(tx.connection, contribution_id, tx.caller)
    tx.concerns(f"veteran {found.veteran_id}", purpose=reason)
    await hold_file(tx.connection, found.veteran_id)
    return await lock_contribution(tx.connection, contribution_id, tx.caller)


async def _write(tx: Transaction, contribution: Contribution) -> None:
    values = {name: value for name, value in asdict(contribution).items() if name != "contribution_id"}
    own = CONTRIBUTION.c.contribution_id == contribution.contribution_id
    await tx.connection.execute(update(CONTRIBUTION).where(own).values(values))


def _told(contribution: Contribution) -> dict[str, Any]:
    return {
        "contribution_id": contribution.contribution_id,
        "person_id": contribution.veteran_id,
        "org_path": contribution.org_path,
        "contribution_class": contribution.contribution_class,
        "made_on": contribution.made_on,
    }
