"""Events posted to systems of others that do not read Kafka: signed, in order, again until taken."""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    pages="pages.router",
    parts=("loop.webhook_caller",),
    jobs=("commands.FORGET_ATTEMPTS",),
    rekeyings=("commands.WEBHOOK_KEYS",),
    measures=("loop.measure_webhooks",),
)
