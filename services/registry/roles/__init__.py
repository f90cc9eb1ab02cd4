"""Social roles: what veterans do for their villages (S32-S34), as mediators, cadres, committee members, founders."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
