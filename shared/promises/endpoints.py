"""What became of events, for our service of figures to reconcile."""

from typing import Annotated

from fastapi import Depends

from shared.auth.own_services import is_of_ours
from shared.http.dependencies import Reading, reading
from shared.http.problems import problems
from shared.http.refusals import NotAllowed
from shared.http.router import Router
from shared.promises.reading import list_recorded, list_unapplied
from shared.promises.schemas import EventsAsked, RecordedAsked
from shared.promises.told import RecordedEvent, UnappliedEvent

Reconciling = Annotated[Reading, Depends(reading("events.reconcile"))]


async def must_be_ours(reading: Reading) -> None:
    """Raises NotAllowed."""
    if not await is_of_ours(reading.connection, reading.caller):
        raise NotAllowed


router = Router(prefix="/promises", tags=["promises"], responses=problems(401, 403))


@router.post("/recorded")
async def list_recorded_events(form: RecordedAsked, reading: Reconciling) -> list[RecordedEvent]:
    """Which events of some types were recorded in a span of time, without content · 某时段内记录的事件"""
    await must_be_ours(reading)
    return await list_recorded(reading.connection, form.types, form.since, form.until, form.after)


@router.post("/applied")
async def list_unapplied_events(form: EventsAsked, reading: Reconciling) -> list[UnappliedEvent]:
    """Which of these events the service has not applied, and why · 尚未处理的事件及原因"""
    await must_be_ours(reading)
    return await list_unapplied(reading.connection, form.events)
