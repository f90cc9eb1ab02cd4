"""From the manifests of its rooms to what the API and the worker of a service are made of."""

from collections.abc import Callable, Sequence
from functools import cache

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.moved import MOVED_UNITS
from shared.auth.projection import EPOCHS, GRANTS
from shared.clearance import CLOSING_UNITS
from shared.erasure import Forget, erasures
from shared.events.catalogue import origin_of, published
from shared.inbox.consumer import Consumer
from shared.inbox.measure import measuring_inbox
from shared.inbox.projection import Projection
from shared.inbox.subscription import Subscription
from shared.kafka.configured import broker_of
from shared.outbox.measure import measure_outbox
from shared.outbox.relay import Relay
from shared.schedule import Job
from shared.service.console import ConsoleTask
from shared.service.erase_again import forgetting_task
from shared.service.measuring import Measure
from shared.service.reconcile_cli import Recovery
from shared.service.rekey import rekey_task
from shared.service.room import Service
from shared.service.worker import Part
from shared.settings import ServiceSettings

# What every service learns from registry.
OF_ALL = (MOVED_UNITS, CLOSING_UNITS, GRANTS, EPOCHS)


def routers_of(service: Service) -> Sequence[APIRouter]:
    """The routers of its rooms, in the order of the rooms: the API's, then those of pages."""
    names = [(room, room.router) for room in service.rooms] + [(room, room.pages) for room in service.rooms]
    return [room.get(name) for room, name in names if name]


@cache
def projections_of(service: Service) -> tuple[Projection, ...]:
    """Those of its rooms; before them where moved units stand, which are to be closed, the grants of access and the
    epochs of accounts: registry, which tells them, has its own. Last what destroys its rooms' content about persons
    who were erased."""
    learned = tuple(room.get(name) for room in service.rooms for name in room.projections)
    forgetting = forgetting_of(service)
    from_others = [each for each in OF_ALL if published(each.contracts[0]).owner != service.name]
    return (*from_others, *learned, *([erasures(forgetting)] if forgetting else [])) if learned else ()


def forgetting_of(service: Service) -> tuple[Forget, ...]:
    """What destroys all that its rooms hold about persons."""
    return tuple(room.get(name) for room in service.rooms for name in room.erasures)


def jobs_of(service: Service) -> tuple[Job, ...]:
    """What its rooms do by the clock."""
    return tuple(room.get(name) for room in service.rooms for name in room.jobs)


def tasks_of(service: Service) -> tuple[ConsoleTask, ...]:
    """What its rooms do on the server's console; what replaces its keys; and what forgets again after a restore."""
    own = [room.get(name) for room in service.rooms for name in room.tasks]
    forgetting = forgetting_of(service)
    if forgetting:
        own.append(forgetting_task(forgetting))
    return (*own, rekey_task([room.get(name) for room in service.rooms for name in room.rekeyings]))


def recoveries_of(service: Service) -> tuple[Recovery, ...]:
    """What its rooms take over of the events that its database lost."""
    return tuple(room.get(name) for room in service.rooms for name in room.recoveries)


def measures_of(service: Service) -> tuple[Measure, ...]:
    """How late its outbox and its consumer are, and what its rooms measure."""
    own = [room.get(name) for room in service.rooms for name in room.measures]
    projections = projections_of(service)
    inbox = [measuring_inbox(service.name, Subscription(projections))] if projections else []
    return (measure_outbox, *inbox, *own)


def parts_of(service: Service) -> Callable[[ServiceSettings, AsyncEngine], Sequence[Part]]:
    """What makes its worker's parts: the relay, the consumer, and what rooms do by themselves."""

    def parts(settings: ServiceSettings, engine: AsyncEngine) -> Sequence[Part]:
        broker, projections = broker_of(settings), projections_of(service)
        relay = Relay(engine, origin=origin_of(service.name), broker=broker)
        own = [room.get(name)(settings, engine) for room in service.rooms for name in room.parts]
        if not projections:
            return [relay, *own]
        consumer = Consumer(engine, group=service.name, broker=broker, projections=projections)
        return [relay, consumer, *own]

    return parts
