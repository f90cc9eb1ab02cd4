"""On which days figures count a person: where, and whether as a member of the Party; by all that is believed of him."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router")
