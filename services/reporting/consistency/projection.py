"""case-resolved, -resolution-corrected, -reopened → `case_mediator`; veterans-merged, -unmerged → `merged_file`."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.consistency.tables import CASE_MEDIATOR, MERGED_FILE
from services.reporting.figures.parameters import is_a_dispute_resolved
from shared.events.benefits import CaseResolved
from shared.events.benefits.cases import CaseReopened, CaseResolutionCorrected
from shared.events.contract import Event
from shared.events.registry import VeteransMerged, VeteransUnmerged
from shared.inbox.projection import Delivered, Projection

ENDS = (CaseResolved, CaseResolutionCorrected, CaseReopened)


async def apply(connection: AsyncConnection, deliveries: Sequence[Delivered[Event]]) -> None:
    """Four statements a batch at most. Of a case the last that is told of its end stands. Merges are told on the
    streams of both files; that of the merged one holds."""
    events = [each.event for each in deliveries]
    ended = {event.case_id: event for event in events if isinstance(event, ENDS)}
    if mended := [event.case_id for event in events if isinstance(event, CaseResolutionCorrected | CaseReopened)]:
        await connection.execute(delete(CASE_MEDIATOR).where(CASE_MEDIATOR.c.case_id.in_(mended)))
    if rows := [row for event in ended.values() for row in _mediators_of(event)]:
        await connection.execute(insert(CASE_MEDIATOR).on_conflict_do_nothing(), rows)
    told = [event for event in events if isinstance(event, VeteransMerged | VeteransUnmerged)]
    last = {event.merged_id: event for event in told if event.person_id == event.merged_id}
    if last:
        await connection.execute(delete(MERGED_FILE).where(MERGED_FILE.c.merged_id.in_(last)))
    if pairs := [_pair(event) for event in last.values() if isinstance(event, VeteransMerged)]:
        await connection.execute(insert(MERGED_FILE), pairs)


def _mediators_of(event: CaseResolved | CaseResolutionCorrected | CaseReopened) -> Sequence[Mapping[str, Any]]:
    stands = not isinstance(event, CaseReopened) and is_a_dispute_resolved(event)
    mediators = event.mediator_ids if stands else ()
    said = {"case_id": event.case_id, "resolved_on": event.resolved_on}
    return [{**said, "mediator_id": mediator} for mediator in mediators]


def _pair(event: VeteransMerged) -> Mapping[str, Any]:
    return {"merged_id": event.merged_id, "surviving_id": event.surviving_id}


CASE_MEDIATORS = Projection(
    name="case-mediators",
    contracts=(*ENDS, VeteransMerged, VeteransUnmerged),
    apply=apply,
    tables=(CASE_MEDIATOR, MERGED_FILE),
)
