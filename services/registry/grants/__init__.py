"""Grants: what an account may do, for which part of the network, why, and until when. Kept in `shared.auth.tables`."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router", tasks=("commands.founding.GRANT",))
