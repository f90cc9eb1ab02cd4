"""Who is entitled to what: the conditions of programmes as data, weighed against what is known of a person on a day."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router", projections=("projection.FACTS",))
