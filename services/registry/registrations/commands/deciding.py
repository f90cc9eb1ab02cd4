"""What a level thinks of a registration; and giving it up."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.registry.kin.queries import must_not_be_recused
from services.registry.registrations.commands.giving_up import give_up
from services.registry.registrations.commands.keeping import keep, register
from services.registry.registrations.domain import (
    CHAIN,
    must_be_under_way,
    must_be_withdrawable,
    state_after,
)
from services.registry.registrations.queries import list_opinions, lock_registration
from services.registry.veterans.commands.changing import publish_change
from services.registry.veterans.domain.standing import FileState
from services.registry.veterans.queries.holding import must_be_readable
from shared.approval import Opinion, Statement, opinion_of
from shared.approval.levels import levels_of
from shared.command import Transaction, command
from shared.events.contract import Event
from shared.events.registry import VeteranRegistrationReturned


@command
async def give_opinion(tx: Transaction, veteran_id: UUID, said: Statement, *, version: int | None = None) -> FileState:
    """The level whose turn it is agrees, refuses, or has something supplied; answers where the registration stands.

    `version` is the one that was decided on, where it is known. Raises `RegistrationNotFound` (also outside the scope),
    `RegistrationChanged`, `OpinionNotDue`, `OpinionOfAnother`, `OpinionInvalid`, `FileErased`,
    `DecidesOnOneself`, `DecidesOnKin`.
    """
    tx.concerns(f"veteran {veteran_id}", purpose=said.note or said.outcome)
    row = await lock_registration(tx.connection, veteran_id, tx.caller, version=version)
    await must_not_be_recused(tx, veteran_id)
    must_be_under_way(row.state)
    opinions = [given.opinion for given in await list_opinions(tx.connection, veteran_id)]
    levels = levels_of(tx.caller, row.org_path)
    opinion = opinion_of(said, tx.caller, CHAIN.turn(opinions).waits_for, levels, tx.now)
    state = state_after(CHAIN.after(opinions, opinion))
    must_be_readable(row)
    await keep(tx, row, opinion, said.note)
    if state is FileState.REGISTERED:
        await register(tx, row)
        return state
    await publish_change(tx, row, _told(row, opinion), state=state)
    return state


def _told(row: Row[Any], opinion: Opinion) -> list[Event]:
    """That something is missing, or that it was refused; of an agreement that is not the last nothing."""
    if opinion.reason_code is None:
        return []
    returned = VeteranRegistrationReturned(
        person_id=row.veteran_id,
        org_path=row.org_path,
        step=opinion.step,
        outcome=opinion.outcome,
        reason_code=opinion.reason_code,
    )
    return [returned]


@command
async def withdraw_registration(
    tx: Transaction, veteran_id: UUID, *, reason: str, version: int | None = None
) -> None:  # fmt: skip
    """The registration is given up: what it said of the person is deleted, and the number is free.

    Raises `RegistrationNotFound` (also outside the scope), `RegistrationChanged`, `RegistrationIsOver`.
    """
    tx.concerns(f"veteran {veteran_id}", purpose=reason)
    row = await lock_registration(tx.connection, veteran_id, tx.caller, version=version)
    must_be_withdrawable(row.state)
    await give_up(tx, row)
