"""A password that was chosen with a slip: a second person says that it was the account's holder."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
