"""Events for systems of others that read less than whole topics, or not from Kafka.

What the county's topics hold is kept once, in one order (`feed_event`); a subscription is a question to it.
"""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    projections=("projection.SUBSCRIPTIONS",),
    parts=("loop.feed_keeper", "loop.feed_writer"),
    measures=("loop.measure_feeds",),
)
