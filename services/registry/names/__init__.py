"""Names for the pages of the other services, which know persons by their files only."""

from shared.service.room import Room

ROOM = Room(__name__, pages="pages.router")
