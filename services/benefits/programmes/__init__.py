"""The county's programmes as versioned data: what is given, under which rules, from when to when."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
