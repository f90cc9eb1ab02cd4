"""How a person may be reached, and what they do not want to be told."""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    projections=("consumer.PERSONS", "consumer.CONTACTS"),
    parts=("loop.contact_fetcher",),
    rekeyings=("commands.PERSON_KEYS",),
    erasures=("commands.forget_contact_points",),
    measures=("loop.measure_contacts",),
)
