"""Disputes brought to a service organisation and mediated: who asked, who mediated, how and when it ended."""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    pages="pages.router",
    projections=("consumer.CASES_FOLLOW", "consumer.PARTIES", "consumer.MERGERS"),
    rekeyings=("commands.rekeying.CONTENT_KEYS",),
    erasures=("commands.erasing.forget_contents",),
    measures=("loop.measure_cases",),
)
