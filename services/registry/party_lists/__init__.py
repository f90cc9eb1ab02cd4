"""Party organisations founded from a workbook: that of every unit which has none yet."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
