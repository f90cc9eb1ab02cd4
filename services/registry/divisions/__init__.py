"""Administrative divisions: county, township level, village level (GB/T 2260, GB/T 10114, statistical codes)."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
