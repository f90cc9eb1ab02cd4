"""The centre decides on what was recognised: suspended, resumed, stopped, cancelled, restored; corrected."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from services.registry.categories.commands.keeping import concern, publish, sealed_certificate, told, write_changed
from services.registry.categories.domain.holding import HoldingState
from services.registry.categories.domain.terms import Change, Evidence
from services.registry.categories.parameters import Act
from services.registry.categories.queries.holdings import holding_of, lock_holding
from services.registry.kin.queries import must_not_be_recused
from services.registry.veterans.domain.standing import must_be_living, must_be_registered
from services.registry.veterans.queries.births import must_follow_birth
from services.registry.veterans.queries.holding import must_be_readable
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.contract import Event
from shared.events.registry import (
    CategoryBenefitChanged,
    CategoryCancelled,
    CategoryCorrected,
    CategoryRestored,
    CategoryResumed,
    CategoryStopped,
    CategorySuspended,
)
from shared.privacy.keyring import Keyring
from shared.privacy.personal import Personal

# Of whoever has died, what was never right is still put right.
_OF_THE_DEAD = frozenset({Act.CANCEL, Act.RESTORE})
_EVENTS: Mapping[Act, Callable[..., Event]] = {
    Act.SUSPEND: CategorySuspended,
    Act.RESUME: CategoryResumed,
    Act.STOP: CategoryStopped,
    Act.CANCEL: CategoryCancelled,
    Act.GRANT_BENEFIT: partial(CategoryBenefitChanged, benefit=True),
    Act.END_BENEFIT: partial(CategoryBenefitChanged, benefit=False),
}


@dataclass(frozen=True, slots=True)
class Corrected:
    """How it has been all along. The certificate stays where none is given."""

    recognised_on: date
    evidence_kind: str
    document: str
    certificate: Personal | None = None


@command
async def change_category(tx: Transaction, holding_id: UUID, change: Change, *, version: int | None = None) -> int:
    """Do it, from a day on that may lie in the past. Answers the revision from now on.

    Raises `HoldingNotFound` (also outside the scope), `HoldingChanged`, `HoldingStandsOtherwise`, `HoldingInvalid`,
    `PersonIsDeceased`, `PersonIsDeregistered`, `PersonTransferredOut`, `FileErased`, `DecidesOnOneself`,
    `DecidesOnKin`.
    """
    row = await lock_holding(tx.connection, holding_id, tx.caller)
    await concern(tx, row.person_id, change.document)
    await must_not_be_recused(tx, row.person_id)
    holding = holding_of(row)
    holding.must_stand(version)
    (must_be_registered if change.act in _OF_THE_DEAD else must_be_living)(row.file_state)
    must_be_readable(row)
    changed = await write_changed(tx, holding.changed(change, today=local_date(tx.now)))
    said = {**told(changed, row), "effective_on": change.effective_on, "reason_code": change.reason_code}
    publish(tx, changed, row, _event(change.act, changed.state, said))
    return changed.revision


def _event(act: Act, state: HoldingState, said: Mapping[str, Any]) -> Event:
    if act is Act.RESTORE:
        return CategoryRestored(**said, state=state)
    return _EVENTS[act](**said)


@command
async def correct_category(
    tx: Transaction, holding_id: UUID, corrected: Corrected, *, keyring: Keyring, version: int | None = None
) -> int:
    """The day of the recognition, the evidence or the certificate was recorded wrongly. Answers the revision.

    Raises `HoldingNotFound` (also outside the scope), `HoldingChanged`, `HoldingStandsOtherwise`, `HoldingInvalid`,
    `PersonIsDeregistered`, `FileErased`, `DecidesOnOneself`, `DecidesOnKin`.
    """
    row = await lock_holding(tx.connection, holding_id, tx.caller)
    await concern(tx, row.person_id, corrected.document)
    await must_not_be_recused(tx, row.person_id)
    holding = holding_of(row)
    holding.must_stand(version)
    must_be_registered(row.file_state)
    must_be_readable(row)
    sealed = sealed_certificate(corrected.certificate, holding, row.own_wrapped, keyring)
    evidence = Evidence(corrected.evidence_kind, corrected.document, sealed)
    must_follow_birth(row, keyring, recognised_on=corrected.recognised_on)
    after = holding.corrected(corrected.recognised_on, evidence, today=local_date(tx.now))
    written = await write_changed(tx, after)
    publish(tx, written, row, CategoryCorrected(**told(written, row), since=corrected.recognised_on))
    return written.revision
