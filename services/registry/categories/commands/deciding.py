"""What a level thinks of an application; the last one recognises."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.registry.categories.commands.keeping import (
    concern,
    keep_opinion,
    publish,
    told,
    write_changed,
)
from services.registry.categories.domain.deciding import terms_of, turn_after
from services.registry.categories.domain.holding import Holding
from services.registry.categories.parameters import SELF
from services.registry.categories.queries.holdings import holding_of, lock_holding
from services.registry.categories.queries.story import list_opinions
from services.registry.kin.queries import must_not_be_recused
from services.registry.network.domain import UnitKind
from services.registry.veterans.domain.standing import must_be_living
from services.registry.veterans.queries.births import must_follow_birth
from services.registry.veterans.queries.holding import must_be_readable
from shared.approval import Refused, Returned, Statement, opinion_of
from shared.approval.levels import levels_of
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.contract import Event
from shared.events.registry import CategoryRecognised, CategoryRefused, CategoryReturned
from shared.privacy.keyring import Keyring


@command
async def give_category_opinion(
    tx: Transaction, holding_id: UUID, said: Statement, *, keyring: Keyring, version: int | None = None
) -> str:
    """The level whose turn it is agrees, refuses, or has something supplied; answers where the holding stands.

    `version` is the revision that was decided on, where it is known. Raises `HoldingNotFound` (also outside the
    scope), `HoldingChanged`, `PersonIsDeceased`, `PersonIsDeregistered`, `PersonTransferredOut`, `FileErased`,
    `OpinionNotDue`, `OpinionOfAnother`, `OpinionInvalid`, `HoldingInvalid`, `DateBeforeBirth`, `DecidesOnOneself`,
    `DecidesOnKin`.
    """
    row = await lock_holding(tx.connection, holding_id, tx.caller)
    await concern(tx, row.person_id, said.note or "")
    await must_not_be_recused(tx, row.person_id)
    holding = holding_of(row)
    holding.must_stand(version)
    must_be_living(row.file_state)
    must_be_readable(row)
    given = await list_opinions(tx.connection, holding_id, of_round=holding.round)
    opinions = [each.opinion for each in given]
    opinion = opinion_of(said, tx.caller, row.asked, levels_of(tx.caller, row.org_path), tx.now)
    turn = turn_after(opinions, opinion, UnitKind(row.unit_kind), is_own=row.origin == SELF)
    terms = terms_of(said, turn)
    today = local_date(tx.now)
    if isinstance(said, Refused):
        after = holding.refused(said.reason_code, said.clause, today=today)
    elif terms is not None:
        must_follow_birth(row, keyring, recognised_on=terms.recognised_on)
        after = holding.recognised(terms, today=today)
    else:
        # That it was returned, is told.
        version = holding.version + isinstance(said, Returned)
        after = replace(holding, waits_for=turn.waits_for, version=version)
    await keep_opinion(tx, holding, opinion, said.note)
    written = await write_changed(tx, after)
    if written.version > holding.version:
        has_benefit = bool(terms and terms.has_benefit)
        publish(tx, written, row, _decided(written, row, said, opinion.step, has_benefit=has_benefit))
    return written.state


def _decided(holding: Holding, row: Row[Any], said: Statement, step: str, *, has_benefit: bool) -> Event:
    if isinstance(said, Refused):
        return CategoryRefused(**told(holding, row), reason_code=said.reason_code, clause=said.clause)
    if isinstance(said, Returned):
        return CategoryReturned(**told(holding, row), step=step, reason_code=said.reason_code)
    return CategoryRecognised(
        **told(holding, row), since=holding.state_from, benefit=has_benefit, clause=holding.clause or ""
    )
