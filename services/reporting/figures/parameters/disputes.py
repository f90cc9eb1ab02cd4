"""Figures of disputes: how they end.

A case that was reopened never ended: what its end brought in is taken out, and its next end counts. What was said of it
wrongly is exchanged. So each case counts once, as it is believed now.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from services.reporting.figures.parameters.county import EntryCount
from shared.events.benefits import CaseResolved, CaseWithdrawn
from shared.events.benefits.cases import CaseReopened, CaseResolutionCorrected

SETTLED = frozenset({"agreement-reached", "settled-on-the-spot"})


def is_a_dispute_resolved(said: Any) -> bool:
    """A dispute that mediation could not settle ended without being resolved."""
    return said.kind == "dispute" and said.outcome in SETTLED and bool(said.mediator_ids)


def _resolved(said: Any) -> Iterable[tuple[date | None, int]]:
    return ((said.resolved_on, int(is_a_dispute_resolved(said))),)


def _withdrawn(said: Any) -> Iterable[tuple[date | None, int]]:
    return ((said.withdrawn_on, 1),)


RESOLVED: tuple[EntryCount, ...] = (
    EntryCount(CaseResolved, _resolved),
    EntryCount(CaseResolutionCorrected, _resolved),
    EntryCount(CaseReopened, _resolved, -1),
)
WITHDRAWN: tuple[EntryCount, ...] = (EntryCount(CaseWithdrawn, _withdrawn), EntryCount(CaseReopened, _withdrawn, -1))
